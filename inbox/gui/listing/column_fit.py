"""How wide the columns are: what their content needs, the names of conferences the rest.

A narrow list tells some of it shorter; one that is narrower still leaves something out. The days left at Bandwidth and the review
are always in sight.
"""

from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QHeaderView, QTableView

from inbox.domain.statuses import ReviewStatus
from inbox.gui.listing.recording_columns import HEADERS, Column
from inbox.gui.listing.small_stars import STARS_WIDTH
from inbox.gui.look.badges import SIGN_WIDTH, Badge, Shape, Tone, badge_size, review_badge
from inbox.gui.look.theme import Theme

NAME_ROOM = 200
"""Pixels that the names keep as long as another column can tell its own shorter."""
NAME_LEAST = 120
"""Pixels that the names keep as long as a column can be left out."""
BRIEF = (Column.REVIEW, Column.STATUS, Column.STARTED)
"""What is told shorter, in this order: the badges as their sign alone, the moment without what goes without saying."""
FOR_WIDE = Column.STARS
"""What stands there only as long as no other column has to make room for it; Notes tells it."""
LEFT_OUT = (Column.LENGTH, Column.STARTED)
"""What is left out, in this order; Details tells both."""
_HEIGHT = 34
_LEAST = 40
_PADDINGS = 24
_STATE = 76
_TO_SPARE = 4
_LONGEST_WORD = Badge(Shape.DASHED, Tone.NEUTRAL, "processing", "")
_WIDEST_TEXTS = {Column.STARTED: "28 Nov 2028 22:48", Column.LENGTH: "88:88:88", Column.EXPIRES: "expired"}
_WIDEST_BRIEF_TEXTS = {**_WIDEST_TEXTS, Column.STARTED: "28 Nov 22:48"}


class ColumnFit:
    """The header of the list."""

    def __init__(self, table: QTableView, theme: Theme) -> None:
        self._table = table
        self._columns = columns = table.horizontalHeader()
        self._widths = {column: natural_width(column, theme) for column in Column}
        self._brief_widths = {column: natural_width(column, theme, is_brief=True) for column in BRIEF}
        self.brief: frozenset[Column] = frozenset()
        """The columns that are to tell their own shorter."""
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
        brief, left_out = set[Column](), set[Column]()
        if room < NAME_ROOM:
            left_out.add(FOR_WIDE)
            room += widths[FOR_WIDE]
        for column in BRIEF:
            if room < NAME_ROOM and self._brief_widths[column] < widths[column]:
                brief.add(column)
                room += widths[column] - self._brief_widths[column]
                widths[column] = self._brief_widths[column]
        for column in LEFT_OUT:
            if room < NAME_LEAST:
                left_out.add(column)
                room += widths[column]
        self.brief = frozenset(brief)
        for column, width in widths.items():
            self._columns.setSectionHidden(column, column in left_out)
            if column not in left_out and self._columns.sectionSize(column) != width:
                self._columns.resizeSection(column, width)

    def _note_widths(self) -> None:
        """The person may have made a column wider or narrower."""
        for column in Column:
            if column is not Column.CONFERENCE and not self._columns.isSectionHidden(column):
                noted = self._brief_widths if column in self.brief else self._widths
                noted[column] = self._columns.sectionSize(column)


def natural_width(column: Column, theme: Theme, *, is_brief: bool = False) -> int:
    """Pixels that the widest usual content of ``column`` takes, or its header with the arrow of sorting."""
    header = QFontMetricsF(theme.small_font()).horizontalAdvance(f"{HEADERS[column]} ↓")
    match column:
        case Column.STATE:
            return _STATE
        case Column.STATUS | Column.REVIEW if is_brief:
            content = float(SIGN_WIDTH)
        case Column.STATUS:
            content = badge_size(_LONGEST_WORD, theme).width()
        case Column.CONFERENCE:
            content = float(NAME_ROOM)
        case Column.STARTED | Column.LENGTH | Column.EXPIRES:
            text = (_WIDEST_BRIEF_TEXTS if is_brief else _WIDEST_TEXTS)[column]
            content = QFontMetricsF(theme.body_font()).horizontalAdvance(text)
        case Column.STARS:
            content = float(STARS_WIDTH)
        case Column.REVIEW:
            content = max(badge_size(review_badge(status), theme).width() for status in ReviewStatus)
    return round(max(header, content)) + _PADDINGS + _TO_SPARE
