"""The verifier against the simulated Bandwidth: each recording is asked about once at once, at a polite pace."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import orjson
import pytest

from inbox.domain.account import Account
from inbox.domain.delivery import Delivery
from inbox.domain.events import understand
from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus, Verification
from inbox.domain.times import now
from inbox.network.client.metadata_client import MetadataClient
from inbox.network.client.sign_in import SignIn
from inbox.pipeline.intake.verifier import Verifier
from inbox.simulator.scenarios import plan
from inbox.simulator.server import SimulatedBandwidth
from inbox.storage.database import Database
from inbox.storage.downloads.downloads import Downloads
from inbox.storage.downloads.verifications import Verifications
from inbox.storage.journal.intake_store import commit_deliveries
from inbox.storage.listing.recordings import Recordings


@pytest.fixture
def bandwidth() -> Iterator[SimulatedBandwidth]:
    server = SimulatedBandwidth()
    server.start()
    yield server
    server.stop()


class Inbox:
    """A database with a verifier over it, and the simulated Bandwidth that it asks."""

    def __init__(self, database: Database, bandwidth: SimulatedBandwidth) -> None:
        self.database = database
        self.bandwidth = bandwidth
        self.recordings = Recordings(database)
        self.verifications = Verifications(database)
        self.account = bandwidth.account.as_account()
        self.changed: list[int] = []

    def receive(self, scenario: str, count: int = 1, **changes: object) -> list[int]:
        """Commits the events of a scenario; gives the rows."""
        batch = []
        for event in plan(scenario, count, self.bandwidth.account, voice_url=self.bandwidth.voice_url):
            body = orjson.dumps({**event.properties, **changes})
            delivery = Delivery(now(), "POST", "/", (), body, "127.0.0.1:5")
            batch.append((delivery, understand(delivery)))
        rows = [committed.recording_row for committed in commit_deliveries(self.database, batch)]
        return list(dict.fromkeys(row for row in rows if row is not None))

    @contextmanager
    def verifier(self) -> Iterator[Verifier]:
        sign_in = SignIn(lambda: self.account, self.bandwidth.token_url)
        client = partial(MetadataClient, self.bandwidth.voice_url, sign_in, stall_seconds=2.0)
        verifier = Verifier(self.verifications, client, self.changed.extend, lambda: self.account.is_set)
        verifier.start()
        try:
            yield verifier
        finally:
            verifier.stop()

    def read(self, row: int) -> Recording:
        return self.recordings.rows([row])[row]

    def until(self, row: int, is_so: Callable[[Recording], bool], seconds: float = 20) -> Recording:
        deadline = time.monotonic() + seconds
        while not is_so(recording := self.read(row)):
            assert time.monotonic() < deadline, recording
            time.sleep(0.01)
        return recording

    def until_it_is(self, row: int, verification: Verification, seconds: float = 20) -> Recording:
        return self.until(row, lambda recording: recording.verification is verification, seconds)

    def until_noted(self, row: int) -> Recording:
        return self.until(row, lambda recording: recording.verification_note is not None)

    @property
    def asked(self) -> list[str]:
        """The recordings that Bandwidth was asked about, in order."""
        return [path.rpartition("/")[2] for _, path in self.bandwidth.requests if "/recordings/" in path]


@pytest.fixture
def inbox(database: Database, bandwidth: SimulatedBandwidth) -> Inbox:
    return Inbox(database, bandwidth)


@pytest.mark.parametrize("scenario", ["happy", "call", "partial", "error", "unknown-status"])
def test_what_bandwidth_knows_is_verified_with_one_question(inbox: Inbox, scenario: str) -> None:
    (row,) = inbox.receive(scenario)
    with inbox.verifier():
        recording = inbox.until_it_is(row, Verification.VERIFIED)
    assert recording.verified_at is not None
    metadata = inbox.verifications.metadata(row)
    assert metadata is not None
    assert orjson.loads(metadata)["recordingId"] == recording.recording_id
    assert inbox.asked == [recording.recording_id]
    assert inbox.changed == [row]


def test_a_recording_that_comes_while_it_runs_is_verified_at_once(inbox: Inbox) -> None:
    (row,) = inbox.receive("happy")
    with inbox.verifier() as verifier:
        inbox.until_it_is(row, Verification.VERIFIED)  # and is signed in
        for _ in range(5):
            (row,) = inbox.receive("happy")
            verifier.wake()
            inbox.until_it_is(row, Verification.VERIFIED, seconds=10)  # who is not woken looks again after 30


def test_media_that_comes_late_does_not_keep_its_recording_from_being_verified(inbox: Inbox) -> None:
    (row,) = inbox.receive("late-media")
    with inbox.verifier():
        inbox.until_it_is(row, Verification.VERIFIED)
    metadata = inbox.verifications.metadata(row)
    assert metadata is not None
    assert orjson.loads(metadata)["status"] == "processing"
    due = inbox.verifications.next_due()  # when Bandwidth has the last word, it is kept
    assert due is not None
    assert 50 < (due - now()).total_seconds() < 61
    inbox.verifications.ask([row])
    inbox.bandwidth.change_metadata(status="complete")
    with inbox.verifier():
        inbox.until(row, lambda _: '"processing"' not in (inbox.verifications.metadata(row) or ""))
    assert inbox.verifications.next_due() is None


def test_a_forged_recording_is_refuted_and_its_download_given_up(inbox: Inbox) -> None:
    (row,) = inbox.receive("forged")
    with inbox.verifier():
        recording = inbox.until_it_is(row, Verification.REFUTED)
    assert recording.verification_note is not None
    assert recording.download_status is DownloadStatus.GIVEN_UP
    due = inbox.verifications.next_due()
    assert due is not None
    assert 50 < (due - now()).total_seconds() < 61


def test_a_refuted_recording_that_bandwidth_knows_later_is_verified_and_waits_for_its_download(inbox: Inbox) -> None:
    (row,) = inbox.receive("happy")
    inbox.verifications.refuted(row, "Bandwidth does not know it.", now(), now())
    with inbox.verifier():
        recording = inbox.until_it_is(row, Verification.VERIFIED)
    assert (recording.download_status, recording.error) == (DownloadStatus.WAITING, None)


def test_the_documentations_example_is_of_another_account_and_stays_unverified_with_the_reason(inbox: Inbox) -> None:
    (row,) = inbox.receive("placeholder")
    inbox.receive("happy", 6, accountId="9999999")
    with inbox.verifier() as verifier:
        recording = inbox.until_noted(row)
        (other,) = inbox.receive("happy")
        verifier.wake()
        inbox.until_it_is(other, Verification.VERIFIED, seconds=10)  # others' accounts hold nothing up
    assert recording.verification is Verification.UNVERIFIED
    assert "account 55555555 (403)" in (recording.verification_note or "")


def test_made_more_than_30_days_ago_a_recording_that_is_gone_is_not_refuted(inbox: Inbox) -> None:
    (row,) = inbox.receive("expired")
    with inbox.verifier():
        recording = inbox.until_noted(row)
    assert recording.verification is Verification.UNVERIFIED
    assert "30 days" in (recording.verification_note or "")
    assert inbox.verifications.next_due() is None


def test_ids_that_no_address_can_hold_are_never_asked_with(inbox: Inbox) -> None:
    (row,) = inbox.receive("happy", conferenceId="../../media")
    with inbox.verifier():
        recording = inbox.until_noted(row)
    assert "conferenceId" in (recording.verification_note or "")
    assert inbox.bandwidth.requests == []
    assert inbox.verifications.next_due() is None


def test_without_an_account_nothing_is_asked_and_it_goes_on_when_there_is_one(inbox: Inbox) -> None:
    account, inbox.account = inbox.account, Account()
    (row,) = inbox.receive("happy")
    with inbox.verifier() as verifier:
        verifier.wake()
        time.sleep(0.2)
        assert inbox.bandwidth.requests == []
        assert (inbox.read(row).verification, inbox.read(row).verification_note) == (Verification.UNVERIFIED, None)
        inbox.account = account
        verifier.wake()
        inbox.until_it_is(row, Verification.VERIFIED)


@pytest.mark.timed
def test_while_bandwidth_is_down_each_row_says_so_and_its_download_may_begin_and_it_is_verified_afterwards(inbox: Inbox) -> None:
    inbox.bandwidth.answer_api_with(503, {"Retry-After": "6"})
    (first,) = inbox.receive("happy")
    with inbox.verifier() as verifier:
        recording = inbox.until_noted(first)
        assert recording.verification is Verification.UNVERIFIED
        assert "problem of its own (503)" in (recording.verification_note or "")
        assert Downloads(inbox.database).claim("me", now(), timedelta(minutes=1)) is not None
        later = inbox.receive("happy", 30)
        verifier.wake()
        assert all("problem of its own (503)" in (inbox.until_noted(row).verification_note or "") for row in later)
        assert len(inbox.asked) == 1  # noted, not asked about one by one
        inbox.bandwidth.answer_normally()
        verifier.ask([first])  # the person does not wait for the pause to end
        assert inbox.until_it_is(first, Verification.VERIFIED, seconds=4).verification_note is None
        inbox.until_it_is(later[-1], Verification.VERIFIED)


def test_a_failure_that_passes_at_once_does_not_end_the_verifying(inbox: Inbox) -> None:
    inbox.bandwidth.answer_api_with(500, times=1)
    rows = inbox.receive("happy", 3)
    with inbox.verifier():
        assert [inbox.until_it_is(row, Verification.VERIFIED).id for row in rows] == rows
    assert len(inbox.asked) == 4


def test_a_server_that_asks_for_time_is_given_it(inbox: Inbox) -> None:
    inbox.bandwidth.answer_api_with(429, {"Retry-After": "3600"})
    (row,) = inbox.receive("happy")
    with inbox.verifier() as verifier:
        inbox.until_noted(row)
        (later,) = inbox.receive("happy")
        verifier.wake()
        assert "slow down (429)" in (inbox.until_noted(later).verification_note or "")
        assert len(inbox.asked) == 1
    due = inbox.verifications.next_due()
    assert due is not None
    assert (due - now()).total_seconds() > 3500


@pytest.mark.timed
def test_a_burst_does_not_flood_bandwidth_and_the_newest_is_not_behind_it(inbox: Inbox) -> None:
    inbox.receive("burst", 200)
    with inbox.verifier() as verifier:
        time.sleep(1.2)
        (newest,) = inbox.receive("happy")
        began = time.monotonic()
        verifier.wake()
        inbox.until_it_is(newest, Verification.VERIFIED)
        assert time.monotonic() - began < 2.5
        assert len(inbox.asked) <= 20 * (time.monotonic() - began + 1.2 + 1)


@pytest.mark.parametrize("was_asked", [True, False])
def test_what_has_waited_for_long_gets_its_turn_among_many_new_ones(inbox: Inbox, was_asked: bool) -> None:
    (old,) = inbox.receive("happy")
    if was_asked:
        inbox.verifications.unknown([old], "Not verified: no answer.", now())
    inbox.receive("burst", 100)
    with inbox.verifier():
        inbox.until_it_is(old, Verification.VERIFIED)
    assert inbox.asked.index(inbox.read(old).recording_id) < 30


@pytest.mark.timed
def test_what_was_not_asked_about_before_the_end_is_asked_about_after_the_next_start(inbox: Inbox) -> None:
    rows = inbox.receive("burst", 30)
    with inbox.verifier():
        inbox.until_it_is(rows[-1], Verification.VERIFIED)
    assert inbox.read(rows[10]).verification is Verification.UNVERIFIED
    with inbox.verifier():
        inbox.until_it_is(rows[10], Verification.VERIFIED)
    assert len(inbox.asked) <= len(set(inbox.asked)) + 1, "only the one that was under way at the end is asked about twice"


@pytest.mark.expects_log
def test_a_mistake_with_one_recording_does_not_keep_the_others_waiting(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    (good,), (bad,) = inbox.receive("happy"), inbox.receive("partial")
    as_it_is = MetadataClient.ask

    def ask(self: MetadataClient, ids: object) -> object:
        if ids == inbox.read(bad).ids:
            raise ZeroDivisionError
        return as_it_is(self, ids)  # type: ignore[arg-type]

    monkeypatch.setattr(MetadataClient, "ask", ask)
    with inbox.verifier():
        inbox.until_it_is(good, Verification.VERIFIED)
    assert "mistake" in (inbox.read(bad).verification_note or "")


def test_stop_does_not_wait_for_a_server_that_does_not_answer(inbox: Inbox) -> None:
    (row,) = inbox.receive("happy")
    inbox.bandwidth.stop()
    with inbox.verifier():
        inbox.until_noted(row)
        began = time.monotonic()
    assert time.monotonic() - began < 8  # it would look again after 30, and be let go of after 10
