"""The waveform beyond seeking: parts shown larger, parts selected, and the marks on it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QEnterEvent, QImage, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from inbox.domain.coverage import HeardSpan
from inbox.domain.notes import Note
from inbox.gui.look.theme import LIGHT
from inbox.gui.waveform.timeline_marks import TimelineMarks
from inbox.gui.waveform.waveform import Waveform
from inbox.gui.waveform.waveform_loader import WaveformShape

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

WIDTH, HEIGHT = 402, 72
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
NOTE = Note(7, 1, 50.0, None, "Agrees\nto \u202ethe date", "me", datetime(2026, 6, 10, tzinfo=UTC))


class PaintedWaveform(Waveform):
    """Writes down what it paints."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(LIGHT, parent)
        self.painted: list[QRect] = []

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted.append(QRect(event.rect()))
        super().paintEvent(event)


@pytest.fixture
def waveform(qtbot: QtBot) -> Iterator[PaintedWaveform]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(WIDTH, HEIGHT * 2)
    elsewhere = QLineEdit(window)
    elsewhere.setGeometry(0, HEIGHT, WIDTH, HEIGHT)
    elsewhere.setFocus()
    widget = PaintedWaveform(window)
    widget.resize(WIDTH, HEIGHT)
    widget.set_shape(WaveformShape(bytes([200] * 100), 100.0))
    widget.set_length(100.0)
    with qtbot.waitExposed(window):
        window.show()
    yield widget
    window.close()


def _picture(waveform: Waveform) -> QImage:
    QApplication.sendEvent(waveform, QEvent(QEvent.Type.Leave))  # where an earlier test left the pointer
    return waveform.grab().toImage()


def _has(image: QImage, colour: QColor, area: QRect) -> bool:
    return any(
        image.pixelColor(x, y) == colour
        for x in range(area.left(), area.right() + 1)
        for y in range(area.top(), area.bottom() + 1)
    )


def _turn(waveform: Waveform, x: int, notches: int, modifiers: Qt.KeyboardModifier, sideways: int = 0) -> bool:
    """Turns the wheel there; whether the waveform took it."""
    place, turned = QPointF(x, 30), QPoint(120 * sideways, 120 * notches)
    phase, buttons = Qt.ScrollPhase.NoScrollPhase, Qt.MouseButton.NoButton
    event = QWheelEvent(place, waveform.mapToGlobal(place), QPoint(), turned, buttons, modifiers, phase, False)
    QApplication.sendEvent(waveform, event)
    return event.isAccepted()


def _drag(qtbot: QtBot, waveform: Waveform, begin: int, end: int, modifiers: Qt.KeyboardModifier) -> None:
    qtbot.mousePress(waveform, Qt.MouseButton.LeftButton, modifiers, QPoint(begin, 30))
    qtbot.mouseMove(waveform, QPoint(end, 30))
    qtbot.mouseRelease(waveform, Qt.MouseButton.LeftButton, modifiers, QPoint(end, 30))


def test_ctrl_and_the_wheel_show_larger_what_is_under_the_pointer(waveform: Waveform) -> None:
    before = waveform.label_at(300)
    assert _turn(waveform, 300, 6, CTRL)
    assert waveform.view.span < 50.0
    assert waveform.label_at(300).startswith(before)
    assert _turn(waveform, 300, -20, CTRL)
    assert waveform.view.is_whole


def test_the_wheel_alone_is_left_to_what_is_around_and_sideways_scrolls_what_is_larger(waveform: Waveform) -> None:
    no = Qt.KeyboardModifier.NoModifier
    assert not _turn(waveform, 200, 1, no)
    assert not _turn(waveform, 200, 0, no, sideways=-1)
    waveform.set_view(20.0, 40.0)
    assert not _turn(waveform, 200, 1, no)
    assert _turn(waveform, 200, 0, no, sideways=-1)
    assert waveform.view.begin == pytest.approx(22.0)
    assert _turn(waveform, 200, 1, SHIFT)
    assert waveform.view.begin == pytest.approx(20.0)


def test_a_click_in_a_larger_part_goes_where_it_shows(waveform: Waveform, qtbot: QtBot) -> None:
    asked: list[float] = []
    waveform.seek_requested.connect(asked.append)
    waveform.set_view(20.0, 40.0)
    qtbot.mouseClick(waveform, Qt.MouseButton.LeftButton, pos=QPoint(200, 30))
    assert asked == [pytest.approx(30.0)]


