"""What a failed download means for its recording: another try, or the end of trying."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from inbox.domain.backoff import delay
from inbox.domain.example_event import EXAMPLE, is_example
from inbox.domain.failure import Failure, Remedy
from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus, RecordingStatus, Source, Verification

_MEDIA_MAY_COME_LATE = timedelta(hours=1)
_LONG_MADE = timedelta(days=1)
"""Of media that was made so long ago nobody can say that it is not ready yet; clocks and time zones may be hours apart."""
_SURELY_DELETED = timedelta(days=2)
TRIES_OF_BAD_MEDIA = 5
"""After so many tries that brought no whole recording none is made by itself."""


@dataclass(frozen=True, slots=True)
class DownloadOutcome:
    """The recording's next download status and sentence; ``next_try_at`` is None when nothing is tried by itself."""

    status: DownloadStatus
    sentence: str
    next_try_at: datetime | None = None
    attempts: int = 0
    """How many tries have failed by now without coming any further."""


def judge(recording: Recording, failure: Failure, now: datetime, spread: float, *, came_further: bool = False) -> DownloadOutcome:
    """What becomes of the download of ``recording`` after one more failed try; ``spread`` in [0, 1) as in `backoff.delay`.

    ``came_further``: more of the file is here than before the try, so that the next one goes on from there, and soon. A failure
    that concerns everything at Bandwidth is no try of this recording's.
    """
    tries = _tries(recording, failure, came_further=came_further)
    if failure.remedy is not Remedy.TRY_LATER and is_example(recording.media_url):
        return DownloadOutcome(DownloadStatus.GIVEN_UP, EXAMPLE, attempts=tries)
    wait = delay(1 if failure.for_all else tries, spread, failure.retry_after)
    again = DownloadOutcome(DownloadStatus.FAILED, failure.sentence, now + wait, tries)
    is_over = failure.only_here and now >= recording.expires_at + _SURELY_DELETED
    match failure.remedy:
        case Remedy.NOT_FOUND:
            return _not_found(recording, failure, now, spread, tries)
        case _ if is_over:
            return DownloadOutcome(DownloadStatus.EXPIRED, _expired(recording), attempts=tries)
        case Remedy.TRY_LATER | Remedy.ACT:
            return again
        case Remedy.BAD_MEDIA:
            return (
                again
                if tries < TRIES_OF_BAD_MEDIA
                else DownloadOutcome(DownloadStatus.GIVEN_UP, failure.sentence, attempts=tries)
            )
        case Remedy.NOTHING:
            return DownloadOutcome(DownloadStatus.GIVEN_UP, failure.sentence, attempts=tries)
        case _:
            assert_never(failure.remedy)


def _tries(recording: Recording, failure: Failure, *, came_further: bool) -> int:
    if failure.for_all:
        return recording.attempts
    return 0 if came_further and failure.remedy is Remedy.TRY_LATER else recording.attempts + 1


def _not_found(recording: Recording, failure: Failure, now: datetime, spread: float, tries: int) -> DownloadOutcome:
    if now >= recording.expires_at:
        return DownloadOutcome(DownloadStatus.EXPIRED, _expired(recording), attempts=tries)
    if failure.is_gone:
        return DownloadOutcome(
            DownloadStatus.GIVEN_UP,
            "Bandwidth no longer has the media of this recording (410): it was deleted there before its 30 days were over, so it "
            "cannot be downloaded any more.",
            attempts=tries,
        )
    if _may_come(recording, now):
        return DownloadOutcome(
            DownloadStatus.FAILED,
            _not_yet(recording, now),
            now + delay(tries, spread, failure.retry_after),
            tries,
        )
    return DownloadOutcome(
        DownloadStatus.GIVEN_UP,
        "Bandwidth does not know this recording (404): it was deleted there, it belongs to another account, or the event did not "
        "come from Bandwidth. Look at the event in the journal, and at the account's number.",
        attempts=tries,
    )


def _not_yet(recording: Recording, now: datetime) -> str:
    made = _made(recording)
    if recording.recording_status is RecordingStatus.PROCESSING or not made or now - max(made) < _LONG_MADE:
        return "Bandwidth does not have the media ready yet (404). It is asked again later."
    return (  # the clock of this computer may be wrong, so it is no reason to give up
        f"Bandwidth does not have the media (404), although it was made on {max(made):%d %B %Y}: it may have been deleted there. "
        "It is asked again for a while."
    )


def _may_come(recording: Recording, now: datetime) -> bool:
    """Whether the media may not be ready yet: Bandwidth still works on it, or has made it an hour ago at most."""
    if recording.verification is Verification.REFUTED:  # the person asked, and this is the answer
        return False
    if recording.recording_status is RecordingStatus.PROCESSING:
        return True
    made = _made(recording)
    # an event comes when its media is made; what a list told of may be weeks old when it is first seen
    is_old = recording.source is Source.CATCH_UP and made
    return now - (max(made) if is_old else recording.first_seen_at) < _MEDIA_MAY_COME_LATE


def _made(recording: Recording) -> list[datetime]:
    return [moment for moment in (recording.event_time, recording.ended_at) if moment is not None]


def _expired(recording: Recording) -> str:
    return (
        "Bandwidth no longer has this recording: it deletes recordings 30 days after they were made, for this one on "
        f"{recording.expires_at:%d %B %Y}."
    )
