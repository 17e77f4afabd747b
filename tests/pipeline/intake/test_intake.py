"""Intake: a receipt only after COMMIT, one commit for many, and an honest answer while the store fails."""

import sqlite3
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
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.journal.intake_store import Committed, commit_deliveries
from inbox.storage.journal.journal import Journal


def event(number: int) -> Delivery:
    body = {"eventType": "conferenceRecordingAvailable", "recordingId": f"r-{number}", "conferenceId": "conf-1", "accountId": "1"}
    return Delivery(now(), "POST", "/", (), orjson.dumps(body), "127.0.0.1:5")


class Receipts:
    """What the senders were told."""

    def __init__(self) -> None:
        self._told = threading.Condition()
        self.all: list[Receipt] = []

    def __call__(self, receipt: Receipt) -> None:
        with self._told:
            self.all.append(receipt)
            self._told.notify_all()

    def wait_for(self, count: int) -> list[Receipt]:
        with self._told:
            assert self._told.wait_for(lambda: len(self.all) >= count, timeout=15)
        return self.all


@contextmanager
def running(
    database: Database,
    commit: Commit | None = None,
    *,
    changed: Callable[[Sequence[int]], None] = lambda _: None,
    capacity: int = 1000,
    patience_seconds: float = 10.0,
) -> Iterator[Intake]:
    intake = Intake(
        commit or partial(commit_deliveries, database),
        changed,
        probe=database.prove_writable,
        capacity=capacity,
        patience_seconds=patience_seconds,
    )
    intake.start()
    try:
        yield intake
    finally:
        intake.stop()


def in_file(folder: DataFolder, table: str) -> int:
    """Rows that another program sees in the database file: what is committed, whatever this process believes."""
    connection = sqlite3.connect(f"file:{folder.database}?mode=ro", uri=True)
    try:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    finally:
        connection.close()


def test_the_receipt_comes_after_the_row_is_committed(folder: DataFolder, database: Database) -> None:
    seen: list[tuple[Receipt, int, int]] = []
    told = threading.Event()

    def done(receipt: Receipt) -> None:
        seen.append((receipt, in_file(folder, "deliveries"), in_file(folder, "recordings")))
        told.set()

    with running(database) as intake:
        assert intake.accept(event(1), done)
        assert told.wait(10)
    assert seen == [(Receipt(DeliveryOutcome.RECORDING), 1, 1)]


def test_what_waits_while_a_commit_runs_shares_the_next_one(database: Database) -> None:
    batches: list[int] = []
    first_runs, go_on = threading.Event(), threading.Event()

    def commit(batch: Sequence[tuple[Delivery, Understood]]) -> list[Committed]:
        batches.append(len(batch))
        if len(batches) == 1:
            first_runs.set()
            assert go_on.wait(10)
        return commit_deliveries(database, batch)

    receipts = Receipts()
    with running(database, commit) as intake:
        intake.accept(event(0), receipts)
        assert first_runs.wait(10)
        for number in range(1, 40):
            intake.accept(event(number), receipts)
        go_on.set()
        receipts.wait_for(40)
    assert batches == [1, 39]


def test_each_kind_of_delivery_gets_its_receipt_and_its_row(folder: DataFolder, database: Database) -> None:
    changed: list[int] = []
    receipts = Receipts()
    with running(database, changed=changed.extend) as intake:
        for body in (event(1).body, event(1).body, b'{"eventType":"conferenceCreated"}', b"{"):
            intake.accept(Delivery(now(), "POST", "/", (), body, "127.0.0.1:5"), receipts)
            receipts.wait_for(len(receipts.all) or 1)
        told = receipts.wait_for(4)
    assert [receipt.outcome for receipt in told] == [
        DeliveryOutcome.RECORDING,
        DeliveryOutcome.DUPLICATE,
        DeliveryOutcome.IGNORED,
        DeliveryOutcome.REJECTED,
    ]
    assert told[3].error == "not-json"
    assert told[3].reason
    assert in_file(folder, "deliveries") == 4
    assert set(changed) == {1}


