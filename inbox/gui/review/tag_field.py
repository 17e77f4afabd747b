"""The tags of a recording: each a button that takes it away, and a field for another."""

from collections.abc import Sequence
from functools import partial
from html import escape

from PySide6.QtCore import QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QPushButton, QSizePolicy, QWidget

from inbox.domain.tags import LONGEST_TAG, tag_key, tidy_tag
from inbox.domain.visible_text import visible
from inbox.gui.look.icons import icon
from inbox.gui.look.theme import Theme
from inbox.gui.widgets.flow import Flow

_FIELD_WIDTH = 120
_LONGEST_SHOWN = 28


class TagField(QWidget):
    """Shows what it is told. Enter adds and is done, a comma adds; Backspace in the empty field takes the last away."""

    added = Signal(str)
    removed = Signal(str)
    left = Signal()
    """Enter or Escape: the person is done here."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tags: tuple[str, ...] = ()
        self._chips: list[QPushButton] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.field = _Field(self)
        self.field.entered.connect(self._add)
        self.field.left.connect(self.left)
        self.field.erased.connect(self._remove_last)
        self._known = QStringListModel(self)
        completer = QCompleter(self._known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        popup = completer.popup()
        if popup is not None:
            popup.setObjectName("completions")
        completer.activated.connect(self._add_completed, Qt.ConnectionType.QueuedConnection)
        self.field.setCompleter(completer)
        self._flow = Flow(self, spacing=6)
        self._flow.addWidget(self.field)

    @property
    def tags(self) -> tuple[str, ...]:
        """What is shown."""
        return self._tags

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self._theme = theme
        for chip in self._chips:
            chip.setIcon(icon("cross", theme, theme.secondary))

    def set_known(self, tags: Sequence[str]) -> None:
        """What is offered while the person types."""
        self._known.setStringList([visible(tag, LONGEST_TAG) for tag in tags])

    def set_tags(self, tags: Sequence[str]) -> None:
        """Shows these."""
        if tuple(tags) == self._tags:
            return
        had_focus = any(chip.hasFocus() for chip in self._chips)
        self._tags = tuple(tags)
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.deleteLater()
        self._chips = [self._chip(tag) for tag in tags]
        for place, chip in enumerate(self._chips):
            self._flow.insert_widget(place, chip)
            chip.show()
        if had_focus:
            self.field.setFocus()
        self._flow.invalidate()
        self.updateGeometry()

    def _chip(self, tag: str) -> QPushButton:
        chip = QPushButton(visible(tag, _LONGEST_SHOWN).replace("&", "&&"), self)
        chip.setProperty("kind", "tag")
        chip.setIcon(icon("cross", self._theme, self._theme.secondary))
        chip.setIconSize(QSize(12, 12))
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross stands behind the word
        chip.setAccessibleName(f"Take the tag {visible(tag, LONGEST_TAG)} away")
        chip.setToolTip(f"<p>{escape(f'Take the tag away: {visible(tag, LONGEST_TAG)}')}</p>")
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chip.clicked.connect(partial(self.removed.emit, tag))
        return chip

    def _add(self, text: str) -> None:
        tag = tidy_tag(text)
        if tag and tag not in self._tags:
            self.added.emit(tag)

    def _add_completed(self, _text: str) -> None:
        """The one that was chosen from what is offered; Enter has put it into the field."""
        text = self.field.text()
        self.field.clear()
        if tag_key(text) not in map(tag_key, self._tags):
            self._add(text)
        self.left.emit()

    def _remove_last(self) -> None:
        if self._tags:
            self.removed.emit(self._tags[-1])


class _Field(QLineEdit):
    entered = Signal(str)
    erased = Signal()
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setPlaceholderText("Add a tag")
        self.setAccessibleName("Add a tag")
        self.setMaxLength(LONGEST_TAG)
        self.setMinimumWidth(_FIELD_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setProperty("kind", "small")

    def sizeHint(self) -> QSize:
        return QSize(_FIELD_WIDTH, super().sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Comma:
                self._enter()
                if event.key() != Qt.Key.Key_Comma:
                    self.left.emit()
            case Qt.Key.Key_Escape:
                self.clear()
                self.left.emit()
            case Qt.Key.Key_Backspace if not self.text():
                self.erased.emit()
            case _:
                super().keyPressEvent(event)

    def _enter(self) -> None:
        text = self.text()
        self.clear()
        popup = self.completer().popup()
        if popup is not None:
            popup.hide()
        self.entered.emit(text)
