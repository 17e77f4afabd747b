"""A list of values as a table: what each column shows of a value, and what of it a view must hear when the list changes."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from inbox.gui.look.badges import Badge
from inbox.gui.widgets.id_changes import Insertion, Removal, Reordering, changes

_Index = QModelIndex | QPersistentModelIndex
_TIP_LIMIT = 600


@dataclass(frozen=True, slots=True)
class LineColumn:
    """A column: its header, and the text, safe to look at, that it shows of a value."""

    header: str
    text: Callable[[Any], str]
    width: int
    """Pixels; 0: the room that the others leave."""
    is_number: bool = False
    is_mono: bool = False
    is_quiet: bool = False
    badge: Callable[[Any], Badge] | None = None
    """What is painted in the place of the text."""
    roomy_width: int = 0
    """Pixels where the columns without a width of their own have more than enough; 0: no more than ``width``."""
    shorter: tuple[Callable[[Any], str], ...] = ()
    """What may be shown where the text does not fit, the longest first; never what is spoken, or told in the tip."""


class LineModel(QAbstractTableModel):
    """Lives in the GUI thread; its values come from elsewhere and are never changed, only replaced."""

    BadgeRole = Qt.ItemDataRole.UserRole
    """The `Badge` of the cell, or None."""
    ColumnRole = Qt.ItemDataRole.UserRole + 1
    """The cell's `LineColumn`."""
    TextsRole = Qt.ItemDataRole.UserRole + 2
    """What the cell may show, the longest first."""

    def __init__(self, columns: Sequence[LineColumn], key: Callable[[Any], Hashable], parent: QObject | None = None) -> None:
        """``key`` tells two values apart that are of different things."""
        super().__init__(parent)
        self.columns = tuple(columns)
        self._key = key
        self._numbers: dict[Hashable, int] = {}
        self._values: list[Any] = []

    @property
    def values(self) -> Sequence[Any]:
        """The values in order."""
        return self._values

    def row_of(self, key: Hashable) -> int | None:
        """Where the value with this key stands."""
        return next((row for row, value in enumerate(self._values) if self._key(value) == key), None)

    def take(self, values: Sequence[Any]) -> None:
        """Shows these in the place of what was shown; the selection stays with the values that stay."""
        if list(values) == self._values:
            return
        wanted = {self._number(value): value for value in values}
        old = [self._number(value) for value in self._values]
        for change in changes(old, list(wanted)):
            match change:
                case Removal(at, count):
                    self._remove(at, count)
                case Insertion(at, ids):
                    self.insert(at, [wanted[number] for number in ids])
                case Reordering(at, ids):
                    self._reorder(at, [wanted[number] for number in ids])
        self._values[:] = values
        if values:
            self.dataChanged.emit(self.index(0, 0), self.index(len(values) - 1, len(self.columns) - 1))

    def update(self, values: Sequence[Any]) -> None:
        """Takes newer forms of values that are shown; the others are passed over."""
        newer = {self._key(value): value for value in values}
        for row, value in enumerate(self._values):
            if not newer:
                return
            fresh = newer.pop(self._key(value), None)
            if fresh is not None and fresh != value:
                self._values[row] = fresh
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))

    def insert(self, at: int, values: Sequence[Any]) -> None:
        """Shows further values, from the row ``at`` on."""
        if values:
            self.beginInsertRows(QModelIndex(), at, at + len(values) - 1)
            self._values[at:at] = values
            self.endInsertRows()

    def clear(self) -> None:
        """Shows nothing."""
        self.beginResetModel()
        self._values = []
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many values are shown."""
        return 0 if parent.isValid() else len(self._values)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Names of the columns."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.columns[section].header
            case Qt.ItemDataRole.TextAlignmentRole:
                return _side(self.columns[section])
            case _:
                return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows and says."""
        if not index.isValid() or index.row() >= len(self._values):
            return None
        value, column = self._values[index.row()], self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.text(value)
            case Qt.ItemDataRole.AccessibleTextRole:
                said = column.text(value) if column.badge is None else column.badge(value).spoken
                return f"{column.header}: {said}"
            case Qt.ItemDataRole.ToolTipRole:
                said = column.text(value) if column.badge is None else column.badge(value).spoken
                return f"<p>{escape(said[:_TIP_LIMIT])}</p>"
            case Qt.ItemDataRole.TextAlignmentRole:
                return _side(column)
            case self.BadgeRole:
                return None if column.badge is None else column.badge(value)
            case self.ColumnRole:
                return column
            case self.TextsRole:
                return [column.text(value), *(shorter(value) for shorter in column.shorter)]
            case _:
                return None

    def _number(self, value: Any) -> int:
        return self._numbers.setdefault(self._key(value), len(self._numbers))

    def _remove(self, at: int, count: int) -> None:
        self.beginRemoveRows(QModelIndex(), at, at + count - 1)
        del self._values[at : at + count]
        self.endRemoveRows()

    def _reorder(self, at: int, values: list[Any]) -> None:
        self.layoutAboutToBeChanged.emit()
        held = [index for index in self.persistentIndexList() if at <= index.row() < at + len(values)]
        keys = [self._key(self._values[index.row()]) for index in held]
        self._values[at : at + len(values)] = values
        places = {self._key(value): at + place for place, value in enumerate(values)}
        moved = [self.index(places[key], index.column()) for index, key in zip(held, keys, strict=True)]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()


def _side(column: LineColumn) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
