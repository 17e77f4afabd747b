"""Times are read in every form that was seen, and are aware UTC inside."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.domain.times import from_microseconds, iso_z, parse_time, to_microseconds

MOMENT = datetime(2026, 6, 10, 19, 15, 19, 694000, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "2026-06-10T19:15:19.694Z",
        "2026-06-10T19:15:19.694000Z",
        "2026-06-10T19:15:19.694",
        "2026-06-10T19:15:19.694000123Z",
        "2026-06-10T21:15:19.694+02:00",
        "2026-06-10T14:45:19.694-0430",
        "2026-06-10 19:15:19.694Z",
        "2026-06-10-19:15:19.694Z",
        "2026-06-10t19:15:19.694z",
    ],
)
def test_each_seen_form_is_the_same_moment_in_utc(written: str) -> None:
    moment = parse_time(written)
    assert moment == MOMENT
    assert moment is not None
    assert moment.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "written",
    [None, 5, "", "yesterday", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "0001-01-01T00:00:00+23:59", "2026-06-10", []],
)
def test_what_names_no_moment_is_none(written: object) -> None:
    assert parse_time(written) is None


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    parse_time(text)


@given(st.datetimes(timezones=st.just(UTC)))
def test_the_stored_number_is_the_same_moment(moment: datetime) -> None:
    assert from_microseconds(to_microseconds(moment)) == moment


@given(st.datetimes(timezones=st.just(UTC)))
def test_the_written_form_is_read_back(moment: datetime) -> None:
    assert parse_time(iso_z(moment)) == moment


def test_the_written_form_is_bandwidths_own() -> None:
    assert iso_z(MOMENT) == "2026-06-10T19:15:19.694Z"
    assert iso_z(None) is None
