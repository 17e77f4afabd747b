"""A line under the player while it waits for a place that is far ahead of the download: where it goes on, and the way back."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from inbox.domain.durations import clock_text
from inbox.gui.look.theme import Theme

_PATIENCE_MS = 600
"""What is fetched by itself is there before."""
_FAR = 1.0
"""Seconds; a player that has caught up with the download waits at its end, and is nowhere else."""
_PLAYED = 0.5
"""Seconds; what plays moves by less at a time, whoever goes to a place moves by more."""


class WaitingLine(QWidget):
    """Hidden while there is nothing to wait for. Times are seconds of the recording."""

    back = Signal(float)
    """The person wants to go back to what was heard last."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._position = self._available = self._heard = 0.0
        self._is_waiting = False
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._back = QPushButton()
        self._back.setProperty("kind", "small")
        self._back.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard to the list
        self._back.clicked.connect(lambda: self.back.emit(self._heard))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._back)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PATIENCE_MS)
        self._soon.timeout.connect(self.show)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self._text.setFont(theme.small_font())
        self._text.setStyleSheet(f"color: {theme.secondary.name()}")

    def begin_anew(self) -> None:
        """Another recording is loaded."""
        self._position = self._available = self._heard = 0.0
        self.set_waiting(False)

    def set_position(self, seconds: float, *, is_playing: bool) -> None:
        """Where the player stands."""
        if is_playing and not self._is_waiting and 0 < seconds - self._position < _PLAYED:
            self._heard = seconds
        self._position = seconds
        self._look()

    def set_available(self, seconds: float) -> None:
        """Up to where it is here."""
        self._available = seconds
        self._look()

    def set_waiting(self, is_waiting: bool) -> None:
        """Whether it is to play, and waits."""
        self._is_waiting = is_waiting
        self._look()

    def _look(self) -> None:
        if not self._is_waiting or self._position < self._available + _FAR:
            self._soon.stop()
            self.hide()
            return
        self._text.setText(
            f"Waiting for {clock_text(self._position)}; the download has come to {clock_text(self._available)}. "
            "It plays on there by itself."
        )
        self._back.setText(f"Back to {clock_text(self._heard)}")
        self._back.setToolTip("Plays on from where you were; the download goes on")
        if self.isHidden() and not self._soon.isActive():
            self._soon.start()
