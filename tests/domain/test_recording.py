"""The expiry clock, and when there is nothing to download."""

from datetime import UTC, datetime, timedelta

import pytest

from inbox.domain.identifiers import RecordingIds
from inbox.domain.recording import expiry, title_of, why_nothing_to_download


def test_bandwidth_deletes_30_days_after_the_recording_was_made() -> None:
    made = datetime(2026, 1, 1, tzinfo=UTC)
    assert expiry(None, made, made + timedelta(days=9)) == made + timedelta(days=30)


def test_a_time_at_the_end_of_the_calendar_does_not_break_the_event() -> None:
    last = datetime.max.replace(tzinfo=UTC)
    assert expiry(last) == last


def test_a_recording_is_called_by_its_conference_or_by_who_called_whom() -> None:
    conference, call = RecordingIds("1", "conf-1", "", "r-1"), RecordingIds("1", "", "c-1", "r-1")
    assert title_of("  ", None, None, conference) == "conf-1"
    assert title_of("stand-up", None, None, conference) == "stand-up"
    assert title_of(None, "+1919", "+1984", call) == "+1919 → +1984"
    assert title_of(None, None, "+1984", call) == "unknown → +1984"
    assert title_of(None, None, None, call) == "c-1"
    assert title_of(None, None, None, RecordingIds("1", "", "", "r-1")) == "r-1"


@pytest.mark.parametrize(
    ("status", "media_url", "account", "conference", "expected"),
    [
        ("complete", "https://x", "1", "c", None),
        ("complete", None, "1", "c", None),
        ("error", "https://x", "1", "c", None),
        ("error", None, "1", "c", "reports an error"),
        ("deleted", "https://x", "1", "c", "deleted"),
        ("complete", "https://x", "", "c", "accountId"),
        ("complete", "https://x", "1", "../x", "conferenceId"),
    ],
)
def test_there_is_a_sentence_when_nothing_can_be_downloaded(
    status: str, media_url: str | None, account: str, conference: str, expected: str | None
) -> None:
    sentence = why_nothing_to_download(status, media_url, RecordingIds(account, conference, "", "r-1"))
    assert (sentence is None) if expected is None else (sentence is not None and expected in sentence)
