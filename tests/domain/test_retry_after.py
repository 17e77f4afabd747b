"""``Retry-After`` in both forms."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.domain.retry_after import parse_retry_after, pause_text

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Mon, 01 Jun 2026 12:00:30 GMT", timedelta(seconds=30)),
        ("Mon, 01 Jun 2020 12:00:30 GMT", timedelta()),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
        ("9" * 40, None),
    ],
)
def test_both_forms_are_read(value: str | None, wait: timedelta | None) -> None:
    assert parse_retry_after(value, NOW) == wait


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    parse_retry_after(text, NOW)


@pytest.mark.parametrize("minutes", [None, 0, 1, 5])
def test_a_pause_of_minutes_has_no_clock_time(minutes: int | None) -> None:
    told = pause_text(None if minutes is None else timedelta(minutes=minutes), NOW)
    assert told == "Wait a few minutes; downloads and catching up go on by themselves then."


@pytest.mark.parametrize(
    ("seconds", "when"),
    [
        (301, "12:06 UTC on 1 June 2026"),
        (3600, "13:00 UTC on 1 June 2026"),
        (86_400, "12:00 UTC on 2 June 2026"),
        (9_000_000, "12:00 UTC on 2 June 2026"),
    ],
)
def test_a_long_pause_is_told_with_its_end_whatever_the_zone(seconds: int, when: str) -> None:
    for zone in (UTC, timezone(timedelta(hours=-7))):
        told = pause_text(timedelta(seconds=seconds), NOW.astimezone(zone))
        assert told == f"Downloads and catching up go on by themselves at {when}."
