"""A value on one line that can be selected and copied, however long it is; never rich text."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from inbox.gui.look.theme import Theme
from inbox.gui.widgets.field import Field

_INSET = 2
"""Pixels that a line edit leaves free on both sides of its text."""
_SHORT = 12
"""Values of no more characters need no tool tip."""


class ValueField(QLineEdit):
    """Shows a `Field`. What does not fit ends in an ellipsis; a click brings the whole, to be scrolled and selected."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_mono = False
        self.setReadOnly(True)
        self.setFrame(False)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self._theme = theme
        self.setStyleSheet(
            "QLineEdit { border: none; background: transparent; padding: 0; margin: 0; min-height: 20px; border-radius: 3px; }"
            f"QLineEdit:focus {{ border: none; padding: 0; min-height: 20px; background: {theme.accent_tint.name()}; }}"
        )
        self.setFont(theme.mono_font() if self._is_mono else theme.body_font())

    def show_field(self, field: Field) -> None:
        """Takes the place of what was shown."""
        if field.is_mono != self._is_mono:
            self._is_mono = field.is_mono
            self.setFont(self._theme.mono_font() if field.is_mono else self._theme.body_font())
        self.setAccessibleName(field.name)
        if field.value != self.text():
            self.setText(field.value)
            self.setCursorPosition(0)
        self.setToolTip(f"<p>{escape(field.more or (field.value if len(field.value) > _SHORT else ''))}</p>")

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, ending in an ellipsis while it does not fit and nobody selects from it."""
        room = self.width() - 2 * _INSET
        metrics = QFontMetrics(self.font())
        if self.hasFocus() or self.hasSelectedText() or metrics.horizontalAdvance(self.text()) <= room:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().text().color())
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
        painter.drawText(self.rect().adjusted(_INSET, 0, -_INSET, 0), flags, shown)
        painter.end()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The menu of the field keeps what is selected; leaving the field shows its beginning again."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.home(False)
