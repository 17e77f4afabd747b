"""One family of icons, sharp at every scale."""

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from inbox.gui.look.icons import icon, icon_pixmap, picture, resources_folder
from inbox.gui.look.theme import DARK, LIGHT

# app.svg is the program's own sign, in colours of its own
_NAMES = sorted(path.stem for path in (resources_folder() / "icons").glob("*.svg") if path.stem != "app")


@pytest.mark.parametrize("name", _NAMES)
def test_an_icon_follows_the_colour_and_is_drawn_for_its_scale(name: str, qtbot: QtBot) -> None:
    drawing = (resources_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    assert "currentColor" in drawing
    assert 'viewBox="0 0 16 16"' in drawing
    for theme in (LIGHT, DARK):
        pixmap = icon_pixmap(name, theme.text, 16, 2.0)
        assert pixmap.size() == QSize(32, 32)
        image = pixmap.toImage()
        strongest = max((image.pixelColor(x, y) for x in range(32) for y in range(32)), key=lambda colour: colour.alpha())
        strongest.setAlpha(255)
        assert abs(strongest.lightness() - theme.text.lightness()) < 12


def test_an_icon_is_not_stretched_at_twice_the_scale(qtbot: QtBot) -> None:
    assert icon("play", LIGHT).pixmap(QSize(16, 16), 2.0).size() == QSize(32, 32)


def test_the_picture_has_no_placeholder_left(qtbot: QtBot) -> None:
    assert not picture("empty-inbox", DARK, QSize(220, 140), 2.0).isNull()
