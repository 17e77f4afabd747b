"""The strip on top: what gives way to what."""

import dataclasses

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inbox.gui.frame.parts import ListenerState
from inbox.gui.frame.toolbar import Toolbar
from inbox.gui.look.style_sheet import apply_theme
from inbox.gui.look.theme import LIGHT

LOCAL = ListenerState("http://127.0.0.1:8025/", None, "", protected=False)
TUNNEL = dataclasses.replace(LOCAL, public_address="https://quiet-lamp-forest-river-meadow.trycloudflare.com")


@pytest.fixture(autouse=True)
def its_own_looks(qapp: QApplication) -> None:
    """As in the program, where buttons are as wide as their words."""
    apply_theme(qapp, LIGHT)


def _toolbar(qtbot: QtBot, state: ListenerState, width: int) -> Toolbar:
    toolbar = Toolbar(LIGHT)
    qtbot.addWidget(toolbar)
    toolbar.export_button.show()
    toolbar.setMinimumWidth(1)  # as in the window, which sets its own
    toolbar.resize(width, toolbar.height())
    toolbar.show_state(state)
    toolbar.show()
    _settle(toolbar)
    return toolbar


def _settle(toolbar: Toolbar) -> None:
    layout = toolbar.layout()
    assert layout is not None
    layout.activate()


def _is_whole(toolbar: Toolbar) -> bool:
    return toolbar.address.width() >= toolbar.address.sizeHint().width()


def test_the_address_is_whole_in_the_smallest_window(qtbot: QtBot) -> None:
    toolbar = _toolbar(qtbot, LOCAL, 860)
    assert toolbar.address.text() == LOCAL.address
    assert _is_whole(toolbar)
    toolbar.show_state(dataclasses.replace(LOCAL, address="http://192.168.178.20:8025/"))
    _settle(toolbar)
    assert _is_whole(toolbar)


@pytest.mark.parametrize("width", range(600, 1500, 20))
def test_the_search_and_the_words_of_the_button_give_way_before_the_address_is_cut(qtbot: QtBot, width: int) -> None:
    toolbar = _toolbar(qtbot, TUNNEL, width)
    if not _is_whole(toolbar):
        assert toolbar.search.width() == toolbar.search.minimumWidth()
        assert toolbar.set_up_button.text() == "Set up…"
    elif toolbar.set_up_button.text() == "Set up…":
        assert toolbar.search.width() < toolbar.search.sizeHint().width()
    right = max(part.geometry().right() for part in (toolbar.address, toolbar.search, toolbar.export_button, toolbar.more_button))
    assert width < 700 or right < width, "nothing stands outside"


def test_the_hint_of_the_search_is_never_cut(qtbot: QtBot) -> None:
    assert _toolbar(qtbot, TUNNEL, 860).search.placeholderText() == "Search"
    assert "status:partial" in _toolbar(qtbot, LOCAL, 1440).search.placeholderText()
