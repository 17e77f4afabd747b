"""The expiry clock, and when there is nothing to download."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from domain.told_recording import told

from inbox.domain.identifiers import RecordingIds
from inbox.domain.recording import expiry, title_of, why_nothing_to_download
from inbox.domain.statuses import DownloadStatus


def test_a_removed_file_is_given_up_in_the_words_of_the_contract_with_why() -> None:
    removed = replace(told(), download_status=DownloadStatus.REMOVED)
    assert removed.as_json()["download_status"] == "given_up"
    assert removed.as_json()["error"] == "The downloaded file was moved to the trash."
    assert replace(removed, error="Older than 90 days.").as_json()["error"] == "Older than 90 days."


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
