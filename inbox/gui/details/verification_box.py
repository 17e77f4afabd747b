"""What the details say of a recording's verification: the badge, the sentence, and where event and Bandwidth differ."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from inbox.domain.differences import Difference
from inbox.domain.recording import Recording
from inbox.domain.visible_text import visible
from inbox.gui.details.details_fields import verification_words
from inbox.gui.look.badge_view import BadgeView
from inbox.gui.look.badges import verification_badge
from inbox.gui.look.theme import Theme

_MOST = 12
_NAME_WIDTH = 128
_LINE = 60
"""Characters from which a value goes on in another line."""


class VerificationBox(QWidget):
    """Filled anew for each recording."""

    ask_requested = Signal()

    def __init__(self, theme: Theme, can_ask: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._badge = BadgeView(theme)
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.ask_button = QPushButton("Ask Bandwidth")
        self.ask_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.ask_button.setStyleSheet("QPushButton { min-height: 20px; padding: 0 8px; font-size: 12px; }")
        if not can_ask:
            self.ask_button.hide()
        self.ask_button.clicked.connect(self.ask_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._badge)
        row.addWidget(self._words, 1)
        row.addWidget(self.ask_button)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self._badge.set_theme(theme)

    def show_recording(self, recording: Recording) -> None:
        """Takes the place of what was shown."""
        self._badge.show_badge(verification_badge(recording.verification, recording.doubt))
        self._words.setText(verification_words(recording))
        self.ask_button.setText("Ask Bandwidth" if recording.verified_at is None else "Ask again")
        self.ask_button.setAccessibleName("Ask Bandwidth about this recording")


class DifferencesBox(QWidget):
    """A line for each property that event and Bandwidth tell differently; hidden when there is none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[Difference, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 10)
        self._lines: QWidget | None = None
        self.setAccessibleName("Differences between the event and Bandwidth")
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self._theme = theme
        self._fill()

    def show_differences(self, differences: Sequence[Difference]) -> None:
        """Takes the place of what was shown."""
        if tuple(differences) != self._shown:
            self._shown = tuple(differences)
            self._fill()
        self.setVisible(bool(differences))

    def _fill(self) -> None:
        if self._lines is not None:
            self._lines.deleteLater()
        self._lines = QWidget()
        self._column.addWidget(self._lines)
        grid = QGridLayout(self._lines)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, _NAME_WIDTH)
        grid.setColumnMinimumWidth(1, 160)
        grid.setColumnStretch(3, 1)
        theme = self._theme
        title = _text("The event and Bandwidth differ", theme.body_font(QFont.Weight.Medium), theme.partial.name())
        grid.addWidget(title, 0, 0, 1, 4)
        for place, head in enumerate(("", "The event said", "Bandwidth says")):
            grid.addWidget(_text(head, theme.small_font(), theme.secondary.name()), 1, place)
        for row, difference in enumerate(self._shown[:_MOST], start=2):
            grid.addWidget(_text(difference.property, theme.body_font(), theme.secondary.name()), row, 0)
            for place, value in enumerate((difference.event, difference.bandwidth), start=1):
                grid.addWidget(_text(value, theme.mono_font(), theme.text.name(), is_value=True), row, place)


def _text(text: str, font: QFont, colour: str, is_value: bool = False) -> QLabel:
    label = QLabel(visible(text, 500))
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(len(text) > _LINE)
    label.setFont(font)
    label.setStyleSheet(f"color: {colour}")
    if is_value:
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
