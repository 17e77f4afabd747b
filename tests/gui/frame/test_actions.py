"""What keys do in the window: as they come, as the person chose them, and what is said of a choice that cannot be."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from inbox.gui.frame.actions import Actions, Group, Place

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


class _Window:
    def __init__(self) -> None:
        self.chosen: list[str] = []
        self.done: list[str] = []
        self.widget = QWidget()
        self.list, self.field = QListWidget(), QLineEdit()
        layout = QVBoxLayout(self.widget)
        layout.addWidget(self.list)
        layout.addWidget(self.field)
        self.actions = Actions(self.widget, self.list, lambda: self.chosen)
        self.add("note", ["T"])
        self.add("undo", ["Ctrl+Z"])
        self.add("play", ["Space", "Media Play"], Place.LIST)

    def add(self, name: str, keys: list[str], place: Place = Place.WINDOW) -> None:
        self.actions.add(name, f"Does {name}", Group.LISTENING, keys, lambda: self.done.append(name), place)


@pytest.fixture
def window(qtbot: QtBot) -> _Window:
    made = _Window()
    qtbot.addWidget(made.widget)
    with qtbot.waitActive(made.widget):
        made.widget.show()
    made.list.setFocus()
    return made


def test_a_key_does_what_it_is_for(window: _Window, qtbot: QtBot) -> None:
    qtbot.keyClick(window.list, Qt.Key.Key_T)
    qtbot.keyClick(window.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window.list, Qt.Key.Key_Space)
    assert window.done == ["note", "undo", "play"]
    window.actions.trigger("note")
    assert window.done[-1] == "note"


def test_a_field_that_is_written_into_takes_letters_first(window: _Window, qtbot: QtBot) -> None:
    window.field.setFocus()
    qtbot.keyClick(window.field, Qt.Key.Key_T)
    qtbot.keyClick(window.field, Qt.Key.Key_Space)
    assert window.done == []
    assert window.field.text() == "t "


def test_the_person_chooses_other_keys_and_none(window: _Window, qtbot: QtBot) -> None:
    window.chosen = ["note = F13, B", "undo ="]
    with qtbot.waitSignal(window.actions.changed):
        window.actions.refresh()
    assert window.actions.keys("note") == ("F13", "B")
    assert window.actions.keys("undo") == ()
    for key in (Qt.Key.Key_T, Qt.Key.Key_B, Qt.Key.Key_F13):
        qtbot.keyClick(window.list, key)
    qtbot.keyClick(window.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.done == ["note", "note"]
    window.chosen = []
    window.actions.refresh()
    qtbot.keyClick(window.list, Qt.Key.Key_T)
    assert window.done == ["note"] * 3
    assert window.actions.problems() == ()


def test_a_choice_that_cannot_be_is_told(window: _Window) -> None:
    window.chosen = ["nothing = A", "note = Frob, Ctrl+Z"]
    window.actions.refresh()
    assert window.actions.keys("note") == ("Ctrl+Z",)
    assert window.actions.problems() == (
        "There is no action “nothing”, so its keys do nothing.",
        "“Frob”, chosen for “note”, is no key.",
        "The key Ctrl+Z is for “note” and for “undo”, so it does neither.",
    )


def test_a_key_of_the_list_and_of_the_window_would_be_for_neither(window: _Window) -> None:
    window.chosen = ["note = Space"]
    window.actions.refresh()
    assert window.actions.problems() == ("The key Space is for “note” and for “play”, so it does neither.",)


def test_a_pedal_that_is_held_down_does_a_thing_once(window: _Window, qtbot: QtBot) -> None:
    window.actions.add("on", "Goes on", Group.LISTENING, ["L"], lambda: window.done.append("on"), repeats=True)
    for key in (Qt.Key.Key_T, Qt.Key.Key_L):
        for is_repeated in (False, True, True):
            QTest.simulateEvent(window.list, True, key.value, Qt.KeyboardModifier.NoModifier, "", is_repeated)
    assert window.done == ["note", "on", "on", "on"]


def test_two_actions_have_no_name_together(window: _Window) -> None:
    with pytest.raises(ValueError, match="note"):
        window.add("note", ["X"])
    assert [action.name for action in window.actions.all] == ["note", "undo", "play"]


@pytest.mark.qt_log_ignore("keyToAscii", "propagateSizeHints")
def test_keys_that_yield_are_left_to_whom_the_person_gave_them(window: _Window, qtbot: QtBot) -> None:
    window.actions.add(
        "only_pause", "Pauses", Group.LISTENING, ["Media Pause"], lambda: window.done.append("only_pause"), yields=True
    )
    qtbot.keyClick(window.list, Qt.Key.Key_MediaPause)
    window.chosen = ["play = Space, Media Play, Media Pause"]  # as it was chosen before there was the other
    window.actions.refresh()
    qtbot.keyClick(window.list, Qt.Key.Key_MediaPause)
    assert window.done == ["only_pause", "play"]
    assert window.actions.problems() == ()
