"""The controls of the player: in one row where there is room, else in two; nothing is ever cut off."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from inbox.domain.durations import clock_text
from inbox.gui.look.icons import icon
from inbox.gui.look.theme import Theme
from inbox.gui.player.volume_button import VolumeButton
from inbox.gui.widgets.check_box import CheckBox
from inbox.gui.widgets.elided_label import ElidedLabel
from inbox.gui.widgets.rate_button import RateButton

_JUMP = 10.0
_SPACING = 8
_DOT = "·  "
_WIDEST_TIME = "00:00:00"
_WIDEST_FACTS = (
    f"{_DOT}{_WIDEST_TIME} without silence at 1.25×  ·  heard 100 %",
    f"{_DOT}{_WIDEST_TIME} at 1.25×  ·  heard 100 %  ·  waiting for the download",
)
"""What the rows have room for, whatever is written just now: else a control would move away from under the pointer."""
_LOOP, _SKIP, _SHORT_SKIP = "Loop", "Skip silence", "Skip"
_TITLE_WIDTH = 56
"""So much of the title has to be seen in the one row."""


class PlayerControls(QWidget):
    """Tells what was pressed; what it shows is told to it."""

    toggled = Signal()
    """Play or pause."""
    jumped = Signal(float)
    """By how many seconds."""
    skip_toggled = Signal(bool)
    loop_toggled = Signal(bool)

    def __init__(self, theme: Theme, rate: float, volume: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_playing = False
        self._further: list[QWidget] = []
        self._title_text = self._facts_text = ""
        self.rate = RateButton(rate)
        self.volume = VolumeButton(theme, volume)
        self._play = QPushButton()
        self._back = QPushButton("−10")
        self._forward = QPushButton("+10")
        self._position = QLabel()
        self._length = QLabel()
        self._facts = QLabel()
        self._title = ElidedLabel()
        self._skip = CheckBox(_SKIP)
        self._loop = QPushButton(_LOOP)
        self._is_tight = False
        self._first, self._second = QHBoxLayout(), QHBoxLayout()
        self._is_wide: bool | None = None
        self._build()
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self._theme = theme
        self.volume.set_theme(theme)
        self._position.setFont(theme.body_font(QFont.Weight.DemiBold))
        for label in (self._length, self._facts, self._title):
            label.setFont(theme.body_font())
            label.setStyleSheet(f"color: {theme.secondary.name()}")
        self._skip.setFont(theme.body_font())
        self._show_loop_icon()
        self.show_playing(self._is_playing)
        self._arrange()

    @property
    def keyed(self) -> tuple[tuple[QWidget, tuple[str, ...]], ...]:
        """Which of them do the same as actions that have keys, by the names of those."""
        return (
            (self._play, ("play",)),
            (self._back, ("back_10",)),
            (self._forward, ("forward_10",)),
            (self._skip, ("skip_silence",)),
            (self._loop, ("loop",)),
            (self.rate, ("slower", "faster", "rate_1")),
            (self.volume, ("louder", "quieter")),
        )

    def add(self, control: QWidget) -> None:
        """A further control at the right end."""
        control.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._further.append(control)
        self._is_wide = None
        self._arrange()

    def enable(self, can_play: bool) -> None:
        """Whether there is something to play."""
        for widget in (self._play, self._back, self._forward, self._loop):
            widget.setEnabled(can_play)

    def show_playing(self, is_playing: bool) -> None:
        """What the first button does."""
        self._is_playing = is_playing
        self._play.setIcon(icon("pause" if is_playing else "play", self._theme, self._theme.on_accent))
        name = "Pause" if is_playing else "Play"
        self._play.setAccessibleName(name)
        self._play.setToolTip(name)

    def show_times(self, position: float, length: float | None) -> None:
        """Where it stands, and how long it is."""
        self._position.setText(clock_text(position))
        self._length.setText(f"/ {clock_text(length)}")

    def show_title(self, title: str, has_times: bool) -> None:
        """What is loaded, or why nothing is; already safe to look at."""
        self._title_text = title
        for label in (self._position, self._length):
            label.setVisible(has_times)
        self._write()

    def show_facts(self, facts: str) -> None:
        """What there is to know of hearing it."""
        self._facts_text = facts
        self._arrange()
        self._write()
        self._facts.setVisible(bool(facts))

    def show_skip(self, is_on: bool, hint: str) -> None:
        """Whether silence is skipped; ``hint`` says what that saves."""
        self._skip.blockSignals(True)
        self._skip.setChecked(is_on)
        self._skip.blockSignals(False)
        self._skip.setToolTip(hint)

    def show_loop(self, is_on: bool, hint: str) -> None:
        """Whether it plays round and round; ``hint`` says what."""
        self._loop.blockSignals(True)
        self._loop.setChecked(is_on)
        self._loop.blockSignals(False)
        self._loop.setToolTip(hint)
        self._show_loop_icon()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One row or two."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """What is written became longer or shorter: perhaps it fits otherwise now."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def minimumSizeHint(self) -> QSize:
        """As high as the rows are; what is in them fits itself to the width."""
        return QSize(300, super().minimumSizeHint().height())

    def _build(self) -> None:
        for label in (self._position, self._length, self._facts):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._facts.hide()
        self._play.setProperty("kind", "primary")
        self._play.setFixedWidth(34)
        self._play.setIconSize(QSize(16, 16))
        for button, name in ((self._back, "Back 10 seconds"), (self._forward, "On 10 seconds")):
            button.setAccessibleName(name)
            button.setToolTip(name)
        self._skip.setAccessibleName(_SKIP)
        self._loop.setAccessibleName(_LOOP)
        self._loop.setCheckable(True)
        self._loop.setIconSize(QSize(16, 16))
        for control in self._fixed():
            if not isinstance(control, QLabel):
                control.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard to the list
        self._play.clicked.connect(self.toggled)
        self._back.clicked.connect(lambda: self.jumped.emit(-_JUMP))
        self._forward.clicked.connect(lambda: self.jumped.emit(_JUMP))
        self._skip.toggled.connect(self.skip_toggled)
        self._loop.toggled.connect(self.loop_toggled)
        for row in (self._first, self._second):
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(_SPACING)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(self._first)
        layout.addLayout(self._second)

    def _fixed(self) -> tuple[QWidget, ...]:
        before = (self._play, self._back, self._forward, self._position, self._length)
        return (*before, self._skip, self._loop, self.rate, self.volume)

    def _show_loop_icon(self) -> None:
        self._loop.setIcon(icon("loop", self._theme, self._theme.accent if self._loop.isChecked() else None))

    def _write(self) -> None:
        """What follows something in its row begins with a dot."""
        has_times = not self._position.isHidden()
        self._facts.setText(f"{_DOT if self._is_wide and has_times else ''}{self._facts_text}")
        follows = bool(self._facts_text) or (self._is_wide and has_times)
        self._title.set_text(f"{_DOT if follows else ''}{self._title_text}")

    def _write_short(self, is_tight: bool) -> None:
        """Whether words are left out that the icon and the tool tip say as well."""
        if is_tight != self._is_tight:
            self._is_tight = is_tight
            self._loop.setText("" if is_tight else _LOOP)
            self._skip.setText(_SHORT_SKIP if is_tight else _SKIP)

    def _arrange(self) -> None:
        """Puts everything where it belongs at this width; what is written, and how long it is, changes nothing of that."""
        measure = self._facts.fontMetrics().horizontalAdvance
        times = self._position.fontMetrics().horizontalAdvance(_WIDEST_TIME) + measure(f"/ {_WIDEST_TIME}")
        buttons = [widget for widget in self._fixed() if not isinstance(widget, QLabel)]
        left_out = measure(_LOOP) + measure(_SKIP) - measure(_SHORT_SKIP) if self._is_tight else 0
        in_first = sum(_width(widget) for widget in buttons) + left_out + times + _SPACING * (len(buttons) + 2)
        texts_width = max(map(measure, _WIDEST_FACTS)) + _TITLE_WIDTH
        in_second = sum(_width(widget) + _SPACING for widget in self._further) + texts_width + _SPACING
        is_wide = in_first + in_second <= self.width()
        self._write_short(not is_wide and in_first > self.width())
        if is_wide == self._is_wide:
            return
        self._is_wide = is_wide
        self._write()
        for row in (self._first, self._second):
            while row.takeAt(0) is not None:
                pass
        texts = self._first if is_wide else self._second
        widget: QWidget
        for widget in (self._play, self._back, self._forward, self._position, self._length):
            self._first.addWidget(widget)
        texts.addWidget(self._facts)
        texts.addWidget(self._title, 1)
        if not is_wide:
            self._first.addStretch(1)
        for widget in (self._skip, self._loop, self.rate, self.volume):
            self._first.addWidget(widget)
        for widget in self._further:
            texts.addWidget(widget)


def _width(widget: QWidget) -> int:
    return 0 if widget.isHidden() else min(widget.sizeHint().width(), widget.maximumWidth())
