"""The waveform: what is seen, and where a click goes."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from inbox.gui.look.theme import DARK, LIGHT, Theme
from inbox.gui.waveform.waveform import Waveform
from inbox.gui.waveform.waveform_loader import WaveformShape
from inbox.gui.waveform.waveform_painting import bar_heights

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

WIDTH, HEIGHT = 402, 72
SHAPE = WaveformShape(bytes([200] * 50 + [0] * 50), 100.0)


@pytest.fixture
def waveform(qtbot: QtBot) -> Iterator[Waveform]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(WIDTH, HEIGHT * 2)
    elsewhere = QLineEdit(window)  # has the focus, so that no ring is drawn around the waveform
    elsewhere.setGeometry(0, HEIGHT, WIDTH, HEIGHT)
    elsewhere.setFocus()
    widget = Waveform(LIGHT, window)
    widget.resize(WIDTH, HEIGHT)
    widget.set_shape(SHAPE)
    widget.set_length(100.0)
    with qtbot.waitExposed(window):
        window.show()
    yield widget
    window.close()  # and it had to live until here, or the widget had gone with it


def _picture(widget: Waveform) -> QImage:
    return widget.grab().toImage()


def _has(image: QImage, colour: QColor, area: QRect) -> bool:
    return any(
        image.pixelColor(x, y) == colour
        for x in range(area.left(), area.right() + 1)
        for y in range(area.top(), area.bottom() + 1)
    )


def test_loud_parts_are_bars_and_silence_is_none(waveform: Waveform) -> None:
    image = _picture(waveform)
    above = HEIGHT // 2 - 12
    assert _has(image, LIGHT.wave_rest, QRect(10, above, 100, 1))
    assert not _has(image, LIGHT.wave_rest, QRect(WIDTH // 2 + 10, above, 100, 1))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_played_part_is_in_accent_up_to_one_line(waveform: Waveform, theme: Theme) -> None:
    waveform.set_theme(theme)
    waveform.set_position(25.0)
    image = _picture(waveform)
    assert _has(image, theme.accent, QRect(5, 20, 80, 32))
    assert not _has(image, theme.accent, QRect(105, 0, 200, HEIGHT))
    assert image.pixelColor(100, HEIGHT // 2) == theme.text
    assert _has(image, theme.wave_rest, QRect(105, 20, 80, 32))


def test_moving_the_playhead_paints_the_same_as_painting_all(waveform: Waveform, qtbot: QtBot) -> None:
    for step in range(60):
        waveform.set_position(step / 3)
        qtbot.wait(1)
    step_by_step = _picture(waveform)
    waveform.set_theme(LIGHT)
    assert step_by_step == _picture(waveform)


@pytest.mark.parametrize("shape", [None, WaveformShape(b"", 0.0), WaveformShape(bytes(100), 5.0)])
def test_without_peaks_and_for_silence_there_is_a_dotted_line(waveform: Waveform, shape: WaveformShape | None) -> None:
    waveform.set_shape(shape)
    waveform.set_length(0.0)
    image = _picture(waveform)
    ground = image.pixelColor(0, 0)
    lines = [y for y in range(HEIGHT) if any(image.pixelColor(x, y) != ground for x in range(WIDTH))]
    assert lines
    assert all(abs(y - HEIGHT / 2) <= 2 for y in lines)


def test_a_click_asks_to_go_there_and_a_drag_to_where_it_ends(waveform: Waveform, qtbot: QtBot) -> None:
    asked: list[float] = []
    waveform.seek_requested.connect(asked.append)
    qtbot.mouseClick(waveform, Qt.MouseButton.LeftButton, pos=QPoint(100, 30))
    assert asked == [pytest.approx(25.0)]
    qtbot.mousePress(waveform, Qt.MouseButton.LeftButton, pos=QPoint(200, 30))
    qtbot.mouseMove(waveform, QPoint(320, 30))
    waveform.set_position(51.0)  # what plays meanwhile does not pull the playhead from the pointer
    assert waveform.value() == 80_000
    qtbot.mouseRelease(waveform, Qt.MouseButton.LeftButton, pos=QPoint(320, 30))
    assert asked[1:] == [pytest.approx(50.0), pytest.approx(80.0)]


def test_a_drag_past_the_edge_ends_at_the_edge(waveform: Waveform, qtbot: QtBot) -> None:
    asked: list[float] = []
    waveform.seek_requested.connect(asked.append)
    qtbot.mousePress(waveform, Qt.MouseButton.LeftButton, pos=QPoint(200, 30))
    qtbot.mouseRelease(waveform, Qt.MouseButton.LeftButton, pos=QPoint(900, 30))
    assert asked[-1] == 100.0


def test_the_keyboard_seeks_when_it_has_the_focus(waveform: Waveform, qtbot: QtBot) -> None:
    asked: list[float] = []
    waveform.seek_requested.connect(asked.append)
    waveform.set_position(50.0)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_PageUp, Qt.Key.Key_Home, Qt.Key.Key_End):
        qtbot.keyClick(waveform, key)
    assert asked == [55.0, 50.0, 80.0, 0.0, 100.0]


def test_without_a_length_nothing_is_asked_for(waveform: Waveform, qtbot: QtBot) -> None:
    asked: list[float] = []
    waveform.seek_requested.connect(asked.append)
    waveform.set_length(0.0)
    qtbot.mouseClick(waveform, Qt.MouseButton.LeftButton, pos=QPoint(100, 30))
    assert asked == []


def test_a_screen_reader_hears_where_it_stands(waveform: Waveform) -> None:
    waveform.set_position(62.0)
    assert waveform.accessibleName() == "Position in the recording"
    assert waveform.accessibleDescription() == "1:02 of 1:40"
    assert waveform.value() == 62_000


def test_pointing_shows_the_time_there_and_leaving_takes_it_away(waveform: Waveform, qtbot: QtBot) -> None:
    QApplication.sendEvent(waveform, QEvent(QEvent.Type.Leave))  # where an earlier test left the pointer
    before = _picture(waveform)
    qtbot.mouseMove(waveform, QPoint(200, 40))
    qtbot.waitUntil(lambda: _picture(waveform) != before)
    QApplication.sendEvent(waveform, QEvent(QEvent.Type.Leave))
    assert _picture(waveform) == before


def test_a_quiet_recording_is_drawn_as_high_as_a_loud_one_and_hiss_is_not() -> None:
    loud, quiet, hiss = (max(bar_heights(WaveformShape(bytes([level] * 90), 4.0), 30)) for level in (255, 60, 2))
    assert quiet == pytest.approx(loud)
    assert hiss == 0.0


def test_a_clip_shorter_than_the_screen_has_bars_all_along() -> None:
    heights = bar_heights(WaveformShape(bytes([100, 200]), 0.1), 40)
    assert len(heights) == 40
    assert heights == sorted(heights)
