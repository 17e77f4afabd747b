"""The search field: words, and ``field:value`` terms whose field shows in colour."""

import re
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QTextCharFormat
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from inbox.domain.query import FIELDS
from inbox.gui.look.icons import icon, icon_pixmap
from inbox.gui.look.theme import Theme

_TERM = re.compile(r"(?<!\S)([A-Za-z]+):(?=\S)")
_LONGEST = 500
_PAUSE_MS = 60
_ICON = 16
_CLEAR = 22
_AROUND = 20


@dataclass(frozen=True, slots=True)
class SearchedPlace:
    """What a field searches, in its own words."""

    name: str
    description: str
    hint: str
    tip: str
    brief_hint: str = "Search"
    """Where there is no room for the other."""
    fields: frozenset[str] = frozenset()
    """What may stand before a colon, and shows in colour then."""


OF_RECORDINGS = SearchedPlace(
    "Search",
    "Words, or terms such as status:partial, review:new, name:standup",
    "Search, or status:partial  review:new",
    f"Words from name, tag and ids, and terms: {', '.join(f'{name}:' for name in sorted(FIELDS))}. "
    "is:differs finds what Bandwidth and its events tell differently.",
    fields=FIELDS,
)


class SearchField(QLineEdit):
    """Tells its text shortly after the last keystroke, or when the person leaves."""

    searched = Signal(str)
    left = Signal()
    """The person is done here (Escape, Down or Enter): the list should take the keyboard."""

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, place: SearchedPlace = OF_RECORDINGS) -> None:
        super().__init__(parent)
        self._is_colouring, self._fields = False, place.fields
        self.setObjectName("search")
        self.setAccessibleName(place.name)
        self.setAccessibleDescription(place.description)
        self._place = place
        self.setToolTip(place.tip)
        self.setMaxLength(_LONGEST)
        self.setTextMargins(_ICON + 6, 0, _CLEAR, 0)
        self._clear = QToolButton(self)
        self._clear.setProperty("kind", "inset")
        self._clear.setAccessibleName("Empty the search")
        self._clear.setToolTip("Empty the search (Esc)")
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Escape does the same
        self._clear.setCursor(Qt.CursorShape.ArrowCursor)
        self._clear.setIconSize(QSize(_ICON, _ICON))
        self._clear.clicked.connect(self.clear)
        self._clear.hide()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(lambda: self.searched.emit(self.text()))
        self.textChanged.connect(lambda _text: self._pause.start())
        self.textChanged.connect(lambda _text: self._colour())
        self.textChanged.connect(lambda text: self._clear.setVisible(bool(text)))
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Paints in this theme from now on."""
        self._theme = theme
        self._clear.setIcon(icon("cross", theme, theme.secondary))
        self._colour()
        self.update()

    def sizeHint(self) -> QSize:
        """Wide, but the first to give way."""
        return QSize(420, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the button at the end, and the hint as long as there is room for."""
        super().resizeEvent(event)
        room = self.width() - self.textMargins().left() - self.textMargins().right() - _AROUND
        has_room = self.fontMetrics().horizontalAdvance(self._place.hint) <= room
        self.setPlaceholderText(self._place.hint if has_room else self._place.brief_hint)
        self._clear.setGeometry(self.width() - _CLEAR - 6, (self.height() - _CLEAR) // 2, _CLEAR, _CLEAR)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field, with the magnifying glass before the text."""
        super().paintEvent(event)
        painter = QPainter(self)
        drawn = icon_pixmap("search", self._theme.secondary, _ICON, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(10, (self.height() - _ICON) / 2), drawn)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down and Enter go to the list, and so does Escape, which empties the search."""
        match event.key():
            case Qt.Key.Key_Escape | Qt.Key.Key_Down | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if event.key() == Qt.Key.Key_Escape:
                    self.clear()
                self._tell_now()
                self.left.emit()
            case _:
                super().keyPressEvent(event)

    def _tell_now(self) -> None:
        """What was typed last, without the pause."""
        if self._pause.isActive():
            self._pause.stop()
            self.searched.emit(self.text())

    def _colour(self) -> None:
        """A line edit has no formats of its own; an input method's event may bring some, without changing the text."""
        if self._is_colouring:
            return
        formats = []
        for found in _TERM.finditer(self.text()):
            if found[1].lower() in self._fields:
                look = QTextCharFormat()
                look.setForeground(self._theme.accent)
                start = found.start() - self.cursorPosition()
                kind = QInputMethodEvent.AttributeType.TextFormat
                formats.append(QInputMethodEvent.Attribute(kind, start, len(found[0]), look))
        self._is_colouring = True
        QCoreApplication.sendEvent(self, QInputMethodEvent("", formats))
        self._is_colouring = False