def test_the_playhead_stays_in_view_while_it_plays(waveform: Waveform) -> None:
    waveform.set_view(0.0, 10.0)
    for tenths in range(250):
        waveform.set_position(tenths / 10)
        assert waveform.view.holds(tenths / 10)
    assert waveform.view.span == pytest.approx(10.0)


def test_who_looks_elsewhere_is_left_there_until_somebody_jumps(waveform: Waveform) -> None:
    waveform.set_position(5.0)
    waveform.set_view(60.0, 70.0)
    waveform.set_position(5.1)
    assert waveform.view.begin == 60.0
    waveform.set_position(35.0)
    assert waveform.view.holds(35.0)


def test_another_place_paints_no_more_than_a_strip(waveform: PaintedWaveform, qtbot: QtBot) -> None:
    QApplication.sendEvent(waveform, QEvent(QEvent.Type.Leave))  # where an earlier test left the pointer
    waveform.set_position(10.0)
    qtbot.wait(50)
    waveform.painted.clear()
    for tenths in range(100, 140):
        waveform.set_position(tenths / 10)
        QApplication.processEvents()
    assert waveform.painted
    assert max(rect.width() for rect in waveform.painted) < 12


def test_shift_and_drag_selects_and_shows_how_long(waveform: Waveform, qtbot: QtBot) -> None:
    told: list[object] = []
    sought: list[float] = []
    waveform.selection_changed.connect(told.append)
    waveform.seek_requested.connect(sought.append)
    before = _picture(waveform)
    _drag(qtbot, waveform, 240, 80, SHIFT)
    assert told == [(pytest.approx(20.0), pytest.approx(60.0))]
    assert waveform.selection == told[0]
    assert sought == []
    image = _picture(waveform)
    assert _has(image, LIGHT.accent, QRect(79, 30, 4, 10)), "an edge that can be taken hold of"
    assert _has(image, LIGHT.text, QRect(140, 40, 60, 25)), "its length"
    assert not _has(before, LIGHT.text, QRect(140, 40, 60, 25))


def test_a_screen_reader_hears_what_is_selected(waveform: Waveform) -> None:
    waveform.set_position(62.0)
    waveform.set_selection((20.0, 60.0))
    assert waveform.accessibleDescription() == "1:02 of 1:40, selected from 0:20 to 1:00"
    waveform.set_selection(None)
    assert waveform.accessibleDescription() == "1:02 of 1:40"


def test_the_ends_of_a_selection_can_be_moved_across_each_other(waveform: Waveform, qtbot: QtBot) -> None:
    waveform.set_selection((20.0, 60.0))
    plain = Qt.KeyboardModifier.NoModifier
    _drag(qtbot, waveform, 241, 320, plain)
    assert waveform.selection is not None
    assert list(waveform.selection) == pytest.approx([20.0, 80.0])
    _drag(qtbot, waveform, 79, 380, plain)
    assert list(waveform.selection) == pytest.approx([80.0, 95.0])


def test_shift_and_a_click_or_escape_select_nothing(waveform: Waveform, qtbot: QtBot) -> None:
    told: list[object] = []
    waveform.selection_changed.connect(told.append)
    waveform.set_selection((20.0, 60.0))
    qtbot.mouseClick(waveform, Qt.MouseButton.LeftButton, SHIFT, QPoint(300, 30))
    waveform.set_selection((20.0, 60.0))
    qtbot.keyClick(waveform, Qt.Key.Key_Escape)
    assert told == [None, None]
    assert waveform.selection is None


def test_a_click_on_a_note_goes_to_it_and_says_which(waveform: Waveform, qtbot: QtBot) -> None:
    pressed: list[str] = []
    sought: list[float] = []
    waveform.note_pressed.connect(pressed.append)
    waveform.seek_requested.connect(sought.append)
    waveform.set_marks(TimelineMarks(notes=[NOTE]))
    qtbot.mouseClick(waveform, Qt.MouseButton.LeftButton, pos=QPoint(203, 8))
    assert (pressed, sought) == (["7"], [50.0])
    assert waveform.label_at(203, 8) == "0:50  Agrees to \\u202ethe date"
    assert waveform.label_at(200, 40) == "0:50"


