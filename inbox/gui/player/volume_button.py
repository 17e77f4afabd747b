"""How loud, and from where: a button that shows it, and a panel that drops from it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QSlider, QWidget, QWidgetAction

from inbox.domain.visible_text import visible
from inbox.gui.look.icons import icon
from inbox.gui.look.theme import Theme
from inbox.gui.player.output_devices import OutputDevice
from inbox.gui.widgets.check_box import CheckBox
from inbox.gui.widgets.steady_button import SteadyButton

MOST_BOOST = 24
"""Decibels."""
BOOST_STEP = 3
_SLIDER_WIDTH = 140


class VolumeButton(SteadyButton):
    """Volume from 0 to 1, in hundredths; boost in decibels; levelling; the sound device."""

    volume_changed = Signal(float)
    boost_changed = Signal(int)
    levelling_changed = Signal(bool)
    device_chosen = Signal(str)
    """Its id; empty for the desktop's choice."""

    def __init__(self, theme: Theme, volume: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._device = ""
        self._devices: Callable[[], list[OutputDevice]] = list
        self._slider = _slider("Volume in percent", 100, 10)
        self._slider.setValue(round(min(max(volume, 0.0), 1.0) * 100))
        self._boost = _slider("Boost in decibels", MOST_BOOST, BOOST_STEP)
        self._boost.setSingleStep(BOOST_STEP)
        self._boost.setToolTip("Louder than it was recorded; nothing is distorted")
        self._percent, self._decibels = QLabel(), QLabel()
        self._levels = CheckBox("Bring quiet voices up")
        self._levels.setToolTip("Quiet and loud voices become alike")
        self._chosen_device = QActionGroup(self)
        self._chosen_device.triggered.connect(self._choose_device)
        self._menu = self._built_menu()
        self._menu.aboutToShow.connect(self._show_menu)
        self.setMenu(self._menu)
        self._slider.valueChanged.connect(self._slid)
        self._boost.valueChanged.connect(self._boosted)
        self._levels.toggled.connect(self._levelled)
        self.reserve((f" 100 % +{MOST_BOOST}",))
        self._show_values()

    @property
    def volume(self) -> float:
        """0 to 1."""
        return self._slider.value() / 100

    @property
    def boost(self) -> int:
        """Decibels."""
        return self._boost.value()

    def set_theme(self, theme: Theme) -> None:
        """Draws its icon in this theme."""
        self._theme = theme
        self._show_values()

    def set_volume(self, volume: float) -> None:
        """As if the person had moved the slider."""
        self._slider.setValue(round(volume * 100))

    def set_boost(self, decibels: int) -> None:
        """As if the person had moved the slider."""
        self._boost.setValue(decibels)

    def set_levelling(self, is_on: bool) -> None:
        """As if the person had ticked it."""
        self._levels.setChecked(is_on)

    def set_devices(self, chosen: str, devices: Callable[[], list[OutputDevice]]) -> None:
        """The id of the device that is chosen, and what lists all whenever the panel is opened."""
        self._device, self._devices = chosen, devices

    def _built_menu(self) -> QMenu:
        panel = QWidget()
        layout = QGridLayout(panel)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setHorizontalSpacing(10)
        layout.setVerticalSpacing(8)
        for line, (name, slider, value) in enumerate(
            (("Volume", self._slider, self._percent), ("Boost", self._boost, self._decibels))
        ):
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            value.setMinimumWidth(value.fontMetrics().horizontalAdvance("+24 dB "))
            layout.addWidget(QLabel(name), line, 0)
            layout.addWidget(slider, line, 1)
            layout.addWidget(value, line, 2)
        layout.addWidget(self._levels, 2, 0, 1, 3)
        menu = QMenu(self)
        _add_widget(menu, panel)
        menu.addSeparator()
        heading = QLabel("Sound device")
        heading.setContentsMargins(12, 4, 12, 2)
        heading.setEnabled(False)  # grey
        _add_widget(menu, heading)
        return menu

    def _show_menu(self) -> None:
        self._slider.setFocus()
        for action in self._chosen_device.actions():
            self._chosen_device.removeAction(action)
            self._menu.removeAction(action)
            action.deleteLater()
        devices = self._devices()
        self._offer("", "The desktop’s choice" if devices else "No sound device is connected")
        for device in devices:
            self._offer(device.id, device.name)
        if self._device and not any(device.id == self._device for device in devices):
            self._offer(self._device, "The device that you chose (not connected)")

    def _offer(self, device: str, name: str) -> None:
        action = self._menu.addAction(visible(name).replace("&", "&&"))
        action.setCheckable(True)
        action.setData(device)
        action.setChecked(device == self._device)
        self._chosen_device.addAction(action)

    def _choose_device(self, action: QAction) -> None:
        self._device = str(action.data())
        self.device_chosen.emit(self._device)

    def _slid(self, percent: int) -> None:
        self._show_values()
        self.volume_changed.emit(percent / 100)

    def _boosted(self, decibels: int) -> None:
        self._show_values()
        self.boost_changed.emit(decibels)

    def _levelled(self, is_on: bool) -> None:
        self._show_values()
        self.levelling_changed.emit(is_on)

    def _show_values(self) -> None:
        percent, boost = self._slider.value(), self._boost.value()
        self._percent.setText(f"{percent} %")
        self._decibels.setText(f"+{boost} dB" if boost else "off")
        self.setText(f" {percent} %" + (f" +{boost}" if boost else ""))
        self.setIcon(icon("volume" if percent else "volume-off", self._theme))
        more = [f"{boost} decibels boost"] if boost else []
        more += ["quiet voices brought up"] if self._levels.isChecked() else []
        self.setAccessibleName(", ".join([f"Volume, {percent} percent", *more]))
        self.setToolTip("\n".join(["Volume, boost and sound device", *(line.capitalize() for line in more)]))


def _slider(name: str, most: int, page: int) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(0, most)
    slider.setPageStep(page)
    slider.setFixedWidth(_SLIDER_WIDTH)
    slider.setAccessibleName(name)
    return slider


def _add_widget(menu: QMenu, widget: QWidget) -> None:
    action = QWidgetAction(menu)
    action.setDefaultWidget(widget)
    menu.addAction(action)
