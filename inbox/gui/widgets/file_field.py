"""The path of a file: typed or pasted, or chosen in the desktop's dialog."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from inbox.gui.widgets.form_parts import small_button

_LONGEST = 4_000


class FileField(QWidget):
    """Tells of a file when the person has made up their mind; whether it is of any use is for others to say."""

    settled = Signal(str)
    """The whole path, or empty for none: when a file was chosen, or the field was left or Enter pressed, and it is another."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """``name`` is said to a screen reader, and stands over the dialog."""
        super().__init__(parent)
        self._name = name
        self._shown = ""
        self.setAccessibleName(name)
        self.line, self.button = QLineEdit(), small_button("Choose…")
        self.line.setAccessibleName(name)
        self.line.setPlaceholderText("none")
        self.line.setMaxLength(_LONGEST)
        self.button.setAccessibleName(f"{name}: choose a file")
        self.button.clicked.connect(self._choose)
        self.line.editingFinished.connect(lambda: self._settle(self.line.text()))
        self.setFocusProxy(self.line)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        row.addWidget(self.button)

    @property
    def path(self) -> str:
        """What was settled or shown last."""
        return self._shown

    def show_path(self, path: str) -> None:
        """Shows what is in force."""
        self._shown = path
        self.line.setText(path)

    def _settle(self, text: str) -> None:
        path = str(_whole(text.strip())) if text.strip() else ""
        is_new, self._shown = path != self._shown, path
        self.line.setText(path)
        if is_new:
            self.settled.emit(path)

    def _choose(self) -> None:
        dialog = QFileDialog(self, self._name, str(Path(self._shown).parent) if self._shown else str(Path.home()))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._settle)
        dialog.open()


def _whole(text: str) -> Path:
    """The path from the root; ``~`` is the person's home."""
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError:  # ``~somebody`` who is not known here
        return Path(text).absolute()
