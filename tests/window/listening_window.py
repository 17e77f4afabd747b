"""A real window over a real core that writes, with recordings that can be played; what was heard is told by the test."""

import hashlib
from datetime import timedelta
from pathlib import Path

from audio.heard_inbox import write_tone
from pipeline.reviewed_inbox import ReviewedInbox

from inbox.app import window_parts
from inbox.domain.coverage import HeardSpan
from inbox.domain.history import HistoryEntry, HistoryKind
from inbox.domain.recording import Recording
from inbox.domain.sound.sound_map import SoundMap, SpanOfTime
from inbox.domain.times import now
from inbox.gui.main_window import MainWindow
from inbox.pipeline.core import Core
from inbox.pipeline.opened import Options


class ListeningWindow:
    """Opened by `open`, once the inbox holds what it is to show; opened again, as the person would."""

    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir(parents=True, exist_ok=True)
        (root / "settings.toml").write_text('theme = "light"\nreviewer = "Anna"\nrewind_on_pause = 0.0\n')
        self._open_core()
        self.window: MainWindow | None = None

    def downloaded(self, seconds: float, *silences: SpanOfTime, is_mapped: bool = True, **changes: object) -> int:
        """A recording whose sound is here; gives its row. Not ``is_mapped``: nobody looked for its silences yet."""
        row, inbox = self.inbox.receive(**changes), self.inbox.inbox
        inbox.downloads.ask([row], now())
        assert inbox.downloads.claim("test", now(), timedelta(minutes=5), only=[row]) is not None
        path = write_tone(inbox.folder.media / f"{row}-{row:016x}.wav", seconds)
        content = path.read_bytes()
        inbox.downloads.finished(
            row, "test", media_name=path.name, media_bytes=len(content), sha256=hashlib.sha256(content).hexdigest(),
            media_format="wav", media_seconds=seconds, peaks=None,
            sound=SoundMap(silences, (), seconds) if is_mapped else None,
        )  # fmt: skip
        return row

    def open(self) -> MainWindow:
        """Shows it, with the whole list."""
        self.window = MainWindow(window_parts(self.core, None))
        self.core.on_changed = self.window.recordings_changed
        self.window.show()
        assert self.window.drain()
        return self.window

    def open_again(self) -> MainWindow:
        """The program is ended, and started once more."""
        self.close()
        self._open_core()
        return self.open()

    def hear(self, *spans: tuple[float, float, float]) -> None:
        """These came out of a sound device."""
        assert self.window is not None
        audio = self.window.player.audio
        audio.heard.emit(tuple(HeardSpan(*span) for span in spans), audio.load_number)

    def recording(self, row: int) -> Recording:
        """As the store has it."""
        return self.core.inbox.recordings.rows([row])[row]

    def position(self, row: int) -> float:
        """Where it was left, as the store has it."""
        return self.core.inbox.heard.position(row)

    def played(self, row: int) -> list[HistoryEntry]:
        """The sittings that the history tells of."""
        return [entry for entry in self.core.inbox.history.entries(row) if entry.kind is HistoryKind.PLAYED]

    def close_window(self) -> None:
        """Closes the window alone."""
        if self.window is not None:
            self.window.close()
            self.window.deleteLater()
            self.window = None

    def close(self) -> None:
        """Ends the program."""
        self.close_window()
        self.core.stop()

    def _open_core(self) -> None:
        account = {"BW_ACCOUNT_ID": "5", "BW_CLIENT_ID": "a", "BW_CLIENT_SECRET": "b"}
        self.core = Core.open(Options(data_dir=str(self._root)), account)
        self.core.errands.start()
        self.inbox = ReviewedInbox(self._root, self.core.inbox)
