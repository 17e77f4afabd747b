"""The frame of a window of pages beside the inbox's own: what it says at its lower edge, when it looks, how it is left."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from inbox.domain.visible_text import visible
from inbox.gui.look.theme import Theme
from inbox.gui.widgets.elided_label import ElidedLabel
from inbox.gui.widgets.query_worker import QueryWorker
from inbox.gui.widgets.window_layout import add_shortcuts

_EVERY_MS = 2_000
_SAID_MS = 12_000
_SMALLEST = QSize(860, 480)


class PagedWindow(QDialog):
    """Not modal. Looks only while it is to be seen; closing it hides it; `stop` ends its threads."""

    def __init__(self, name: str, size: QSize, theme: Theme, parent: QWidget) -> None:
        """``name`` is the word in the title; small, it is that of the object and of the thread that reads for the pages."""
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(f"{name} – Recording Inbox")
        self.setObjectName(name.lower())
        self.resize(size)
        self.setMinimumSize(_SMALLEST)
        self._theme = theme
        self._worker = QueryWorker(name.lower(), self)
        self._worker.start()
        self.message = ElidedLabel()
        place = self.message.sizePolicy()
        place.setRetainSizeWhenHidden(True)  # what is said moves no button away from under the pointer
        self.message.setSizePolicy(place)
        self.message.hide()
        self._is_problem = False
        self._said = QTimer(self)
        self._said.setSingleShot(True)
        self._said.setInterval(_SAID_MS)
        self._said.timeout.connect(self.message.hide)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._look)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self._theme = theme
        self.message.setFont(theme.small_font())
        self._colour_message()

    def say(self, sentence: str, is_problem: bool = False) -> None:
        """Shows for some seconds what was done, or what could not be."""
        self._is_problem = is_problem
        self._colour_message()
        self.message.set_text(visible(sentence, 600))
        self.message.setVisible(bool(sentence))
        self._said.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Begins to look."""
        super().showEvent(event)
        self._look()
        self._timer.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Looks no more until it is shown again."""
        self._rest()
        super().closeEvent(event)

    def stop(self) -> None:
        """Joins its threads; it is of no use afterwards."""
        self._rest()
        self._worker.stop()

    def _look(self) -> None:
        """Shows how things are now on the page that is to be seen. Each window has its own; there is none without."""
        raise NotImplementedError

    def _rest(self) -> None:
        """Looks no more."""
        self._timer.stop()

    def _with_message(self, pages: QWidget, layout: QVBoxLayout) -> None:
        """Puts ``pages`` over what the window says."""
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(pages, 1)
        layout.addWidget(self.message)

    def _add_keys(self, pages: int, turn_to: Callable[[int], object], **others: Callable[[], object]) -> None:
        """Ctrl and a number turns to a page, Ctrl+W closes; ``others`` are letters that go with Ctrl."""
        numbers = {f"Ctrl+{place + 1}": partial(turn_to, place) for place in range(pages)}
        letters = {f"Ctrl+{letter}": action for letter, action in others.items()}
        add_shortcuts(self, {**numbers, "Ctrl+W": self.close, **letters})

    def _colour_message(self) -> None:
        colour = self._theme.error if self._is_problem else self._theme.secondary
        self.message.setStyleSheet(f"color: {colour.name()}")
