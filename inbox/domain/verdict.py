"""What a failed download means for its recording: another try, or the end of trying."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from inbox.domain.backoff import delay
from inbox.domain.failure import Failure, Remedy
from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus, Verification

_MEDIA_MAY_COME_LATE = timedelta(hours=1)
_TRIES_OF_BAD_MEDIA = 5
_EXAMPLE = (
    "This is the example event of Bandwidth's documentation: there is no recording behind it, so nothing can be downloaded."
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The recording's next download status and sentence; ``next_try_at`` is None when nothing is tried by itself."""

    status: DownloadStatus
    sentence: str
    next_try_at: datetime | None = None


def judge(recording: Recording, failure: Failure, now: datetime, spread: float) -> Verdict:
    """The verdict on ``recording`` after one more failed try; ``spread`` in [0, 1) as in `backoff.delay`."""
    if failure.remedy is not Remedy.TRY_LATER and recording.media_url is not None and "{recordingId}" in recording.media_url:
        return Verdict(DownloadStatus.GIVEN_UP, _EXAMPLE)
    tries = recording.attempts + 1
    again = Verdict(DownloadStatus.FAILED, failure.sentence, now + delay(tries, spread, failure.retry_after))
    match failure.remedy:
        case Remedy.TRY_LATER | Remedy.ACT:
            return again
        case Remedy.BAD_MEDIA:
            return again if tries < _TRIES_OF_BAD_MEDIA else Verdict(DownloadStatus.GIVEN_UP, failure.sentence)
        case Remedy.NOT_FOUND:
            return _not_found(recording, now, spread)
        case _:
            assert_never(failure.remedy)


def _not_found(recording: Recording, now: datetime, spread: float) -> Verdict:
    if now >= recording.expires_at:
        return Verdict(
            DownloadStatus.EXPIRED,
            "Bandwidth no longer has this recording: it deletes recordings 30 days after they were made, and these were over on "
            f"{recording.expires_at:%d %B %Y}.",
        )
    is_refuted = recording.verification is Verification.REFUTED  # the person asked, and this is the answer
    if now - recording.first_seen_at < _MEDIA_MAY_COME_LATE and not is_refuted:
        return Verdict(
            DownloadStatus.FAILED,
            "Bandwidth does not have the media ready yet (404).",
            now + delay(recording.attempts + 1, spread),
        )
    return Verdict(
        DownloadStatus.GIVEN_UP,
        "Bandwidth does not know this recording (404): it was deleted there, or the event did not come from Bandwidth.",
    )
