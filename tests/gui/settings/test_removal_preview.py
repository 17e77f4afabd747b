"""What would go to the trash, in the settings: told in whole words, beside buttons that stay where they are."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.domain.removal import Candidate, RemovalPlan, too_much_for, too_old_for
from inbox.gui.look.theme import LIGHT
from inbox.gui.main_window import MainWindow
from inbox.gui.settings.removal_preview import RemovalPreview
from inbox.gui.widgets.line_model import LineModel
from inbox.gui.widgets.line_table import fitting

OpenWindow = Callable[..., MainWindow]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints|raise\\(\\)")
_PADDING = 12
_IN_THE_SMALLEST_WINDOW = 860 - 172 - 2 * 28


@pytest.mark.parametrize("why", [too_old_for(1), too_old_for(100_000), too_much_for(10), too_much_for(10_000_000)])
def test_why_a_file_would_go_can_be_read_in_the_smallest_window(qtbot: QtBot, why: tuple[str, str]) -> None:
    preview = RemovalPreview(LIGHT)
    qtbot.addWidget(preview)
    preview.resize(_IN_THE_SMALLEST_WINDOW, 300)
    preview.show_plan(RemovalPlan((Candidate(1, "Thursday stand-up", 5_000_000, *why),), 9_000_000))
    preview.show()
    index = preview.model.index(0, 2)
    room = preview.table.columnWidth(2) - 2 * _PADDING
    shown = fitting(index.data(LineModel.TextsRole), QFontMetricsF(LIGHT.body_font()), room)
    assert shown in why
    assert why[0] in index.data()
    assert preview.table.viewport().width() >= sum(preview.table.columnWidth(column) for column in range(3))


def test_in_a_large_window_it_is_a_sentence(qtbot: QtBot) -> None:
    preview = RemovalPreview(LIGHT)
    qtbot.addWidget(preview)
    preview.resize(1_500, 300)
    preview.show_plan(RemovalPlan((Candidate(1, "Thursday stand-up", 5_000_000, *too_much_for(5_000)),), 9_000_000))
    preview.show()
    texts = preview.model.index(0, 2).data(LineModel.TextsRole)
    metrics = QFontMetricsF(LIGHT.body_font())
    assert fitting(texts, metrics, preview.table.columnWidth(2) - 2 * _PADDING) == too_much_for(5_000)[0]


def test_what_is_said_moves_nothing_under_the_pointer(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    window.extras.settings.open("Downloads")
    settings = window.extras.settings.settings
    assert isinstance(settings, QDialog)
    page = settings.pages["Downloads"]
    assert isinstance(page, QWidget)

    def height() -> int:
        layout = settings.layout()
        assert layout is not None
        layout.activate()
        return page.height()

    before = height()
    settings.say("1 file was moved to the trash.")
    assert settings.message.isVisible()
    assert height() == before
    settings.say("")
    assert not settings.message.isVisible()
    assert height() == before


def test_bringing_back_stays_in_its_place_while_the_trash_fills(qtbot: QtBot) -> None:
    frame = QWidget()
    preview = RemovalPreview(LIGHT)
    QVBoxLayout(frame).addWidget(preview)
    qtbot.addWidget(frame)
    frame.resize(_IN_THE_SMALLEST_WINDOW, 400)
    frame.show()
    places = []
    for trash in ((0, 0), (1, 1_000), (312, 4_200_000_000)):
        preview.show_plan(RemovalPlan(), trash)
        layout = preview.layout()
        assert layout is not None
        layout.activate()
        places.append(preview.undo_button.mapTo(frame, QPoint(0, 0)))
    assert len(set(map(QPoint.toTuple, places))) == 1
