"""What the mouse does for one who judges: notes, marks, tags in the sidebar, the rows' menu."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot
from window.judged_window import JudgedWindow
from window.listening_window import ListeningWindow

from inbox.domain.statuses import DownloadStatus
from inbox.gui.listing.folders import Folder

pytestmark = pytest.mark.qt_log_ignore(
    "propagateSizeHints", "PulseAudioService", "No audio device detected", "pipewire", "ALSA", "does not support"
)

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def listening(tmp_path: Path, qtbot: QtBot) -> Iterator[ListeningWindow]:
    made = ListeningWindow(tmp_path / "data")
    yield made
    made.close()


@pytest.fixture
def rows(listening: ListeningWindow) -> list[int]:
    """Two recordings that can be heard, the older one first."""
    return [listening.downloaded(30.0, name=f"Talk {number}") for number in range(2)]


@pytest.fixture
def judged(listening: ListeningWindow, rows: list[int], qtbot: QtBot) -> JudgedWindow:
    return JudgedWindow(listening, qtbot)


def test_tags_stand_in_the_sidebar_and_choose_their_recordings(judged: JudgedWindow, rows: list[int]) -> None:
    reviews, sidebar = judged.listening.core.reviews, judged.window.sidebar
    reviews.tag(rows[:1], "training")
    reviews.tag(rows, "a <b> & ü")
    judged.settle()
    judged.until(lambda: sidebar.count() == len(Folder) + 3)

    def spoken() -> list[str]:
        places = range(len(Folder) + 1, sidebar.count())
        return [str(sidebar.item(place).data(Qt.ItemDataRole.AccessibleTextRole)) for place in places]

    assert spoken() == ["Tag a <b> & ü, 2 recordings", "Tag training, 1 recording"]
    sidebar.setCurrentRow(sidebar.count() - 1)
    judged.until(lambda: list(judged.window.model.ids) == [rows[0]])
    assert not sidebar.item(len(Folder)).flags() & Qt.ItemFlag.ItemIsSelectable, "the title is none of them"
    reviews.untag(rows, "training")
    judged.settle()
    judged.until(lambda: judged.window.empty.isVisible())
    assert spoken()[-1] == "Tag training, 0 recordings", "what is chosen does not go away under the hand"
    judged.press(Qt.Key.Key_Z, CONTROL)
    judged.until(lambda: list(judged.window.model.ids) == [rows[0]])
    sidebar.choose(Folder.INBOX)
    judged.until(lambda: len(judged.window.model.ids) == 2)


def test_the_rows_menu_names_the_keys_in_force_and_does_the_same(judged: JudgedWindow, rows: list[int]) -> None:
    judged.listening.core.apply_settings({"keys": ("reviewed = Ctrl+R", "tag =")})
    judged.window.extras.actions.refresh()
    judged.choose(rows[0])
    judged.window.table.ask_for_menu()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    actions = {action.text().partition("\t")[0]: action for action in menu.actions()}
    assert actions["Mark as reviewed"].text() == "Mark as reviewed\tCtrl+R"
    assert actions["Tag…"].text() == "Tag…"
    stars = actions["Stars"].menu()
    assert isinstance(stars, QMenu)
    stars.actions()[1].trigger()
    actions["Move the file to the trash"].trigger()
    menu.close()
    judged.settle()
    assert judged.inbox.stars.of(rows[0]) == 4
    assert judged.inbox.recordings.rows(rows)[rows[0]].download_status is DownloadStatus.REMOVED


def test_a_click_on_a_note_goes_there_and_enter_plays_from_there(judged: JudgedWindow, rows: list[int], qtbot: QtBot) -> None:
    judged.listening.core.reviews.add_note(rows[0], 21.0, None, "<b>Here</b>\u202e")
    judged.settle()
    judged.choose(rows[0])
    judged.window.details.show_pane(judged.pane)
    shown = judged.pane.list
    index = shown.model().index(0, 0)
    assert index.data() == "<b>Here</b>\\u202e", "what could deceive the eye is visible"
    assert "&lt;b&gt;" in index.data(Qt.ItemDataRole.ToolTipRole)
    qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=shown.visualRect(index).center())
    judged.until(lambda: abs(judged.window.player.position_seconds - 21.0) < 0.05)
    assert not judged.window.player.is_playing
    judged.press(Qt.Key.Key_Return)
    judged.until(lambda: judged.window.player.is_playing)
    judged.window.player.toggle()


def test_a_mark_in_the_waveform_shows_its_note(judged: JudgedWindow, rows: list[int]) -> None:
    reviews = judged.listening.core.reviews
    for begin in (5.0, 15.0):
        reviews.add_note(rows[0], begin, None, f"At {begin:g}")
    judged.settle()
    judged.choose(rows[0])
    second = judged.notes(rows[0])[1]
    judged.window.player.note_pressed.emit(str(second.id))
    assert judged.pane.isVisible()
    assert judged.pane.list.chosen == second
