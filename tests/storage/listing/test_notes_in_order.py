"""Recordings found by their notes: each once, however many of its notes say it, and in the order of the list."""

from collections.abc import Callable

import pytest

from inbox.domain.query import SortColumn, parse_query
from inbox.domain.times import now
from inbox.storage.database import Database
from inbox.storage.journal.intake_store import Committed
from inbox.storage.listing.query_sql import FEW, FEW_OF_ALL, ids_statement
from inbox.storage.listing.query_terms import conditions
from inbox.storage.listing.recordings import Recordings
from inbox.storage.review.notes import Notes

RECORDINGS = 5
SEARCHES = (
    "note:refund",
    "note:re",
    "note:refund note:granted",
    "note:refund note:gr",
    "note:refund is:noted",
    "note:re stars:2",
)


@pytest.fixture
def noted(database: Database, deliver: Callable[..., Committed]) -> Notes:
    """The notes were made in another order than the recordings came, two that say the same on each."""
    for number in range(1, RECORDINGS + 1):
        deliver(recordingId=f"r-{number}", name="stand-up")
    notes = Notes(database)
    for row in (3, 5, 1, 4, 2):
        for text in ("asks for a refund", "refund again", "granted"):
            notes.add(row, 1.0, None, text, "Ann")
    with database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO recording_stars SELECT id, 2, 1, 'Ann' FROM recordings")
    return notes


def found(database: Database, text: str, *, descending: bool, limit: int | None, many: bool) -> tuple[list[int], list[str]]:
    """Ids, and the steps in which SQLite finds them, where each term is true of few recordings or of very many."""
    rows = FEW_OF_ALL if many else 3
    asked = conditions(parse_query(text), now(), 3)
    statement = ids_statement(asked, SortColumn.FIRST_SEEN, descending, limit, lambda _: rows)
    with database.reading_rows() as cursor:
        steps = [step[3] for step in cursor.execute(f"EXPLAIN QUERY PLAN {statement.sql}", statement.parameters)]
        return [row for (row,) in cursor.execute(statement.sql, statement.parameters)], steps


@pytest.mark.parametrize("text", SEARCHES)
@pytest.mark.parametrize("many", [False, True])
def test_a_recording_with_several_notes_that_say_it_is_listed_once_and_in_order(
    noted: Notes, database: Database, text: str, many: bool
) -> None:
    for limit in (3, None):
        assert found(database, text, descending=True, limit=limit, many=many)[0] == [5, 4, 3, 2, 1][:limit]
        assert found(database, text, descending=False, limit=limit, many=many)[0] == [1, 2, 3, 4, 5][:limit]


@pytest.mark.parametrize("text", SEARCHES)
def test_the_first_page_of_very_many_is_found_without_sorting_them(noted: Notes, database: Database, text: str) -> None:
    steps = found(database, text, descending=True, limit=FEW, many=True)[1]
    assert any("notes_fts" in step for step in steps), steps
    assert not any("ORDER BY" in step for step in steps), steps


@pytest.mark.parametrize("sort", list(SortColumn))
def test_also_in_another_order_each_is_listed_once(noted: Notes, recordings: Recordings, sort: SortColumn) -> None:
    for limit in (3, None):
        ids = recordings.ids(parse_query("note:refund", sort), limit)
        assert len(ids) == len(set(ids)) == (limit or RECORDINGS)


def test_two_words_may_stand_in_two_notes_and_a_phrase_stands_in_one(noted: Notes, recordings: Recordings) -> None:
    noted.add(4, 9.0, None, "wants his money", "Ann")
    assert list(recordings.ids(parse_query("note:money note:granted"))) == [4]
    assert list(recordings.ids(parse_query("note:money note:gr"))) == [4]
    assert list(recordings.ids(parse_query('note:"money granted"'))) == []
    assert list(recordings.ids(parse_query('note:"his money"'))) == [4]
