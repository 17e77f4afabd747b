"""A button that does what a key does names that key, whichever the person chose; a new button has to say whether there is one."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot
from window.listening_window import ListeningWindow

from inbox.gui.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore(
    "propagateSizeHints", "PulseAudioService", "No audio device detected", "pipewire", "ALSA", "does not support raise"
)

KEYED = {
    "Play": ("play",),
    "Back 10 seconds": ("back_10",),
    "On 10 seconds": ("forward_10",),
    "Skip silence": ("skip_silence",),
    "Loop": ("loop",),
    "Speed": ("slower", "faster", "rate_1"),
    "Volume": ("louder", "quieter"),
    "Flag the recording in the player": ("flag",),
    "Mark the recording in the player as reviewed, and play the next one": ("reviewed_next",),
    "Note at this moment": ("note",),
    "Play straight through": ("straight_through",),
    "Play straight through from the chosen recording on": ("straight_from_here",),
    "Export…": ("export",),
}
"""Buttons by their names, and the actions that do the same."""
NO_KEY = frozenset({
    "", "Copy the address", "Set up sender…", "Empty the search", "More", "Bring quiet voices up", "Cancel", "Save", "Edit",
    "Show the delivery as: JSON", "Show the delivery as: Text", "Show the delivery as: Hex", "Show the delivery as: Headers",
    "Copy as curl", "Copy body", "Replay", "Ask Bandwidth about this recording", "Try again", "Show in folder",
    "Delete", "Set up the sender…", "Play the demo", "Clear the search", "Scroll Left", "Scroll Right",
})  # fmt: skip
"""Buttons that do what no key of an action does; those without a name have nothing to say yet, or are Qt's."""


@pytest.fixture
def listening(tmp_path: Path, qtbot: QtBot) -> Iterator[ListeningWindow]:
    with closing(ListeningWindow(tmp_path / "inbox")) as made:
        for minute in range(2):
            time = f"2026-11-20T10:0{minute}:00Z"
            made.downloaded(20.0, conferenceId="conf-a", startTime=time, endTime=time)
        yield made


@pytest.fixture
def window(listening: ListeningWindow) -> MainWindow:
    window = listening.open()
    assert window.table.select_id(1)
    return window


def _name(button: QAbstractButton) -> str:
    name = button.accessibleName() or button.text()
    return name.partition(",")[0] if name.startswith(("Speed", "Volume")) else name


def _buttons(window: MainWindow) -> dict[str, QAbstractButton]:
    every = window.findChildren(QAbstractButton)
    return {_name(button): button for button in every if button is not window.status.gaps}  # it says what it counts


def _first_keys(window: MainWindow, names: tuple[str, ...]) -> str:
    return f"({', '.join(window.extras.actions.first_key(name) for name in names)})"


def test_every_button_names_its_key_or_is_known_to_have_none(window: MainWindow) -> None:
    buttons = _buttons(window)
    assert set(buttons) - NO_KEY == set(KEYED)
    for name, actions in KEYED.items():
        tip = buttons[name].toolTip().split("\n")[0].removesuffix("</p>")
        assert tip.endswith(_first_keys(window, actions)), name


def test_other_keys_are_named_as_soon_as_they_are_chosen(listening: ListeningWindow, window: MainWindow) -> None:
    buttons = _buttons(window)
    listening.core.apply_settings({"keys": ["straight_through = F11", "skip_silence = <", "back_10 = no key"]})
    window.extras.actions.refresh()
    assert buttons["Play straight through"].toolTip().endswith(" (F11)</p>")
    assert buttons["Back 10 seconds"].toolTip() == "Back 10 seconds"
    assert buttons["Skip silence"].toolTip().endswith(" (<)")


def test_a_button_that_says_something_else_names_the_key_again(window: MainWindow) -> None:
    controls = window.player.controls
    play = _buttons(window)["Play"]
    controls.show_playing(True)
    assert play.toolTip() == "Pause (K)"
    controls.show_playing(False)
    assert play.toolTip() == "Play (K)"
    controls.volume.set_boost(12)
    assert controls.volume.toolTip() == "Volume, boost and sound device (V, Shift+V)\n12 decibels boost"
