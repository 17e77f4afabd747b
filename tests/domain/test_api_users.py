"""API users end on a day."""

from datetime import UTC, datetime

import pytest

from inbox.domain.api_users import days_left, ending_sentence


@pytest.mark.parametrize(
    ("moment", "days"),
    [
        (datetime(2026, 11, 23, 6, tzinfo=UTC), 9),
        (datetime(2026, 12, 1, tzinfo=UTC), 1),
        (datetime(2026, 12, 1, 23, 59, tzinfo=UTC), 1),
        (datetime(2026, 12, 2, tzinfo=UTC), 0),
        (datetime(2030, 1, 1, tzinfo=UTC), 0),
    ],
)
def test_the_days_left_are_counted(moment: datetime, days: int) -> None:
    assert days_left(moment) == days


def test_the_sentence_says_how_long_and_what_to_do() -> None:
    assert "end on 2 December 2026, in 9 days" in ending_sentence(datetime(2026, 11, 23, 6, tzinfo=UTC))
    assert "in 1 day:" in ending_sentence(datetime(2026, 12, 1, 6, tzinfo=UTC))
    assert "ended on 2 December 2026:" in ending_sentence(datetime(2027, 1, 1, tzinfo=UTC))
    assert "BW_CLIENT_ID" in ending_sentence(datetime(2027, 1, 1, tzinfo=UTC))
