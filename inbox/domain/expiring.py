"""What is about to be lost: Bandwidth deletes it soon, and it is not here. One rule for folder, banner, search and doctor."""

from datetime import datetime, timedelta

from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus

WARNING_DAYS = 3
"""How many days before the end the person is told, unless the settings say otherwise (``expiry_warning_days``)."""
STILL_TO_COME = (DownloadStatus.WAITING, DownloadStatus.DOWNLOADING, DownloadStatus.FAILED)
"""What is not here and may still be had by itself. What was given up, is lost, or went to the trash is told of elsewhere."""


def is_expiring(recording: Recording, days: int, at: datetime) -> bool:
    """Whether it is deleted at Bandwidth within so many days of ``at``; never, when ``days`` is 0: nobody wants to be told."""
    return recording.download_status in STILL_TO_COME and at < recording.expires_at <= at + timedelta(days=days)
