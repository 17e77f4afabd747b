"""The stars of recordings in the list: seen, said, sorted by."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from window.judged_window import JudgedWindow
from window.listening_window import ListeningWindow

from inbox.gui.listing.recording_columns import Column

pytestmark = pytest.mark.qt_log_ignore(
    "propagateSizeHints", "PulseAudioService", "No audio device detected", "pipewire", "ALSA", "does not support"
)


@pytest.fixture
def judged(tmp_path: Path, qtbot: QtBot) -> Iterator[JudgedWindow]:
    listening = ListeningWindow(tmp_path / "data")
    for number in range(3):
        listening.downloaded(5.0, name=f"Talk {number}")
    made = JudgedWindow(listening, qtbot)
    made.window.resize(1_280, 800)
    yield made
    listening.close()


def _cell(judged: JudgedWindow, row: int, role: Qt.ItemDataRole) -> object:
    place = judged.window.model.row_of(row)
    assert place is not None
    return judged.window.model.index(place, Column.STARS).data(role)


def test_stars_that_are_given_stand_in_the_list_at_once(judged: JudgedWindow) -> None:
    assert not judged.window.table.isColumnHidden(Column.STARS)
    assert _cell(judged, 2, Qt.ItemDataRole.AccessibleTextRole) == "No stars"
    judged.choose(2)
    judged.press(Qt.Key.Key_4)
    judged.until(lambda: _cell(judged, 2, Qt.ItemDataRole.DisplayRole) == "★★★★")
    assert _cell(judged, 2, Qt.ItemDataRole.AccessibleTextRole) == "4 stars"
    assert _cell(judged, 2, Qt.ItemDataRole.ToolTipRole) == "4 stars"
    judged.press(Qt.Key.Key_1)
    judged.until(lambda: _cell(judged, 2, Qt.ItemDataRole.AccessibleTextRole) == "1 star")
    judged.press(Qt.Key.Key_0)
    judged.until(lambda: _cell(judged, 2, Qt.ItemDataRole.DisplayRole) == "")


def test_a_click_on_the_header_brings_the_best_to_the_top_and_follows_what_is_given(judged: JudgedWindow) -> None:
    reviews, model, header = judged.listening.core.reviews, judged.window.model, judged.window.table.horizontalHeader()
    reviews.set_stars([1], 2)
    reviews.set_stars([2], 5)
    judged.settle()
    place = QPoint(header.sectionViewportPosition(Column.STARS) + 12, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    judged.until(lambda: list(model.ids) == [2, 1, 3])
    assert model.headerData(Column.STARS, Qt.Orientation.Horizontal) == "Stars ↓"
    reviews.set_stars([3], 4)
    judged.settle()
    judged.until(lambda: list(model.ids) == [2, 3, 1])
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    judged.until(lambda: list(model.ids) == [1, 3, 2])
