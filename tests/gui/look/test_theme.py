"""Colours that can be read, and that follow the system."""

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPalette
from pytestqt.qtbot import QtBot

from inbox.gui.look.style_sheet import palette, style_sheet
from inbox.gui.look.theme import DARK, LIGHT, Theme, ThemeSource

_PAIRS = [
    *[(ink, ground) for ink in ("text", "secondary", "accent", "error") for ground in ("background", "surface", "sidebar")],
    *[(ink, ground) for ink in ("text", "secondary", "accent", "error") for ground in ("accent_tint", "hover", "neutral_tint")],
    *[(tone, f"{tone}_tint") for tone in ("complete", "partial", "error", "neutral")],
    *[(tone, "surface") for tone in ("complete", "partial", "error", "neutral")],
    ("on_accent", "accent"),
]


def _luminance(colour: QColor) -> float:
    given = (colour.redF(), colour.greenF(), colour.blueF())
    parts = [part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4) for part in given]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _contrast(one: QColor, other: QColor) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize(("ink", "ground"), _PAIRS)
def test_every_text_reads_on_its_ground(theme: Theme, ink: str, ground: str) -> None:
    assert _contrast(getattr(theme, ink), getattr(theme, ground)) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_style_sheet_names_no_token_that_the_theme_lacks(theme: Theme, qtbot: QtBot) -> None:
    assert "@" not in style_sheet(theme)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_what_the_style_sheet_does_not_reach_wears_the_theme_too(theme: Theme, qtbot: QtBot) -> None:
    worn = palette(theme)
    assert worn.color(QPalette.ColorRole.Window) == theme.background
    assert _contrast(worn.color(QPalette.ColorRole.ToolTipText), worn.color(QPalette.ColorRole.ToolTipBase)) >= 4.5


class _System(QObject):
    """A desktop whose colour scheme can be changed: the platform of these tests has none of its own."""

    colorSchemeChanged = Signal(Qt.ColorScheme)

    def __init__(self) -> None:
        super().__init__()
        self._scheme = Qt.ColorScheme.Unknown
        self.told: Qt.ColorScheme | None = None

    def colorScheme(self) -> Qt.ColorScheme:
        return self._scheme

    def setColorScheme(self, scheme: Qt.ColorScheme) -> None:
        self.told = scheme

    def unsetColorScheme(self) -> None:
        self.told = None

    def turn(self, scheme: Qt.ColorScheme) -> None:
        self._scheme = scheme
        self.colorSchemeChanged.emit(scheme)


def test_the_theme_follows_the_system_until_one_is_chosen(qtbot: QtBot) -> None:
    system = _System()
    source = ThemeSource(hints=system)  # type: ignore[arg-type]  # what it asks of QStyleHints, and no more
    assert source.theme is LIGHT
    with qtbot.waitSignal(source.changed):
        system.turn(Qt.ColorScheme.Dark)
    assert source.theme is DARK
    with qtbot.waitSignal(source.changed):
        source.choose("light")
    assert system.told is Qt.ColorScheme.Light
    with qtbot.assertNotEmitted(source.changed):
        system.turn(Qt.ColorScheme.Dark)
    assert source.theme is LIGHT
    with qtbot.waitSignal(source.changed):
        source.choose("system")
    assert system.told is None
    assert source.theme is DARK


def test_figures_are_of_equal_width(qtbot: QtBot) -> None:
    metrics = QFontMetricsF(LIGHT.body_font())
    assert len({round(metrics.horizontalAdvance(figure), 2) for figure in "0123456789"}) == 1
