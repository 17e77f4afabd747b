"""A box to be ticked that reads in both themes: where it is ticked it is filled, with the tick in the ground's colour."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton, QStylePainter

_RADIUS = 3
_RING = 1.5
_GAP = 2.5
"""Between the edge and what is filled while the keyboard is here: a ring around the box would be cut off."""
_TICK = (QPointF(-3.4, 0.2), QPointF(-1.1, 2.6), QPointF(3.5, -2.6))


class CheckBox(QCheckBox):
    """The text is Qt's, and the box while it is not ticked; colours are the palette's."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The whole, then the ticked box, and the ring while the keyboard is here."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.state &= ~QStyle.StateFlag.State_HasFocus  # the ring is ours
        with_text = QStylePainter(self)
        with_text.drawControl(QStyle.ControlElement.CE_CheckBox, option)
        with_text.end()
        if not self.isChecked() and not self.hasFocus():
            return
        box = QRectF(self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self))
        group = QPalette.ColorGroup.Normal if self.isEnabled() else QPalette.ColorGroup.Disabled
        accent = self.palette().color(group, QPalette.ColorRole.Accent if self.isEnabled() else QPalette.ColorRole.WindowText)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(accent)
            if self.hasFocus():
                painter.fillRect(box, self.palette().color(QPalette.ColorRole.Window))
            gap = _GAP if self.hasFocus() else 0
            painter.drawRoundedRect(box.adjusted(gap, gap, -gap, -gap), _RADIUS - gap / 2, _RADIUS - gap / 2)
            tick = self.palette().color(QPalette.ColorRole.HighlightedText)
            painter.setPen(QPen(tick, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
            painter.drawPolyline([box.center() + corner for corner in _TICK])
        if self.hasFocus():
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Accent), _RING))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            half = _RING / 2
            painter.drawRoundedRect(box.adjusted(half, half, -half, -half), _RADIUS, _RADIUS)
        painter.end()
