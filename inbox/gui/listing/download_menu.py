"""What the rows' menu offers for downloads: pause, resume, cancel, bring back from the trash."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QMenu

from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus
from inbox.gui.listing.download_state import PAUSED
from inbox.gui.look.icons import icon
from inbox.gui.look.theme import Theme

_Ask = Callable[[Sequence[int]], None]


@dataclass(frozen=True, slots=True)
class DownloadActions:
    """What may be asked for, by row ids. None: it is not offered."""

    pause: _Ask | None = None
    resume: _Ask | None = None
    cancel: _Ask | None = None
    bring_back: _Ask | None = None


NOTHING = DownloadActions()


def add_download_actions(menu: QMenu, current: Recording, ids: Sequence[int], actions: DownloadActions, theme: Theme) -> None:
    """Adds what makes sense for the one recording; of several, whose states differ, each takes what fits it."""
    is_one = len(ids) == 1
    for name, text, ask, fits in (
        ("pause", "Pause the download" if is_one else "Pause their downloads", actions.pause, can_pause(current)),
        ("play", "Resume the download" if is_one else "Resume their downloads", actions.resume, can_resume(current)),
        ("cross", "Cancel the download" if is_one else "Cancel their downloads", actions.cancel, can_cancel(current)),
        ("back", "Bring back from the trash", actions.bring_back, is_in_trash(current)),
    ):
        if ask is not None and (fits or not is_one):
            menu.addAction(icon(name, theme), text, lambda ask=ask: ask(ids))


def can_pause(recording: Recording) -> bool:
    """Whether a download waits or runs that can be told to rest."""
    return can_cancel(recording) and recording.held != PAUSED


def can_resume(recording: Recording) -> bool:
    """Whether a download rests that can go on."""
    return can_cancel(recording) and recording.held == PAUSED


def can_cancel(recording: Recording) -> bool:
    """Whether there is still a download to come."""
    match recording.download_status:
        case DownloadStatus.WAITING | DownloadStatus.DOWNLOADING | DownloadStatus.FAILED:
            return True
        case DownloadStatus.DOWNLOADED | DownloadStatus.GIVEN_UP | DownloadStatus.EXPIRED | DownloadStatus.REMOVED:
            return False


def is_in_trash(recording: Recording) -> bool:
    """Whether the file was here and went to the trash."""
    return recording.download_status is DownloadStatus.REMOVED
