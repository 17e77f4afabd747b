"""What the ledger says of a pipeline that runs: up only while what listens answers and what it brings can be stored."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
import pytest

from inbox.domain.catch_up import Reason
from inbox.domain.delivery import Delivery
from inbox.domain.gap import SpanEnd
from inbox.domain.times import now
from inbox.pipeline.core import Core
from inbox.pipeline.opened import Options
from inbox.pipeline.running import Running
from inbox.storage.connecting import connect


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    core = Core.open(Options(data_dir=str(tmp_path), listen="127.0.0.1:0"), {})
    core.start()
    yield core
    core.stop()


@pytest.fixture
def running(core: Core) -> Running:
    assert core._running is not None
    wait_until(lambda: core.inbox.ledger.up_since() is not None)
    return core._running


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass in time"
        time.sleep(0.05)


def test_without_a_listener_nothing_is_claimed(core: Core, running: Running) -> None:
    assert running._why_not_up() is None
    running.reception.stop()
    assert running._why_not_up() is SpanEnd.LISTENER
    wait_until(lambda: [gap.reason for gap in core.inbox.ledger.gaps()] == [SpanEnd.LISTENER])


def test_a_listener_that_has_not_answered_for_long_is_not_up(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    before = running.reception.answered_at
    assert before is not None
    wait_until(lambda: running.reception.answered_at != before)  # it is asked again and again
    monkeypatch.setattr(running.reception, "_answered_at", time.monotonic() - 11)
    assert running._why_not_up() is SpanEnd.LISTENER


@pytest.mark.expects_log
def test_while_events_cannot_be_stored_nothing_is_claimed(core: Core, running: Running) -> None:
    database = core.inbox.database

    def read_only() -> sqlite3.Connection:
        connection = connect(database.path)
        connection.execute("PRAGMA query_only = ON")
        return connection

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "_connect", read_only)
        with database._one_writer:
            database._let_go()
        began = now()
        body = orjson.dumps({"eventType": "conferenceRecordingAvailable", "recordingId": "r-1"})
        assert running.intake.accept(Delivery(began, "POST", "/", (), body, "127.0.0.1:5"), lambda _receipt: None)
        wait_until(lambda: running._why_not_up() is SpanEnd.STORE)
        time.sleep(1.5)  # the heartbeat looks once a second
    wait_until(lambda: len([gap for gap in core.inbox.ledger.gaps() if gap.ended_at is not None]) == 1)
    gap = core.inbox.ledger.gaps()[0]
    assert gap.reason is SpanEnd.STORE
    assert gap.began_at <= began


def test_a_listener_that_is_back_after_a_silence_the_ledger_did_not_see_wakes_catching_up(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[Reason] = []
    monkeypatch.setattr(running.catch_up, "wake", woken.append)
    monkeypatch.setattr(running.heartbeat, "_back", lambda: None)
    restart = running.reception.restart
    restart()
    assert woken == [], "a moment is no gap"
    monkeypatch.setattr(running.reception, "_answered_at", time.monotonic() - 9)
    restart()
    assert woken == [Reason.GAP]
    running.reception.stop()
    wait_until(lambda: not running.heartbeat.is_beating)
    running._listens_again(9)
    assert woken == [Reason.GAP], "the ledger tells of this one when it ends"
    running._is_back()
    assert woken == [Reason.GAP] * 2
