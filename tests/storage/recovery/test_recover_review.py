"""What the person made of recordings is still there after an inbox was damaged and made anew."""

import contextlib
import sqlite3

import pytest
from storage.recovery.damage import overwrite

from inbox.domain.delivery import Delivery
from inbox.domain.events import understand
from inbox.domain.history import HistoryKind, chain_problem
from inbox.domain.times import now
from inbox.storage.connecting import connect
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.journal.intake_store import commit_deliveries
from inbox.storage.opening import open_inbox
from inbox.storage.recovery.salvage import salvage
from inbox.storage.review.history import History

MOMENT = 1_790_000_000_000_000
ROWS: dict[str, list[tuple[object, ...]]] = {
    "notes": [(4, 1, 61_000, None, "Figure is wrong", "Ann", MOMENT, None), (5, 1, 0, 9, "", "", MOMENT, MOMENT)],
    "recording_stars": [(1, 5, MOMENT, "Ann")],
    "recording_tags": [(7, 1, "Dispute", "dispute", MOMENT)],
    "review_answers": [(2, 1, "Consent given?", "yes", "Ann", MOMENT)],
    "heard_spans": [(1, 1, 0, 1_000, 100, MOMENT), (2, 1, 2_000, 9_000, 150, MOMENT)],
    "listening": [(1, 9_000, 8_000, MOMENT)],
}
EVENT = b'{"eventType":"conferenceRecordingAvailable","recordingId":"r-1","accountId":"1","conferenceId":"c","status":"complete"}'


def _fill(folder: DataFolder) -> list[str]:
    with contextlib.closing(open_inbox(folder)) as database:
        one = Delivery(now(), "POST", "/", (), EVENT, "127.0.0.1:1")
        commit_deliveries(database, [(one, understand(one))])
        with database.writing() as connection:
            for table, rows in ROWS.items():
                connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
            connection.exec_driver_sql("INSERT INTO review_batches VALUES (1, ?, 'Marked it', 1, NULL)", (MOMENT,))
            connection.exec_driver_sql("INSERT INTO sound_maps VALUES (1, x'00', x'00', 1, 1, -60.0, NULL, 1)")
        History(database).add(1, HistoryKind.PLAYED, {"spans": [[0, 1]]}, now())
        with database.writing() as connection:
            connection.exec_driver_sql("UPDATE history SET batch = 1")
        return [entry.line for entry in History(database).entries(1)]


@pytest.mark.expects_log
def test_notes_stars_tags_answers_coverage_and_history_outlive_damage(folder: DataFolder) -> None:
    lines = _fill(folder)
    overwrite(folder.database, 0, 4096)
    with contextlib.closing(open_inbox(folder)) as database:
        with database.reading() as connection:
            for table, rows in ROWS.items():
                assert [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1")] == rows, table
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
            sentences = connection.exec_driver_sql("SELECT sentence FROM incidents").scalars().all()
        entries = History(database).entries(1)
        assert [entry.line for entry in entries] == lines
        assert chain_problem([entry.line for entry in entries], entries[-1].hash) is None
        assert {entry.batch for entry in entries} == {None}, "its number may be given again"
        assert len(sentences) == 1, "a batch is no incident, although it looks like one"
        database_check = database.check()
    assert database_check is None


@pytest.mark.expects_log
def test_what_belongs_to_a_lost_recording_goes_with_it(folder: DataFolder) -> None:
    _fill(folder)
    with contextlib.closing(open_inbox(folder)) as database, database.writing() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.exec_driver_sql("INSERT INTO recording_stars SELECT 2, stars, changed_at, author FROM recording_stars")
        connection.exec_driver_sql(
            "INSERT INTO recordings (id, account_id, conference_id, recording_id, title_key, status_kind, download_status, "
            "review_status, first_seen_at, expires_at, deliveries, source, attempts) "
            "VALUES (2, '1', 'c', 'r-2', 'c', 'complete', 'waiting', 'new', 1, 1, 0, 'catch-up', 0)"
        )
    with contextlib.closing(sqlite3.connect(folder.database)) as connection:
        connection.execute("DELETE FROM recordings WHERE id = 2")
        connection.commit()
    overwrite(folder.database, 0, 4096)
    with contextlib.closing(open_inbox(folder)) as database, database.reading() as connection:
        assert connection.exec_driver_sql("SELECT recording_row FROM recording_stars").scalars().all() == [1]


def test_the_notes_of_a_lost_recording_are_let_go_of_at_once_and_not_indexed_anew_for_each(folder: DataFolder) -> None:
    _fill(folder)
    notes = [(99, number, f"note {number}", MOMENT) for number in range(200)]
    with contextlib.closing(sqlite3.connect(folder.database)) as connection:
        insert = "INSERT INTO notes (recording_row, begin_ms, text, author, made_at) VALUES (?, ?, ?, 'Ann', ?)"
        connection.executemany(insert, notes)
        connection.commit()
    part = folder.database.with_name("part.sqlite3")
    Database.open_file(folder, part).close()
    with contextlib.closing(connect(part)) as into:
        into.execute("PRAGMA foreign_keys = OFF")
        salvage(folder.database, into)
        assert into.total_changes < 4 * len(notes), "each is written once, and deleted once"
        assert into.execute("SELECT id FROM notes ORDER BY id").fetchall() == [(4,), (5,)]
        following = into.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'notes' ORDER BY 1")
        assert [name for (name,) in following] == ["notes_lost", "notes_made", "notes_reworded"]
