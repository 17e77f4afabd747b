"""The controls of the player stay where they are, whatever is written beside them or on them."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from inbox.gui.look.style_sheet import apply_theme
from inbox.gui.look.theme import LIGHT
from inbox.gui.player.player_controls import PlayerControls
from inbox.gui.widgets.elided_label import ElidedLabel
from inbox.gui.widgets.rate_button import RATES

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

_FACTS = (
    "",
    "heard < 1 %",
    "0:08 without silence  ·  heard 43 %",
    "23:59:59 without silence at 1.25×  ·  heard 100 %",
    "23:59:59 at 1.75×  ·  heard 100 %  ·  waiting for the download",
)


@pytest.fixture
def controls(qtbot: QtBot, qapp: QApplication) -> PlayerControls:
    apply_theme(qapp, LIGHT)
    made = PlayerControls(LIGHT, 1.0, 0.8)
    qtbot.addWidget(made)
    for text in ("Flag", "Reviewed, next"):
        made.add(QPushButton(text))
    made.enable(True)
    return made


def _places(controls: PlayerControls) -> list[QRect]:
    QApplication.sendPostedEvents()
    QApplication.processEvents()
    every = controls.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return [widget.geometry() for widget in every if not isinstance(widget, QLabel)]


@pytest.mark.parametrize("width", [632, 700, 900, 1_100, 1_170, 1_250, 1_400, 1_700])
def test_no_control_moves_whatever_is_written(controls: PlayerControls, qtbot: QtBot, width: int) -> None:
    controls.resize(width, 76)
    with qtbot.waitExposed(controls):
        controls.show()
    controls.show_times(0.0, 7.0)
    controls.show_title("A", True)
    before, height = _places(controls), controls.sizeHint().height()
    for length in (7.0, 3_599.0, 86_400.0):
        for facts in _FACTS:
            controls.show_times(length, length)
            controls.show_title("A conference with a name of very many words, as they are " * 3, True)
            controls.show_facts(facts)
            assert (_places(controls), controls.sizeHint().height()) == (before, height), (length, facts)
            cut = [label for label in controls.findChildren(QLabel) if label.isVisible() and _is_cut(label, width)]
            assert cut == [], (length, facts)


def _is_cut(label: QLabel, room: int) -> bool:
    wanted = 40 if isinstance(label, ElidedLabel) else label.sizeHint().width()
    return label.width() < wanted or label.geometry().right() > room


@pytest.mark.parametrize("width", [632, 1_170, 1_700])
def test_no_control_moves_with_the_speed_or_the_volume(controls: PlayerControls, qtbot: QtBot, width: int) -> None:
    controls.resize(width, 76)
    with qtbot.waitExposed(controls):
        controls.show()
    controls.show_times(1.0, 60.0)
    before = _places(controls)
    for rate in (*RATES, 1.234_567):
        controls.rate.set_rate(rate)
        assert _places(controls) == before, rate
    for volume, boost in ((0.0, 0), (0.07, 3), (1.0, 24)):
        controls.volume.set_volume(volume)
        controls.volume.set_boost(boost)
        assert _places(controls) == before, (volume, boost)
