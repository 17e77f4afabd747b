"""Small parts of forms, made alike."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy


def small_button(text: str) -> QPushButton:
    """A small button that Enter elsewhere in the form does not press."""
    button = QPushButton(text)
    button.setProperty("kind", "small")
    button.setAutoDefault(False)
    return button


def wrapped_text() -> QLabel:
    """Plain text over as many lines as it takes, and no higher."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    return label
