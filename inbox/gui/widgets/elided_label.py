"""One line of plain text with an ellipsis, at its end or elsewhere, where there is no room."""

from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class ElidedLabel(QLabel):
    """The whole text is in the tool tip and in the accessible name."""

    def __init__(self, parent: QWidget | None = None, *, cut: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
        """``cut`` is where the text gives way."""
        super().__init__(parent)
        self._whole, self._cut = "", cut
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def set_text(self, text: str) -> None:
        """Shows ``text``, which has to be safe to look at already (see `visible`)."""
        if text != self._whole:
            self._whole = text
            self.setAccessibleName(text)
            self.setToolTip(f"<p>{escape(text)}</p>")
            self.update()

    def text(self) -> str:
        """The whole text."""
        return self._whole

    def minimumSizeHint(self) -> QSize:
        """May become as narrow as a few letters."""
        return QSize(40, self.fontMetrics().height()).grownBy(self.contentsMargins())

    def sizeHint(self) -> QSize:
        """As wide as its text, and a little more: widths are fractions, and a hair too little would cost three letters."""
        width = self.fontMetrics().horizontalAdvance(self._whole) + 2
        return QSize(width, self.fontMetrics().height()).grownBy(self.contentsMargins())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws as much as fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        shown = self.fontMetrics().elidedText(self._whole, self._cut, self.contentsRect().width())
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
        painter.drawText(self.contentsRect(), flags, shown)
