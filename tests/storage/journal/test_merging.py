import itertools
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.domain.events import RecordingEvent
from inbox.domain.statuses import DownloadStatus
from inbox.domain.times import now
from inbox.storage.journal.merging import MergedRecording, storable_event

T0 = now()


def event(minute: int | None, **values: object) -> RecordingEvent:
    moment = None if minute is None else T0 + timedelta(minutes=minute)
    known = {"media_url": "https://voice.bandwidth.com/media", **values}
    return RecordingEvent("r-1", "conf-1", "55555555", moment, **known)  # type: ignore[arg-type]


def merged(*events: RecordingEvent) -> MergedRecording:
    recording = MergedRecording.first(1, events[0], T0)
    for further in events[1:]:
        recording.merge(further, T0)
    return recording


@given(st.permutations(range(5)))
def test_the_later_event_time_wins_in_any_order(order: list[int]) -> None:
    told = [event(minute, name=f"name {minute}", status=f"status {minute}", duration_seconds=float(minute)) for minute in order]
    recording = merged(*told)
    assert (recording.name, recording.status, recording.duration_seconds) == ("name 4", "status 4", 4.0)
    assert recording.event_time == T0 + timedelta(minutes=4)
    assert recording.deliveries == 5


@pytest.mark.parametrize("order", list(itertools.permutations(range(2))))
def test_what_only_one_of_two_events_knows_is_kept_in_either_order(order: tuple[int, ...]) -> None:
    told = [event(1, name="only the first knows", tag="old"), event(2, name=None, tag="new", channels=1)]
    recording = merged(*(told[index] for index in order))
    assert (recording.name, recording.tag, recording.channels) == ("only the first knows", "new", 1)


def test_an_event_without_a_time_loses_against_one_with_a_time() -> None:
    assert merged(event(1, name="dated"), event(None, name="undated")).name == "dated"
    assert merged(event(None, name="undated"), event(1, name="dated")).name == "dated"


def test_of_two_events_without_a_time_the_newcomer_wins() -> None:
    assert merged(event(None, name="first"), event(None, name="second")).name == "second"


def test_of_two_events_with_the_same_time_the_stored_one_stays() -> None:
    assert merged(event(1, name="first"), event(1, name="second")).name == "first"


def test_a_recording_in_error_is_given_up_with_a_sentence() -> None:
    recording = merged(event(1, status="error", media_url=None))
    assert recording.download_status is DownloadStatus.GIVEN_UP
    assert recording.error is not None
    assert "nothing to download" in recording.error


def test_a_recording_that_becomes_complete_waits_for_its_download_afresh() -> None:
    recording = merged(event(1, status="error", media_url=None))
    recording.attempts = 7
    recording.merge(event(2, status="complete"), T0)
    assert (recording.download_status, recording.error, recording.attempts) == (DownloadStatus.WAITING, None, 0)


def test_a_download_that_failed_while_processing_is_tried_again_when_complete() -> None:
    recording = merged(event(1, status="processing"))
    recording.download_status, recording.error, recording.attempts = DownloadStatus.GIVEN_UP, "not there", 12
    recording.merge(event(2, status="complete"), T0)
    state = recording.download_status.value, recording.error or "", recording.attempts
    assert state == ("waiting", "", 0)


def test_the_same_event_again_does_not_restart_a_download_that_was_given_up() -> None:
    recording = merged(event(1, status="complete"))
    recording.download_status, recording.error, recording.attempts = DownloadStatus.GIVEN_UP, "not there", 12
    recording.merge(event(1, status="complete"), T0)
    assert (recording.download_status, recording.error, recording.attempts) == (DownloadStatus.GIVEN_UP, "not there", 12)


@pytest.mark.parametrize("status", [DownloadStatus.DOWNLOADED, DownloadStatus.DOWNLOADING, DownloadStatus.REMOVED])
def test_what_is_downloaded_or_being_downloaded_is_left_alone(status: DownloadStatus) -> None:
    recording = merged(event(1, status="complete"))
    recording.download_status = status
    recording.merge(event(2, status="deleted"), T0)
    assert (recording.download_status, recording.error) == (status, None)


def test_a_waiting_recording_that_was_deleted_is_given_up() -> None:
    assert merged(event(1, status="complete"), event(2, status="deleted")).download_status is DownloadStatus.GIVEN_UP


def test_numbers_that_no_database_holds_are_left_out() -> None:
    kept = storable_event(event(1, channels=2**70, duration_seconds=float("inf"), name="\ud800\x00"))
    assert (kept.channels, kept.duration_seconds, kept.name) == (None, None, "\\ud800\\u0000")
