"""The strip on top: whether the inbox listens and where, the sender's set-up, the search."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QGuiApplication, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from inbox.domain.visible_text import visible
from inbox.gui.frame.parts import ListenerState
from inbox.gui.frame.search_field import SearchField
from inbox.gui.look.badges import Badge, Shape, Tone, badge_size, paint_badge, paint_shape
from inbox.gui.look.icons import icon
from inbox.gui.look.theme import Theme
from inbox.gui.widgets.elided_label import ElidedLabel

HEIGHT = 52
_UNPROTECTED = Badge(Shape.HALF, Tone.PARTIAL, "unprotected", "Neither a password nor an unguessable path protects the address")
_COPIED_MS = 1_500
_SET_UP, _SET_UP_BRIEF = "Set up sender…", "Set up…"
_SEARCH_LEAST = 116


class Toolbar(QWidget):
    """Shows a `ListenerState`; tells what is pressed."""

    set_up_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("toolbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self._dot = _Dot(theme)
        self._word = QLabel("Starting")
        self._word.setTextFormat(Qt.TextFormat.PlainText)
        self.address = ElidedLabel(cut=Qt.TextElideMode.ElideMiddle)  # host and path both tell which it is
        self._badge = _ToolbarBadge(theme)
        self.copy_button = QPushButton("Copy")
        self.copy_button.setAccessibleName("Copy the address")
        self.set_up_button = QPushButton(_SET_UP)
        self.set_up_button.setAccessibleName(_SET_UP)
        self.search = SearchField(theme)
        self.export_button = QPushButton("Export…")
        self.export_button.hide()
        self.more_button = QToolButton()
        self.more_button.setProperty("kind", "quiet")
        self.more_button.setAccessibleName("More")
        self.more_button.setToolTip("Theme, clicks, keyboard")
        self.more_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more_button.setIconSize(QSize(16, 16))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 0, 12, 1)
        layout.setSpacing(12)
        for widget in (self._dot, self._word, self.address, self._badge, self.copy_button, self.set_up_button):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(self.search, 2)
        layout.addWidget(self.export_button)
        layout.addWidget(self.more_button)
        self.search.setMaximumWidth(420)
        self.search.setMinimumWidth(_SEARCH_LEAST)
        self.address.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.copy_button.clicked.connect(self._copy)
        self.set_up_button.clicked.connect(self.set_up_asked)
        self._copied = QTimer(self)
        self._copied.setSingleShot(True)
        self._copied.setInterval(_COPIED_MS)
        self._copied.timeout.connect(lambda: self.copy_button.setText("Copy"))
        self._state: ListenerState | None = None
        self.set_theme(theme)

    def set_menu(self, menu: QMenu, export: Callable[[], object] | None = None) -> None:
        """What the button at the end opens, and what exports; without that there is no button for it."""
        self.more_button.setMenu(menu)
        if export is not None:
            self.export_button.clicked.connect(lambda _on: export())
            self.export_button.show()

    def show_state(self, state: ListenerState) -> None:
        """Shows how the listener is."""
        if state == self._state:
            return
        self._state = state
        if state.problem:
            word, shape, tone = "Not listening", Shape.CROSS, Tone.ERROR
        elif state.address:
            word, shape, tone = "Listening", Shape.DOT, Tone.COMPLETE
        else:
            word, shape, tone = "Starting", Shape.DASHED, Tone.NEUTRAL
        self._word.setText(word)
        self._word.setAccessibleName(f"Listener: {word}")
        self._dot.show_shape(shape, tone)
        self.address.set_text(visible(state.shown_address, 600))
        self.address.updateGeometry()
        self.address.setVisible(bool(state.shown_address))
        self._badge.setVisible(state.is_open and bool(state.address))
        self.copy_button.setEnabled(bool(state.shown_address))
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        """Paints in this theme from now on."""
        self._word.setFont(theme.body_font(QFont.Weight.DemiBold))
        self.address.setFont(theme.mono_font())
        colours = self.address.palette()
        colours.setColor(QPalette.ColorRole.WindowText, theme.secondary)
        self.address.setPalette(colours)
        self.more_button.setIcon(icon("more", theme))
        self._dot.set_theme(theme)
        self._badge.set_theme(theme)
        self.search.set_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Looks how much room the address has."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The layout lets the search give way to the address; then the words of the button do; only then the address is cut."""
        layout = self.layout()
        if layout is None:
            return
        margins, least = layout.contentsMargins(), self.search.minimumWidth()
        whole = self.address.sizeHint().width()
        for words in (_SET_UP, _SET_UP_BRIEF):
            self.set_up_button.setText(words)
            others = (
                self._dot,
                self._word,
                self._badge,
                self.copy_button,
                self.set_up_button,
                self.export_button,
                self.more_button,
            )
            shown = [widget for widget in others if not widget.isHidden()]
            taken = sum(widget.sizeHint().width() if widget.minimumWidth() == 0 else widget.minimumWidth() for widget in shown)
            spaces = (len(shown) + 2) * layout.spacing()  # around the address, the search and the stretch as well
            room = self.width() - margins.left() - margins.right() - taken - spaces - least
            if room >= whole:
                break

    def _copy(self) -> None:
        if self._state is not None:
            QGuiApplication.clipboard().setText(self._state.shown_address)
            self.copy_button.setText("Copied")
            self._copied.start()


class _Dot(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._shape, self._tone = theme, Shape.DASHED, Tone.NEUTRAL
        self.setFixedSize(10, 12)

    def show_shape(self, shape: Shape, tone: Tone) -> None:
        self._shape, self._tone = shape, tone
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_shape(painter, self._shape, QPointF(5, self.height() / 2), getattr(self._theme, self._tone.value), 4.5)
        painter.end()


class _ToolbarBadge(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName(_UNPROTECTED.spoken)
        self.setToolTip(f"{_UNPROTECTED.spoken}: whoever finds it can post events. “Set up sender…” has both.")
        self.hide()
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        size = badge_size(_UNPROTECTED, theme)
        self.setFixedSize(round(size.width()) + 1, round(size.height()) + 2)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_badge(painter, _UNPROTECTED, 0, self.height() / 2, self.width(), self._theme)
        painter.end()
