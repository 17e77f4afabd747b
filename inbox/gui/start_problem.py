"""Why the app could not start, for a person who started it from a menu and sees no terminal."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from inbox.gui.look.style_sheet import apply_theme
from inbox.gui.look.theme import ThemeSource


def show_start_problem(sentence: str) -> None:
    """Shows the sentence, as plain text, until it is dismissed."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    themes = ThemeSource("system", application)
    apply_theme(application, themes.theme)
    box = QMessageBox()
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("Recording Inbox could not start")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    box.setText(sentence)
    box.exec()
    application.quit()
