"""How wide the columns are: what their content needs, the names of conferences the rest.

A narrow list tells some of it shorter; one that is narrower still leaves something out. The days left at Bandwidth and the
badges, with their words, are always in sight.
"""

from collections.abc import Mapping

from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QHeaderView, QTableView

from inbox.domain.statuses import ReviewStatus
from inbox.gui.listing.recording_columns import HEADERS, Column
from inbox.gui.listing.row_delegate import BADGE_INTO_MARGIN
from inbox.gui.listing.small_stars import STARS_WIDTH
from inbox.gui.look.badges import Badge, Shape, Tone, badge_size, review_badge
from inbox.gui.look.theme import Theme

LEAST_WIDTH = 704
"""Pixels that the list has in the smallest window; what stands beside it gives way for that."""
NAME_ROOM = 200
"""Pixels that the names keep as long as another column can tell its own shorter."""
NAME_LEAST = 140
"""Pixels that the names keep as long as a column can be left out."""
SHORTER = ((Column.STARTED, 1), (Column.LENGTH, 1), (Column.STATUS, 1), (Column.REVIEW, 1), (Column.STARTED, 2))
"""What is told shorter, in this order and by so many steps: the moment without what goes without saying, the length without
room for days, the badges closer to what follows, and of the moment the day or the time alone."""
FOR_WIDE = Column.STARS
"""What stands there only as long as no other column has to make room for it; Notes tells it."""
LEFT_OUT = (Column.LENGTH, Column.STARTED)
"""What is left out, in this order; Details tells both."""
_HEIGHT = 34
_CLOSER = BADGE_INTO_MARGIN - 2  # widths are fractions: a hair too little would cut the word
_LEAST = 40
_PADDINGS = 24
_STATE = 76
_TO_SPARE = 4
_LONGEST_WORD = Badge(Shape.DASHED, Tone.NEUTRAL, "processing", "")
_WIDEST_TEXTS = {
    (Column.STARTED, 0): "28 Nov 2028 22:48",
    (Column.STARTED, 1): "28 Nov 22:48",
    (Column.STARTED, 2): "28 Nov",
    (Column.LENGTH, 0): "88:88:88",
    (Column.LENGTH, 1): "8:88:88",
    (Column.EXPIRES, 0): "expired",
}


class ColumnFit:
    """The header of the list."""

    def __init__(self, table: QTableView, theme: Theme) -> None:
        self._table = table
        self._columns = columns = table.horizontalHeader()
        self._widths = {column: natural_width(column, theme) for column in Column}
        self._brief_widths = {(column, step): natural_width(column, theme, step) for column, step in SHORTER}
        self.brief: Mapping[Column, int] = {}
        """The columns that are to tell their own shorter, and by how many steps."""
        columns.setHighlightSections(False)
        columns.setSectionsClickable(True)
        columns.setFixedHeight(_HEIGHT)
        columns.setMinimumSectionSize(_LEAST)
        columns.setAccessibleName("Columns")
        for column, width in self._widths.items():
            if column is Column.CONFERENCE:
                columns.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
            else:
                columns.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
                table.setColumnWidth(column, width)

    def fit(self) -> None:
        """Tells shorter or leaves out what the list is too narrow for, and brings it back when there is room again."""
        self._note_widths()
        widths: dict[Column, int] = {column: width for column, width in self._widths.items() if column is not Column.CONFERENCE}
        room = self._table.viewport().width() - sum(widths.values())
        brief, left_out = dict[Column, int](), set[Column]()
        if room < NAME_ROOM:
            left_out.add(FOR_WIDE)
            room += widths[FOR_WIDE]
        for column, step in SHORTER:
            if room < NAME_ROOM and self._brief_widths[column, step] < widths[column]:
                brief[column] = step
                room += widths[column] - self._brief_widths[column, step]
                widths[column] = self._brief_widths[column, step]
        for column in LEFT_OUT:
            if room < NAME_LEAST:
                left_out.add(column)
                room += widths[column]
        self.brief = brief
        for column, width in widths.items():
            self._columns.setSectionHidden(column, column in left_out)
            if column not in left_out and self._columns.sectionSize(column) != width:
                self._columns.resizeSection(column, width)

    def _note_widths(self) -> None:
        """The person may have made a column wider or narrower."""
        for column in Column:
            if column is not Column.CONFERENCE and not self._columns.isSectionHidden(column):
                step, width = self.brief.get(column, 0), self._columns.sectionSize(column)
                if step:
                    self._brief_widths[column, step] = width
                else:
                    self._widths[column] = width


def natural_width(column: Column, theme: Theme, step: int = 0) -> int:
    """Pixels that the widest usual content of ``column``, shorter by so many steps, takes, or its header with the arrow of
    sorting."""
    header = QFontMetricsF(theme.small_font()).horizontalAdvance(f"{HEADERS[column]} ↓")
    match column:
        case Column.STATE:
            return _STATE
        case Column.STATUS:
            content = badge_size(_LONGEST_WORD, theme).width() - step * _CLOSER
        case Column.CONFERENCE:
            content = float(NAME_ROOM)
        case Column.STARTED | Column.LENGTH | Column.EXPIRES:
            content = QFontMetricsF(theme.body_font()).horizontalAdvance(_WIDEST_TEXTS[column, step])
        case Column.STARS:
            content = float(STARS_WIDTH)
        case Column.REVIEW:
            widest = max(badge_size(review_badge(status), theme).width() for status in ReviewStatus)
            content = widest - step * _CLOSER
    return round(max(header, content + (0 if step else _TO_SPARE))) + _PADDINGS
