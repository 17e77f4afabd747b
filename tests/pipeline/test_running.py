"""What runs together: a damaged inbox is made anew while senders go on being answered."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from storage.recovery.damage import overwrite, size

from inbox.domain.delivery import Delivery, DeliveryOutcome, Receipt
from inbox.domain.times import now
from inbox.pipeline.core import Core
from inbox.pipeline.opened import Options
from inbox.storage.data_folder import DataFolder
from inbox.storage.recovery import recover as recovery

_BANDWIDTH_WAITS_SECONDS = 15.0


class Sender:
    """Hands events to the intake, and keeps what it is told and how long that took."""

    def __init__(self, core: Core) -> None:
        assert core._running is not None
        self._intake = core._running.intake
        self._number = 0
        self.waited: list[float] = []

    def send(self) -> DeliveryOutcome | None:
        self._number += 1
        body = {"eventType": "conferenceRecordingAvailable", "recordingId": f"r-{self._number}", "name": "x" * 600}
        told, receipts = threading.Event(), list[Receipt]()

        def tell(receipt: Receipt) -> None:
            receipts.append(receipt)
            told.set()

        began = time.monotonic()
        assert self._intake.accept(Delivery(now(), "POST", "/", (), orjson.dumps(body), "127.0.0.1:5"), tell)
        assert told.wait(60)
        self.waited.append(time.monotonic() - began)
        return receipts[0].outcome


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    core = Core.open(Options(data_dir=str(tmp_path), listen="127.0.0.1:0"), {})
    yield core
    core.stop()


@pytest.mark.slow
@pytest.mark.expects_log
def test_no_sender_waits_for_the_end_of_a_long_recovery(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    database, go_on = core.inbox.database, threading.Event()
    recover_if_damaged = recovery.recover_if_damaged

    def slowly(folder: DataFolder, path: Path) -> str:
        assert go_on.wait(60)
        return recover_if_damaged(folder, path)

    monkeypatch.setattr(recovery, "recover_if_damaged", slowly)
    core.start()
    sender = Sender(core)
    try:
        assert {sender.send() for _ in range(120)} == {DeliveryOutcome.RECORDING}
        overwrite(database.path, 0, size(database.path))
        with database._one_writer:
            database._let_go()  # what is read from now on is read from the file
        assert sender.send() is None
        assert sender.waited[-1] < _BANDWIDTH_WAITS_SECONDS
    finally:
        go_on.set()
    deadline = time.monotonic() + 30
    while sender.send() is None:
        assert time.monotonic() < deadline


def test_a_mistake_at_the_end_of_one_part_keeps_no_other_from_ending(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    core = Core.open(Options(data_dir=str(tmp_path), listen="127.0.0.1:0"), {})
    core.start()
    assert core._running is not None
    reception = core._running.reception
    stop = reception.stop

    def stop_and_fail() -> None:
        stop()
        raise OSError("a mistake")

    monkeypatch.setattr(reception, "stop", stop_and_fail)
    with pytest.raises(OSError, match="a mistake"):
        core.stop()
    Core.open(Options(data_dir=str(tmp_path), listen="127.0.0.1:0"), {}).stop()  # the folder was let go; no thread is left
