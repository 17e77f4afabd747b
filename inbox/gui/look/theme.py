"""The two themes: every colour that the window uses, by what it means, and the fonts."""

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QStyleHints


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours by meaning. Every text colour reads at 4.5 : 1 or better on every ground it is used on."""

    is_dark: bool
    background: QColor
    surface: QColor
    sidebar: QColor
    line: QColor
    hover: QColor
    text: QColor
    secondary: QColor
    accent: QColor
    accent_tint: QColor
    on_accent: QColor
    """Text and icons on a ground of ``accent``."""
    complete: QColor
    complete_tint: QColor
    partial: QColor
    """Also flagged recordings and marks of notes."""
    partial_tint: QColor
    error: QColor
    """Also recordings that expire soon."""
    error_tint: QColor
    neutral: QColor
    """Processing, unknown, new, reviewed."""
    neutral_tint: QColor
    wave_rest: QColor
    """The part of a waveform that was not played yet; not for text."""

    @property
    def name(self) -> str:
        """``light`` or ``dark``."""
        return "dark" if self.is_dark else "light"

    def body_font(self, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """13 px: table cells, buttons, text; figures of equal width."""
        return font(13, weight)

    def small_font(self, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """12 px: column headers, badges, the status bar."""
        return font(12, weight)

    def mono_font(self, pixels: int = 12) -> QFont:
        """The system's font of fixed width: addresses, ids, raw text."""
        chosen = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        chosen.setPixelSize(pixels)
        chosen.setStyleHint(QFont.StyleHint.Monospace)
        return chosen


def _theme(is_dark: bool, **hexes: str) -> Theme:
    return Theme(is_dark=is_dark, **{name: QColor(value) for name, value in hexes.items()})


LIGHT = _theme(
    False,
    background="#FAFAFB", surface="#FFFFFF", sidebar="#F2F3F6", line="#E2E5EA", hover="#F4F6F9",
    text="#1B1F24", secondary="#5A6472",
    accent="#2F64D6", accent_tint="#E6EEFD", on_accent="#FFFFFF",
    complete="#17714A", complete_tint="#DDF3E7",
    partial="#8A5A00", partial_tint="#FBEFD3",
    error="#B3261E", error_tint="#FBE3E1",
    neutral="#4C5664", neutral_tint="#E9ECF0",
    wave_rest="#B8C0CC",
)  # fmt: skip
DARK = _theme(
    True,
    background="#15171B", surface="#1B1E23", sidebar="#181A1F", line="#2A2E36", hover="#20242A",
    text="#E7E9ED", secondary="#9BA5B3",
    accent="#7DA6FF", accent_tint="#22304D", on_accent="#15171B",
    complete="#6FD3A4", complete_tint="#17352A",
    partial="#F0C069", partial_tint="#3A2F18",
    error="#F2948C", error_tint="#432524",
    neutral="#B4BDC9", neutral_tint="#2A2E36",
    wave_rest="#4A5260",
)  # fmt: skip

THEME_CHOICES = {"system": "As the system", "light": "Light", "dark": "Dark"}
"""What the person may choose, as the settings have it, and in words."""
_ALIASES_OF_NO_OPINION = {"sans", "sans serif", "sans-serif", "dejavu sans", "bitstream vera sans"}


def font(pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The system's font at a size in pixels, with figures of equal width."""
    chosen = QFont(_family())
    chosen.setPixelSize(pixels)
    chosen.setWeight(weight)
    chosen.setFeature(QFont.Tag("tnum"), 1)
    return chosen


@cache
def _family() -> str:
    """The desktop's own family; where the desktop names none (a bare X server), Inter when it is installed."""
    family = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    if family.lower() in _ALIASES_OF_NO_OPINION and QFontDatabase.hasFamily("Inter"):
        return "Inter"
    return family


class ThemeSource(QObject):
    """The theme in force: the system's colour scheme as it changes, unless a choice overrides it."""

    changed = Signal(object)
    """Carries the new `Theme`."""

    def __init__(self, choice: str = "system", parent: QObject | None = None, hints: QStyleHints | None = None) -> None:
        """``choice`` is ``system``, ``light`` or ``dark``; ``hints`` are the system's, the application's own by default."""
        super().__init__(parent)
        self._choice = choice
        self._hints = hints or QGuiApplication.styleHints()
        self._hints.colorSchemeChanged.connect(self._scheme_changed)
        self._tell_system()
        self._theme = self._of_choice()

    @property
    def theme(self) -> Theme:
        """The theme in force now."""
        return self._theme

    @property
    def choice(self) -> str:
        """``system``, ``light`` or ``dark``."""
        return self._choice

    def choose(self, choice: str) -> None:
        """Follow the system, or stay light or dark."""
        self._choice = choice
        self._tell_system()
        self._scheme_changed()

    def _tell_system(self) -> None:
        """Window frames and native dialogs follow the choice too, where the platform can."""
        match self._choice:
            case "light":
                self._hints.setColorScheme(Qt.ColorScheme.Light)
            case "dark":
                self._hints.setColorScheme(Qt.ColorScheme.Dark)
            case _:
                self._hints.unsetColorScheme()

    def _of_choice(self) -> Theme:
        match self._choice:
            case "light":
                return LIGHT
            case "dark":
                return DARK
            case _:
                return DARK if self._hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT

    def _scheme_changed(self) -> None:
        theme = self._of_choice()
        if theme is not self._theme:
            self._theme = theme
            self.changed.emit(theme)
