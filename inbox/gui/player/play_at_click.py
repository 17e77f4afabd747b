"""A click plays: at once when the media is here, else as soon as enough of it has come."""

import logging
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from inbox.domain.problems import Problem
from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus
from inbox.domain.visible_text import visible
from inbox.gui.frame.parts import AskForDownloads

if TYPE_CHECKING:
    from inbox.pipeline.listening.growing_source import GrowingSource
    from inbox.pipeline.requests.sound_requests import SoundRequests

_log = logging.getLogger(__name__)

REFUSED = "Bandwidth does not know this recording, so a click does not download it. “Download anyway” is in its details."
_NOT_DOWNLOADED = "The recording could not be downloaded."
_FORGOTTEN = "It does not play by itself when it is here."
_RETRY_MS = 1_000
"""After the store could not be read."""
_LOOK_MS = 10
"""How often it is looked whether enough has come to begin with; that asks a dictionary."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    recording: Recording
    """As it was when it was clicked."""
    click: int
    is_asked: bool
    """Whether the store knows that it is wanted; until then a failure that it tells of is an earlier one."""

    @property
    def row_id(self) -> int:
        """Of the recording."""
        return self.recording.id


class PlaysGrowing(Protocol):
    """The player's bar, as far as it is asked here."""

    @property
    def recording(self) -> Recording | None:
        """What is loaded."""
        ...

    def get_ready(self) -> None:
        """Something will be played as soon as it comes."""
        ...

    def load(self, recording: Recording | None) -> None:
        """What is loaded already goes on, as a whole file once there is one."""
        ...

    def play_growing(self, recording: Recording, source: "GrowingSource") -> None:
        """Loads and plays what is still coming."""
        ...


