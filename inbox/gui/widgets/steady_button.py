"""A button that stays as wide as its widest text, so that nothing beside it moves when it says something else."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu, QPushButton


class SteadyButton(QPushButton):
    """Whoever makes one tells by `reserve` what may stand on it."""

    _reserved: tuple[str, ...] = ()

    def reserve(self, texts: Iterable[str]) -> None:
        """It is wide enough for each of these from now on."""
        self._reserved = tuple(texts)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As wide as its widest text."""
        hint, measure = super().sizeHint(), self.fontMetrics()
        now, *others = (measure.size(Qt.TextFlag.TextShowMnemonic, text).width() for text in (self.text(), *self._reserved))
        return QSize(hint.width() - now + max([now, *others]), hint.height())

    def minimumSizeHint(self) -> QSize:
        """It is never cut."""
        return self.sizeHint()

    def setMenu(self, menu: QMenu) -> None:
        """Drops it down; while it was open no event told that the pointer has left the button, which would stay lit."""
        super().setMenu(menu)
        menu.aboutToHide.connect(self._look_for_pointer, Qt.ConnectionType.QueuedConnection)

    def _look_for_pointer(self) -> None:
        is_here = self.isVisible() and self.rect().contains(self.mapFromGlobal(QCursor.pos()))
        self.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, is_here)
        self.setDown(False)
        self.update()
