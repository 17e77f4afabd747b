"""Palette and style sheet, generated from a theme; the base style is Fusion on every platform."""

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from inbox.gui.theme import Theme


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
    for which, colour in (
        (role.Window, theme.background), (role.WindowText, theme.text), (role.Base, theme.surface), (role.AlternateBase, theme.background),
        (role.Text, theme.text), (role.Button, theme.surface), (role.ButtonText, theme.text), (role.BrightText, theme.error),
        (role.Highlight, theme.accent), (role.HighlightedText, theme.on_accent), (role.Link, theme.accent), (role.LinkVisited, theme.accent),
        (role.ToolTipBase, theme.surface), (role.ToolTipText, theme.text), (role.PlaceholderText, theme.secondary), (role.Accent, theme.accent),
        (role.Light, theme.hover), (role.Midlight, theme.line), (role.Mid, theme.line), (role.Dark, theme.secondary),
        (role.Shadow, QColor("#000000")),
    ):  # fmt: skip
        built.setColor(which, colour)
    for which in (role.WindowText, role.Text, role.ButtonText):
        built.setColor(group.Disabled, which, theme.secondary)
    return built


def style_sheet(theme: Theme) -> str:
    """Qt style sheet for the controls; the table, badges and the waveform paint themselves."""
    names = {name: getattr(theme, name).name() for name in Theme.__slots__ if name != "is_dark"}
    sheet = _SHEET
    for name in sorted(names, key=len, reverse=True):
        sheet = sheet.replace(f"@{name};", f"{names[name]};").replace(f"@{name} ", f"{names[name]} ")
    return sheet


_SHEET = """
QMainWindow, QDialog { background: @background; color: @text; }
QToolTip { background: @surface; color: @text; border: 1px solid @line; padding: 4px 8px; font-size: 12px; }

#toolbar { background: @surface; border-bottom: 1px solid @line; }
#sidebar { background: @sidebar; border: none; border-right: 1px solid @line; outline: none; padding: 8px; }
#status_bar { background: @sidebar; border-top: 1px solid @line; }
#status_bar QLabel { color: @secondary; font-size: 12px; }
#status_bar QLabel[tone="error"] { color: @error; font-weight: 600; }
#lower_pane { background: @background; border-top: 1px solid @line; }

QPushButton, QToolButton {
    background: @surface; color: @text; border: 1px solid @line; border-radius: 6px; padding: 0 11px; min-height: 30px; font-size: 13px;
}
QToolButton { padding: 0; min-width: 30px; }
QPushButton:hover, QToolButton:hover { background: @hover; }
QPushButton:pressed, QToolButton:pressed { background: @neutral_tint; }
QPushButton:checked, QToolButton:checked { background: @accent_tint; color: @accent; border-color: @accent; }
QPushButton:focus, QToolButton:focus { border: 2px solid @accent; padding: 0 10px; min-height: 28px; }
QToolButton:focus { padding: 0; min-width: 28px; }
QPushButton:disabled, QToolButton:disabled { color: @secondary; background: @background; }
QPushButton[kind="primary"], QToolButton[kind="primary"] { background: @accent; color: @on_accent; border-color: @accent; font-weight: 600; }
QPushButton[kind="primary"]:focus, QToolButton[kind="primary"]:focus { border: 2px solid @text; }
QPushButton[kind="primary"]:disabled, QToolButton[kind="primary"]:disabled {
    background: @neutral_tint; color: @secondary; border-color: @neutral_tint;
}
QToolButton[kind="quiet"] { background: transparent; border-color: transparent; }
QToolButton[kind="quiet"]:hover { background: @hover; }
QToolButton[kind="quiet"]:focus { border: 2px solid @accent; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QComboBox {
    background: @background; color: @text; border: 1px solid @line; border-radius: 6px; padding: 0 8px;
    selection-background-color: @accent; selection-color: @on_accent;
}
QLineEdit, QComboBox, QSpinBox { min-height: 30px; }
QPlainTextEdit, QTextEdit { padding: 8px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QComboBox:focus { border: 2px solid @accent; padding: 0 7px; min-height: 28px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 7px; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox QAbstractItemView { background: @surface; border: 1px solid @line; selection-background-color: @accent_tint; selection-color: @text; }

QTableView { background: @surface; border: none; outline: none; gridline-color: transparent; }
QHeaderView { background: @surface; border: none; }
QHeaderView::section {
    background: @surface; color: @secondary; border: none; border-bottom: 1px solid @line; padding: 0 12px; font-size: 12px; font-weight: 400;
}
QHeaderView::section:hover { color: @text; }

QTabWidget::pane { border: none; background: @surface; }
QTabBar { background: @surface; border: none; }
QTabBar::tab {
    background: transparent; color: @secondary; border: none; border-bottom: 2px solid transparent; padding: 0 2px; margin: 0 10px; height: 36px; font-size: 13px;
}
QTabBar::tab:first { margin-left: 16px; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; font-weight: 600; }
QTabBar::tab:focus { color: @accent; }

QMenu { background: @surface; color: @text; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::icon { padding-left: 8px; }
QMenu::item:selected { background: @accent_tint; }
QMenu::item:disabled { color: @secondary; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }

QSplitter::handle { background: @line; }
QSplitter::handle:hover { background: @accent; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:horizontal { width: 1px; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: @wave_rest; border-radius: 4px; border: 2px solid @surface; min-height: 32px; min-width: 32px; }
QScrollBar::handle:hover { background: @secondary; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QCheckBox { spacing: 7px; color: @text; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: @line; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: @accent; }
QSlider::handle:horizontal { width: 12px; height: 12px; margin: -4px 0; border-radius: 6px; background: @accent; }
QSlider::handle:horizontal:focus { background: @text; }
"""
