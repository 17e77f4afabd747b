"""Loads what the first play needs some time before it, in a thread, so that neither start nor click waits for it."""

import threading

from PySide6.QtCore import QLoggingCategory, QObject, QTimer

_AFTER_MS = 2_000
_QUIET = "qt.multimedia.symbolsresolver=false\nqt.multimedia.*.info=false\nqt.multimedia.*.debug=false"
"""Qt looks for sound libraries that are not there, and does without them."""


class SoundWarmUp(QObject):
    """Loads it once, a while after `begin`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        QLoggingCategory.setFilterRules(_QUIET)
        self._thread: threading.Thread | None = None
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(_AFTER_MS)
        self._delay.timeout.connect(self._load)

    def begin(self) -> None:
        """The window is painted."""
        self._delay.start()

    def stop(self) -> None:
        """Waits for the thread, if it runs just now."""
        self._delay.stop()
        if self._thread is not None:
            self._thread.join()

    def _load(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=_load_modules, name="sound-warm-up")
            self._thread.start()


def _load_modules() -> None:
    import soundfile  # noqa: F401 - loading it is all that is wanted, here and below

    import inbox.gui.sound.sound_engine
    import inbox.pipeline.listening.sound_source  # noqa: F401
