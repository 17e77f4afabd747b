"""Tool tips of buttons that name the key which does the same, whichever the person chose for it."""

from html import escape

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from inbox.gui.frame.actions import Actions

_PARAGRAPH_END = "</p>"


class KeyTips(QObject):
    """Adds the keys to what the buttons say of themselves, also when they say something else, or the keys are others."""

    def __init__(self, actions: Actions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._names: dict[QWidget, tuple[str, ...]] = {}
        self._plain: dict[QWidget, str] = {}
        actions.changed.connect(self._write_all)

    def add(self, button: QWidget, *names: str) -> None:
        """``button`` does the same as the actions of these names: of each the first key is named."""
        self._names[button], self._plain[button] = names, button.toolTip()
        button.installEventFilter(self)
        self._write(button)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The button says something else of itself."""
        if event.type() != QEvent.Type.ToolTipChange or not isinstance(watched, QWidget) or watched not in self._names:
            return False
        if watched.toolTip() != self._with_keys(watched):
            self._plain[watched] = watched.toolTip()
            self._write(watched)
        return False

    def _write_all(self) -> None:
        for button in self._names:
            self._write(button)

    def _write(self, button: QWidget) -> None:
        button.setToolTip(self._with_keys(button))

    def _with_keys(self, button: QWidget) -> str:
        """Behind the first line; what is written as a paragraph stays one."""
        plain = self._plain[button]
        keys = ", ".join(key for name in self._names[button] if (key := self._actions.first_key(name)))
        if not keys or not plain:
            return plain
        if plain.endswith(_PARAGRAPH_END):
            return f"{plain.removesuffix(_PARAGRAPH_END)} ({escape(keys)}){_PARAGRAPH_END}"
        first, *others = plain.split("\n")
        return "\n".join([f"{first} ({keys})", *others])
