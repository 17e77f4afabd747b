"""The recordings of a conference on one line of time."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from inbox.domain.conference_line import LineScale, conference_line, length_of
from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus, ReviewStatus, Source

START = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
_ROWS = itertools.count(1)


def _recording(begin: float | None, seconds: float | None, **changes: object) -> Recording:
    started = None if begin is None else START + timedelta(seconds=begin)
    made = Recording(
        id=next(_ROWS), recording_id="r", conference_id="c", account_id="a", name=None, tag=None, status="complete",
        download_status=DownloadStatus.DOWNLOADED, review_status=ReviewStatus.NEW, started_at=started, ended_at=None,
        duration_seconds=seconds, file_format="wav", channels=1, media_url=None, media_path=None, media_bytes=None,
        media_sha256=None, deliveries=1, source=Source.WEBHOOK, event_time=None, first_seen_at=START, expires_at=START,
        error=None,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]  # names of its fields


def test_recordings_stand_at_their_times_with_the_gaps_between_them() -> None:
    later, first, last = _recording(260, 120), _recording(0, 240), _recording(900, 60)
    line = conference_line([later, first, last])
    assert line.begins_at == START
    assert line.recordings == (first, later, last)
    assert [(one.begin, one.end) for one in line.placed] == [(0, 240), (260, 380), (900, 960)]
    assert line.gaps == ((240, 260), (380, 900))
    assert (line.recorded_seconds, line.seconds) == (420, 960)
    assert line.at(300) == line.placed[1]
    assert line.at(250) is None


def test_what_runs_on_beside_another_recording_leaves_no_gap() -> None:
    line = conference_line([_recording(0, 600), _recording(100, 50), _recording(600.2, 10)])
    assert line.gaps == ()
    at = line.at(120)
    assert at is not None
    assert at.begin == 100, "the one that began last"


def test_what_nobody_knows_the_time_or_length_of_is_kept_beside_the_line() -> None:
    known, timeless, endless = _recording(5, 10), _recording(None, 10), _recording(0, None)
    line = conference_line([timeless, endless, known])
    assert [one.recording for one in line.placed] == [known]
    assert line.unplaced == (timeless, endless)
    nothing = conference_line([timeless])
    assert nothing.begins_at is None
    assert (nothing.gaps, nothing.seconds) == ((), 0.0)


@pytest.mark.parametrize(
    ("changes", "seconds"),
    [
        ({"media_seconds": 9.5}, 9.5),
        ({}, 20.0),
        ({"duration_seconds": None, "ended_at": START + timedelta(seconds=7)}, 7.0),
        ({"duration_seconds": None, "ended_at": START - timedelta(seconds=7)}, 0.0),
        ({"duration_seconds": None}, 0.0),
    ],
)
def test_the_length_is_of_the_file_then_as_told_then_from_begin_to_end(changes: dict[str, object], seconds: float) -> None:
    assert length_of(replace(_recording(0, 20.0), **changes)) == seconds  # type: ignore[arg-type]  # names of its fields


def test_a_night_between_two_recordings_is_drawn_short_and_both_are_seen() -> None:
    line = conference_line([_recording(0, 600), _recording(40_000, 600)])
    scale = LineScale(line)
    assert scale.shortened == [(600.0, 40_000.0)]
    first, night, second = scale.share_of(600), scale.share_of(40_000) - scale.share_of(600), 1 - scale.share_of(40_000)
    assert first == pytest.approx(second)
    assert night < first / 2


def test_a_recording_of_a_second_beside_one_of_an_hour_can_be_seen() -> None:
    scale = LineScale(conference_line([_recording(0, 3_600), _recording(3_600, 1)]))
    assert 1 - scale.share_of(3_600) > 0.01


@pytest.mark.parametrize("seconds", [0.0, 100.0, 240.0, 250.0, 300.0, 960.0])
def test_every_place_is_found_again_where_it_is_drawn(seconds: float) -> None:
    scale = LineScale(conference_line([_recording(0, 240), _recording(260, 120), _recording(900, 60)]))
    assert scale.seconds_at(scale.share_of(seconds)) == pytest.approx(seconds)


def test_what_lies_outside_the_line_is_at_its_ends() -> None:
    scale = LineScale(conference_line([_recording(0, 240)]))
    assert (scale.share_of(-5), scale.share_of(999)) == (0.0, 1.0)
