"""Times as a person reads them."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from inbox.gui.look.time_text import (
    ago_text,
    brief_moment_text,
    briefest_moment_text,
    exact_text,
    left_text,
    moment_text,
    within_sentence,
)

_NOW = datetime(2026, 10, 26, 16, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _raleigh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 10, 26, 15, 48, tzinfo=UTC), "Today 11:48"),
        (datetime(2026, 10, 26, 3, 59, tzinfo=UTC), "Yesterday 23:59"),
        (datetime(2026, 10, 24, 2, 41, tzinfo=UTC), "23 Oct 22:41"),
        (datetime(2019, 9, 13, 16, 48, tzinfo=UTC), "13 Sep 2019 12:48"),
        (datetime(1, 1, 1, tzinfo=UTC), "1 Jan 1 00:00"),
        (datetime(9999, 12, 31, 23, 59, tzinfo=UTC), "31 Dec 9999 18:59"),
        (None, "–"),
    ],
)
def test_a_moment_is_told_in_local_words(moment: datetime | None, text: str) -> None:
    assert moment_text(moment, _NOW) == text


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 10, 26, 15, 48, tzinfo=UTC), "Today 11:48"),
        (datetime(2026, 10, 26, 3, 59, tzinfo=UTC), "25 Oct 23:59"),
        (datetime(2019, 9, 13, 16, 48, tzinfo=UTC), "13 Sep 2019"),
        (datetime(1, 1, 1, tzinfo=UTC), "1 Jan 1"),
        (None, "–"),
    ],
)
def test_a_moment_is_told_shorter_where_there_is_little_room(moment: datetime | None, text: str) -> None:
    assert brief_moment_text(moment, _NOW) == text


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 10, 26, 15, 48, tzinfo=UTC), "11:48"),
        (datetime(2026, 10, 26, 3, 59, tzinfo=UTC), "25 Oct"),
        (datetime(2026, 12, 31, 17, 0, tzinfo=UTC), "31 Dec"),
        (datetime(2025, 12, 31, 17, 0, tzinfo=UTC), "31 Dec"),
        (datetime(2025, 12, 30, 17, 0, tzinfo=UTC), "2025"),
        (datetime(1, 1, 1, tzinfo=UTC), "1"),
        (None, "–"),
    ],
)
def test_where_there_is_hardly_any_room_the_day_or_the_time_is_told(moment: datetime | None, text: str) -> None:
    assert briefest_moment_text(moment, _NOW) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(-5, "now"), (0.4, "now"), (12, "12 s ago"), (200, "3 min ago"), (7300, "2 h ago"), (4e5, "4 d ago")]
)
def test_an_age_is_never_negative(seconds: float, text: str) -> None:
    assert ago_text(_NOW - timedelta(seconds=seconds), _NOW) == text


@pytest.mark.parametrize(("days", "text"), [(29.5, "29 d"), (2.5, "2 d"), (0.5, "12 h"), (-1, "gone")])
def test_what_is_left_at_bandwidth(days: float, text: str) -> None:
    assert left_text(_NOW + timedelta(days=days), _NOW) == text


def test_the_exact_time_names_both_zones() -> None:
    assert exact_text(datetime(2026, 6, 10, 19, 0, tzinfo=UTC)) == "2026-06-10 15:00:00-04:00  (2026-06-10T19:00:00.000Z)"


def test_a_time_within_a_sentence_begins_small_and_a_month_stays_large() -> None:
    assert within_sentence("Today 11:48") == "today 11:48"
    assert within_sentence("23 Oct 22:41") == "23 Oct 22:41"
