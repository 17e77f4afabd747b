"""One delivery, as it came: its JSON, text, bytes and headers, what became of it, and what can be done with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QTextEdit, QVBoxLayout, QWidget

from inbox.domain.curl import as_curl
from inbox.domain.delivery import StoredDelivery
from inbox.domain.json_fault import readable
from inbox.domain.problems import Problem
from inbox.domain.visible_text import visible
from inbox.gui.details.delivery_text import Page, View, answer_text, page, size_text
from inbox.gui.look.badge_view import BadgeView
from inbox.gui.look.badges import outcome_badge
from inbox.gui.look.icons import icon
from inbox.gui.look.theme import Theme
from inbox.gui.look.time_text import moment_text
from inbox.gui.widgets.elided_label import ElidedLabel
from inbox.gui.widgets.query_worker import QueryWorker
from inbox.gui.widgets.segments import Segments

_RETRY_MS = 1_000
"""After the store could not be read."""
_Answer = TypeVar("_Answer")
Replay = Callable[[Sequence[int], Callable[[str], None]], None]


@dataclass(frozen=True, slots=True)
class _Shown:
    stored: StoredDelivery
    pages: dict[View, Page]


class DeliveryViewer(QWidget):
    """Reads and sets in type off the GUI thread. All that it shows is plain text."""

    said = Signal(str)
    """A sentence for the status bar."""
    replayed = Signal()
    """A delivery was taken once more; what is listed of it may have changed."""
    _told = Signal(str)

    def __init__(self, theme: Theme, replay: Replay | None, address: Callable[[], str], parent: QWidget | None = None) -> None:
        """``address`` gives the inbox's own, for the curl command."""
        super().__init__(parent)
        self._replay, self._address = replay, address
        self._worker: QueryWorker | None = None
        self._wanted: tuple[int, Callable[[], StoredDelivery | None]] | None = None
        self._shown: _Shown | None = None
        self.views = Segments("Show the delivery as", [view.value for view in View])
        self.views.chosen.connect(lambda _word: self._show_page())
        self._badge = BadgeView(theme)
        self._line = ElidedLabel()
        self._reason = QLabel()
        self._reason.setTextFormat(Qt.TextFormat.PlainText)
        self._reason.setWordWrap(True)
        self._reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("The delivery as it came")
        self.copy_curl = _button("Copy as curl", "Copies a command that sends the same to this inbox again")
        self.copy_body = _button("Copy body", "Copies the body as text")
        self.replay = _button("Replay", "Takes the delivery once more, as if it came now; its count does not grow")
        self.copy_curl.clicked.connect(self._copy_curl)
        self.copy_body.clicked.connect(self._copy_body)
        self.replay.clicked.connect(self._ask_replay)
        if replay is None:
            self.replay.hide()
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.timeout.connect(self._load)
        self._told.connect(self._replay_done, Qt.ConnectionType.QueuedConnection)
        self._lay_out()
        self.set_theme(theme)
        self._show(None)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self._theme = theme
        self._badge.set_theme(theme)
        self._line.setFont(theme.small_font())
        self._line.setStyleSheet(f"color: {theme.secondary.name()}")
        self._reason.setFont(theme.body_font(QFont.Weight.Medium))
        self.text.setFont(theme.mono_font())
        for button, name in ((self.copy_curl, "terminal"), (self.copy_body, "copy"), (self.replay, "retry")):
            button.setIcon(icon(name, theme))
            button.setIconSize(QSize(14, 14))
        if self._shown is not None:
            self._colour_reason(self._shown.stored)
            self._show_page()

    def ask(
        self, lane: str, ask: Callable[[], _Answer], done: Callable[[_Answer], None], failed: Callable[[Problem], None]
    ) -> None:
        """Lets others read by the viewer's thread, which starts with the first question."""
        if self._worker is None:
            self._worker = QueryWorker("deliveries", self)
            self._worker.start()
        self._worker.submit(lane, ask, done, failed)

    def show_delivery(self, delivery: int | None, load: Callable[[], StoredDelivery | None] = lambda: None) -> None:
        """Shows the delivery with this id, which ``load`` gives in another thread; None: nothing is chosen."""
        if delivery is None:
            self._wanted = None
            self._retry.stop()
            self._show(None)
            return
        if self._shown is None or self._shown.stored.id != delivery:
            self._show(None)
        self._wanted = (delivery, load)
        self._load()

    def say(self, sentence: str) -> None:
        """Shows a sentence in the place of a delivery."""
        self._show(None)
        self.text.setPlainText(visible(sentence, 2_000))

    @property
    def shown(self) -> StoredDelivery | None:
        """What is shown now."""
        return None if self._shown is None else self._shown.stored

    @property
    def wanted(self) -> int | None:
        """The id of what is shown or on its way."""
        return None if self._wanted is None else self._wanted[0]

    def stop(self) -> None:
        """Joins the thread; a later question starts another."""
        self._retry.stop()
        if self._worker is not None:
            self._worker.stop()
            self._worker.deleteLater()
            self._worker = None

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(8)
        tools.addWidget(self.views)
        tools.addStretch(1)
        for button in (self.copy_curl, self.copy_body, self.replay):
            tools.addWidget(button)
        facts = QHBoxLayout()
        facts.setSpacing(10)
        facts.addWidget(self._badge)
        facts.addWidget(self._line, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(tools)
        column.addLayout(facts)
        column.addWidget(self._reason)
        column.addWidget(self.text, 1)

    def _load(self) -> None:
        self._retry.stop()
        if self._wanted is None:
            return
        delivery, load = self._wanted

        def read() -> _Shown | None:
            stored = load()
            return None if stored is None else _Shown(stored, {view: page(stored, view) for view in View})

        def take(shown: _Shown | None) -> None:
            if self._wanted is not None and self._wanted[0] == delivery:
                self._show(shown)
                if shown is None:
                    self.text.setPlainText("This delivery is no longer in the journal.")

        def fail(problem: Problem) -> None:
            if self._shown is None:
                self.text.setPlainText(visible(str(problem), 2_000))
            self._retry.start(_RETRY_MS)

        self.ask("delivery", read, take, fail)

    def _show(self, shown: _Shown | None) -> None:
        is_another = shown is None or self._shown is None or shown.stored.id != self._shown.stored.id
        self._shown = shown
        for button in (self.copy_curl, self.copy_body, self.replay):
            button.setEnabled(shown is not None)
        self._badge.setVisible(shown is not None)
        if shown is None:
            self._line.set_text("")
            self._reason.hide()
            self.text.clear()
            return
        stored = shown.stored
        delivery = stored.delivery
        self._badge.show_badge(outcome_badge(stored.outcome))
        answered = "" if stored.answer_seconds is None else f"  ·  answered in {answer_text(stored.answer_seconds)}"
        self._line.set_text(
            f"{visible(delivery.method, 10)} {visible(delivery.target, 200)}  ·  "
            f"{moment_text(delivery.received_at)}:{delivery.received_at:%S} from {visible(delivery.peer)}"
            f"{answered}  ·  {size_text(len(delivery.body))}"
        )
        self._reason.setText(visible(stored.reason, 1_000))
        self._colour_reason(stored)
        self.copy_body.setEnabled(bool(delivery.body))
        self._show_page(keep_place=not is_another)

    def _colour_reason(self, stored: StoredDelivery) -> None:
        colour: QColor = getattr(self._theme, outcome_badge(stored.outcome).tone.value)
        self._reason.setStyleSheet(f"color: {colour.name()}")

    def _show_page(self, keep_place: bool = False) -> None:
        if self._shown is None:
            return
        shown = self._shown.pages[View(self.views.word)]
        if not keep_place or shown.text != self.text.toPlainText():
            self.text.setPlainText(shown.text)
        is_said_below = shown.mark is not None
        self._reason.setVisible(bool(self._reason.text()) and not is_said_below)
        marks = []
        if shown.mark is not None:
            mark = QTextEdit.ExtraSelection()
            look = QTextCharFormat()
            look.setBackground(self._theme.error_tint)
            look.setForeground(self._theme.error)
            look.setFontWeight(QFont.Weight.Bold)
            cursor = QTextCursor(self.text.document())
            cursor.setPosition(shown.mark)
            cursor.movePosition(QTextCursor.MoveOperation.NextCharacter, QTextCursor.MoveMode.KeepAnchor)
            mark.cursor, mark.format = cursor, look
            marks.append(mark)
            if not keep_place:
                there = QTextCursor(self.text.document())
                there.setPosition(shown.mark)
                self.text.setTextCursor(there)
                self.text.centerCursor()
        self.text.setExtraSelections(marks)

    def _copy_curl(self) -> None:
        if self._shown is not None:
            QGuiApplication.clipboard().setText(as_curl(self._shown.stored.delivery, self._address()))
            self.said.emit("The curl command is on the clipboard. It sends the delivery to this inbox, without credentials.")

    def _copy_body(self) -> None:
        if self._shown is not None:
            QGuiApplication.clipboard().setText(readable(self._shown.stored.delivery.body))
            self.said.emit("The body is on the clipboard.")

    def _ask_replay(self) -> None:
        if self._shown is not None and self._replay is not None:
            self._replay([self._shown.stored.id], self._told.emit)

    def _replay_done(self, sentence: str) -> None:
        self.said.emit(sentence)
        if self._worker is None:
            self._show(None)  # nobody looks any more: no thread is begun for it, and whoever looks again reads it again
            return
        self.replayed.emit()
        self._load()


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("kind", "small")
    button.setToolTip(tip)
    button.setAccessibleDescription(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
