"""How loud: a button that shows it, and a slider that drops from it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSlider, QWidget, QWidgetAction

from inbox.gui.icons import icon
from inbox.gui.theme import Theme


class VolumeButton(QPushButton):
    """Volume from 0 to 1, in hundredths."""

    volume_changed = Signal(float)

    def __init__(self, theme: Theme, volume: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, 100)
        self._slider.setPageStep(10)
        self._slider.setFixedWidth(140)
        self._slider.setAccessibleName("Volume in percent")
        self._slider.setValue(round(min(max(volume, 0.0), 1.0) * 100))
        self._slider.valueChanged.connect(self._slid)
        box = QWidget()
        layout = QHBoxLayout(box)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.addWidget(self._slider)
        menu = QMenu(self)
        action = QWidgetAction(menu)
        action.setDefaultWidget(box)
        menu.addAction(action)
        menu.aboutToShow.connect(self._slider.setFocus)
        self.setMenu(menu)
        self._show_volume()

    def set_theme(self, theme: Theme) -> None:
        """Draws its icon in this theme."""
        self._theme = theme
        self._show_volume()

    def _slid(self, percent: int) -> None:
        self._show_volume()
        self.volume_changed.emit(percent / 100)

    def _show_volume(self) -> None:
        percent = self._slider.value()
        self.setText(f" {percent} %")
        self.setIcon(icon("volume" if percent else "volume-off", self._theme))
        self.setAccessibleName(f"Volume, {percent} percent")
        self.setToolTip("Volume")