class PlayAtClick(QObject):
    """Remembers the one recording that the person wants to hear and that is still on its way, or coming while it plays."""

    failed = Signal(int, str)
    """What was clicked does not come: its row id, and a sentence why, which was said."""
    _asked = Signal(int)

    def __init__(
        self,
        play: Callable[[Recording], None],
        ask: AskForDownloads,
        read: Callable[[Sequence[int]], Mapping[int, Recording]],
        say: Callable[[str, bool], None],
        parent: QObject | None = None,
    ) -> None:
        """``read`` gives rows as they are in the store; ``say`` takes a sentence and whether it tells of a problem."""
        super().__init__(parent)
        self._play, self._ask, self._read, self._say = play, ask, read, say
        self._wanted: _Wanted | None = None
        self._coming: int | None = None
        self._sound: SoundRequests | None = None
        self._player: PlaysGrowing | None = None
        self._clicks = count()
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.timeout.connect(self._look)
        self._soon = QTimer(self)
        self._soon.setInterval(_LOOK_MS)
        self._soon.timeout.connect(self._play_what_is_here)
        self._asked.connect(self._know_asked, Qt.ConnectionType.QueuedConnection)
        self._is_over = False

    def play_while_it_comes(self, sound: "SoundRequests | None", player: PlaysGrowing) -> None:
        """From now on what has come in part is played already; None: only what is whole."""
        self._sound, self._player = sound, player

    def stop(self) -> None:
        """Nothing is played any more, whatever comes."""
        self._is_over = True
        self._coming = None
        self._want(None)
        self._retry.stop()

    @property
    def wanted(self) -> int | None:
        """The row id of the recording that will play when it has come."""
        return self._wanted.row_id if self._wanted is not None else None

    def activate(self, recording: Recording) -> None:
        """The person clicked."""
        if self._is_over:
            return
        if _is_here(recording) or self._is_coming(recording.id):
            self._want(None)
            self._play(recording)
            return
        self._stop_other(recording)
        if recording.is_refused:
            self._fail(recording.id, REFUSED)
            return
        click = next(self._clicks)
        is_coming = recording.download_status is DownloadStatus.DOWNLOADING
        self._want(_Wanted(recording, click, is_asked=is_coming))
        self._say(f"Downloading “{visible(recording.title, 60)}”. It plays as soon as it is here.", False)
        if not is_coming:
            self._ask([recording.id], lambda: self._asked.emit(click))
        if self._player is not None and self._sound is not None:
            self._player.get_ready()  # while the first bytes are on their way

    def _stop_other(self, recording: Recording) -> None:
        """What played is not what the person wants to hear now; the bar shows what that is."""
        if self._player is not None and not self._is_loaded(recording.id):
            self._player.load(recording)

    def forget(self, row: int) -> None:
        """If it is wanted, it does not play when it comes; it comes all the same."""
        if self.wanted == row:
            self._want(None)
            self._say(_FORGOTTEN, False)

    def rows_read(self, rows: Container[int]) -> None:
        """These rows changed."""
        if self._wanted is not None and self._wanted.row_id in rows:
            self._look()
        if self._coming is not None and self._coming in rows:
            self._look_whether_whole(self._coming)

    def _want(self, wanted: _Wanted | None) -> None:
        self._wanted = wanted
        if wanted is not None and self._sound is not None:
            self._soon.start()
        else:
            self._soon.stop()

    def _fail(self, row: int, sentence: str) -> None:
        self._want(None)
        self._say(sentence, True)
        self.failed.emit(row, sentence)

    def _is_loaded(self, row: int) -> bool:
        loaded = self._player.recording if self._player is not None else None
        return loaded is not None and loaded.id == row

    def _is_coming(self, row: int) -> bool:
        """Whether it is loaded, and its download runs."""
        return row == self._coming and self._is_loaded(row) and self._sound is not None and self._sound.has_begun(row)

    def _play_what_is_here(self) -> None:
        """Begins as soon as enough has come."""
        wanted = self._wanted
        if wanted is None or self._sound is None or self._player is None:
            self._soon.stop()
            return
        source = self._sound.growing(wanted.recording)
        if source is not None:
            self._want(None)
            self._coming = wanted.row_id
            self._say("", False)
            self._player.play_growing(replace(wanted.recording, download_status=DownloadStatus.DOWNLOADING, error=None), source)

    def _look_whether_whole(self, row: int) -> None:
        recording = self._row(row)
        if recording is not None and _is_here(recording) and self._player is not None and self._is_loaded(row):
            self._player.load(recording)
            self._coming = None
        elif not self._is_loaded(row):
            self._coming = None

    def _row(self, row: int) -> Recording | None:
        try:
            return self._read([row]).get(row)
        except Problem as problem:
            _log.info("The recording that is coming could not be read: %s", problem)
            return None

    def _know_asked(self, click: int) -> None:
        if self._wanted is not None and self._wanted.click == click:
            self._wanted = replace(self._wanted, is_asked=True)
            self._look()

    def _look(self) -> None:
        """Reads the row itself: what others have read may be older than the ask."""
        wanted = self._wanted
        if wanted is None:
            return
        try:
            recording = self._read([wanted.row_id]).get(wanted.row_id)
        except Problem as problem:
            _log.info("The recording that was clicked could not be read: %s", problem)
            self._retry.start(_RETRY_MS)
            return
        if recording is None:
            return
        match recording.download_status:
            case DownloadStatus.WAITING | DownloadStatus.DOWNLOADING:
                return
            case DownloadStatus.DOWNLOADED:
                if wanted.is_asked or _is_here(recording):
                    self._want(None)
                    self._say("", False)
                    self._play(recording)
            case DownloadStatus.FAILED | DownloadStatus.GIVEN_UP | DownloadStatus.EXPIRED | DownloadStatus.REMOVED:
                if wanted.is_asked:
                    self._fail(wanted.row_id, recording.error or _NOT_DOWNLOADED)


def _is_here(recording: Recording) -> bool:
    """Whether the file is really there: a person may have deleted it, and then wants it downloaded again."""
    downloaded = recording.download_status is DownloadStatus.DOWNLOADED and recording.media_path is not None
    return downloaded and Path(recording.media_path or "").is_file()
