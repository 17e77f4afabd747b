"""The history of a recording, in a real inbox."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from inbox.domain.delivery import Delivery
from inbox.domain.history import BEFORE_THE_FIRST, HistoryEntry, HistoryKind, chain_problem, hash_of
from inbox.domain.times import now
from inbox.storage.database import Database
from inbox.storage.problems import StoreDamaged
from inbox.storage.review.history import History

Deliver = Callable[..., Any]


@pytest.fixture
def history(database: Database) -> History:
    return History(database)


def _prove(entries: list[HistoryEntry]) -> None:
    assert chain_problem([entry.line for entry in entries], entries[-1].hash) is None
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    assert [entry.hash for entry in entries] == [hash_of(entry.line) for entry in entries]
    assert entries[0].line.startswith(BEFORE_THE_FIRST)


def test_the_intake_writes_no_history(database: Database, history: History, deliver: Deliver) -> None:
    assert history.entries(deliver().recording_row) == []


def test_what_was_received_stands_before_what_came_after_with_the_hash_of_its_body(
    history: History, deliver: Deliver, delivery: Callable[..., Delivery]
) -> None:
    row = deliver().recording_row
    deliver()
    moment = now()
    history.add(row, HistoryKind.PLAYED, {"seconds": 4.5}, moment)
    first, second, played = history.entries(row)
    _prove([first, second, played])
    body = hashlib.sha256(delivery().body).hexdigest()
    assert [entry.detail["body_sha256"] for entry in (first, second)] == [body, body]
    assert [entry.detail["outcome"] for entry in (first, second)] == ["recording", "duplicate"]
    assert first.at < second.at < moment
    assert played.kind is HistoryKind.PLAYED
    assert played.detail == {"seconds": 4.5}


def test_what_is_received_later_is_told_once_before_the_next_entry(history: History, deliver: Deliver) -> None:
    row = deliver().recording_row
    history.add(row, HistoryKind.PLAYED, {}, now())
    deliver()
    history.add_received(row)
    history.add_received(row)
    history.add(row, HistoryKind.EXPORTED, {}, now())
    entries = history.entries(row)
    _prove(entries)
    assert [entry.kind.value for entry in entries] == ["received", "played", "received", "exported"]


def test_a_flood_of_deliveries_comes_bit_by_bit(database: Database, history: History, deliver: Deliver) -> None:
    row = deliver().recording_row
    with database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO deliveries (received_at, method, target, headers, body, peer, outcome, reason, recording_row) "
            "SELECT received_at, method, target, headers, body, peer, 'duplicate', '', recording_row FROM deliveries, "
            "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150) SELECT i FROM n)"
        )
    history.add(row, HistoryKind.PLAYED, {}, now())
    assert len(history.entries(row)) == 101
    history.add_received(row)
    _prove(history.entries(row))
    assert len(history.entries(row)) == 152


def test_before_an_export_all_that_was_received_is_told_write_by_write(
    database: Database, history: History, deliver: Deliver
) -> None:
    row, other = deliver().recording_row, deliver(recordingId="r-2").recording_row
    for _ in range(249):
        deliver()
    assert history.add_all_received([row, other, 99]) == [row]
    assert history.add_all_received([row]) == [row]
    assert history.add_all_received([row]) == []
    _prove(history.entries(row))
    assert [len(history.entries(each)) for each in (row, other)] == [250, 1]
    assert history.deliveries(row, 3) == [1, 3, 4]
    history.add_to_all([row, other, 99], HistoryKind.EXPORTED, {"format": "csv"}, now())
    assert [history.entries(each)[-1].kind for each in (row, other)] == [HistoryKind.EXPORTED] * 2


def test_what_only_a_list_told_of_says_so(database: Database, history: History, deliver: Deliver) -> None:
    row = deliver().recording_row
    with database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM deliveries")
        connection.exec_driver_sql("UPDATE recordings SET source = 'catch-up'")
    history.add(row, HistoryKind.PLAYED, {}, now())
    first, _ = history.entries(row)
    assert first.detail == {"source": "catch-up"}


def test_what_is_not_there_has_no_history(history: History) -> None:
    history.add(7, HistoryKind.PLAYED, {}, now())
    history.add_received(7)
    assert history.entries(7) == []


@pytest.mark.parametrize("change", ["kind = 'nonsense'", "line = hash || ' []'", "line = 'x'"])
def test_a_line_that_is_not_what_was_written_is_damage(
    database: Database, history: History, deliver: Deliver, change: str
) -> None:
    row = deliver().recording_row
    history.add(row, HistoryKind.PLAYED, {}, now())
    with database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE history SET {change}")
    with pytest.raises(StoreDamaged):
        history.entries(row)


def test_text_that_no_database_takes_is_kept_as_it_came(history: History, deliver: Deliver) -> None:
    row = deliver().recording_row
    history.add(row, HistoryKind.CHANGED, {"text": "a\ud800\x00\u202e"}, now())
    *_, entry = history.entries(row)
    assert entry.detail["text"] == "a\ud800\x00\u202e"
    _prove(history.entries(row))
