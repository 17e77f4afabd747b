"""The Qt application: how it starts, paints first, and ends."""

import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication

from inbox.gui.error_dialog import install_error_dialog
from inbox.gui.frame.parts import WindowParts
from inbox.gui.main_window import MainWindow
from inbox.gui.qt_messages import log_qt_messages
from inbox.gui.watching.garbage import GarbageCollection

_LIST_PATIENCE_MS = 2_000
_PAINT_MS = 40
_ENDING = frozenset({signal.SIGTERM, signal.SIGINT})


class Application:
    """The one QApplication, and the window in it."""

    def __init__(self) -> None:
        log_qt_messages()
        self._qt = QApplication(sys.argv[:1])
        self._qt.setApplicationName("recording-inbox")
        self._qt.setApplicationDisplayName("Recording Inbox")
        self._qt.setDesktopFileName("io.github.recording_inbox.RecordingInbox")
        self._window: MainWindow | None = None
        self._signals = _TerminationSignals(self.quit)
        self._garbage = GarbageCollection()
        self._garbage.start()
        install_error_dialog()

    def show(self, parts: WindowParts) -> MainWindow:
        """Makes the window and shows it."""
        self._window = MainWindow(parts)
        self._window.show()
        return self._window

    def once_usable(self, action: Callable[[], None]) -> None:
        """Runs ``action`` in the GUI thread once the list has been painted for the first time, or could not be had in time."""
        window = self._window
        if window is None:
            raise RuntimeError("there is no window yet")
        waiting = QTimer(window, singleShot=True, interval=_LIST_PATIENCE_MS)
        waiting.timeout.connect(action)
        waiting.start()
        window.loader.query_shown.connect(lambda: waiting.isActive() and waiting.start(_PAINT_MS))

    def run(self) -> int:
        """Runs until the last window is closed, or SIGTERM or Ctrl-C comes; gives the exit code."""
        code = self._qt.exec()
        if self._window is not None:
            self._window.close()
        self._signals.restore()
        self._garbage.stop()
        return code

    def quit(self) -> None:
        """Ends `run`, which closes the window then and asks nobody. In the GUI thread only."""
        self._qt.exit()


class _TerminationSignals:
    """SIGTERM and SIGINT end the event loop, told by a wake-up socket.

    The end is never begun in a handler of a signal: that runs in the middle of whatever the thread does, perhaps while it holds
    a lock which a thread that is to be joined waits for.
    """

    def __init__(self, end: Callable[[], None]) -> None:
        self._end = end
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self._earlier_fd = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._earlier = {number: signal.signal(number, lambda *_: None) for number in _ENDING}
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._drain)

    def restore(self) -> None:
        """Gives the signals back."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._earlier_fd)
        for number, handler in self._earlier.items():
            signal.signal(number, handler)
        self._reader.close()
        self._writer.close()

    def _drain(self) -> None:
        numbers = b""  # of the signals that came, a byte each
        with suppress(BlockingIOError):
            numbers = self._reader.recv(64)
        if not _ENDING.isdisjoint(numbers):
            self._end()
