"""What a failed download means: not yet, not any more, never, or try again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.domain.backoff import delay
from inbox.domain.download_outcome import judge
from inbox.domain.failure import Failure, Remedy
from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus, ReviewStatus, Source, Verification

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
FRESH = Recording(
    id=1,
    recording_id="r-1",
    conference_id="conf-1",
    account_id="5555555",
    name=None,
    tag=None,
    status="complete",
    download_status=DownloadStatus.DOWNLOADING,
    review_status=ReviewStatus.NEW,
    started_at=None,
    ended_at=None,
    duration_seconds=None,
    file_format="wav",
    channels=1,
    media_url="https://voice.bandwidth.com/x",
    media_path=None,
    media_bytes=None,
    media_sha256=None,
    deliveries=1,
    source=Source.WEBHOOK,
    event_time=NOW,
    first_seen_at=NOW,
    expires_at=NOW + timedelta(days=30),
    error=None,
)
GONE = Failure("Bandwidth has no such media (404).", Remedy.NOT_FOUND)


def test_media_of_a_fresh_event_may_come_late_and_is_asked_for_again() -> None:
    outcome = judge(FRESH, GONE, NOW + timedelta(minutes=1), 0.0)
    assert outcome.status is DownloadStatus.FAILED
    assert outcome.next_try_at is not None
    assert "not have the media ready yet" in outcome.sentence


def test_media_that_is_unknown_hours_later_is_given_up() -> None:
    outcome = judge(FRESH, GONE, NOW + timedelta(hours=3), 0.0)
    assert (outcome.status, outcome.next_try_at) == (DownloadStatus.GIVEN_UP, None)


def test_of_media_made_weeks_ago_nobody_says_that_it_is_not_ready_yet() -> None:
    made = NOW - timedelta(days=28)
    old = replace(FRESH, ended_at=made, event_time=made, expires_at=NOW + timedelta(days=2))
    outcome = judge(old, GONE, NOW, 0.0)
    assert outcome.status is DownloadStatus.FAILED, "the clock may be wrong"
    assert "ready yet" not in outcome.sentence
    assert "(404), although it was made on 04 May 2026" in outcome.sentence
    for fresh in (replace(FRESH, ended_at=NOW - timedelta(hours=14), event_time=None), replace(old, status="processing")):
        assert "ready yet" in judge(fresh, GONE, NOW, 0.0).sentence
    assert judge(old, GONE, NOW + timedelta(hours=1), 0.0).status is DownloadStatus.GIVEN_UP


@pytest.mark.parametrize("status", ["complete", "processing"])
def test_media_that_bandwidth_says_is_gone_is_not_waited_for(status: str) -> None:
    gone = replace(GONE, is_gone=True)
    outcome = judge(replace(FRESH, status=status), gone, NOW, 0.0)
    assert (outcome.status, outcome.next_try_at) == (DownloadStatus.GIVEN_UP, None)
    assert "no longer has" in outcome.sentence
    assert "(410)" in outcome.sentence
    assert judge(FRESH, gone, NOW + timedelta(days=31), 0.0).status is DownloadStatus.EXPIRED


def test_media_that_the_person_asked_for_although_bandwidth_does_not_know_it_is_given_up_again() -> None:
    outcome = judge(replace(FRESH, verification=Verification.REFUTED), GONE, NOW + timedelta(minutes=1), 0.0)
    assert (outcome.status, outcome.next_try_at) == (DownloadStatus.GIVEN_UP, None)
    assert "does not know this recording" in outcome.sentence


def test_media_past_its_30_days_has_expired() -> None:
    outcome = judge(FRESH, GONE, NOW + timedelta(days=31), 0.0)
    assert (outcome.status, outcome.next_try_at) == (DownloadStatus.EXPIRED, None)
    assert "30 days" in outcome.sentence
    assert "01 July 2026" in outcome.sentence


def test_the_documentations_example_is_named_as_such() -> None:
    example = replace(FRESH, media_url="https://../{accountId}/conferences/{conferenceId}/recordings/{recordingId}/media")
    for failure in (GONE, Failure("May not be read (403).", Remedy.ACT)):
        outcome = judge(example, failure, NOW, 0.0)
        assert outcome.status is DownloadStatus.GIVEN_UP
        assert "documentation" in outcome.sentence
    assert judge(example, Failure("Lost.", Remedy.TRY_LATER), NOW, 0.0).status is DownloadStatus.FAILED


def test_a_transport_problem_is_tried_again_however_often_it_happened() -> None:
    outcome = judge(replace(FRESH, attempts=500), Failure("The connection was lost.", Remedy.TRY_LATER), NOW, 0.0)
    assert outcome.status is DownloadStatus.FAILED
    assert outcome.next_try_at == NOW + timedelta(hours=1)


def test_a_download_that_came_further_goes_on_in_a_second_however_often_it_broke_off() -> None:
    broke_off = Failure("The download broke off: 5 of 9 bytes came.", Remedy.TRY_LATER, only_here=True)
    outcome = judge(replace(FRESH, attempts=20), broke_off, NOW, 0.0, came_further=True)
    assert (outcome.status, outcome.next_try_at) == (DownloadStatus.FAILED, NOW + timedelta(seconds=1))
    assert outcome.attempts == 0
    assert judge(replace(FRESH, attempts=20), broke_off, NOW, 0.0).next_try_at == NOW + timedelta(hours=1)


def test_what_concerns_everything_is_no_failed_try_of_this_recording() -> None:
    offline = Failure("The name could not be found.", Remedy.TRY_LATER, for_all=True)
    outcome = judge(replace(FRESH, attempts=7), offline, NOW, 0.0)
    assert (outcome.attempts, outcome.next_try_at) == (7, NOW + timedelta(seconds=5))


def test_media_that_is_too_large_is_given_up_at_once() -> None:
    outcome = judge(FRESH, Failure("The media is larger than any recording can be.", Remedy.NOTHING), NOW, 0.0)
    assert (outcome.status, outcome.next_try_at) == (DownloadStatus.GIVEN_UP, None)


def test_an_old_recording_that_a_list_told_of_is_not_taken_for_a_fresh_one() -> None:
    old = replace(FRESH, source=Source.CATCH_UP, event_time=None, ended_at=NOW - timedelta(days=9), first_seen_at=NOW)
    assert judge(old, GONE, NOW, 0.0).status is DownloadStatus.GIVEN_UP
    fresh = replace(old, ended_at=NOW - timedelta(minutes=5))
    assert judge(fresh, GONE, NOW, 0.0).status is DownloadStatus.FAILED


def test_a_recording_that_bandwidth_still_works_on_is_waited_for() -> None:
    outcome = judge(replace(FRESH, status="processing"), GONE, NOW + timedelta(hours=9), 0.0)
    assert outcome.status is DownloadStatus.FAILED
    assert "not have the media ready yet" in outcome.sentence


def test_what_fails_for_itself_alone_ends_when_bandwidth_has_surely_deleted_it() -> None:
    broke_off = Failure("The download broke off.", Remedy.TRY_LATER, only_here=True)
    offline = Failure("Nobody is there.", Remedy.TRY_LATER)
    late = NOW + timedelta(days=33)
    assert judge(FRESH, broke_off, late, 0.0).status is DownloadStatus.EXPIRED
    assert judge(FRESH, offline, late, 0.0).status is DownloadStatus.FAILED, "a clock may be wrong, and nobody has answered"


def test_bad_media_is_given_up_after_five_tries() -> None:
    bad = Failure("It is neither WAV nor MP3.", Remedy.BAD_MEDIA)
    assert judge(replace(FRESH, attempts=3), bad, NOW, 0.0).status is DownloadStatus.FAILED
    assert judge(replace(FRESH, attempts=4), bad, NOW, 0.0).status is DownloadStatus.GIVEN_UP


def test_the_server_is_given_the_time_it_asked_for() -> None:
    outcome = judge(FRESH, Failure("Slow down.", Remedy.TRY_LATER, timedelta(minutes=7)), NOW, 0.9)
    assert outcome.next_try_at == NOW + timedelta(minutes=7)


@given(st.integers(1, 10_000), st.floats(0, 0.999))
def test_waits_grow_and_stay_between_seconds_and_an_hour(attempts: int, spread: float) -> None:
    wait = delay(attempts, spread)
    assert timedelta(seconds=3) < wait <= timedelta(hours=1)
    assert wait <= delay(attempts + 1, 0.0)