def test_notes_stand_above_and_what_was_heard_below(waveform: Waveform) -> None:
    above, below = QRect(190, 2, 24, 10), QRect(90, HEIGHT - 7, 200, 4)
    image = _picture(waveform)
    assert not _has(image, LIGHT.partial, above)
    assert not _has(image, LIGHT.accent, below)
    waveform.set_marks(TimelineMarks(notes=[NOTE], heard=[HeardSpan(25.0, 50.0, 1.0), HeardSpan(50.0, 75.0, 2.0)]))
    image = _picture(waveform)
    assert _has(image, LIGHT.partial, above)
    slow, fast = (sum(image.pixelColor(x, y) == LIGHT.accent for y in range(HEIGHT - 8, HEIGHT)) for x in (150, 250))
    assert slow > fast > 0
    assert not _has(image, LIGHT.accent, QRect(10, HEIGHT - 8, 80, 8))


def test_a_silence_has_dots_where_its_noise_had_bars_and_the_pointer_says_so(waveform: Waveform) -> None:
    marks = TimelineMarks(silences=[(25.0, 50.0)], gaps=[(60.0, 70.0)], heard=[HeardSpan(70.0, 80.0, 1.5)])
    waveform.set_marks(marks)
    image, bars = _picture(waveform), QRect(110, HEIGHT // 2 - 15, 80, 1)
    assert not _has(image, LIGHT.wave_rest, bars)
    said = [waveform.label_at(x) for x in (120, 260, 300)]
    assert said == ["0:30  silence", "1:05  digital silence", "1:15  heard at 1.5×"]
    before = image.pixelColor(150, HEIGHT // 2 - 8)
    waveform.set_marks(TimelineMarks(silences=[(25.0, 50.0)], skips=[(25.0, 50.0)]))
    assert _picture(waveform).pixelColor(150, HEIGHT // 2 - 8) not in (before, LIGHT.background), "skipped: on a band"


def test_what_has_not_come_yet_is_fainter(waveform: Waveform) -> None:
    waveform.set_available(50.0)
    image = _picture(waveform)
    assert _has(image, LIGHT.wave_rest, QRect(20, 30, 100, 1))
    assert not _has(image, LIGHT.wave_rest, QRect(220, 30, 150, 1))
    waveform.set_available(None)
    assert _has(_picture(waveform), LIGHT.wave_rest, QRect(220, 30, 150, 1))


def test_a_part_that_is_shown_larger_has_the_detail_that_is_known(waveform: Waveform) -> None:
    fine = bytes([220] * 10 + [0] * 10) * 200
    waveform.set_shape(WaveformShape(bytes([220] * 100), 100.0, (), fine))
    waveform.set_view(10.0, 12.0)
    image = _picture(waveform)
    row = [image.pixelColor(x, HEIGHT // 2 - 15) == LIGHT.wave_rest for x in range(WIDTH)]
    assert 0.1 < sum(row) / WIDTH < 0.4, "half of it is silent"
    assert waveform.label_at(200).startswith("0:11.0")


@pytest.mark.parametrize("pointer", range(0, WIDTH, 5))
def test_what_is_said_of_a_place_never_stands_over_the_playhead(waveform: PaintedWaveform, pointer: int) -> None:
    picture = waveform._picture
    for position in range(0, 101, 2):
        label = picture.label_at(QPoint(pointer, 40), float(position))
        head = QRect(picture.x_of(position), 4, 2, HEIGHT - 8)
        assert not label.intersects(head), (pointer, position)
        assert waveform.rect().contains(label)


def test_what_is_said_of_a_place_makes_way_for_the_playhead_and_leaves_nothing_behind(waveform: PaintedWaveform) -> None:
    waveform.set_position(30.0)
    QApplication.sendEvent(waveform, QEnterEvent(QPointF(200, 40), QPointF(200, 40), QPointF(200, 40)))
    QApplication.processEvents()
    waveform.painted.clear()
    waveform.set_position(49.0)
    QApplication.processEvents()
    painted = QRect()
    for rect in waveform.painted:
        painted = painted.united(rect)
    for position in (30.0, 49.0):
        assert painted.contains(waveform._picture.label_at(QPoint(200, 40), position)), "where it was, and where it is"
