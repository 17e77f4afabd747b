"""The heartbeat: what it writes while a receipt can be had, when that ends, when the program slept, and when the store fails."""

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from inbox.domain import sleep
from inbox.domain.gap import Gap, SpanEnd
from inbox.domain.times import now
from inbox.pipeline.intake.heartbeat import Heartbeat
from inbox.storage.connecting import connect
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.journal.ledger import Ledger
from inbox.storage.opening import open_inbox

pytestmark = pytest.mark.timed
_EVERY_SECONDS = 0.5


class Surroundings:
    """Whether a receipt can be had, and how often it was told that the program slept."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.ledger = Ledger(database)
        self.why_not: SpanEnd | None = None
        self.woken = 0
        self.back = 0

    @contextlib.contextmanager
    def heartbeat(self, every_seconds: float = _EVERY_SECONDS, gap_seconds: float = 5.0) -> Iterator[Heartbeat]:
        made = Heartbeat(
            self.ledger,
            is_up=lambda: self.why_not,
            woke=self.wake,
            back=self.come_back,
            every_seconds=every_seconds,
            gap_seconds=gap_seconds,
        )
        made.start()
        try:
            yield made
        finally:
            made.stop()

    def wake(self) -> None:
        self.woken += 1

    def come_back(self) -> None:
        self.back += 1

    def gaps(self) -> list[Gap]:
        return [gap for gap in self.ledger.gaps() if gap.ended_at is not None]

    def open_gap(self) -> SpanEnd | None:
        gaps = self.ledger.gaps()
        return gaps[-1].reason if gaps and gaps[-1].ended_at is None else None

    def until_at(self) -> datetime | None:
        with self.database.reading_rows() as cursor:
            row = cursor.execute("SELECT max(until_at) FROM intake_spans").fetchone()
        return None if row[0] is None else datetime.fromtimestamp(row[0] / 1e6, now().tzinfo)

    @contextlib.contextmanager
    def failing(self) -> Iterator[None]:
        """The store takes nothing meanwhile."""

        def read_only() -> sqlite3.Connection:
            connection = connect(self.database.path)
            connection.execute("PRAGMA query_only = ON")
            return connection

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(self.database, "_connect", read_only)
            with self.database._one_writer:
                self.database._let_go()  # the next write takes a new connection
            yield

    def is_up(self) -> bool:
        return self.ledger.up_since() is not None


@pytest.fixture
def around(tmp_path: Path) -> Iterator[Surroundings]:
    with contextlib.closing(open_inbox(DataFolder(tmp_path / "inbox"))) as database:
        yield Surroundings(database)


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass in time"
        time.sleep(0.02)


def test_beats_follow_each_other_and_a_stop_says_so(around: Surroundings) -> None:
    with around.heartbeat():
        wait_until(around.is_up)
        first = around.until_at()
        wait_until(lambda: around.until_at() != first)
        stopped_at = now()
    assert around.open_gap() is SpanEnd.STOPPED
    until = around.until_at()
    assert until is not None
    assert until >= stopped_at, "it was up until it was stopped"
    with around.heartbeat():
        wait_until(around.is_up)
    assert [gap.reason for gap in around.gaps()] in ([], [SpanEnd.STOPPED])  # less than a second is no gap


@pytest.mark.parametrize("why_not", [SpanEnd.LISTENER, SpanEnd.STORE])
def test_what_keeps_receipts_from_being_had_ends_the_span(around: Surroundings, why_not: SpanEnd) -> None:
    with around.heartbeat():
        wait_until(around.is_up)
        changed_at = now()
        around.why_not = why_not
        wait_until(lambda: around.open_gap() is why_not)
        ended = around.until_at()
        time.sleep(1.1)  # a gap of less than a second would be none
        around.why_not = None
        wait_until(around.is_up)
        (gap,) = around.gaps()
        assert (gap.reason, gap.began_at) == (why_not, ended)
        assert gap.began_at <= changed_at, "what was not proven is not claimed"


def test_nothing_is_written_before_anything_listens(around: Surroundings) -> None:
    around.why_not = SpanEnd.LISTENER
    with around.heartbeat():
        time.sleep(2 * _EVERY_SECONDS)
    assert around.until_at() is None


def test_a_span_that_a_killed_program_left_is_ended_also_when_nothing_ever_listens(around: Surroundings) -> None:
    around.ledger.beat(now())
    around.why_not = SpanEnd.LISTENER
    with around.heartbeat():
        wait_until(lambda: around.open_gap() is SpanEnd.UNKNOWN)
    assert around.open_gap() is SpanEnd.UNKNOWN


def test_a_sleep_ends_the_span_at_the_last_look_before_it_and_wakes_the_others(
    around: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept = threading.Event()
    real = sleep.SleepWatch.tick

    def tick(watch: sleep.SleepWatch) -> sleep.Slept | None:
        if slept.is_set():
            slept.clear()
            time.sleep(2)
        return real(watch)

    monkeypatch.setattr(sleep.SleepWatch, "tick", tick)
    with around.heartbeat():
        wait_until(around.is_up)
        fell_asleep = now()
        slept.set()
        wait_until(lambda: around.woken == 1)
        woke = now()
        wait_until(lambda: len(around.gaps()) == 1)
        (gap,) = around.gaps()
        assert gap.reason is SpanEnd.ASLEEP
        assert (fell_asleep - gap.began_at).total_seconds() < _EVERY_SECONDS
        assert gap.ended_at is not None
        assert gap.ended_at > woke, "what was seen before the sleep proves nothing after it"
    assert (around.woken, around.back) == (1, 0), "whoever woke looks for what was missed already"


@pytest.mark.parametrize("why_not", [SpanEnd.LISTENER, SpanEnd.STORE])
def test_the_end_of_a_gap_of_some_seconds_is_told_once_and_that_of_a_shorter_one_is_not(
    around: Surroundings, why_not: SpanEnd
) -> None:
    with around.heartbeat(gap_seconds=1.5) as heartbeat:
        wait_until(around.is_up)
        for seconds, told in ((0.2, 0), (2.0, 1)):
            around.why_not = why_not
            wait_until(lambda: not heartbeat.is_beating)
            time.sleep(seconds)
            around.why_not = None
            wait_until(lambda: heartbeat.is_beating)
            time.sleep(_EVERY_SECONDS)
            assert around.back == told


def test_what_listens_only_some_seconds_after_the_start_tells_of_a_gap(around: Surroundings) -> None:
    around.why_not = SpanEnd.LISTENER
    with around.heartbeat(gap_seconds=0.5):
        time.sleep(1)
        assert around.back == 0
        around.why_not = None
        wait_until(lambda: around.back == 1)
        assert around.is_up(), "the ledger knows it before"


def test_a_store_that_takes_nothing_ends_the_span_at_the_last_beat(around: Surroundings) -> None:
    with around.heartbeat():
        wait_until(around.is_up)
        with around.failing():
            before = around.until_at()
            time.sleep(5 * _EVERY_SECONDS)  # three missed beats are no hurry of others any more
            assert around.until_at() == before
        wait_until(lambda: len(around.gaps()) == 1)
        (gap,) = around.gaps()
        assert (gap.reason, gap.began_at) == (SpanEnd.STORE, before)


def test_a_missed_beat_is_no_gap_when_the_next_one_is_taken(around: Surroundings) -> None:
    with around.heartbeat(2.0):
        wait_until(around.is_up)
        with around.failing():
            before = around.until_at()
            time.sleep(3)
            assert around.until_at() == before, "a beat was missed"
        wait_until(lambda: around.until_at() != before)
        assert around.gaps() == []


@pytest.mark.expects_log
def test_a_mistake_in_what_is_asked_does_not_end_the_ledger(around: Surroundings) -> None:
    is_broken = [True]

    def is_up() -> SpanEnd | None:
        if is_broken[0]:
            raise ValueError("a mistake")
        return None

    heartbeat = Heartbeat(around.ledger, is_up=is_up, woke=around.wake, every_seconds=_EVERY_SECONDS)
    heartbeat.start()
    try:
        time.sleep(_EVERY_SECONDS)
        assert not around.is_up()
        is_broken[0] = False
        wait_until(around.is_up)
    finally:
        heartbeat.stop()
