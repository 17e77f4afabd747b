"""While the store fails slowly, no sender waits longer than its patience and a little: Bandwidth hangs up after 15 s."""

import threading
import time
from collections.abc import Callable, Sequence

import pytest

from inbox.domain.delivery import Delivery, Receipt
from inbox.domain.events import Understood
from inbox.domain.times import now
from inbox.pipeline.intake.intake import Intake
from inbox.storage.journal.intake_store import Committed
from inbox.storage.problems import StoreFailing

_PATIENCE_SECONDS = 1.0
_TRY_SECONDS = 2.5
_LATEST_SECONDS = 3.3
_SENDERS = 5


@pytest.mark.slow
@pytest.mark.timed
@pytest.mark.expects_log
def test_each_sender_is_told_in_time_when_a_try_takes_longer_than_the_patience() -> None:
    lock_is_lifted = threading.Event()
    waited: dict[int, float] = {}
    receipts: dict[int, Receipt] = {}

    def commit(batch: Sequence[tuple[Delivery, Understood]]) -> list[Committed]:
        if not lock_is_lifted.wait(_TRY_SECONDS):  # as SQLite waits for another program's lock
            raise StoreFailing("The inbox could not be written: another program has locked it.")
        raise StoreFailing("This test stores nothing.")

    def told(number: int) -> Callable[[Receipt], None]:
        began = time.monotonic()

        def tell(receipt: Receipt) -> None:
            waited[number] = time.monotonic() - began
            receipts[number] = receipt

        return tell

    intake = Intake(commit, lambda _rows: None, probe=lambda: None, patience_seconds=_PATIENCE_SECONDS)
    intake.start()
    try:
        for number in range(_SENDERS):
            assert intake.accept(Delivery(now(), "POST", "/", (), b"{}", "127.0.0.1:1"), told(number))
            time.sleep(0.5)
        deadline = time.monotonic() + 20
        while len(waited) < _SENDERS:
            assert time.monotonic() < deadline, waited
            time.sleep(0.05)
    finally:
        lock_is_lifted.set()
        intake.stop()
    assert max(waited.values()) < _LATEST_SECONDS, waited
    assert {receipt.outcome for receipt in receipts.values()} == {None}


@pytest.mark.expects_log
def test_a_sender_that_waited_before_it_was_taken_over_is_told_without_another_try() -> None:
    tried: list[bytes] = []
    late = threading.Event()

    def failing() -> None:
        raise StoreFailing("The inbox could not be written: another program has locked it.")

    def commit(batch: Sequence[tuple[Delivery, Understood]]) -> list[Committed]:
        tried.extend(delivery.body for delivery, _ in batch)
        failing()
        return []

    first = threading.Event()
    intake = Intake(commit, lambda _rows: None, probe=failing, patience_seconds=_PATIENCE_SECONDS)
    intake.start()
    try:
        assert intake.accept(Delivery(now(), "POST", "/", (), b"first", "127.0.0.1:1"), lambda _receipt: first.set())
        assert first.wait(20)
        held_up = Delivery(now(), "POST", "/", (), b"late", "127.0.0.1:1", waits_since=time.monotonic() - 60)
        assert intake.accept(held_up, lambda _receipt: late.set())
        assert late.wait(20)
    finally:
        intake.stop()
    assert set(tried) == {b"first"}
