"""The first column: whether a recording can be heard, is on its way, or why not."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from inbox.domain.progress import DownloadProgress
from inbox.domain.recording import Recording
from inbox.domain.standstill import NOT_RESTING, Resting
from inbox.domain.statuses import DownloadStatus, RecordingStatus, Verification

_NOT_READY = "Bandwidth does not have the media ready yet"
"""How the sentence of a download that came too early begins."""
PAUSED = "paused"
"""What `Recording.held` says of a download that the person lets rest, or has ended."""
_CAN_REST = (DownloadStatus.WAITING, DownloadStatus.FAILED)
ProgressOf = Callable[[int], DownloadProgress | None]


class Sign(StrEnum):
    """What stands in the first column."""

    PLAY = "▶"
    ARRIVING = "↓"
    WAITING = "…"
    LATER = "◷"
    EXPIRED = "⌛"
    FAILED = "!"
    REFUTED = "✖"
    REMOVED = "–"
    PAUSED = "⏸"
    FOR_A_CLICK = "⤓"


@dataclass(frozen=True, slots=True)
class DownloadState:
    """A sign, a few characters beside it, the part that has arrived, and the same in words."""

    sign: Sign
    figure: str = ""
    part: float | None = None
    """0 to 1 while bytes arrive and the total is known."""
    spoken: str = ""
    sentence: str = ""
    """What stands in the row beside the name: why there is no media. As it was stored; not yet safe to look at."""
    is_problem: bool = False


def download_state(recording: Recording, progress_of: ProgressOf, resting: Resting = NOT_RESTING) -> DownloadState:
    """Where the media of ``recording`` is."""
    if recording.held == PAUSED and recording.download_status in _CAN_REST:
        return _paused(recording.part, "The download is paused")
    is_left_to_itself = recording.asked_at is None
    match recording.download_status:
        case DownloadStatus.DOWNLOADED:
            return DownloadState(Sign.PLAY, spoken="Downloaded, plays at a click")
        case DownloadStatus.DOWNLOADING:
            return _arriving(progress_of(recording.id))
        case DownloadStatus.WAITING if recording.recording_status is RecordingStatus.PROCESSING:
            return DownloadState(Sign.WAITING, spoken="Bandwidth is still processing the recording")
        case DownloadStatus.WAITING if recording.held is not None:
            return DownloadState(Sign.FOR_A_CLICK, spoken="Held back by your rules; a click downloads and plays it")
        case DownloadStatus.WAITING if is_left_to_itself and resting.is_paused:
            return _paused(recording.part, "All downloads are paused")
        case DownloadStatus.WAITING if is_left_to_itself and resting.only_clicks:
            return DownloadState(Sign.FOR_A_CLICK, spoken="Downloaded when you click it, as you set, and played")
        case DownloadStatus.WAITING:
            return DownloadState(Sign.ARRIVING, spoken="Not downloaded yet; a click downloads and plays it")
        case DownloadStatus.FAILED if is_not_ready_yet(recording):
            return DownloadState(Sign.LATER, spoken=recording.error or "", sentence=recording.error or "")
        case DownloadStatus.FAILED:
            return _problem(recording, "The download failed")
        case DownloadStatus.GIVEN_UP if recording.is_cancelled:
            sentence = recording.error or "You cancelled this download."
            return DownloadState(Sign.REMOVED, spoken=f"{sentence} A click downloads it", sentence=sentence)
        case DownloadStatus.GIVEN_UP if recording.verification is Verification.REFUTED:
            return replace(_problem(recording, "Bandwidth does not know this recording"), sign=Sign.REFUTED)
        case DownloadStatus.GIVEN_UP:
            return _problem(recording, "The download was given up")
        case DownloadStatus.EXPIRED:
            return replace(_problem(recording, "Bandwidth has deleted the media"), sign=Sign.EXPIRED)
        case DownloadStatus.REMOVED:
            return DownloadState(Sign.REMOVED, spoken="The file is in the trash; a click downloads it again")


def is_not_ready_yet(recording: Recording) -> bool:
    """Whether there is only no media yet: nothing is wrong, and it is asked for again without the person."""
    is_tried_again = recording.download_status is DownloadStatus.FAILED and recording.next_try_at is not None
    return is_tried_again and (recording.error or "").startswith(_NOT_READY)


def _paused(part: DownloadProgress | None, why: str) -> DownloadState:
    """With the share that has come before."""
    click = "a click downloads and plays it"
    if part is None:
        return DownloadState(Sign.PAUSED, spoken=f"{why}; {click}")
    percent = part.percent
    if percent is None:
        come = bytes_text(part.received)
        return DownloadState(Sign.PAUSED, come, spoken=f"{why}, {come} have come; {click}")
    return DownloadState(Sign.PAUSED, f"{percent} %", percent / 100, f"{why}, {percent} percent have come; {click}")


def _problem(recording: Recording, otherwise: str) -> DownloadState:
    return DownloadState(Sign.FAILED, spoken=recording.error or otherwise, sentence=recording.error or "", is_problem=True)


def _arriving(progress: DownloadProgress | None) -> DownloadState:
    if progress is None:
        return DownloadState(Sign.ARRIVING, "0 %", 0.0, "Downloading")
    percent = progress.percent
    if percent is None:
        return DownloadState(Sign.ARRIVING, bytes_text(progress.received), None, f"Downloading, {bytes_text(progress.received)}")
    return DownloadState(Sign.ARRIVING, f"{percent} %", percent / 100, f"Downloading, {percent} percent")


def bytes_text(count: int) -> str:
    """``812 kB``, ``3.4 MB``, ``1.4 GB``: powers of ten."""
    if count < 1_000_000:
        return f"{count / 1_000:.0f} kB"
    return f"{count / 1_000_000:.1f} MB" if count < 1_000_000_000 else f"{count / 1_000_000_000:.1f} GB"
