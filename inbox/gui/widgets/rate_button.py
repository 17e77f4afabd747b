"""How fast: a button that shows the speed, and a menu of speeds."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from inbox.gui.widgets.steady_button import SteadyButton

RATES = (0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)


def rate_text(rate: float) -> str:
    """``1×``, ``1.25×``; to hundredths, since a program may ask for any."""
    return f"{round(rate, 2):g}×"


class RateButton(SteadyButton):
    """Speed of play; the pitch stays."""

    rate_changed = Signal(float)

    def __init__(self, rate: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        menu = QMenu(self)
        self._group = QActionGroup(self)
        for choice in RATES:
            action = menu.addAction(rate_text(choice))
            action.setCheckable(True)
            action.setData(choice)
            self._group.addAction(action)
        self._group.triggered.connect(self._chosen)
        self.setMenu(menu)
        self.setToolTip("Speed; the pitch stays")
        self.reserve((*map(rate_text, RATES), "2.88×"))
        self.set_rate(rate)

    @property
    def rate(self) -> float:
        """The speed that is chosen."""
        return self._rate

    def set_rate(self, rate: float) -> None:
        """Shows ``rate``, without telling of it."""
        self._rate = rate
        self.setText(rate_text(rate))
        self.setAccessibleName(f"Speed, {rate:g} times")
        for action in self._group.actions():
            action.setChecked(action.data() == rate)

    def _chosen(self, action: QAction) -> None:
        self.set_rate(float(action.data()))
        self.rate_changed.emit(self._rate)
