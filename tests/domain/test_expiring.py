"""What is about to be lost at Bandwidth."""

from dataclasses import replace
from datetime import timedelta

import pytest
from domain.told_recording import NOW, told

from inbox.domain.expiring import is_expiring
from inbox.domain.statuses import DownloadStatus, Verification

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("days_left", "warning_days", "is_soon"),
    [(2.9, 3, True), (3, 3, True), (3.1, 3, False), (0, 3, False), (-1, 3, False), (0.01, 0, False), (29, 30, True)],
)
def test_what_bandwidth_deletes_within_the_days_of_warning_is_expiring(
    days_left: float, warning_days: int, is_soon: bool
) -> None:
    recording = replace(told(), expires_at=NOW + days_left * DAY)
    assert is_expiring(recording, warning_days, NOW) is is_soon


@pytest.mark.parametrize("status", DownloadStatus)
def test_only_what_is_still_to_come_is_expiring(status: DownloadStatus) -> None:
    recording = replace(told(), download_status=status, expires_at=NOW + DAY)
    is_to_come = status in {DownloadStatus.WAITING, DownloadStatus.DOWNLOADING, DownloadStatus.FAILED}
    assert is_expiring(recording, 3, NOW) is is_to_come


def test_what_the_person_cancelled_is_told_from_what_was_given_up_and_from_what_was_refuted() -> None:
    given_up = replace(told(), download_status=DownloadStatus.GIVEN_UP)
    cancelled = replace(given_up, held="paused")
    assert cancelled.is_cancelled
    assert not given_up.is_cancelled
    assert not replace(cancelled, verification=Verification.REFUTED).is_cancelled
    assert not replace(cancelled, download_status=DownloadStatus.WAITING).is_cancelled
