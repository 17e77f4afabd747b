"""Between its batches intake writes what can wait; a damaged store is recovered before a batch is tried again."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import orjson
import pytest

from inbox.domain.delivery import Delivery, DeliveryOutcome, Receipt
from inbox.domain.events import Understood
from inbox.domain.query import parse_query
from inbox.domain.times import now
from inbox.pipeline.intake.intake import Commit, Intake
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.journal import upkeep
from inbox.storage.journal.intake_store import Committed, commit_deliveries
from inbox.storage.journal.journal import Journal
from inbox.storage.journal.upkeep import Upkeep
from inbox.storage.listing.recordings import Recordings
from inbox.storage.problems import StoreDamaged, StoreFailing

Batch = Sequence[tuple[Delivery, Understood]]


def event(number: int) -> Delivery:
    body = {"eventType": "conferenceRecordingAvailable", "recordingId": f"r-{number}", "name": "Thursday", "accountId": "1"}
    return Delivery(now(), "POST", "/", (), orjson.dumps(body), "127.0.0.1:5")


def until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < deadline, f"did not happen: {what}"
        time.sleep(0.01)


class Told:
    """The receipts that were given."""

    def __init__(self) -> None:
        self._more = threading.Condition()
        self.receipts: list[Receipt] = []

    def __call__(self, receipt: Receipt) -> None:
        with self._more:
            self.receipts.append(receipt)
            self._more.notify_all()

    def wait_for(self, count: int) -> list[DeliveryOutcome | None]:
        with self._more:
            assert self._more.wait_for(lambda: len(self.receipts) >= count, timeout=15)
        return [receipt.outcome for receipt in self.receipts]


@contextmanager
def running(database: Database, commit: Commit | None = None, recover: Callable[[], object] | None = None) -> Iterator[Intake]:
    intake = Intake(
        commit or partial(commit_deliveries, database),
        lambda _rows: None,
        probe=database.prove_writable,
        upkeep=Upkeep(database),
        recover=recover,
        patience_seconds=2.0,
    )
    intake.start()
    try:
        yield intake
    finally:
        intake.stop()


def lag(database: Database) -> int:
    with database.reading_rows() as cursor:
        statement = "SELECT coalesce((SELECT max(id) FROM recordings), 0) - (SELECT indexed_row FROM search_progress)"
        return int(cursor.execute(statement).fetchone()[0])


def test_how_long_a_sender_waited_stands_in_the_journal_soon_after(database: Database) -> None:
    go_on = threading.Event()

    def commit(batch: Batch) -> list[Committed]:
        assert go_on.wait(10)
        return commit_deliveries(database, batch)

    told = Told()
    with running(database, commit) as intake:
        intake.accept(event(1), told)
        time.sleep(0.2)
        go_on.set()
        told.wait_for(1)
        until(lambda: next(Journal(database).entries()).answer_seconds is not None, "the duration is written")
        until(lambda: lag(database) == 0, "the words' index is up to date")
    waited = next(Journal(database).entries()).answer_seconds
    assert waited is not None
    assert 0.2 <= waited < 10


def test_a_stream_without_a_quiet_moment_is_kept_up_with(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "AT_ONCE", 400)
    told = Told()
    ended = threading.Event()
    lags: list[int] = []
    with running(database) as intake:

        def send() -> None:
            for number in range(3000):
                while not intake.accept(event(number), told):
                    time.sleep(0.001)
            ended.set()

        sender = threading.Thread(target=send)
        sender.start()
        while not ended.wait(0.02):
            lags.append(lag(database))
        sender.join()
        told.wait_for(3000)
        until(lambda: lag(database) == 0, "the words' index is up to date")
    assert max(lags, default=0) < 1500
    assert all(entry.answer_seconds is not None for entry in Journal(database).entries())
    assert len(Recordings(database).ids(parse_query("thursday"))) == 3000


def test_stopping_leaves_nothing_to_keep_up_with(database: Database) -> None:
    told = Told()
    with running(database) as intake:
        intake.accept(event(1), told)
    assert told.wait_for(1) == [DeliveryOutcome.RECORDING]
    assert lag(database) == 0
    assert next(Journal(database).entries()).answer_seconds is not None


@pytest.mark.expects_log
def test_a_damaged_store_is_recovered_once_and_the_batch_tried_again(folder: DataFolder, database: Database) -> None:
    recovered: list[int] = []

    def commit(batch: Batch) -> list[Committed]:
        if not recovered:
            raise StoreDamaged("The inbox is damaged.")
        return commit_deliveries(database, batch)

    told = Told()
    with running(database, commit, lambda: recovered.append(1)) as intake:
        intake.accept(event(1), told)
        assert told.wait_for(1) == [DeliveryOutcome.RECORDING]
        assert intake.failing is None
        intake.accept(event(2), told)
        told.wait_for(2)
    assert recovered == [1]
    assert Journal(database).count() == 2


@pytest.mark.expects_log
@pytest.mark.parametrize("problem", [StoreFailing("The disk is full."), RuntimeError("a bug")])
def test_when_recovery_fails_the_senders_are_told_and_intake_goes_on(database: Database, problem: Exception) -> None:
    tries: list[int] = []
    is_well = threading.Event()

    def commit(batch: Batch) -> list[Committed]:
        if not is_well.is_set():
            raise StoreDamaged("The inbox is damaged.")
        return commit_deliveries(database, batch)

    def recover() -> None:
        tries.append(1)
        raise problem

    told = Told()
    with running(database, commit, recover) as intake:
        intake.accept(event(1), told)
        assert told.wait_for(1) == [None]
        assert tries == [1]
        assert intake.failing is not None
        is_well.set()
        intake.accept(event(2), told)
        assert told.wait_for(2)[1] is DeliveryOutcome.RECORDING
