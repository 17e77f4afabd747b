"""Looking for words in the journal's window."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.domain.query import parse_query
from inbox.gui.journal.journal_deliveries import DeliveriesPage
from inbox.gui.main_window import MainWindow

OpenWindow = Callable[..., MainWindow]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise", "does not support grabbing")
_CTRL = Qt.KeyboardModifier.ControlModifier


def _page(window: MainWindow, qtbot: QtBot) -> DeliveriesPage:
    QTest.keyClick(window, Qt.Key.Key_J, _CTRL)
    journal = window.extras.journal.journal
    assert journal is not None
    assert journal.deliveries is not None
    qtbot.waitUntil(journal.isVisible, timeout=5_000)
    return journal.deliveries


def _ids(page: DeliveriesPage) -> list[int]:
    return [line.id for line in page.model.values]


def _has_stopped(page: DeliveriesPage) -> bool:
    return page.further.isVisible() and page.further.isEnabled()


def test_a_line_says_which_recording_it_told_of(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    inbox.receive(name="Stand-up\u202e")
    inbox.receive(name="", conferenceId="", recordingId="r-nameless")
    inbox.deliver(b'{"eventType":"conferenceCompleted"}')
    page = _page(open_window(), qtbot)
    qtbot.waitUntil(lambda: page.model.rowCount() == 3, timeout=5_000)
    told = [page.model.index(row, 3).data() for row in range(3)]
    assert told == ["–", "r-nameless", "Stand-up\\u202e · r-1"]


def test_words_are_looked_for_by_keyboard_and_the_list_is_there_again_after_that(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    inbox.receive(3)
    inbox.deliver(b'{"eventType":"conferenceCompleted","n":"needle"}')
    page = _page(open_window(), qtbot)
    qtbot.waitUntil(lambda: page.model.rowCount() == 4, timeout=5_000)
    journal = page.window()
    QTest.keyClick(journal, Qt.Key.Key_2, _CTRL)
    QTest.keyClick(journal, Qt.Key.Key_F, _CTRL)
    assert page.isVisible(), "from another page too"
    assert page.field.hasFocus()
    QTest.keyClicks(page.field, "needle")
    qtbot.waitUntil(lambda: _ids(page) == [4], timeout=5_000)
    assert page.found.isVisible()
    assert page.found.text() == "1 delivery found in the whole journal."
    assert not page.further.isVisible()
    qtbot.waitUntil(lambda: page.viewer.shown is not None and page.viewer.shown.id == 4, timeout=5_000)
    inbox.receive(1, name="Needle work")
    qtbot.waitUntil(lambda: _ids(page) == [5, 4], timeout=5_000)
    page.filters.choose("Ignored")
    qtbot.waitUntil(lambda: _ids(page) == [4], timeout=5_000)
    page.filters.choose("Rejected")
    qtbot.waitUntil(lambda: page.empty.text() == "No delivery has “needle” in it.", timeout=5_000)
    assert page.empty.isVisible()
    QTest.keyClick(page.field, Qt.Key.Key_Escape)
    assert page.window().isVisible(), "Escape ends the search first"
    page.filters.choose("All")
    qtbot.waitUntil(lambda: _ids(page) == [5, 4, 3, 2, 1], timeout=5_000)
    assert not page.found.isVisible()


def test_it_says_how_far_back_it_looked_and_looks_further_when_asked(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inbox.storage.journal.delivery_search.STEP", 2)
    monkeypatch.setattr("inbox.gui.journal.journal_search.AT_ONCE", 4)
    inbox.deliver(b'{"eventType":"conferenceCompleted","n":"needle"}')
    inbox.receive(1, name="Needle work", recordingId="r-needle")
    for _ in range(8):
        inbox.deliver(b'{"eventType":"conferenceCompleted"}')
    inbox.recordings.ids(parse_query("needle"))  # by which it is indexed
    page = _page(open_window(), qtbot)
    QTest.keyClicks(page.field, "needle")
    qtbot.waitUntil(lambda: _has_stopped(page), timeout=5_000)
    assert _ids(page) == [2], "by the recording's name, however old"
    assert page.found.text().startswith("1 delivery found back to ")
    assert page.found.text().endswith("Of older ones: by the recording's name and ids only.")
    QTest.mouseClick(page.further, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: _has_stopped(page), timeout=5_000)
    assert _ids(page) == [2]
    QTest.mouseClick(page.further, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: _ids(page) == [2, 1], timeout=5_000)
    qtbot.waitUntil(lambda: page.found.text() == "2 deliveries found in the whole journal.", timeout=5_000)
    QTest.keyClicks(page.field, "-nowhere")
    qtbot.waitUntil(lambda: not _ids(page) and _has_stopped(page), timeout=5_000)
    assert page.empty.text().startswith("No delivery, back to ")


def test_a_search_that_is_closed_goes_on_when_the_journal_is_opened_again(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inbox.storage.journal.delivery_search.STEP", 2)
    inbox.deliver(b'{"eventType":"conferenceCompleted","n":"needle"}')
    for _ in range(9):
        inbox.deliver(b'{"eventType":"conferenceCompleted"}')
    page = _page(open_window(), qtbot)
    page.search.rest(True)
    page.search.seek("needle", None)
    qtbot.waitUntil(lambda: "so far" in page.search.sentence, timeout=5_000)
    journal = page.window()
    journal.close()
    journal.show()
    qtbot.waitUntil(lambda: _ids(page) == [1], timeout=5_000)
