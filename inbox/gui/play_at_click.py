"""A click plays: at once when the media is here, else as soon as it has come."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject

from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus
from inbox.domain.visible_text import visible
from inbox.gui.download_state import is_not_ready_yet


@dataclass(frozen=True, slots=True)
class _Wanted:
    row_id: int
    as_clicked: Recording


class PlayAtClick(QObject):
    """Remembers the one recording that the person wants to hear and that is still on its way."""

    def __init__(
        self,
        play: Callable[[Recording], None],
        ask: Callable[[Sequence[int]], None],
        say: Callable[[str, bool], None],
        parent: QObject | None = None,
    ) -> None:
        """``say`` takes a sentence for the status bar, and whether it tells of a problem."""
        super().__init__(parent)
        self._play, self._ask, self._say = play, ask, say
        self._wanted: _Wanted | None = None

    @property
    def wanted(self) -> int | None:
        """The row id of the recording that will play when it has come."""
        return self._wanted.row_id if self._wanted is not None else None

    def activate(self, recording: Recording) -> None:
        """The person clicked."""
        if _is_here(recording):
            self._wanted = None
            self._play(recording)
            return
        self._wanted = _Wanted(recording.id, recording)
        if recording.download_status is not DownloadStatus.DOWNLOADING:
            self._ask([recording.id])
        self._say(f"Downloading “{visible(recording.title, 60)}”. It plays as soon as it is here.", False)

    def rows_read(self, rows: Mapping[int, Recording]) -> None:
        """Changed rows as they are now."""
        if self._wanted is None:
            return
        recording = rows.get(self._wanted.row_id)
        if recording is None or recording == self._wanted.as_clicked:
            return
        match recording.download_status:
            case DownloadStatus.WAITING | DownloadStatus.DOWNLOADING:
                return
            case DownloadStatus.DOWNLOADED:
                self._wanted = None
                self._say("", False)
                self._play(recording)
            case DownloadStatus.FAILED | DownloadStatus.GIVEN_UP | DownloadStatus.EXPIRED:
                self._wanted = None
                self._say(recording.error or "The recording could not be downloaded.", not is_not_ready_yet(recording))


def _is_here(recording: Recording) -> bool:
    return recording.download_status is DownloadStatus.DOWNLOADED and recording.media_path is not None
