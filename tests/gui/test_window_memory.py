"""The window's size from one start to the next."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QSplitter, QWidget
from pytestqt.qtbot import QtBot

from inbox.gui.window_memory import WindowMemory

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
_BROKEN = ["", "[]", "{}", '{"window": "%%%", "splitter": ""}', '{"window": 1, "splitter": 2}', "\udcff"]


def _window(qtbot: QtBot) -> tuple[QMainWindow, QSplitter]:
    window, splitter = QMainWindow(), QSplitter(Qt.Orientation.Vertical)
    qtbot.addWidget(window)
    splitter.addWidget(QWidget())
    splitter.addWidget(QWidget())
    window.setCentralWidget(splitter)
    return window, splitter


def test_size_and_split_come_back(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "window.json"
    window, splitter = _window(qtbot)
    window.resize(511, 433)
    window.show()
    splitter.setSizes([300, 120])
    WindowMemory(path).keep(window, splitter)
    assert path.stat().st_mode & 0o777 == 0o600
    again, split = _window(qtbot)
    assert WindowMemory(path).restore(again, split)
    again.show()
    assert (again.width(), again.height()) == (511, 433)
    assert split.sizes() == splitter.sizes()


@pytest.mark.parametrize("content", _BROKEN)
def test_a_broken_file_only_means_the_usual_size(qtbot: QtBot, tmp_path: Path, content: str) -> None:
    path = tmp_path / "window.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    window, splitter = _window(qtbot)
    assert not WindowMemory(path).restore(window, splitter)


def test_a_folder_that_is_gone_is_no_reason_not_to_close(qtbot: QtBot, tmp_path: Path) -> None:
    window, splitter = _window(qtbot)
    WindowMemory(tmp_path / "gone" / "window.json").keep(window, splitter)
    WindowMemory(None).keep(window, splitter)


def test_the_first_window_fits_on_a_small_screen(qtbot: QtBot, tmp_path: Path) -> None:
    window, splitter = _window(qtbot)
    screen = window.screen().availableSize()
    window.resize(screen.width() + 160, screen.height() + 40)
    assert not WindowMemory(tmp_path / "window.json").restore(window, splitter)
    assert window.width() <= screen.width()
    assert window.height() < screen.height()


def test_a_screen_that_holds_no_such_window_at_all_leaves_its_size_alone(qtbot: QtBot, tmp_path: Path) -> None:
    window, splitter = _window(qtbot)
    window.setMinimumSize(window.screen().availableSize())
    window.resize(2_000, 1_500)
    WindowMemory(tmp_path / "window.json").restore(window, splitter)
    assert (window.width(), window.height()) == (2_000, 1_500)
