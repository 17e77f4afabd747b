"""A story played in the real window, step by step: what the demo shows, and what the self-test proves."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent

from inbox.gui.main_window import MainWindow

_LOOK_EVERY_MS = 50


@dataclass(frozen=True, slots=True)
class Step:
    """Something to begin, and the condition under which it has happened."""

    says: str
    """What has happened then, as a line for the person."""
    done: Callable[[], bool]
    begin: Callable[[], None] = lambda: None
    seconds: float = 20.0
    """How long it may take."""


class Story(QObject):
    """Plays steps one after another in the GUI thread; the first that does not happen in its time ends it."""

    def __init__(self, steps: Sequence[Step], tell: Callable[[str], None], ended: Callable[[bool], None]) -> None:
        super().__init__()
        self._steps = list(steps)
        self._tell = tell
        self._ended = ended
        self._number = 0
        self._began_at = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Begins the first step."""
        self._begin()
        self._timer.start()

    def _begin(self) -> None:
        self._began_at = time.monotonic()
        self._steps[self._number].begin()

    def _look(self) -> None:
        step = self._steps[self._number]
        taken = time.monotonic() - self._began_at
        if step.done():
            self._tell(f"ok    {step.says} ({taken:.1f} s)")
            self._number += 1
            if self._number == len(self._steps):
                self._end(True)
            else:
                self._begin()
        elif taken > step.seconds:
            self._tell(f"FAIL  {step.says}: did not happen within {step.seconds:.0f} s")
            self._end(False)

    def _end(self, happened: bool) -> None:
        self._timer.stop()
        self._ended(happened)


def click_row(window: MainWindow, row: int) -> None:
    """Clicks on the conference's name in a row of the table: the same events that a person's click makes."""
    table = window.table
    index = table.model().index(row, 2)
    table.scrollTo(index)
    place = QPointF(table.visualRect(index).center())
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        held = Qt.MouseButton.LeftButton if kind == QEvent.Type.MouseButtonPress else Qt.MouseButton.NoButton
        event = QMouseEvent(
            kind,
            place,
            QPointF(table.viewport().mapToGlobal(place)),
            Qt.MouseButton.LeftButton,
            held,
            Qt.KeyboardModifier.NoModifier,
        )
        QCoreApplication.sendEvent(table.viewport(), event)
