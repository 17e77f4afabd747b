"""Who brings deliveries together commits them itself; what fails, or waits for another, is left to the writer thread."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import orjson
import pytest

from inbox.domain.delivery import Delivery, DeliveryOutcome, Receipt
from inbox.domain.events import Understood
from inbox.domain.times import now
from inbox.pipeline.intake.intake import Commit, Intake
from inbox.storage.database import Database
from inbox.storage.journal.intake_store import Committed, commit_deliveries
from inbox.storage.journal.journal import Journal
from inbox.storage.journal.upkeep import Upkeep
from inbox.storage.problems import StoreFailing

Batch = Sequence[tuple[Delivery, Understood]]


def event(number: int) -> Delivery:
    body = {"eventType": "conferenceRecordingAvailable", "recordingId": f"r-{number}", "accountId": "1"}
    return Delivery(now(), "POST", "/", (), orjson.dumps(body), "127.0.0.1:5")


def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < deadline, "it never became so"
        time.sleep(0.005)


class Told:
    """The receipts that were given, and on which threads."""

    def __init__(self) -> None:
        self.receipts: list[Receipt] = []
        self.threads: list[str] = []

    def __call__(self, receipt: Receipt) -> None:
        self.receipts.append(receipt)
        self.threads.append(threading.current_thread().name)

    @property
    def outcomes(self) -> list[DeliveryOutcome | None]:
        return [receipt.outcome for receipt in self.receipts]


@contextmanager
def running(database: Database, commit: Commit | None = None, *, upkeep: Upkeep | None = None) -> Iterator[Intake]:
    intake = Intake(
        commit or partial(commit_deliveries, database), lambda _rows: None, probe=database.prove_writable, upkeep=upkeep
    )
    intake.start()
    try:
        yield intake
    finally:
        intake.stop()


def bring(intake: Intake, told: Told, numbers: Sequence[int]) -> None:
    with intake.together():
        for number in numbers:
            assert intake.accept(event(number), told)


def test_what_comes_together_is_one_commit_on_the_thread_that_brings_it(database: Database) -> None:
    sizes, told = list[int](), Told()

    def commit(batch: Batch) -> list[Committed]:
        sizes.append(len(batch))
        return commit_deliveries(database, batch)

    with running(database, commit) as intake:
        bring(intake, told, range(16))
        assert told.threads == [threading.current_thread().name] * 16
        assert told.outcomes == [DeliveryOutcome.RECORDING] * 16
        assert sizes == [16]


@pytest.mark.expects_log
def test_what_fails_is_tried_again_by_the_writer_thread(database: Database) -> None:
    tries, told = list[str](), Told()

    def commit(batch: Batch) -> list[Committed]:
        tries.append(threading.current_thread().name)
        if len(tries) == 1:
            raise StoreFailing("The disk is full.")
        return commit_deliveries(database, batch)

    with running(database, commit) as intake:
        began = time.monotonic()
        bring(intake, told, [1, 2])
        assert time.monotonic() - began < 8
        eventually(lambda: len(told.receipts) == 2)
        assert tries == [threading.current_thread().name, "intake"]
        assert told.outcomes == [DeliveryOutcome.RECORDING] * 2
        assert intake.failing is None


def test_while_the_writer_thread_is_at_it_what_comes_is_left_to_it(database: Database) -> None:
    is_in, go_on, told = threading.Event(), threading.Event(), Told()

    def commit(batch: Batch) -> list[Committed]:
        is_in.set()
        assert go_on.wait(15)
        return commit_deliveries(database, batch)

    with running(database, commit) as intake:
        assert intake.accept(event(1), told)
        assert is_in.wait(15)
        bring(intake, told, [2, 3])
        assert told.receipts == []
        go_on.set()
        eventually(lambda: len(told.receipts) == 3)
        assert set(told.threads) == {"intake"}
    assert Journal(database).count() == 3


def test_more_than_a_commit_holds_is_stored_all_the_same(database: Database) -> None:
    told = Told()
    with running(database) as intake:
        bring(intake, told, range(300))
        eventually(lambda: len(told.receipts) == 300)
    assert told.outcomes == [DeliveryOutcome.RECORDING] * 300


def test_how_long_its_sender_waited_is_kept_soon_after(database: Database) -> None:
    told = Told()
    with running(database, upkeep=Upkeep(database)) as intake:
        time.sleep(0.2)  # the writer thread sleeps without a time-out by now
        bring(intake, told, [1])
        eventually(lambda: [kept.answer_seconds is not None for kept in Journal(database).entries()] == [True])


def test_two_threads_that_bring_and_hand_over_lose_nothing(database: Database) -> None:
    told = Told()

    def hand_over() -> None:
        for number in range(200):
            assert intake.accept(event(number), told)

    with running(database) as intake:
        other = threading.Thread(target=hand_over)
        other.start()
        for number in range(1000, 1200):
            bring(intake, told, [number])
        other.join()
        eventually(lambda: len(told.receipts) == 400)
    assert len(told.receipts) == 400
    assert told.outcomes == [DeliveryOutcome.RECORDING] * 400
