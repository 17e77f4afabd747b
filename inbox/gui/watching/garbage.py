"""Python's garbage, collected in the window's thread alone: a Qt object that is found in it is destroyed there and then.

By itself Python collects in whichever thread happens to make one object too many, and a widget that is destroyed in a thread
that reads the store takes the program with it.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_PAUSE_MS = 200


class GarbageCollection(QObject):
    """Collects at the thresholds that Python has, but looks only now and then, and in the thread it lives in."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pause = QTimer(self)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(collect_what_is_due)

    def start(self) -> None:
        """Collects from now on; what is there by then is kept for good, which makes every later look shorter."""
        gc.disable()
        gc.freeze()
        self._pause.start()

    def stop(self) -> None:
        """Leaves it to Python again."""
        self._pause.stop()
        gc.unfreeze()
        gc.enable()


def collect_what_is_due() -> None:
    """Collects the oldest generation whose threshold is passed, as Python would have."""
    for generation, (count, threshold) in reversed(list(enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)))):
        if threshold and count > threshold:
            gc.collect(generation)
            return
