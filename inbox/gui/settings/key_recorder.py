"""Takes the next key that is pressed, whatever it is: a letter, a media key, a pedal."""

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from inbox.gui.look.theme import Theme

_MODIFIERS = frozenset(
    {
        Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Meta, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock, Qt.Key.Key_ScrollLock, Qt.Key.Key_Super_L, Qt.Key.Key_Super_R, Qt.Key.Key_Hyper_L,
        Qt.Key.Key_Hyper_R, Qt.Key.Key_Mode_switch, Qt.Key.Key_Multi_key, Qt.Key.Key_unknown,
    }
)  # fmt: skip
_DEAD = range(Qt.Key.Key_Dead_Grave.value, Qt.Key.Key_Dead_Longsolidusoverlay.value + 1)
_HEIGHT = 36


class KeyRecorder(QLabel):
    """Listens from `listen` until a key comes, Escape, or the keyboard goes elsewhere."""

    recorded = Signal(str)
    """The key, as the settings write it."""
    given_up = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_listening = False
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setContentsMargins(12, 0, 12, 0)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self._theme = theme
        self.setFont(theme.body_font())
        self.setStyleSheet(f"color: {theme.text.name()}; background: transparent;")

    def listen(self, what: str) -> None:
        """Takes the next key; ``what`` says what it is for."""
        self.setText(f"Press the key for “{what}”, or Esc to leave it as it is.")
        self.setAccessibleName(self.text())
        self._is_listening = True
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        """While it listens, no key is a shortcut of the window's, or leads to the next control."""
        if self._is_listening and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress:
                self._take(event)
            event.accept()
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Who goes elsewhere has changed their mind."""
        super().focusOutEvent(event)
        self._give_up()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sentence in a ring: the keyboard is here."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.accent, 2))
        painter.setBrush(self._theme.accent_tint)
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
        painter.end()
        super().paintEvent(event)

    def _take(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._give_up()
        elif (key := key_of(event)) and not event.isAutoRepeat():
            self._is_listening = False
            self.recorded.emit(key)

    def _give_up(self) -> None:
        if self._is_listening:
            self._is_listening = False
            self.given_up.emit()


def key_of(event: QKeyEvent) -> str:
    """The key that was pressed, with Shift only where it does not make the sign itself; empty for a modifier alone."""
    key, text = Qt.Key(event.key()), event.text()
    if key in _MODIFIERS or key.value in _DEAD:
        return ""
    wanted = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier)
    if text and text.isprintable() and not text.isalnum() and not text.isspace():
        wanted &= ~Qt.KeyboardModifier.ShiftModifier
        alt_gr = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        if wanted & alt_gr == alt_gr:  # as one system tells of AltGr
            wanted &= ~alt_gr
    return QKeySequence(QKeyCombination(wanted, key)).toString(QKeySequence.SequenceFormat.PortableText)
