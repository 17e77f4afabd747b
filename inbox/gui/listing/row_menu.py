"""The menu of the selected rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus, ReviewStatus
from inbox.gui.frame.actions import Actions
from inbox.gui.listing.download_menu import NOTHING, DownloadActions, add_download_actions
from inbox.gui.listing.judging_menu import add_deleting, add_judging, keyed
from inbox.gui.look.icons import icon
from inbox.gui.look.theme import Theme


@dataclass(frozen=True, slots=True)
class RowActions:
    """What the menu may ask for."""

    play: Callable[[Recording], None]
    download: Callable[[Sequence[int]], None]
    review: Callable[[Sequence[int], ReviewStatus], None]
    verify: Callable[[Sequence[int]], None] | None = None
    """Asks Bandwidth about recordings; None where that is not possible."""
    downloads: DownloadActions = NOTHING
    export: Callable[[], object] | None = None
    """Opens the window of exports; None where there is none."""
    keys: Actions | None = None
    """What else can be done with what is selected, and the keys of all that."""
    act: Callable[[str], object] | None = None
    """Does one of these, by its name, to the menu's rows; None: as its key would."""


def row_menu(current: Recording, ids: Sequence[int], actions: RowActions, theme: Theme, parent: QWidget) -> QMenu:
    """A menu for ``ids``, of which ``current`` is the one that was pointed at."""
    menu = QMenu(parent)
    if len(ids) == 1:
        menu.addAction(icon("play", theme), "Play", lambda: actions.play(current))
        word = _download_word(current)
        if word:
            menu.addAction(icon("retry" if current.error else "download", theme), word, lambda: actions.download(ids))
    else:
        menu.addAction(icon("download", theme), f"Download {len(ids)} recordings", lambda: actions.download(ids))
    add_download_actions(menu, current, ids, actions.downloads, theme)
    if actions.verify is not None:
        verify = actions.verify
        what = "Ask Bandwidth about this recording" if len(ids) == 1 else f"Ask Bandwidth about {len(ids)} recordings"
        menu.addAction(icon("shield", theme), what, lambda: verify(ids))
    menu.addSeparator()
    is_flagged = len(ids) == 1 and current.review_status is ReviewStatus.FLAGGED
    for name, text, keys, status in (
        ("check", "Mark as reviewed", "reviewed", ReviewStatus.REVIEWED),
        ("flag", "Unflag", "flag", ReviewStatus.NEW) if is_flagged else ("flag", "Flag", "flag", ReviewStatus.FLAGGED),
        ("new", "Mark as new", "new", ReviewStatus.NEW),
    ):
        action = QAction(icon(name, theme), keyed(text, keys, actions.keys), menu)
        action.triggered.connect(lambda _on, status=status: actions.review(ids, status))
        menu.addAction(action)
        action.setEnabled(len(ids) > 1 or current.review_status is not status)
    if actions.keys is not None:
        add_judging(menu, actions.keys, theme, actions.act)
    menu.addSeparator()
    if actions.export is not None:
        menu.addAction(icon("export", theme), "Export…" if len(ids) == 1 else f"Export {len(ids):,} recordings…", actions.export)
    copy = keyed("Copy the recording's id", "copy_id", actions.keys)
    menu.addAction(icon("copy", theme), copy, lambda: _copy(current.recording_id))
    if len(ids) == 1 and current.error:
        error = current.error
        menu.addAction(icon("copy", theme), "Copy the error", lambda: _copy(error))
    if len(ids) == 1 and current.media_path is not None:
        folder = Path(current.media_path).parent
        menu.addAction(icon("folder", theme), "Show in folder", lambda: _open(folder))
    if actions.keys is not None:
        menu.addSeparator()
        add_deleting(menu, len(ids) if len(ids) > 1 or current.media_path is not None else 0, actions.keys, theme)
    return menu


def _download_word(recording: Recording) -> str:
    if recording.is_refused:
        return "Download anyway"
    match recording.download_status:
        case DownloadStatus.DOWNLOADED | DownloadStatus.DOWNLOADING:
            return ""
        case DownloadStatus.WAITING:
            return "Download now"
        case DownloadStatus.REMOVED:
            return "Download again"
        case DownloadStatus.FAILED | DownloadStatus.GIVEN_UP | DownloadStatus.EXPIRED:
            return "Try the download again"


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def _open(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
