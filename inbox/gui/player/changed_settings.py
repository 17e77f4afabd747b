"""Gathers what the person changes at the player, so that a slider that is drawn writes the settings once."""

from PySide6.QtCore import QObject, QTimer, Signal

_AFTER_MS = 400


class ChangedSettings(QObject):
    """Of several changes of one setting the last one is told, a moment after it."""

    told = Signal(dict)
    """Values by the names of the settings."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._untold: dict[str, object] = {}
        self._moment = QTimer(self)
        self._moment.setSingleShot(True)
        self._moment.setInterval(_AFTER_MS)
        self._moment.timeout.connect(self.tell)

    def change(self, name: str, value: object) -> None:
        """The person changed this setting."""
        self._untold[name] = value
        self._moment.start()

    def tell(self) -> None:
        """Tells at once what is not told yet."""
        self._moment.stop()
        if self._untold:
            changes, self._untold = self._untold, {}
            self.told.emit(changes)
