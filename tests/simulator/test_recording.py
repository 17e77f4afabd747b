"""A simulated recording says of itself what Bandwidth would."""

from datetime import UTC, datetime, timedelta

import pytest

from inbox.domain.durations import parse_duration
from inbox.domain.events import RecordingEvent, understand_properties
from inbox.domain.identifiers import RecordingIds
from inbox.simulator.clips import CLIPS
from inbox.simulator.conference import SimulatedConference
from inbox.simulator.identity import Identity
from inbox.simulator.recording import SimulatedRecording, duration_text
from inbox.simulator.scenario import Scenario

_MADE_AT = datetime(2026, 6, 10, 19, 15, 19, 694_000, tzinfo=UTC)
_VOICE_URL = "http://127.0.0.1:8026/api/v2"


def made(
    serial: int = 1, *, scenario: Scenario = Scenario.HAPPY, clip: int = 0, index: int = 0, loops: int = 1
) -> SimulatedRecording:
    return SimulatedRecording("5555555", Identity(scenario, _MADE_AT, serial, 7, clip=clip, index=index, loops=loops))


def test_the_server_derives_from_the_id_what_the_sender_made() -> None:
    recording = made(scenario=Scenario.SIBLINGS, clip=3, index=1)
    again = SimulatedRecording.from_id("5555555", recording.recording_id)
    assert again is not None
    assert again.event(_VOICE_URL, _MADE_AT) == recording.event(_VOICE_URL, _MADE_AT)


def test_the_event_is_understood_with_every_property() -> None:
    recording = made()
    event = understand_properties(recording.event(_VOICE_URL, _MADE_AT + timedelta(seconds=2)))
    assert event == RecordingEvent(
        recording_id=recording.recording_id,
        conference_id=recording.conference_id,
        account_id="5555555",
        event_time=_MADE_AT + timedelta(seconds=2),
        name=recording.conference.name,
        tag=recording.conference.tag,
        status="complete",
        started_at=recording.started_at,
        ended_at=_MADE_AT,
        duration_seconds=recording.seconds,
        file_format="wav",
        channels=1,
        media_url=RecordingIds("5555555", recording.conference_id, "", recording.recording_id).media_address(_VOICE_URL),
        other_properties=None,
    )


@pytest.mark.parametrize("serial", range(20))
def test_the_duration_is_some_hundred_milliseconds_off_the_times(serial: int) -> None:
    recording = made(serial)
    off = recording.seconds - (recording.ended_at - recording.started_at).total_seconds()
    assert 0.1 < off < 0.7
    assert recording.seconds == pytest.approx(recording.clip.seconds, abs=0.001)


def test_names_and_tags_vary_and_some_conferences_have_no_tag() -> None:
    conferences = [made(serial, clip=serial % len(CLIPS)).conference for serial in range(60)]
    assert len({conference.name for conference in conferences}) > 12
    assert {conference.tag is None for conference in conferences} == {True, False}
    without = next(serial for serial in range(60) if made(serial, clip=serial % len(CLIPS)).conference.tag is None)
    assert "tag" not in made(without, clip=without % len(CLIPS)).event(_VOICE_URL, _MADE_AT)


@pytest.mark.parametrize("loops", [1, 100])
def test_recordings_of_one_conference_follow_one_another(loops: int) -> None:
    first, second, third = (made(index=index, loops=loops) for index in range(3))
    assert first.conference == second.conference == third.conference
    assert first.ended_at < second.started_at < second.ended_at < third.started_at
    assert first.conference.created_at < first.started_at


def test_a_conference_is_derived_from_its_own_id() -> None:
    recording = made(index=2)
    assert SimulatedConference.from_id("5555555", recording.conference_id) == recording.conference


def test_a_calls_recording_has_no_conference() -> None:
    recording = made(scenario=Scenario.CALL)
    assert SimulatedConference.from_id("5555555", recording.conference_id) is None
    properties = recording.event(_VOICE_URL, _MADE_AT)
    assert properties["eventType"] == "recordingAvailable"
    assert "conferenceId" not in properties
    path = f"/accounts/5555555/calls/{recording.call_id}/recordings/{recording.recording_id}/media"
    assert properties["mediaUrl"] == _VOICE_URL + path


def test_an_error_has_no_media_url_or_a_null_one() -> None:
    seen = {made(serial, scenario=Scenario.ERROR).event(_VOICE_URL, _MADE_AT).get("mediaUrl", "absent") for serial in range(20)}
    assert seen == {"absent", None}


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "PT0.000S"), (5, "PT5.000S"), (20.056, "PT20.056S"), (112.217, "PT1M52.217S"), (120, "PT2M"), (3723.5, "PT1H2M3.500S")],
)
def test_durations_are_written_as_bandwidth_does(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text
    assert parse_duration(text) == pytest.approx(seconds)
