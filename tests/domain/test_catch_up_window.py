"""How far back the lists are read."""

from datetime import UTC, datetime, timedelta

import pytest

from inbox.domain.catch_up_window import catch_up_window, look_back, parse_since

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_the_window_is_wider_by_the_longest_conference() -> None:
    assert catch_up_window(NOW - 2 * HOUR, NOW, NOW) == (NOW - 26 * HOUR, NOW)


def test_the_window_never_begins_more_than_31_days_ago() -> None:
    assert catch_up_window(NOW - 40 * DAY, NOW, NOW) == (NOW - 31 * DAY, NOW)
    assert catch_up_window(NOW - 30.5 * DAY, NOW, NOW) == (NOW - 31 * DAY, NOW)


@pytest.mark.parametrize(
    ("wanted", "covered", "since"),
    [
        (None, None, NOW - DAY),
        (None, NOW - 3 * DAY, NOW - 3 * DAY - HOUR),
        (NOW - HOUR, NOW - 3 * DAY, NOW - 3 * DAY - HOUR),
        (NOW - 30 * DAY, NOW - 3 * DAY, NOW - 30 * DAY),
        (NOW - 300 * DAY, None, NOW - 31 * DAY),
        (None, NOW - 300 * DAY, NOW - 31 * DAY),
        (NOW - HOUR, None, NOW - DAY),
        (None, NOW + 90 * DAY, NOW - HOUR),
    ],
)
def test_a_round_goes_on_where_the_last_one_ended_or_before(
    wanted: datetime | None, covered: datetime | None, since: datetime
) -> None:
    assert look_back(wanted, covered, NOW) == since


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("30d", NOW - 30 * DAY),
        ("12h", NOW - 12 * HOUR),
        ("90m", NOW - 1.5 * HOUR),
        (" 2w ", NOW - 14 * DAY),
        ("-3h", NOW - 3 * HOUR),
        ("30 d", NOW - 30 * DAY),
        ("12H", NOW - 12 * HOUR),
        ("0m", NOW),
        ("99999w", NOW - 99999 * 7 * DAY),
        ("99999W", NOW - 99999 * 7 * DAY),
        ("2027-01-01", datetime(2027, 1, 1, tzinfo=UTC)),
        ("2026-11-20", datetime(2026, 11, 20, tzinfo=UTC)),
        ("2026-11-20T08:10Z", datetime(2026, 11, 20, 8, 10, tzinfo=UTC)),
        ("2026-11-20T08:10:00+02:00", datetime(2026, 11, 20, 6, 10, tzinfo=UTC)),
    ],
)
def test_since_takes_a_length_of_time_or_a_moment(text: str, moment: datetime) -> None:
    assert parse_since(text, NOW) == moment


def test_what_lies_before_all_dates_is_their_beginning() -> None:
    assert parse_since("99999w", datetime(1000, 1, 1, tzinfo=UTC)) == datetime.min.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["", "30", "d", "--3d", "-", "30 days", "30s", "yesterday", "2026-13-01", "2026-11-31", "٣d", "99999999d", "3d3h"],
)
def test_since_refuses_what_names_no_moment(text: str) -> None:
    assert parse_since(text, NOW) is None
