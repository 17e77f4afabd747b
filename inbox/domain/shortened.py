"""What a downloaded file was when it was downloaded, and what to say when it is shorter now: somebody cut it, or the disk did."""

from dataclasses import dataclass
from datetime import datetime

from inbox.domain.recording import KEPT_BY_BANDWIDTH, Recording

_WHAT = "The media file is shorter than it was when it was downloaded: its end is missing."
_AGAIN = "Move it to the trash, then click its row to download it again."
_TOO_LATE = f"It cannot be downloaded again, since Bandwidth keeps it for {KEPT_BY_BANDWIDTH.days} days: look for it in a backup."


@dataclass(frozen=True, slots=True)
class Downloaded:
    """Of one recording."""

    size: int
    """Bytes."""
    if_shorter: str
    """The sentence for a file that has fewer."""


def as_downloaded(recording: Recording, at: datetime) -> Downloaded | None:
    """As it stands in the store; ``at`` decides on the way out. None when nothing was downloaded."""
    if recording.media_bytes is None:
        return None
    return Downloaded(recording.media_bytes, f"{_WHAT} {_AGAIN if at < recording.expires_at else _TOO_LATE}")
