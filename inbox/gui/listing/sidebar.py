"""The folders with their counts, and below them the person's tags."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from inbox.domain.query import Term
from inbox.domain.visible_text import visible
from inbox.gui.listing.folders import TERMS, Folder, count_of, empty_sentence, folder_tip
from inbox.gui.look.theme import Theme, font
from inbox.storage.listing.folder_counts import FolderCounts

WIDTH, NARROW = 196, 152
"""Pixels; the second is the least, in a window in which the list needs the others."""
_ROW = 31
_HEADER = 34
_DOT = 8
_COUNT_ROLE = Qt.ItemDataRole.UserRole + 1
_IS_TAG_ROLE = Qt.ItemDataRole.UserRole + 2
_ALARMING = {Folder.ERRORS.value, Folder.EXPIRING.value}
_TAGS_FROM = len(Folder) + 1
"""The row of the first tag; before it stands their title."""


class Sidebar(QListWidget):
    """One folder or tag is always current; the arrows choose too."""

    folder_chosen = Signal(object)
    """The `Folder`; the inbox when a tag was chosen, which `terms` has."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAccessibleName("Folders and tags")
        self.setMinimumWidth(NARROW)
        self.setMaximumWidth(WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Expanding)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._tags: list[tuple[str, int]] = []
        self._delegate = _EntryDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        for folder in Folder:
            self._add(folder.value).setToolTip(folder_tip(folder))
        self.setCurrentRow(0)
        self.currentRowChanged.connect(lambda _row: self.folder_chosen.emit(self.folder))

    @property
    def folder(self) -> Folder:
        """The current folder; the inbox while a tag is current."""
        row = self.currentRow()
        return list(Folder)[row] if 0 <= row < len(Folder) else Folder.INBOX

    @property
    def tag(self) -> str:
        """The current tag; empty while a folder is current."""
        place = self.currentRow() - _TAGS_FROM
        return self._tags[place][0] if 0 <= place < len(self._tags) else ""

    @property
    def terms(self) -> tuple[Term, ...]:
        """What recordings have to fulfil to be shown."""
        return (Term("tagged", self.tag),) if self.tag else TERMS[self.folder]

    def empty_sentence(self, warning_days: int) -> str:
        """What is said where nothing fulfils that."""
        tag = self.tag
        return f"No recording is tagged “{visible(tag, 64)}” any more." if tag else empty_sentence(self.folder, warning_days)

    def choose(self, folder: Folder) -> None:
        """Makes ``folder`` the current one."""
        self.setCurrentRow(list(Folder).index(folder))

    def set_counts(self, counts: FolderCounts) -> None:
        """Shows how many recordings each folder holds."""
        for row, folder in enumerate(Folder):
            self._show_count(row, folder.value, count_of(folder, counts))

    def set_tags(self, tags: Sequence[tuple[str, int]]) -> None:
        """Shows these, each with the number of its recordings; the current one stays so, also when it has none any more."""
        wanted, current = list(tags), self.tag
        if current and all(tag != current for tag, _ in wanted):
            wanted.append((current, 0))
        if [tag for tag, _ in wanted] != [tag for tag, _ in self._tags]:
            self._list_tags(wanted, current)
        self._tags = wanted
        for place, (tag, count) in enumerate(wanted):
            self._show_count(_TAGS_FROM + place, visible(tag, 64), count)

    def set_theme(self, theme: Theme) -> None:
        """Paints in this theme from now on."""
        self._delegate.theme = theme
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """As wide as it may be; what stands beside it may need some of that."""
        return QSize(WIDTH, super().sizeHint().height())

    def keyboardSearch(self, search: str) -> None:
        """Nothing: letters are keys of the window."""

    def _list_tags(self, tags: Sequence[tuple[str, int]], current: str) -> None:
        was_blocked = self.blockSignals(True)
        while self.count() > len(Folder):
            self.takeItem(self.count() - 1)
        if tags:
            self._add("Tags").setFlags(Qt.ItemFlag.NoItemFlags)
        for place, (tag, _) in enumerate(tags):
            self._add(visible(tag, 64)).setData(_IS_TAG_ROLE, True)
            if tag == current:
                self.setCurrentRow(_TAGS_FROM + place)
        self.blockSignals(was_blocked)

    def _add(self, name: str) -> QListWidgetItem:
        item = QListWidgetItem(name)
        item.setData(_COUNT_ROLE, -1)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, name)
        self.addItem(item)
        return item

    def _show_count(self, row: int, name: str, number: int) -> None:
        item = self.item(row)
        if item.data(_COUNT_ROLE) != number:
            kind = "Tag " if item.data(_IS_TAG_ROLE) else ""
            item.setData(_COUNT_ROLE, number)
            many = "1 recording" if number == 1 else f"{number} recordings"
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{kind}{name}, {many}")


class _EntryDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, sidebar: Sidebar) -> None:
        super().__init__(sidebar)
        self.theme = theme
        self._sidebar = sidebar

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self._sidebar.width() - 18, _HEADER if index.row() == len(Folder) else _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        theme = self.theme
        is_current = index.row() == self._sidebar.currentRow()
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        box = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5)
        inner = box.adjusted(10, 0, -10, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        name = str(index.data())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.row() == len(Folder):
            painter.setFont(font(11, QFont.Weight.DemiBold))
            painter.setPen(theme.secondary)
            painter.drawText(inner.adjusted(0, 6, 0, 0), middle | Qt.AlignmentFlag.AlignLeft, name)
            painter.restore()
            return
        if is_current or is_hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.accent_tint if is_current else theme.neutral_tint)
            painter.drawRoundedRect(box, 6, 6)
        if is_current and self._sidebar.hasFocus():
            painter.setPen(QPen(theme.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        number = int(index.data(_COUNT_ROLE))
        is_alarm = name in _ALARMING and number > 0 and not index.data(_IS_TAG_ROLE)
        shown = f"{number:,}".replace(",", "\u202f") if number > 0 or (number == 0 and name == Folder.INBOX) else ""
        painter.setFont(theme.body_font(QFont.Weight.DemiBold if is_alarm else QFont.Weight.Normal))
        painter.setPen(theme.error if is_alarm else theme.secondary)
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, shown)
        room = inner.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(shown) - (8 if shown else 0), 0)
        if index.data(_IS_TAG_ROLE):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.accent)
            corner = QPointF(room.left(), room.center().y() - _DOT / 2)
            painter.drawRoundedRect(QRectF(corner.x(), corner.y(), _DOT, _DOT), 2, 2)
            room.setLeft(room.left() + _DOT + 8)
        written = theme.body_font(QFont.Weight.DemiBold if is_current else QFont.Weight.Normal)
        painter.setFont(written)
        painter.setPen(theme.accent if is_current else theme.text)
        text = QFontMetricsF(written).elidedText(name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignLeft, text)
        painter.restore()
