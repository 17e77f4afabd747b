"""While events come without a pause, the write-ahead log is folded in by a thread of its own."""

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial

import orjson
import pytest

from inbox.domain.delivery import Delivery, Receipt
from inbox.domain.times import now
from inbox.pipeline.intake.checkpointer import Checkpointer
from inbox.pipeline.intake.intake import Intake
from inbox.storage import checkpoints
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.journal.intake_store import commit_deliveries
from inbox.storage.journal.journal import Journal
from inbox.storage.journal.upkeep import Upkeep
from inbox.storage.listing.recordings import Recordings
from inbox.storage.opening import recover_inbox
from inbox.storage.problems import StoreFailing

EVENTS = 4000


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundredth of the usual amounts, so that seconds show what minutes would."""
    monkeypatch.setattr(checkpoints, "AT_ONCE", 3)
    monkeypatch.setattr(checkpoints, "_FULL_PAGES", 400)


def log_bytes(database: Database) -> int:
    log = database.path.with_name(f"{database.path.name}-wal")
    return log.stat().st_size if log.exists() else 0


def until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < deadline, f"did not happen: {what}"
        time.sleep(0.01)


class Load:
    """Hands events to an intake without a pause; ``taken`` counts the receipts that said so."""

    def __init__(self, database: Database) -> None:
        self._intake = Intake(
            partial(commit_deliveries, database), lambda _rows: None, probe=database.prove_writable, upkeep=Upkeep(database)
        )
        self.taken = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._send, name="load")

    def _send(self) -> None:
        number = 0
        while number < EVENTS and not self._ended.is_set():
            body = {"eventType": "conferenceRecordingAvailable", "recordingId": f"r-{number}", "name": "x" * 300}
            if self._intake.accept(Delivery(now(), "POST", "/", (), orjson.dumps(body), "127.0.0.1:5"), self._told):
                number += 1
            else:
                time.sleep(0.001)

    def _told(self, receipt: Receipt) -> None:
        assert receipt.outcome is not None, receipt.reason
        self.taken += 1

    def __enter__(self) -> "Load":
        self._intake.start()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        self._intake.stop()


@contextlib.contextmanager
def folding(database: Database, quiet_seconds: float = 10.0, rest_seconds: float = 0.1) -> Iterator[Checkpointer]:
    checkpointer = Checkpointer(database.checkpoints, quiet_seconds=quiet_seconds, rest_seconds=rest_seconds)
    checkpointer.start()
    try:
        yield checkpointer
    finally:
        checkpointer.stop()


def test_the_log_stays_short_while_events_come_without_a_pause_and_people_read(database: Database) -> None:
    recordings = Recordings(database)
    sizes: list[int] = []
    with folding(database), Load(database) as load:
        while load.taken < EVENTS:
            recordings.folder_counts()
            sizes.append(log_bytes(database))
            time.sleep(0.002)
    assert len(sizes) > 20
    assert max(sizes) < 7_000_000, "half of what was written"
    assert Journal(database).count() == EVENTS


def test_a_reader_who_holds_an_old_state_keeps_no_sender_waiting(folder: DataFolder, database: Database) -> None:
    with folding(database, quiet_seconds=0.1):
        with contextlib.closing(sqlite3.connect(folder.database, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            assert reader.execute("SELECT count(*) FROM deliveries").fetchone() == (0,)
            with Load(database) as load:
                until(lambda: load.taken == EVENTS, "all events are taken")
            assert reader.execute("SELECT count(*) FROM deliveries").fetchone() == (0,)
            assert log_bytes(database) > 10_000_000, "nothing of it could be given back"
        until(lambda: log_bytes(database) == 0, "the log is emptied")
    assert Journal(database).count() == EVENTS


@pytest.mark.timed
def test_a_recovery_finds_its_turn_while_the_log_is_folded_in(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints, "_FULL_PAGES", 0)
    ended, stored = threading.Event(), list[int]()

    def write() -> None:
        while not ended.is_set():
            with contextlib.suppress(StoreFailing):
                database.prove_writable()
                stored.append(1)

    writer = threading.Thread(target=write)
    with folding(database, rest_seconds=0.0):
        writer.start()
        try:
            for _ in range(15):
                began, count = time.monotonic(), len(stored)
                assert "is sound" in recover_inbox(database)
                assert time.monotonic() - began < 4.0
                until(lambda before=count: len(stored) > before + 10, "writing goes on")  # type: ignore[misc]
        finally:
            ended.set()
            writer.join()


def test_what_fails_is_told_once_and_tried_again_until_it_is_well(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    kept, tries = database.checkpoints, list[int]()
    clear = kept.clear

    def fail_thrice() -> None:
        tries.append(1)
        if len(tries) < 4:
            raise StoreFailing("The disk is full.")
        clear()

    monkeypatch.setattr(kept, "clear", fail_thrice)
    monkeypatch.setattr(checkpoints, "_LONG_BYTES", 1)
    database.prove_writable()
    with folding(database, quiet_seconds=0.05):
        until(lambda: log_bytes(database) == 0, "the log is emptied")
    assert [record.getMessage() for record in caplog.records if "write-ahead" in record.getMessage()] == [
        "The write-ahead log has to wait: The disk is full."
    ]


@pytest.mark.expects_log
def test_a_mistake_of_ours_does_not_end_the_thread(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    kept, tries = database.checkpoints, list[int]()
    fold = kept.fold

    def fail_first() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise RuntimeError("a bug")
        fold()

    monkeypatch.setattr(kept, "fold", fail_first)

    def is_tried_again() -> bool:
        database.prove_writable()
        return len(tries) > 1

    with folding(database):
        until(is_tried_again, "the next checkpoint")
    assert "because of a mistake in this program" in caplog.text


def test_it_ends_at_once_when_it_is_stopped(database: Database) -> None:
    with folding(database, quiet_seconds=60.0) as checkpointer:
        began = time.monotonic()
        checkpointer.stop()
        assert time.monotonic() - began < 15.0


def test_stopping_without_having_been_started_is_well(database: Database) -> None:
    Checkpointer(database.checkpoints).stop()
