"""The panel behind the volume: boost, quiet voices, sound device, and what is kept of them."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QCursor
from PySide6.QtWidgets import QCheckBox, QSlider
from pytestqt.qtbot import QtBot

from inbox.gui.look.theme import LIGHT
from inbox.gui.player.audio_player import AudioPlayer
from inbox.gui.player.output_devices import OutputDevice
from inbox.gui.player.sound_choices import SoundChoices
from inbox.gui.player.volume_button import VolumeButton
from inbox.storage.settings.settings import Settings


@pytest.fixture
def button(qtbot: QtBot) -> VolumeButton:
    made = VolumeButton(LIGHT, 0.8)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def player() -> Iterator[AudioPlayer]:
    made = AudioPlayer()
    yield made
    made.stop()


def _slider(button: VolumeButton, name: str) -> QSlider:
    return next(slider for slider in button.menu().findChildren(QSlider) if slider.accessibleName().startswith(name))


def _box(button: VolumeButton) -> QCheckBox:
    (box,) = button.menu().findChildren(QCheckBox)
    return box


def _devices(button: VolumeButton) -> list[QAction]:
    button.menu().aboutToShow.emit()
    return [action for action in button.menu().actions() if action.isCheckable()]


def test_it_shows_and_tells_what_is_chosen(button: VolumeButton, qtbot: QtBot) -> None:
    with qtbot.waitSignal(button.boost_changed) as boosted:
        _slider(button, "Boost").setValue(6)
    assert boosted.args == [6]
    with qtbot.waitSignal(button.levelling_changed) as levelled:
        _box(button).click()
    assert levelled.args == [True]
    assert button.text().strip() == "80 % +6"
    assert button.accessibleName() == "Volume, 80 percent, 6 decibels boost, quiet voices brought up"


def test_its_devices_are_those_that_are_plugged_in_when_it_opens(button: VolumeButton, qtbot: QtBot) -> None:
    plugged = [OutputDevice("01", "Speakers"), OutputDevice("02", "R&D\u202e headset")]
    button.set_devices("", lambda: plugged)
    assert [action.text() for action in _devices(button)] == ["The desktop’s choice", "Speakers", "R&&D\\u202e headset"]
    with qtbot.waitSignal(button.device_chosen) as chosen:
        _devices(button)[2].trigger()
    assert chosen.args == ["02"]
    assert [action.isChecked() for action in _devices(button)] == [False, False, True]
    del plugged[1]
    *_, last = _devices(button)
    assert last.isChecked()
    assert last.text() == "The device that you chose (not connected)"
    plugged.clear()
    assert _devices(button)[0].text() == "No sound device is connected"


def test_what_was_kept_is_there_again_and_what_is_changed_is_kept(button: VolumeButton, player: AudioPlayer) -> None:
    kept: list[tuple[str, object]] = []
    settings = Settings(boost_decibels=9, levelling=True, output_device="abcd")
    SoundChoices(button, player, settings, lambda name, value: kept.append((name, value)), button)
    assert _slider(button, "Boost").value() == 9
    assert _box(button).isChecked()
    assert kept == []
    _slider(button, "Boost").setValue(0)
    _box(button).click()
    assert kept == [("boost_decibels", 0), ("levelling", False)]


def test_it_is_not_lit_any_more_when_its_panel_has_closed_and_the_pointer_is_elsewhere(
    button: VolumeButton, qtbot: QtBot
) -> None:
    with qtbot.waitExposed(button):
        button.show()
    QCursor.setPos(button.mapToGlobal(QPoint(-300, -300)))
    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)  # as it was when it was pressed: the panel took what came later
    button.setDown(True)
    button.menu().aboutToHide.emit()
    qtbot.waitUntil(lambda: not button.underMouse() and not button.isDown())
