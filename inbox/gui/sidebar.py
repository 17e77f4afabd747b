"""The folders with their counts."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from inbox.gui.folders import Folder, count_of
from inbox.gui.theme import Theme
from inbox.storage.folder_counts import FolderCounts

WIDTH = 196
_ROW = 31
_COUNT_ROLE = Qt.ItemDataRole.UserRole + 1
_ALARMING = {Folder.ERRORS, Folder.EXPIRING}


class Sidebar(QListWidget):
    """One folder is always current; the arrows choose too."""

    folder_chosen = Signal(object)
    """The `Folder`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAccessibleName("Folders")
        self.setFixedWidth(WIDTH)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._delegate = _FolderDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        for folder in Folder:
            item = QListWidgetItem(folder.value)
            item.setData(Qt.ItemDataRole.UserRole, folder.value)
            item.setData(_COUNT_ROLE, -1)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, folder.value)
            self.addItem(item)
        self.setCurrentRow(0)
        self.currentRowChanged.connect(lambda row: self.folder_chosen.emit(list(Folder)[row]))

    @property
    def folder(self) -> Folder:
        """The current folder."""
        return list(Folder)[self.currentRow()]

    def choose(self, folder: Folder) -> None:
        """Makes ``folder`` the current one."""
        self.setCurrentRow(list(Folder).index(folder))

    def set_counts(self, counts: FolderCounts) -> None:
        """Shows how many recordings each folder holds."""
        for row, folder in enumerate(Folder):
            number = count_of(folder, counts)
            item = self.item(row)
            if item.data(_COUNT_ROLE) != number:
                item.setData(_COUNT_ROLE, number)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{folder.value}, {number} recordings")

    def set_theme(self, theme: Theme) -> None:
        """Paints in this theme from now on."""
        self._delegate.theme = theme
        self.viewport().update()


class _FolderDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, sidebar: Sidebar) -> None:
        super().__init__(sidebar)
        self.theme = theme
        self._sidebar = sidebar

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(WIDTH - 18, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        theme = self.theme
        folder = list(Folder)[index.row()]
        is_current = index.row() == self._sidebar.currentRow()
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        box = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_current or is_hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.accent_tint if is_current else theme.neutral_tint)
            painter.drawRoundedRect(box, 6, 6)
        if is_current and self._sidebar.hasFocus():
            painter.setPen(QPen(theme.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        inner = box.adjusted(10, 0, -10, 0)
        painter.setFont(theme.body_font(QFont.Weight.DemiBold if is_current else QFont.Weight.Normal))
        painter.setPen(theme.accent if is_current else theme.text)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, folder.value)
        number = int(index.data(_COUNT_ROLE))
        is_alarm = folder in _ALARMING and number > 0
        painter.setFont(theme.body_font(QFont.Weight.DemiBold if is_alarm else QFont.Weight.Normal))
        painter.setPen(theme.error if is_alarm else theme.secondary)
        if number >= 0 and (number > 0 or folder is Folder.INBOX):
            shown = f"{number:,}".replace(",", "\u202f")
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, shown)
        painter.restore()
