"""What each scenario sends is what its name says."""

from datetime import timedelta

import pytest

from inbox.domain.events import RecordingEvent, understand_properties
from inbox.domain.identifiers import is_id
from inbox.domain.media_format import MediaFormat
from inbox.domain.recording import why_nothing_to_download
from inbox.domain.statuses import RecordingStatus
from inbox.domain.times import now
from inbox.simulator.account import SimulatedAccount
from inbox.simulator.recording import SimulatedRecording
from inbox.simulator.scenario import WHAT_HAPPENS, Scenario
from inbox.simulator.scenarios import PLACEHOLDER, PlannedEvent, plan


def understood(events: list[PlannedEvent]) -> list[RecordingEvent]:
    found = [understand_properties(event.properties) for event in events]
    assert all(isinstance(event, RecordingEvent) for event in found)
    return [event for event in found if isinstance(event, RecordingEvent)]


@pytest.mark.parametrize("scenario", [scenario for scenario in Scenario if scenario is not Scenario.CALL])
def test_every_scenario_sends_events_that_the_inbox_understands(scenario: Scenario) -> None:
    events = understood(plan(scenario, 4))
    assert len(events) >= 4
    for event in events:
        assert all(is_id(text) for text in (event.recording_id, event.conference_id, event.account_id))
        assert event.event_time is not None
        assert event.started_at is not None
        assert event.ended_at is not None
        assert event.duration_seconds is not None


@pytest.mark.parametrize("scenario", [scenario for scenario in Scenario if scenario is not Scenario.PLACEHOLDER])
def test_times_lie_in_the_near_past(scenario: Scenario) -> None:
    for event in understood(plan(scenario, 30)) if scenario is not Scenario.CALL else []:
        assert event.started_at is not None
        assert event.ended_at is not None
        assert event.event_time is not None
        assert event.started_at < event.ended_at < event.event_time <= now()
        age = now() - event.ended_at
        assert age > timedelta(days=30) if scenario is Scenario.EXPIRED else age < timedelta(hours=12)


@pytest.mark.parametrize("scenario", list(Scenario))
def test_each_scenario_is_explained(scenario: Scenario) -> None:
    assert WHAT_HAPPENS[scenario]


def test_an_unknown_scenario_is_refused() -> None:
    with pytest.raises(ValueError, match="sunny"):
        plan("sunny")


def test_how_many_events_are_sent_unless_told() -> None:
    counts = {scenario.value: len(plan(scenario)) for scenario in Scenario}
    assert counts.pop("burst") == 200
    assert counts.pop("siblings") == 3
    assert counts.pop("duplicate") == counts.pop("out-of-order") == 2
    assert set(counts.values()) == {1}
    assert len(plan("burst", 7)) == 7


def test_ids_are_unique_from_run_to_run() -> None:
    ids = [event.properties["recordingId"] for _ in range(5) for event in plan("burst", 50)]
    assert len(set(ids)) == 250


def test_happy_recordings_are_complete_and_of_both_formats() -> None:
    events = plan("happy", 9)
    assert {event.properties["status"] for event in events} == {"complete"}
    assert {event.properties["fileFormat"] for event in events} == {"wav", "mp3"}
    made = [event.recording for event in events if event.recording is not None]
    assert len(made) == 9
    assert any(recording.placeholder_sizes for recording in made)
    assert len({recording.clip.key for recording in made}) == 5


def test_partial_and_error_say_so() -> None:
    assert [event.status for event in understood(plan("partial"))] == ["partial"]
    error = understood(plan("error"))[0]
    assert why_nothing_to_download(error.status, error.media_url, error.ids) is not None


def test_an_unknown_status_comes_with_unknown_properties() -> None:
    event = understood(plan("unknown-status"))[0]
    assert RecordingStatus.of(event.status) is RecordingStatus.UNKNOWN
    assert event.other_properties is not None
    assert "errorMessage" in event.other_properties


def test_a_duplicate_is_the_same_to_the_letter() -> None:
    first, second = plan("duplicate")
    assert first.properties == second.properties


def test_out_of_order_the_older_event_comes_last() -> None:
    newer, older = understood(plan("out-of-order"))
    assert newer.recording_id == older.recording_id
    assert newer.event_time is not None
    assert older.event_time is not None
    assert newer.event_time > older.event_time
    assert (newer.status, older.status) == ("complete", "processing")


@pytest.mark.parametrize(
    ("count", "sizes"), [(1, [2]), (2, [2]), (3, [3]), (4, [2, 2]), (5, [3, 2]), (7, [3, 2, 2]), (9, [3, 3, 3])]
)
def test_siblings_share_a_conference_in_twos_and_threes(count: int, sizes: list[int]) -> None:
    events = understood(plan("siblings", count))
    conferences = [event.conference_id for event in events]
    assert [conferences.count(one) for one in dict.fromkeys(conferences)] == sizes
    assert len({event.recording_id for event in events}) == len(events)


def test_the_placeholder_is_the_documentations_example() -> None:
    assert plan("placeholder")[0].properties == PLACEHOLDER
    assert PLACEHOLDER["mediaUrl"].startswith("https://../{accountId}/")
    assert SimulatedRecording.from_id(PLACEHOLDER["accountId"], PLACEHOLDER["recordingId"]) is None


def test_forged_ids_are_foreign_and_the_media_is_elsewhere() -> None:
    account = SimulatedAccount()
    for event in plan("forged", 3, account):
        assert SimulatedRecording.from_id(account.account_id, event.properties["recordingId"]) is None
        assert len(event.properties["recordingId"]) == 47
        assert len(event.properties["conferenceId"]) == 50
        assert "127.0.0.1" not in event.properties["mediaUrl"]
        assert event.recording is None


def test_a_call_makes_a_recording_of_a_call() -> None:
    event = understand_properties(plan("call")[0].properties)
    assert isinstance(event, RecordingEvent)
    assert event.call_id
    assert event.novelties == ()


def test_late_media_has_just_ended_when_it_is_sent() -> None:
    events = plan("late-media", 3, interval=60)
    ends = [event.recording.ended_at for event in events if event.recording is not None]
    assert [round((end - now()).total_seconds() / 60) for end in ends] == [0, 1, 2]


def test_the_interval_lies_between_recordings_not_between_the_events_of_one() -> None:
    assert [event.delay for event in plan("duplicate", 2, interval=1.5)] == [0, 0, 1.5, 0]


def test_media_that_must_be_looked_into_is_wav() -> None:
    for name in ("partial", "slow"):
        assert {event.properties["fileFormat"] for event in plan(name, 6)} == {MediaFormat.WAV.value}