def test_a_full_queue_takes_nothing(database: Database) -> None:
    go_on, runs = threading.Event(), threading.Event()

    def commit(batch: Sequence[tuple[Delivery, Understood]]) -> list[Committed]:
        runs.set()
        assert go_on.wait(10)
        return commit_deliveries(database, batch)

    receipts = Receipts()
    with running(database, commit, capacity=3) as intake:
        intake.accept(event(0), receipts)
        assert runs.wait(10)
        assert [intake.accept(event(number), receipts) for number in range(1, 6)] == [True, True, True, False, False]
        go_on.set()
        receipts.wait_for(4)
    assert Journal(database).count() == 4


@pytest.mark.expects_log
def test_while_the_store_fails_senders_are_told_and_it_recovers_by_itself(folder: DataFolder, database: Database) -> None:
    receipts = Receipts()
    blocker = sqlite3.connect(folder.database, isolation_level=None)
    with running(database, patience_seconds=0.5) as intake:
        blocker.execute("BEGIN IMMEDIATE")
        assert intake.accept(event(1), receipts)
        assert receipts.wait_for(1)[0].outcome is None
        assert "locked" in receipts.all[0].reason
        assert intake.failing is not None
        blocker.execute("ROLLBACK")
        deadline = time.monotonic() + 15
        while intake.failing is not None:
            assert time.monotonic() < deadline, "the failing state did not go away by itself"
            time.sleep(0.05)
        intake.accept(event(2), receipts)
        assert receipts.wait_for(2)[1].outcome is DeliveryOutcome.RECORDING
    blocker.close()
    assert Journal(database).count() == 1


@pytest.mark.expects_log
def test_a_bug_in_the_store_is_never_answered_as_stored_and_intake_goes_on(database: Database) -> None:
    calls: list[int] = []

    def commit(batch: Sequence[tuple[Delivery, Understood]]) -> list[Committed]:
        calls.append(len(batch))
        if len(calls) == 1:
            raise TypeError("a bug")
        return commit_deliveries(database, batch)

    receipts = Receipts()
    with running(database, commit) as intake:
        intake.accept(event(1), receipts)
        assert receipts.wait_for(1)[0].outcome is None
        intake.accept(event(2), receipts)
        assert receipts.wait_for(2)[1].outcome is DeliveryOutcome.RECORDING


@pytest.mark.expects_log
def test_what_meets_a_bug_does_not_fail_its_neighbours(database: Database) -> None:
    first_runs, go_on = threading.Event(), threading.Event()

    def commit(batch: Sequence[tuple[Delivery, Understood]]) -> list[Committed]:
        first_runs.set()
        assert go_on.wait(10)
        if any(b"poison" in delivery.body for delivery, _ in batch):
            raise TypeError("a bug")
        return commit_deliveries(database, batch)

    receipts = Receipts()
    with running(database, commit) as intake:
        intake.accept(event(0), receipts)
        assert first_runs.wait(10)
        intake.accept(event(1), receipts)
        intake.accept(Delivery(now(), "POST", "/", (), b'{"poison":1}', "127.0.0.1:5"), receipts)
        intake.accept(event(2), receipts)
        go_on.set()
        outcomes = [receipt.outcome for receipt in receipts.wait_for(4)]
    assert outcomes.count(DeliveryOutcome.RECORDING) == 3
    assert outcomes.count(None) == 1


@pytest.mark.expects_log
def test_who_listens_for_changes_cannot_end_the_intake(database: Database) -> None:
    def changed(_rows: Sequence[int]) -> None:
        raise RuntimeError("the window is gone")

    receipts = Receipts()
    with running(database, changed=changed) as intake:
        for number in range(2):
            intake.accept(event(number), receipts)
            assert receipts.wait_for(number + 1)[number].outcome is DeliveryOutcome.RECORDING


def test_stop_commits_what_waits(database: Database) -> None:
    receipts = Receipts()
    with running(database) as intake:
        for number in range(300):
            intake.accept(event(number), receipts)
    assert len(receipts.all) == 300
    assert Journal(database).count() == 300
    assert not intake.accept(event(301), receipts)
