"""A box to be ticked that reads in both themes: where it is ticked it is filled, with the tick in the ground's colour."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton

_RADIUS = 3
_TICK = (QPointF(-3.4, 0.2), QPointF(-1.1, 2.6), QPointF(3.5, -2.6))


class CheckBox(QCheckBox):
    """The text is Qt's, and the box while it is not ticked; colours are the palette's."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The whole, then the ticked box, and the ring while the keyboard is here."""
        super().paintEvent(event)
        if not self.isChecked() and not self.hasFocus():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = QRectF(self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self))
        group = QPalette.ColorGroup.Normal if self.isEnabled() else QPalette.ColorGroup.Disabled
        accent = self.palette().color(group, QPalette.ColorRole.Accent if self.isEnabled() else QPalette.ColorRole.WindowText)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(accent)
            painter.drawRoundedRect(box, _RADIUS, _RADIUS)
            tick = self.palette().color(QPalette.ColorRole.HighlightedText)
            painter.setPen(QPen(tick, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
            painter.drawPolyline([box.center() + corner for corner in _TICK])
        if self.hasFocus():
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = box.adjusted(-1.5, -1.5, 1.5, 1.5) if self.isChecked() else box
            painter.drawRoundedRect(ring, _RADIUS + 1, _RADIUS + 1)
        painter.end()
