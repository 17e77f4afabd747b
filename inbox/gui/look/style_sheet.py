"""Palette and style sheet, generated from a theme; the base style is Fusion on every platform."""

import re

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from inbox.gui.look.icons import resources_folder
from inbox.gui.look.theme import Theme

_TOKEN = re.compile(r"@([a-z_]+)(?=[;\s])")


def apply_theme(application: QApplication, theme: Theme) -> None:
    """Dresses every widget of the program in ``theme``."""
    if application.style().objectName().lower() != "fusion":
        application.setStyle(QStyleFactory.create("Fusion"))
    application.setFont(theme.body_font())
    application.setPalette(palette(theme))
    application.setStyleSheet(style_sheet(theme))


def palette(theme: Theme) -> QPalette:
    """The theme's colours in Qt's roles, for what the style sheet does not reach."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    built = QPalette()
    colours = {
        role.Window: theme.background,
        role.WindowText: theme.text,
        role.Base: theme.surface,
        role.AlternateBase: theme.background,
        role.Text: theme.text,
        role.Button: theme.surface,
        role.ButtonText: theme.text,
        role.BrightText: theme.error,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Accent: theme.accent,
        role.ToolTipBase: theme.surface,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.secondary,
        role.Light: theme.hover,
        role.Midlight: theme.line,
        role.Mid: theme.line,
        role.Dark: theme.secondary,
        role.Shadow: QColor("#000000"),
    }
    for which, colour in colours.items():
        built.setColor(which, colour)
    for which in (role.WindowText, role.Text, role.ButtonText):
        built.setColor(group.Disabled, which, theme.secondary)
    return built


def style_sheet(theme: Theme) -> str:
    """Qt style sheet for the controls; the table, badges and the waveform paint themselves."""
    names = {name: getattr(theme, name).name() for name in Theme.__slots__ if name != "is_dark"}
    sheet = (resources_folder() / "style" / "window.qss").read_text(encoding="utf-8")
    return _TOKEN.sub(lambda found: names[found[1]], sheet)
