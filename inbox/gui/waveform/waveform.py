"""The waveform: loudness over time as bars, what was played in accent; it seeks, selects, and shows parts larger."""

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget

from inbox.domain.durations import clock_text
from inbox.domain.sound.sound_map import SpanOfTime
from inbox.gui.look.theme import Theme
from inbox.gui.waveform.marks_painting import note_at
from inbox.gui.waveform.timeline_marks import TimelineMarks
from inbox.gui.waveform.timeline_view import TimelineView
from inbox.gui.waveform.waveform_gestures import GRIP, Drag, Hold, drag_of_end
from inbox.gui.waveform.waveform_loader import WaveformShape
from inbox.gui.waveform.waveform_picture import PLAYHEAD, WaveformPicture

_HEIGHT = 72
_STEP_MS, _PAGE_MS = 5_000, 30_000
_WHEEL_NOTCH = 120
_ZOOM_A_NOTCH = 1.25
_SCROLL_A_NOTCH = 0.1
_JUMPED = 1.5
"""Seconds; a playhead that moves further at once was moved by somebody, who wants to see where it is."""


class Waveform(QAbstractSlider):
    """A slider over the length of a recording, in milliseconds for assistive tools, in seconds for the program.

    Moving the playhead copies narrow strips of a picture that is drawn once.
    """

    seek_requested = Signal(float)
    """Seconds: where the person wants to go."""
    selection_changed = Signal(object)
    """A `SpanOfTime`, or None: what the person selected."""
    note_pressed = Signal(str)
    """The id of a note, as text."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = WaveformPicture(theme, self.size)
        self._position = 0.0
        self._selection: SpanOfTime | None = None
        self._hover: QPoint | None = None
        self._drag: Drag | None = None
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setSingleStep(_STEP_MS)
        self.setPageStep(_PAGE_MS)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Position in the recording")
        self.actionTriggered.connect(lambda _: self.seek_requested.emit(self.sliderPosition() / 1000))

    @property
    def has_shape(self) -> bool:
        """Whether there are bars to be seen."""
        return self._picture.shape is not None

    @property
    def view(self) -> TimelineView:
        """The part that is shown."""
        return self._picture.view

    @property
    def selection(self) -> SpanOfTime | None:
        """What is selected."""
        return self._selection

    def set_theme(self, theme: Theme) -> None:
        """Paints in this theme from now on."""
        self._picture.theme = theme
        self._draw_anew()

    def set_shape(self, shape: WaveformShape | None) -> None:
        """The bars to show; None shows the skeleton."""
        self._picture.shape = shape
        self._draw_anew()

    def set_marks(self, marks: TimelineMarks) -> None:
        """What is drawn beside the loudness."""
        if marks != self._picture.marks:
            self._picture.take_marks(marks)
            self.update()

    def set_length(self, seconds: float) -> None:
        """What the whole width stands for, unless a part is shown larger."""
        if seconds != self.view.length:
            self._picture.view = self.view.of_length(seconds)
            self.setRange(0, min(round(seconds * 1000), 2**31 - 1))
            self._draw_anew()

    def set_available(self, seconds: float | None) -> None:
        """Up to where it is here, while it is still coming; None: all of it."""
        if self._picture.takes_available(seconds):
            self.update()

    def set_position(self, seconds: float) -> None:
        """Moves the playhead, and what is seen with it; while the person drags it, it stays with the pointer."""
        if self._drag is not None and self._drag.hold is Hold.PLAYHEAD:
            return
        follows = self.view.holds(self._position) or abs(seconds - self._position) > _JUMPED
        self._move_playhead(seconds)
        if follows and self._drag is None:
            self._show_view(self.view.following(seconds))

    def set_selection(self, span: SpanOfTime | None) -> None:
        """What is selected, without telling of it."""
        if span != self._selection:
            self._selection = span
            self._describe()
            self.update()

    def set_view(self, begin: float, end: float) -> None:
        """Shows this part as large as can be."""
        self._show_view(self.view.showing(begin, end))

    def zoom(self, factor: float) -> None:
        """Shows everything so many times as large, around the playhead or, where that is not seen, the middle."""
        around = self._position if self.view.holds(self._position) else self.view.seconds_at(0.5)
        self._show_view(self.view.zoomed(factor, around))

    def zoom_all(self) -> None:
        """Shows all of the recording."""
        self._show_view(TimelineView.whole(self.view.length))

    def label_at(self, x: int, y: int = 36) -> str:
        """What is said of a place while the pointer is there."""
        return self._picture.text_at(QPoint(x, y))

    def sizeHint(self) -> QSize:
        """As wide as it may be."""
        return QSize(600, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Still of use."""
        return QSize(160, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copies the strip that is asked for, then draws what moves."""
        painter = QPainter(self)
        self._picture.copy(painter, event.rect(), self._position, self.devicePixelRatioF())
        if self._can_seek():
            self._picture.paint_over(painter, self._position, self._selection)
            if self._hover is not None:
                self._picture.paint_hover(painter, self._hover, self._position)
        if self.hasFocus():
            self._picture.paint_focus(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other bars fit now."""
        self._draw_anew()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Off and on look different."""
        if event.type() == QEvent.Type.EnabledChange:
            self._draw_anew()
        super().changeEvent(event)

    def sliderChange(self, change: QAbstractSlider.SliderChange) -> None:
        """Nothing: Qt would paint all of it anew, and the playhead sees to its own strip."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As a slider; Escape selects nothing."""
        if event.key() == Qt.Key.Key_Escape and self._selection is not None:
            self._select(None)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Goes there at once, and the playhead follows the pointer; with Shift, or on an end of the selection, it selects."""
        if event.button() != Qt.MouseButton.LeftButton or not self._can_seek():
            return
        at = event.position()
        place = self._picture.seconds_at(at.x())
        if note := note_at(at.x(), at.y(), self.width(), self.view, self._picture.marks):
            self.note_pressed.emit(str(note.id))
            self.seek_requested.emit(note.begin)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._begin_selecting(Drag(Hold.SELECTION, place, is_new=True))
        elif drag := self._end_near(at.x()):
            self._begin_selecting(drag)
        else:
            self._drag = Drag(Hold.PLAYHEAD, place)
            self._move_playhead(place)
            self.seek_requested.emit(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Shows the time at the pointer, or how much is selected."""
        at, drag = event.position(), self._drag
        place = self._picture.seconds_at(at.x())
        if drag is not None and drag.hold is Hold.SELECTION:
            self.set_selection(drag.selection_to(place))
            return
        self._hover_at(at.toPoint())
        if drag is not None:
            self._move_playhead(place)
        elif note_at(at.x(), at.y(), self.width(), self.view, self._picture.marks):
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        elif self._end_near(at.x()):
            self.setCursor(Qt.CursorShape.SplitHCursor)
        else:
            self.unsetCursor()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ends a drag: goes to where it ended, or tells what is selected."""
        drag = self._drag
        if event.button() != Qt.MouseButton.LeftButton or drag is None:
            return
        self._drag = None
        place = self._picture.seconds_at(event.position().x())
        if drag.hold is Hold.SELECTION:
            is_click = drag.is_new and abs(self._picture.x_of(drag.anchor) - self._picture.x_of(place)) < GRIP
            self._select(None if is_click else drag.selection_to(place))
        elif place != drag.anchor:
            self._move_playhead(place)
            self.seek_requested.emit(place)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Shows the time at the pointer."""
        self._hover_at(event.position().toPoint())

    def leaveEvent(self, event: QEvent) -> None:
        """Takes the label away."""
        self._hover_at(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl it shows a part larger, sideways or with Shift another part; else it scrolls what is around it."""
        sideways, turned = event.angleDelta().x(), event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and turned:
            place = self._picture.seconds_at(event.position().x())
            self._show_view(self.view.zoomed(_ZOOM_A_NOTCH ** (turned / _WHEEL_NOTCH), place))
        elif not self.view.is_whole and (sideways or event.modifiers() & Qt.KeyboardModifier.ShiftModifier):
            notches = (sideways or turned) / _WHEEL_NOTCH
            self._show_view(self.view.scrolled(-notches * _SCROLL_A_NOTCH * self.view.span))
        else:
            event.ignore()

    def _can_seek(self) -> bool:
        return self.view.length > 0 and self.isEnabled()

    def _end_near(self, x: float) -> Drag | None:
        """Taking hold of an end of the selection, when the pointer is on one."""
        return drag_of_end(self._selection, self._picture.seconds_at(x), GRIP * self.view.span / max(1, self.width()))

    def _begin_selecting(self, drag: Drag) -> None:
        self._drag = drag
        self._hover_at(None)

    def _select(self, span: SpanOfTime | None) -> None:
        self.set_selection(span)
        self.selection_changed.emit(span)

    def _show_view(self, view: TimelineView) -> None:
        if view != self.view:
            self._picture.view = view
            self._draw_anew()

    def _draw_anew(self) -> None:
        self._picture.forget()
        self.update()

    def _move_playhead(self, seconds: float) -> None:
        hover, label = self._hover, self._hover_area(self._hover)
        before, self._position = self._picture.x_of(self._position), seconds
        now = self._picture.x_of(seconds)
        if now != before:
            self.update(min(before, now) - 1, 0, abs(now - before) + PLAYHEAD + 2, self.height())
            if (makes_way := self._hover_area(hover)) != label:
                self.update(label.united(makes_way))
        if int(seconds) != self.value() // 1000:  # assistive tools hear of whole seconds
            self.setValue(min(round(seconds * 1000), self.maximum()))
            self._describe()

    def _describe(self) -> None:
        place = f"{clock_text(self._position)} of {clock_text(self.view.length)}"
        chosen = self._selection
        also = "" if chosen is None else f", selected from {clock_text(chosen[0])} to {clock_text(chosen[1])}"
        self.setAccessibleDescription(place + also)

    def _hover_at(self, at: QPoint | None) -> None:
        for place in (self._hover, at):
            self.update(self._hover_area(place))
        self._hover = at

    def _hover_area(self, place: QPoint | None) -> QRect:
        """What is painted while the pointer is there."""
        if place is None:
            return QRect()
        line = QRect(place.x() - 1, 0, 3, self.height())
        return self._picture.label_at(place, self._position).adjusted(-1, 0, 1, 0).united(line)
