"""The thread that catches up: when it begins a round, what it says when it cannot, how it ends."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from catching.rounds import made
from servers.scripted_server import ScriptedServer, answer, raw

from inbox.domain.account import Account
from inbox.domain.catch_up import Reason
from inbox.domain.query import RecordingQuery
from inbox.domain.times import now
from inbox.network.client.list_client import ListClient
from inbox.network.client.sign_in import SignIn
from inbox.pipeline.catching_up.catch_up import CatchUp, why_no_round
from inbox.pipeline.catching_up.catch_up_round import RoundDone
from inbox.pipeline.catching_up.pace import Pace
from inbox.pipeline.requests.catch_up_requests import CatchUpRequests
from inbox.simulator.server import SimulatedBandwidth
from inbox.storage.catching_up.catch_up_runs import CatchUpRuns
from inbox.storage.catching_up.conferences_listed import ConferencesListed
from inbox.storage.database import Database
from inbox.storage.listing.recordings import Recordings
from inbox.storage.settings.settings import Settings


@pytest.fixture
def bandwidth() -> Iterator[SimulatedBandwidth]:
    server = SimulatedBandwidth()
    server.start()
    yield server
    server.stop()


class Inbox:
    """A database with the thread over it."""

    def __init__(self, database: Database, bandwidth: SimulatedBandwidth) -> None:
        self.database = database
        self.bandwidth = bandwidth
        self.account = bandwidth.account.as_account()
        self.settings = Settings()
        self.voice_url = bandwidth.voice_url
        self.routes: frozenset[str] | None = None
        self.done: list[RoundDone] = []
        self.came: list[int] = []

    @contextmanager
    def catching_up(self) -> Iterator[CatchUp]:
        client = partial(ListClient, self.voice_url, SignIn(lambda: self.account, self.bandwidth.token_url), stall_seconds=30.0)
        catch_up = CatchUp(
            self.database, ConferencesListed(self.database), CatchUpRuns(self.database), client,
            settings=lambda: self.settings, account=lambda: self.account, came=self.came.extend, found=self.done.append,
            pace=Pace(1000), routes=lambda: self.routes, look_seconds=0.02,
        )  # fmt: skip
        catch_up.start()
        try:
            yield catch_up
        finally:
            catch_up.stop()

    @property
    def listed(self) -> list[str]:
        kept = Recordings(self.database)
        return [one.recording_id for one in kept.rows(kept.ids(RecordingQuery())).values()]


def until(condition: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never became so"
        time.sleep(0.01)


@pytest.fixture
def inbox(database: Database, bandwidth: SimulatedBandwidth) -> Inbox:
    return Inbox(database, bandwidth)


def test_what_was_missed_before_the_start_is_there_without_a_click(inbox: Inbox) -> None:
    missed = made(inbox.bandwidth, 1)
    with inbox.catching_up() as catch_up:
        until(lambda: inbox.done)
        assert catch_up.problem is None
        until(lambda: catch_up.progress is None)
    assert inbox.listed == [missed.recording_id]
    assert inbox.came == [1]
    assert [(one.added, one.rows) for one in inbox.done] == [(1, (1,))]


def test_rounds_are_repeated_by_the_timer(inbox: Inbox) -> None:
    inbox.settings = replace(inbox.settings, catch_up_minutes=0)
    with inbox.catching_up():
        until(lambda: inbox.done)
        missed = made(inbox.bandwidth, 1)
        until(lambda: inbox.listed == [missed.recording_id])


@pytest.mark.parametrize("reason", [Reason.WOKE, Reason.GAP, Reason.PERSON])
def test_what_was_missed_meanwhile_is_there_after_one_round(inbox: Inbox, reason: Reason) -> None:
    with inbox.catching_up() as catch_up:
        until(lambda: inbox.done)
        missed = made(inbox.bandwidth, 0)
        catch_up.wake(reason)
        until(lambda: len(inbox.done) == 2)
        assert inbox.listed == [missed.recording_id]


def test_a_network_that_is_back_begins_a_round(inbox: Inbox) -> None:
    inbox.routes = frozenset({"wlan0 010200C0"})
    with inbox.catching_up():
        until(lambda: inbox.done)
        inbox.routes = frozenset()
        missed = made(inbox.bandwidth, 0)
        time.sleep(0.1)
        assert len(inbox.done) == 1, "nothing is asked without a network"
        inbox.routes = frozenset({"eth0 010200C0"})
        until(lambda: len(inbox.done) == 2)
    assert inbox.listed == [missed.recording_id]


def test_an_event_that_may_still_come_is_waited_for(inbox: Inbox) -> None:
    with inbox.catching_up() as catch_up:
        until(lambda: inbox.done)
        made(inbox.bandwidth, 0)
        catch_up.wake(Reason.TIMER)
        until(lambda: len(inbox.done) == 2)
        assert inbox.listed == []


def test_further_back_on_request_only(inbox: Inbox) -> None:
    old = made(inbox.bandwidth, 24 * 20)
    with inbox.catching_up() as catch_up:
        until(lambda: inbox.done)
        assert inbox.listed == []
        catch_up.wake(Reason.PERSON)
        catch_up.wake(Reason.PERSON, now() - timedelta(days=25))
        catch_up.wake(Reason.PERSON, now() - timedelta(days=5))
        until(lambda: inbox.listed == [old.recording_id])


def test_without_an_account_it_says_so_once_and_asks_nothing(inbox: Inbox, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "inbox")
    account, inbox.account = inbox.account, Account()
    inbox.settings = replace(inbox.settings, catch_up_minutes=0)
    missed = made(inbox.bandwidth, 1)
    with inbox.catching_up() as catch_up:
        until(lambda: catch_up.problem == why_no_round(Account()))
        time.sleep(0.2)
        assert caplog.text.count("No Bandwidth account is set") == 1
        assert inbox.bandwidth.requests == []
        inbox.account = account
        catch_up.wake(Reason.ACCOUNT)
        until(lambda: inbox.listed == [missed.recording_id])
        until(lambda: catch_up.problem is None)


def test_what_keeps_it_from_catching_up_is_said_until_it_works_again(inbox: Inbox) -> None:
    made(inbox.bandwidth, 1)
    inbox.bandwidth.answer_api_with(403)
    with inbox.catching_up() as catch_up:
        requests = CatchUpRequests(lambda: catch_up, CatchUpRuns(inbox.database))
        until(lambda: "Voice role" in (requests.problem() or ""))
        inbox.bandwidth.answer_normally()
        catch_up.wake(Reason.ACCOUNT)
        until(lambda: requests.problem() is None)
        assert len(inbox.listed) == 1


def test_a_failed_round_is_tried_again_soon(inbox: Inbox) -> None:
    missed = made(inbox.bandwidth, 1)
    inbox.bandwidth.answer_api_with(401, times=2)
    with inbox.catching_up():
        until(lambda: inbox.listed == [missed.recording_id])


def test_switched_off_it_runs_for_the_person_only(inbox: Inbox) -> None:
    inbox.settings = replace(inbox.settings, catch_up=False, catch_up_minutes=0)
    missed = made(inbox.bandwidth, 1)
    with inbox.catching_up() as catch_up:
        time.sleep(0.2)
        assert inbox.bandwidth.requests == []
        CatchUpRequests(lambda: catch_up, CatchUpRuns(inbox.database)).now()
        until(lambda: inbox.listed == [missed.recording_id])


def test_before_the_program_runs_there_is_nothing_to_ask_for(database: Database) -> None:
    requests = CatchUpRequests(lambda: None, CatchUpRuns(database))
    requests.now()
    assert (requests.progress(), requests.problem(), requests.last_done()) == (None, None, None)


def test_it_ends_at_once_while_bandwidth_is_silent(inbox: Inbox) -> None:
    hold = threading.Event()
    with ScriptedServer(raw(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n[", hold)) as silent:
        inbox.voice_url = silent.address
        with inbox.catching_up():
            until(lambda: silent.requests)
            begin = time.monotonic()
        took = time.monotonic() - begin
        hold.set()
    assert took < 8  # it would be silent for 30, and be let go of after 10
    assert inbox.done == [], "the end is no failure"


@pytest.mark.expects_log
def test_a_mistake_of_ours_ends_the_round_not_the_program(inbox: Inbox, caplog: pytest.LogCaptureFixture) -> None:
    with ScriptedServer(answer(200, b"[]")) as voice:
        inbox.voice_url = voice.address
        inbox.account = replace(inbox.account, account_id="5555555")
        good, inbox.settings = inbox.settings, None  # type: ignore[assignment]  # the mistake
        with inbox.catching_up() as catch_up:
            until(lambda: "mistake" in (catch_up.problem or ""))
            inbox.settings = good
            catch_up.wake(Reason.PERSON)
            until(lambda: inbox.done)
            assert catch_up.problem is None
    assert "ended by a mistake in this program" in caplog.text
