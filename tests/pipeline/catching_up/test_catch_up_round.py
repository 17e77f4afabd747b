"""A round of catch-up against the simulated Bandwidth: what no event told of is in the inbox after it."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from catching.rounds import CatchingUp, made

from inbox.domain.catch_up import Reason
from inbox.domain.statuses import DownloadStatus, Source
from inbox.domain.times import now
from inbox.pipeline.catching_up.pace import Pace
from inbox.simulator.list_faults import LinkForm, ListFaults
from inbox.simulator.scenario import Scenario
from inbox.simulator.server import SimulatedBandwidth
from inbox.storage.database import Database

DAY = timedelta(days=1)


@pytest.fixture
def bandwidth() -> Iterator[SimulatedBandwidth]:
    server = SimulatedBandwidth()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def catching_up(database: Database, bandwidth: SimulatedBandwidth) -> CatchingUp:
    return CatchingUp(database, bandwidth)


def test_what_no_event_told_of_is_in_the_inbox_with_its_conferences_name_and_tag(catching_up: CatchingUp) -> None:
    wanted = [made(catching_up.bandwidth, hours) for hours in (1, 3, 20)]
    call = made(catching_up.bandwidth, 2, Scenario.CALL)
    made(catching_up.bandwidth, 60)
    begin = now()
    done = catching_up.round()
    assert (done.conferences, done.added, done.changed, done.known, done.problem) == (3, 4, 0, 0, None)
    kept = catching_up.recordings
    assert set(kept) == {one.recording_id for one in (*wanted, call)}
    for one in wanted:
        recording = kept[one.recording_id]
        assert (recording.name, recording.tag, recording.status) == (one.conference.name, one.conference.tag, "complete")
        assert (recording.source, recording.download_status) == (Source.CATCH_UP, DownloadStatus.WAITING)
        assert (recording.started_at, recording.ended_at) == (one.started_at, one.ended_at)
    assert kept[call.recording_id].call_id == call.call_id
    assert sorted(done.rows) == sorted(one.id for one in kept.values()) == sorted(catching_up.came)
    assert abs(done.since - (begin - DAY)) < timedelta(minutes=1)
    run = catching_up.last
    assert (run.conferences, run.listed, run.added, run.problem) == (3, 4, 4, None)
    assert run.finished_at is not None


def test_the_next_round_asks_only_where_something_may_have_come(catching_up: CatchingUp) -> None:
    settled, fresh = made(catching_up.bandwidth, 5), made(catching_up.bandwidth, 0.5)
    catching_up.round()
    assert catching_up.asked == [settled.conference_id, fresh.conference_id]
    done = catching_up.round()
    assert catching_up.asked[2:] == [fresh.conference_id]
    assert (done.added, done.changed, done.known) == (0, 0, 1)


def test_who_asks_for_it_has_every_conference_asked_anew(catching_up: CatchingUp) -> None:
    made(catching_up.bandwidth, 5)
    old = made(catching_up.bandwidth, 24 * 20)
    catching_up.round()
    done = catching_up.round(Reason.PERSON, now() - 30 * DAY)
    assert (done.conferences, done.added, done.known) == (2, 1, 1)
    assert old.recording_id in catching_up.recordings
    assert catching_up.round(Reason.PERSON).conferences == 1, "not beyond what was asked for"


def test_what_was_being_processed_is_asked_about_until_it_is_done(catching_up: CatchingUp) -> None:
    late = made(catching_up.bandwidth, 9, Scenario.LATE_MEDIA)
    catching_up.bandwidth.change_metadata(status="processing")
    assert catching_up.round().settled_until is not None
    assert catching_up.recordings[late.recording_id].status == "processing"
    catching_up.bandwidth.answer_normally()
    listed_at = now()
    while now() < listed_at + timedelta(seconds=1):  # Bandwidth tells the second of its answers only
        time.sleep(0.05)
    done = catching_up.round()
    assert (done.added, done.changed) == (0, 1)
    assert catching_up.recordings[late.recording_id].status == "complete"
    assert catching_up.round().conferences == 0


def test_more_pages_are_read_and_the_bar_knows_how_many_conferences_there_are(catching_up: CatchingUp) -> None:
    for hours in range(2, 9):
        made(catching_up.bandwidth, hours)
    catching_up.bandwidth.controls.list_faults = ListFaults(page_size=2, link=LinkForm.SEVERAL)
    assert catching_up.round().added == 7
    assert [(one.done, one.of) for one in catching_up.progress] == [(number, 7) for number in range(8)]


@pytest.mark.parametrize(
    ("link", "says"),
    [
        (LinkForm.FOREIGN, "credentials are not sent there"),
        (LinkForm.OTHER_PATH, "credentials are not sent there"),
        (LinkForm.LOOPING, "round in a circle"),
    ],
)
def test_a_list_that_leads_elsewhere_or_nowhere_ends_with_a_sentence(catching_up: CatchingUp, link: LinkForm, says: str) -> None:
    for hours in range(2, 6):
        made(catching_up.bandwidth, hours)
    catching_up.bandwidth.controls.list_faults = ListFaults(page_size=2, link=link)
    done = catching_up.round()
    assert done.added == 2, "what came is not lost"
    assert says in (done.problem or "")
    assert (done.settled_until, catching_up.last.finished_at) == (None, None)
    assert sum(path.endswith("/conferences") for _, path in catching_up.bandwidth.requests) < 5
    catching_up.bandwidth.controls.list_faults = ListFaults(page_size=2)
    assert (catching_up.round().problem, len(catching_up.recordings)) == (None, 4)


def test_one_conference_that_fails_keeps_no_other_from_being_asked(catching_up: CatchingUp) -> None:
    all_made = [made(catching_up.bandwidth, hours) for hours in (9, 8, 7)]
    catching_up.bandwidth.controls.list_faults = ListFaults(failing={all_made[1].conference_id: 500})
    done = catching_up.round()
    assert done.added == 2
    assert "1 conference could not be asked about: " in (done.problem or "")
    assert catching_up.asked.count(all_made[1].conference_id) == 3, "tried again before it is left"
    assert catching_up.last.problem == done.problem
    catching_up.bandwidth.controls.list_faults = ListFaults()
    again = catching_up.round()
    assert (again.added, again.conferences, again.problem) == (1, 1, None)
    assert catching_up.last.id == 1, "the round that was left is gone on with"


def test_a_bandwidth_that_fails_for_all_is_left_alone_soon(catching_up: CatchingUp) -> None:
    failing = {made(catching_up.bandwidth, hours).conference_id: 503 for hours in range(2, 12)}
    catching_up.bandwidth.controls.list_faults = ListFaults(failing=failing)
    done = catching_up.round()
    assert "problem of its own (503)" in (done.problem or "")
    assert len(set(catching_up.asked)) == 3


def test_credentials_that_are_refused_are_not_tried_on_each_conference(catching_up: CatchingUp) -> None:
    failing = {made(catching_up.bandwidth, hours).conference_id: 401 for hours in range(2, 12)}
    catching_up.bandwidth.controls.list_faults = ListFaults(failing=failing)
    assert "did not accept the credentials (401)" in (catching_up.round().problem or "")
    assert len(set(catching_up.asked)) == 1


def test_a_list_of_conferences_that_fails_is_tried_again_before_the_round_ends(catching_up: CatchingUp) -> None:
    made(catching_up.bandwidth, 3)
    catching_up.bandwidth.answer_api_with(500, times=2)
    assert catching_up.round().added == 1
    catching_up.bandwidth.answer_api_with(500)
    before = len(catching_up.bandwidth.requests)
    assert "problem of its own (500)" in (catching_up.round().problem or "")
    assert len([path for _, path in catching_up.bandwidth.requests[before:] if path.endswith("conferences")]) == 3


def test_who_is_asked_to_slow_down_waits_and_goes_on(catching_up: CatchingUp) -> None:
    made(catching_up.bandwidth, 3)
    catching_up.bandwidth.answer_api_with(429, {"Retry-After": "1"}, times=1)
    begin = time.monotonic()
    assert catching_up.round(pace=Pace(1000)).added == 1
    assert time.monotonic() - begin >= 1
    assert any("slow down (429)" in (one.pause or "") for one in catching_up.progress), "the bar says why it stands still"
    assert catching_up.progress[-1].pause is None


def test_a_long_wait_that_bandwidth_asks_for_ends_the_round_instead(catching_up: CatchingUp) -> None:
    made(catching_up.bandwidth, 3)
    catching_up.bandwidth.answer_api_with(429, {"Retry-After": "3600"}, times=1)
    pace = Pace(1000)
    done = catching_up.round(pace=pace)
    assert "slow down (429)" in (done.problem or "")
    assert (done.added, catching_up.waited) == (0, 0)
    meanwhile = catching_up.round(pace=pace).problem or ""
    for told in (done.problem or "", meanwhile):
        assert "Downloads and catching up go on by themselves at " in told, "until when"


def test_a_round_that_was_stopped_goes_on_where_it_was(catching_up: CatchingUp) -> None:
    for hours in range(2, 10):
        made(catching_up.bandwidth, hours)
    catching_up.stop_after = 3
    stopped = catching_up.round(Reason.PERSON)
    assert "stopped before its end" in (stopped.problem or "")
    before = list(catching_up.asked)
    catching_up.stop_after = None
    done = catching_up.round()
    assert (len(catching_up.recordings), done.problem) == (8, None)
    assert not set(before) & set(catching_up.asked[len(before) :]), "none is asked twice"


@pytest.mark.parametrize("faults", [ListFaults(one_object=True), ListFaults(null=True)])
def test_one_object_or_null_in_place_of_an_array_is_read(catching_up: CatchingUp, faults: ListFaults) -> None:
    catching_up.bandwidth.controls.list_faults = faults
    assert (catching_up.round().problem, len(catching_up.recordings)) == (None, 0)
    made(catching_up.bandwidth, 3)
    made(catching_up.bandwidth, 3, Scenario.CALL)
    assert (catching_up.round().problem, len(catching_up.recordings)) == (None, 2)


def test_a_conference_that_still_runs_is_asked_at_each_round(catching_up: CatchingUp) -> None:
    running = made(catching_up.bandwidth, 5)
    catching_up.bandwidth.controls.list_faults = ListFaults(running=[running.conference_id])
    assert catching_up.round().conferences == 1
    done = catching_up.round()
    assert done.conferences == 1
    assert done.settled_until is not None
    assert done.settled_until <= running.conference.created_at


def test_hostile_entries_of_a_list_are_passed_over(catching_up: CatchingUp) -> None:
    one = made(catching_up.bandwidth, 3)
    catching_up.bandwidth.controls.list_faults = ListFaults(
        more_conferences=[{"id": "../../x"}, None, 5, {"id": "conf-unknown"}], more_recordings=[{"recordingId": "../r"}, "x"]
    )
    done = catching_up.round()
    assert set(catching_up.recordings) == {one.recording_id}
    assert done.conferences == 2
    assert not any(".." in path for _, path in catching_up.bandwidth.requests)


def test_calls_are_left_out_when_they_are_not_wanted(catching_up: CatchingUp) -> None:
    made(catching_up.bandwidth, 2, Scenario.CALL)
    assert catching_up.round(calls=False).added == 0
    assert catching_up.round().added == 1


def test_what_ended_just_now_is_left_to_its_event_while_events_come_in(catching_up: CatchingUp) -> None:
    old, new = made(catching_up.bandwidth, 1), made(catching_up.bandwidth, 0)
    up_since = now() - timedelta(minutes=5)
    assert (catching_up.round(up_since=up_since).added, set(catching_up.recordings)) == (1, {old.recording_id})
    assert (catching_up.round(up_since=now()).added, new.recording_id in catching_up.recordings) == (1, True)


@pytest.mark.parametrize("status", [401, 403])
def test_credentials_that_are_refused_end_the_round_with_the_way_out(catching_up: CatchingUp, status: int) -> None:
    catching_up.bandwidth.controls.list_faults = ListFaults(refused_with=status)
    done = catching_up.round()
    assert f"({status})" in (done.problem or "")
    assert catching_up.waited == 0
