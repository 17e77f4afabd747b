"""The folders of the window: what they hold, and what leaves them."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.domain.query import parse_query
from inbox.domain.query_problem import query_problem
from inbox.domain.statuses import DownloadStatus, ReviewStatus
from inbox.gui.listing.folders import TERMS, Folder, folder_tip
from inbox.gui.main_window import MainWindow

OpenWindow = Callable[..., MainWindow]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def _counted(window: MainWindow, folder: Folder) -> str:
    return str(window.sidebar.item(list(Folder).index(folder)).data(Qt.ItemDataRole.AccessibleTextRole))


def test_an_error_that_is_marked_as_reviewed_leaves_the_errors_and_their_count(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    rows = inbox.receive(3)
    for row in rows[:2]:
        inbox.fail(row, "Bandwidth does not know this recording.", DownloadStatus.GIVEN_UP)
    window = open_window()
    window.sidebar.choose(Folder.ERRORS)
    qtbot.waitUntil(lambda: list(window.model.ids) == [rows[1], rows[0]], timeout=5_000)
    window.table.select_id(rows[1])
    QTest.keyClick(window.table, Qt.Key.Key_R)
    assert inbox.reviewed == [([rows[1]], ReviewStatus.REVIEWED)]
    window.recordings_changed([rows[1]])
    qtbot.waitUntil(lambda: list(window.model.ids) == [rows[0]], timeout=5_000)
    qtbot.waitUntil(lambda: _counted(window, Folder.ERRORS) == "Errors, 1 recording", timeout=5_000)
    inbox.review([rows[0]], ReviewStatus.FLAGGED)
    window.recordings_changed([rows[0]])
    qtbot.waitUntil(lambda: _counted(window, Folder.FLAGGED) == "Flagged, 1 recording", timeout=5_000)
    assert _counted(window, Folder.ERRORS) == "Errors, 1 recording", "what is flagged still needs somebody"
    window.sidebar.choose(Folder.REVIEWED)
    qtbot.waitUntil(lambda: list(window.model.ids) == [rows[1]], timeout=5_000)


@pytest.mark.parametrize("folder", list(Folder))
def test_the_tip_of_a_folder_has_the_words_that_find_the_same(folder: Folder) -> None:
    _, bracket, words = folder_tip(folder).partition(" (")
    typed = parse_query(words.removesuffix(")"))
    assert typed.terms == TERMS[folder]
    assert query_problem(typed) == ""
    assert bool(bracket) is (folder is not Folder.INBOX)
