"""A long value in Details."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from inbox.gui.look.theme import LIGHT
from inbox.gui.widgets.field import Field
from inbox.gui.widgets.value_field import ValueField

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

_LONG = "https://voice.bandwidth.com/" + "m" * 200


def _fields(qtbot: QtBot, *texts: str) -> tuple[QWidget, list[ValueField]]:
    box = QWidget()
    row = QHBoxLayout(box)
    fields = [ValueField(LIGHT) for _ in texts]
    for field, text in zip(fields, texts, strict=True):
        field.setFixedWidth(160)
        field.show_field(Field("Media address given", text))
        row.addWidget(field)
    qtbot.addWidget(box)
    with qtbot.waitExposed(box):
        box.show()
    box.setFocus()
    return box, fields


def _right(field: ValueField) -> QImage:
    image = field.grab().toImage()
    return image.copy(image.width() - 60, 0, 60, image.height())


def test_a_value_that_does_not_fit_ends_in_an_ellipsis_and_not_in_half_a_letter(qtbot: QtBot) -> None:
    _box, (long, _short) = _fields(qtbot, _LONG, "mp3")
    image = _right(long)
    dots = image.copy(image.width() - 10, 0, 10, image.height())
    upper = dots.copy(0, 0, 10, image.height() // 2)
    ground = dots.pixelColor(9, 0)
    assert all(upper.pixelColor(x, y) == ground for x in range(2, 10) for y in range(upper.height()))


def test_the_whole_of_it_can_be_selected_copied_and_read_in_the_tool_tip(qtbot: QtBot) -> None:
    _box, (field,) = _fields(qtbot, _LONG)
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(field, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == _LONG
    assert _LONG in field.toolTip()


def test_leaving_a_field_shows_its_beginning_again(qtbot: QtBot) -> None:
    _box, (first, second) = _fields(qtbot, _LONG, _LONG)
    before = first.grab().toImage()
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    qtbot.keyClick(first, Qt.Key.Key_End)
    assert first.grab().toImage() != before
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    assert first.grab().toImage() == before
