"""How wide the columns are: what their content needs, the names of conferences the rest; a narrow list leaves some out."""

from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QHeaderView, QTableView

from inbox.domain.statuses import ReviewStatus
from inbox.gui.badges import Badge, Shape, Tone, badge_size, review_badge
from inbox.gui.recording_columns import HEADERS, Column
from inbox.gui.theme import Theme

NAME_LEAST = 200
"""Pixels that the names keep as long as another column can give way."""
_GIVE_WAY = (Column.REVIEW, Column.EXPIRES)
"""What is left out, in this order; Details tells both."""
_HEIGHT = 34
_LEAST = 56
_PADDINGS = 24
_STATE = 76
_TO_SPARE = 4
_LONGEST_WORD = Badge(Shape.DASHED, Tone.NEUTRAL, "processing", "")
_WIDEST_TEXTS = {Column.STARTED: "28 Nov 2028 22:48", Column.LENGTH: "88:88:88", Column.EXPIRES: "88 min"}


class ColumnFit:
    """The header of the list."""

    def __init__(self, table: QTableView, theme: Theme) -> None:
        self._table = table
        self._columns = columns = table.horizontalHeader()
        self._left_out: dict[Column, int] = {}
        columns.setHighlightSections(False)
        columns.setSectionsClickable(True)
        columns.setFixedHeight(_HEIGHT)
        columns.setMinimumSectionSize(_LEAST)
        columns.setAccessibleName("Columns")
        for column in Column:
            if column is Column.CONFERENCE:
                columns.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
            else:
                columns.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
                table.setColumnWidth(column, natural_width(column, theme))

    @property
    def last_shown(self) -> Column:
        """The column at the right edge."""
        return max(column for column in Column if column not in self._left_out)

    def fit(self) -> None:
        """Leaves out what the list is too narrow for, and brings it back when there is room again."""
        widths: dict[Column, int] = {}
        for column in Column:
            if column is not Column.CONFERENCE:
                widths[column] = self._columns.sectionSize(column)
        widths.update(self._left_out)
        room = self._table.viewport().width() - sum(widths.values())
        for column in _GIVE_WAY:
            is_left_out = room < NAME_LEAST
            if is_left_out:
                room += widths[column]
            if is_left_out and column not in self._left_out:
                self._left_out[column] = widths[column]
                self._columns.hideSection(column)
            elif not is_left_out and column in self._left_out:
                del self._left_out[column]
                self._columns.showSection(column)


def natural_width(column: Column, theme: Theme) -> int:
    """Pixels that the widest usual content of ``column`` takes, or its header with the arrow of sorting."""
    header = QFontMetricsF(theme.small_font()).horizontalAdvance(f"{HEADERS[column]} ↓")
    match column:
        case Column.STATE:
            return _STATE
        case Column.STATUS:
            content = badge_size(_LONGEST_WORD, theme).width()
        case Column.CONFERENCE:
            content = float(NAME_LEAST)
        case Column.STARTED | Column.LENGTH | Column.EXPIRES:
            content = QFontMetricsF(theme.body_font()).horizontalAdvance(_WIDEST_TEXTS[column])
        case Column.REVIEW:
            content = max(badge_size(review_badge(status), theme).width() for status in ReviewStatus)
    return round(max(header, content)) + _PADDINGS + _TO_SPARE
