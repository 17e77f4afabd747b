"""The notes of a recording as a list: where, what, and who when."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from inbox.domain.durations import clock_text
from inbox.domain.notes import Note
from inbox.domain.visible_text import visible
from inbox.gui.look.icons import icon
from inbox.gui.look.theme import Theme
from inbox.gui.look.time_text import moment_text, within_sentence

_ROW = 29
_PADDING = 16
_GAP = 16
_PLACE_WIDTH = 48
_LONGEST = 2_000
_Index = QModelIndex | QPersistentModelIndex


def place_text(note: Note) -> str:
    """``02:26``, or of a range ``02:26–02:40``."""
    begin = clock_text(note.begin)
    return begin if note.end is None else f"{begin}–{clock_text(note.end)}"


class NoteList(QListView):
    """Shows what it is told. A click goes there; Enter plays from there; F2 or a double click edits; Delete deletes."""

    place_asked = Signal(object, bool)
    """A `Note`, and whether it is to be played from there."""
    edit_asked = Signal(object)
    delete_asked = Signal(object)

    def __init__(self, theme: Theme, me: Callable[[], str], parent: QWidget | None = None) -> None:
        """``me`` is the name under which the person's own notes are kept."""
        super().__init__(parent)
        self._theme = theme
        self._notes = _Notes(me, self)
        self._delegate = _NoteDelegate(theme, self)
        self.setModel(self._notes)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setAccessibleName("Notes")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(lambda index: self._ask_place(index.row(), False))
        self.doubleClicked.connect(lambda index: self.edit_asked.emit(self._notes.notes[index.row()]))

    @property
    def notes(self) -> Sequence[Note]:
        """What is shown."""
        return self._notes.notes

    @property
    def chosen(self) -> Note | None:
        """The current note."""
        row = self.currentIndex().row()
        return self.notes[row] if 0 <= row < len(self.notes) else None

    def set_theme(self, theme: Theme) -> None:
        """Paints in this theme from now on."""
        self._theme = theme
        self._delegate.theme = theme
        self.viewport().update()

    def show_notes(self, notes: Sequence[Note]) -> None:
        """Shows these; the current one stays so."""
        if list(notes) == list(self.notes):
            return
        before = self.chosen
        place = self.verticalScrollBar().value()
        self._notes.show(notes)
        self._delegate.measure(notes)
        self.verticalScrollBar().setValue(place)
        if before is not None:
            self.choose(before.id)

    def choose(self, number: int) -> bool:
        """Makes a note the current one, by its id; False when it is not here."""
        for row, note in enumerate(self.notes):
            if note.id == number:
                self.setCurrentIndex(self._notes.index(row, 0))
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, F2, Delete."""
        note = self.chosen
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if note is not None:
                self.place_asked.emit(note, True)
            case Qt.Key.Key_F2 if note is not None:
                self.edit_asked.emit(note)
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace if note is not None:
                self.delete_asked.emit(note)
            case Qt.Key.Key_Escape:
                event.ignore()
            case _:
                super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: letters are keys of the window."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Edits."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.doubleClicked.emit(index)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with a note."""
        note = self.chosen
        if note is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("play", self._theme), "Play from here", lambda: self.place_asked.emit(note, True))
        menu.addAction(icon("note", self._theme), "Edit\tF2", lambda: self.edit_asked.emit(note))
        menu.addAction(icon("trash", self._theme), "Delete\tDel", lambda: self.delete_asked.emit(note))
        menu.popup(event.globalPos())

    def _ask_place(self, row: int, is_play: bool) -> None:
        self.place_asked.emit(self.notes[row], is_play)


class _Notes(QAbstractListModel):
    def __init__(self, me: Callable[[], str], parent: QObject) -> None:
        super().__init__(parent)
        self.notes: list[Note] = []
        self._me = me

    def show(self, notes: Sequence[Note]) -> None:
        self.beginResetModel()
        self.notes = list(notes)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.notes)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.notes):
            return None
        note = self.notes[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return visible(note.text.replace("\n", "  "), _LONGEST)
            case Qt.ItemDataRole.UserRole:
                return note
            case Qt.ItemDataRole.StatusTipRole:
                return self._told(note)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{place_text(note)}: {visible(note.text, _LONGEST)}, {self._told(note)}"
            case Qt.ItemDataRole.ToolTipRole:
                lines = "<br>".join(escape(visible(line, _LONGEST)) for line in note.text.splitlines()[:30])
                return f"<p>{lines}</p>"
            case _:
                return None

    def _told(self, note: Note) -> str:
        who = "you" if note.author == self._me() else visible(note.author, 40)
        when = within_sentence(moment_text(note.made_at))
        return f"{who}, {when}" + (", changed" if note.changed_at is not None else "")


class _NoteDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, view: NoteList) -> None:
        super().__init__(view)
        self.theme = theme
        self._view = view
        self._place_width = _PLACE_WIDTH

    def measure(self, notes: Sequence[Note]) -> None:
        """The words of all of them begin at one place, to the right of the longest place in the recording."""
        bold = QFontMetrics(self.theme.body_font(QFont.Weight.DemiBold))
        longest = {
            max((place_text(note) for note in notes if (note.end is None) is is_moment), key=len, default="")
            for is_moment in (False, True)
        }
        self._place_width = max(_PLACE_WIDTH, *(bold.horizontalAdvance(place) for place in longest))

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(80, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme, rect = self.theme, QRect(option.rect)
        note: Note = index.data(Qt.ItemDataRole.UserRole)
        has_focus = self._view.hasFocus()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.accent_tint if has_focus else theme.hover)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.hover)
        inner = rect.adjusted(_PADDING, 0, -_PADDING, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        bold, body, small = theme.body_font(QFont.Weight.DemiBold), theme.body_font(), theme.small_font()
        painter.setFont(bold)
        painter.setPen(theme.accent)
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignLeft, place_text(note))
        told = index.data(Qt.ItemDataRole.StatusTipRole)
        told_width = QFontMetrics(small).horizontalAdvance(told)
        left = inner.left() + self._place_width + _GAP
        has_room = inner.right() - told_width - _GAP - left > inner.width() * 0.4
        if has_room:
            painter.setFont(small)
            painter.setPen(theme.secondary)
            painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, told)
        room = QRect(left, inner.top(), inner.right() - left - (told_width + _GAP if has_room else 0), inner.height())
        painter.setFont(body)
        painter.setPen(theme.text)
        text = QFontMetrics(body).elidedText(index.data(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignLeft, text)
