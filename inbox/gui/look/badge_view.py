"""A badge as a widget."""

from math import ceil

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from inbox.gui.look.badges import Badge, badge_size, paint_badge
from inbox.gui.look.theme import Theme


class BadgeView(QWidget):
    """Shows one badge, and says it aloud."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._badge: Badge | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self._theme = theme
        self.update()

    def show_badge(self, badge: Badge) -> None:
        """Takes the place of what was shown."""
        self._badge = badge
        self.setAccessibleName(badge.spoken)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As large as the badge."""
        if self._badge is None:
            return QSize(0, 0)
        size = badge_size(self._badge, self._theme)
        return QSize(ceil(size.width()), ceil(size.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws it."""
        if self._badge is not None:
            paint_badge(QPainter(self), self._badge, 0, self.height() / 2, self.width(), self._theme)
