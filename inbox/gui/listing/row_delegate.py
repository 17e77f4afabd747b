"""Paints the rows of the list."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from inbox.domain.expiring import WARNING_DAYS, is_expiring
from inbox.domain.recording import Recording
from inbox.domain.standstill import NOT_RESTING
from inbox.domain.statuses import DownloadStatus
from inbox.domain.times import now
from inbox.domain.visible_text import visible
from inbox.gui.listing.download_state import ProgressOf, Sign, download_state
from inbox.gui.listing.recording_columns import Column, display_text, titles
from inbox.gui.listing.recording_table_model import RecordingTableModel
from inbox.gui.listing.small_stars import paint_stars
from inbox.gui.look.badges import Badge, paint_badge, paint_shape, review_badge, status_badge, verification_mark
from inbox.gui.look.icons import icon_pixmap
from inbox.gui.look.theme import Theme
from inbox.gui.widgets.line_table import fitting

ROW_HEIGHT = 37
"""36 and the line below."""
_PADDING = 12
_ICON = 14
BADGE_INTO_MARGIN = 8
"""So many pixels of a cell's margin a badge may take where there is little room."""
_BARS = (7, 12, 9)
"""Heights, in pixels, of the bars of the row that is heard now."""
_TITLE_SHARE = 0.55
"""How much of its cell a name takes at most when a sentence stands beside it."""
_SENTENCE_LEAST = 90
"""With less room than this a sentence says nothing: the name has it, and the sign in the first column its tool tip."""
_MARK, _MARK_RADIUS = 12, 4.6
"""The shield beside a name: its width, and the radius it is drawn with."""


class RowDelegate(QStyledItemDelegate):
    """Grounds, separators, badges and text of a row. One for all columns."""

    def __init__(
        self,
        theme: Theme,
        progress_of: ProgressOf,
        parent: QObject | None = None,
        *,
        warning_days: Callable[[], int] = lambda: WARNING_DAYS,
    ) -> None:
        super().__init__(parent)
        self._progress_of = progress_of
        self._warning_days = warning_days
        self.hovered_row = -1
        self.resting = NOT_RESTING
        """What keeps all that waits from being downloaded."""
        self.brief: Mapping[Column, int] = {}
        """By how many steps columns are to say shorter what they say: there is little room."""
        self.has_ring = False
        """Whether the current row wears the focus ring: the keyboard is here, and the keyboard brought it here."""
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Paints in this theme from now on."""
        self._theme = theme
        self._body = theme.body_font()
        self._strong = theme.body_font(QFont.Weight.Medium)
        self._bold = theme.body_font(QFont.Weight.DemiBold)
        self._small = theme.small_font()
        self._tiny = theme.small_font()
        self._tiny.setPixelSize(11)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All rows are of one height."""
        return QSize(80, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """One cell: ground, line, content, and its part of the focus ring."""
        rect: QRect = option.rect
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        theme = self._theme
        ground = theme.accent_tint if is_selected else theme.hover if index.row() == self.hovered_row else theme.surface
        painter.fillRect(rect, ground)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.line)
        recording: Recording | None = index.data(RecordingTableModel.RecordingRole)
        column = Column(index.column())
        if recording is None:
            paint_skeleton(painter, rect, column, theme)
        elif column is Column.STATE and index.data(RecordingTableModel.PlayingRole):
            self._paint_bars(painter, rect.left() + _PADDING, rect.center().y())
        else:
            self._paint_content(painter, rect, column, recording, is_selected)
        table = option.widget
        if self.has_ring and isinstance(table, QTableView) and table.currentIndex().row() == index.row():
            self._paint_ring(painter, rect, column)

    def _paint_content(self, painter: QPainter, rect: QRect, column: Column, recording: Recording, is_selected: bool) -> None:
        theme = self._theme
        inner = rect.adjusted(_PADDING, 0, -_PADDING, -1)
        match column:
            case Column.STATE:
                self._paint_state(painter, rect, inner, recording)
            case Column.STATUS:
                self._paint_badge(painter, status_badge(recording), inner, is_selected)
            case Column.STARS:
                paint_stars(painter, inner, recording.stars or 0, theme)
            case Column.REVIEW:
                self._paint_badge(painter, review_badge(recording.review_status), inner, is_selected)
            case Column.CONFERENCE:
                self._paint_title(painter, inner, recording)
            case Column.EXPIRES if self._is_urgent(recording):
                self._paint_text(painter, inner, column, recording, self._bold, theme.error)
            case Column.EXPIRES:
                self._paint_text(painter, inner, column, recording, self._body, theme.text)
            case Column.STARTED | Column.LENGTH:
                self._paint_text(painter, inner, column, recording, self._body, theme.text)

    def _paint_text(
        self, painter: QPainter, inner: QRect, column: Column, recording: Recording, font: QFont, colour: QColor
    ) -> None:
        side = Qt.AlignmentFlag.AlignLeft if column is Column.STARTED else Qt.AlignmentFlag.AlignRight
        text = display_text(recording, column, self._progress_of, brief=self.brief.get(column, 0))
        painter.setFont(font)
        painter.setPen(colour)
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)

    def _is_urgent(self, recording: Recording) -> bool:
        """Whether the media is lost, or will be soon."""
        is_lost = recording.download_status is DownloadStatus.EXPIRED
        return is_lost or is_expiring(recording, self._warning_days(), now())

    def _paint_badge(self, painter: QPainter, badge: Badge, inner: QRect, is_selected: bool) -> None:
        """With its word, however narrow the list is."""
        middle = inner.center().y() + 0.5
        paint_badge(painter, badge, inner.left(), middle, inner.width() + BADGE_INTO_MARGIN, self._theme, is_selected)

    def _paint_title(self, painter: QPainter, inner: QRect, recording: Recording) -> None:
        theme = self._theme
        state = download_state(recording, self._progress_of)
        metrics = QFontMetricsF(self._strong)
        share = inner.width() - (_MARK + 8 if verification_mark(recording) else 0)
        has_sentence = state.sentence and share * (1 - _TITLE_SHARE) >= _SENTENCE_LEAST
        widest = share * _TITLE_SHARE if has_sentence else share
        is_named = bool((recording.name or "").strip())
        has_numbers = bool(recording.call_id and (recording.from_number or recording.to_number))
        title = fitting(titles(recording), metrics, widest)
        painter.setFont(self._strong)
        painter.setPen(theme.text if is_named or has_numbers else theme.secondary)
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
        painter.drawText(inner, flags, title)
        left = inner.left() + metrics.horizontalAdvance(title) + 8
        mark = verification_mark(recording)
        if mark is not None and left + _MARK <= inner.left() + inner.width():
            middle = QPointF(left + _MARK / 2 - 1, inner.center().y() + 1)
            paint_shape(painter, mark.shape, middle, getattr(theme, mark.tone.value), _MARK_RADIUS)
            left += _MARK + 6
        if recording.deliveries > 1:
            left = self._paint_times(painter, left, inner, f"×{recording.deliveries}") + 8
        room = inner.right() - left
        if state.sentence and room > _SENTENCE_LEAST:
            painter.setFont(self._small)
            painter.setPen(theme.error if state.is_problem else theme.secondary)
            sentence = QFontMetricsF(self._small).elidedText(visible(state.sentence), Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(left, inner.top(), room, inner.height()), flags, sentence)

    def _paint_times(self, painter: QPainter, left: float, inner: QRect, text: str) -> float:
        """The pill that says how often a recording was told of; gives its right edge."""
        width = QFontMetricsF(self._tiny).horizontalAdvance(text) + 10
        if left + width > inner.right():
            return left
        pill = QRectF(left + 0.5, inner.center().y() - 8 + 0.5, width, 17)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.line, 1))
        painter.setBrush(self._theme.surface)
        painter.drawRoundedRect(pill, 4, 4)
        painter.setFont(self._tiny)
        painter.setPen(self._theme.secondary)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()
        return left + width

    def _paint_state(self, painter: QPainter, rect: QRect, inner: QRect, recording: Recording) -> None:
        theme = self._theme
        state = download_state(recording, self._progress_of, self.resting)
        middle = inner.center().y()
        match state.sign:
            case Sign.PLAY:
                self._paint_icon(painter, "play", theme.accent, inner.left(), middle)
            case Sign.ARRIVING:
                colour = theme.accent if state.figure else theme.secondary
                self._paint_icon(painter, "arrow-down", colour, inner.left(), middle)
            case Sign.WAITING:
                self._paint_icon(painter, "more", theme.secondary, inner.left(), middle)
            case Sign.REMOVED:
                painter.setFont(self._small)
                painter.setPen(theme.secondary)
                painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter), state.sign.value)
            case Sign.PAUSED:
                self._paint_icon(painter, "pause", theme.secondary, inner.left(), middle)
            case Sign.FOR_A_CLICK:
                self._paint_icon(painter, "download", theme.secondary, inner.left(), middle)
            case Sign.LATER:
                self._paint_icon(painter, "clock", theme.secondary, inner.left(), middle)
            case Sign.FAILED:
                self._paint_icon(painter, "problem", theme.error, inner.left(), middle)
            case Sign.EXPIRED:
                self._paint_icon(painter, "expired", theme.error, inner.left(), middle)
            case Sign.REFUTED:
                self._paint_icon(painter, "shield-cross", theme.error, inner.left(), middle)
        moves = theme.accent if state.sign is Sign.ARRIVING else theme.secondary
        if state.figure:
            painter.setFont(self._small)
            painter.setPen(moves)
            figure = QRect(inner.left() + _ICON + 2, inner.top(), rect.right() - inner.left() - _ICON - 2, inner.height())
            painter.drawText(figure, int(Qt.AlignmentFlag.AlignVCenter), state.figure)
        if state.part is not None:
            track = QRectF(inner.left(), rect.bottom() - 4, rect.width() - _PADDING - 8, 2)
            painter.fillRect(track, theme.line)
            painter.fillRect(QRectF(track.left(), track.top(), track.width() * state.part, 2), moves)

    def _paint_bars(self, painter: QPainter, left: int, middle: int) -> None:
        """The sign of the row that is heard now."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.accent)
        for place, height in enumerate(_BARS):
            painter.drawRoundedRect(QRectF(left + 1 + place * 5, middle + 6 - height, 3, height), 1, 1)
        painter.restore()

    def _paint_icon(self, painter: QPainter, name: str, colour: QColor, left: int, middle: int) -> None:
        scale = painter.device().devicePixelRatioF() if painter.device() is not None else 1.0
        painter.drawPixmap(QPointF(left, middle - _ICON / 2 + 1), icon_pixmap(name, colour, _ICON, scale))

    def _paint_ring(self, painter: QPainter, rect: QRect, column: Column) -> None:
        accent = self._theme.accent
        painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 2), accent)
        painter.fillRect(QRect(rect.left(), rect.bottom() - 2, rect.width(), 2), accent)
        if column is Column.STATE:
            painter.fillRect(QRect(rect.left(), rect.top(), 2, rect.height() - 1), accent)
        if column is max(Column):
            painter.fillRect(QRect(rect.right() - 1, rect.top(), 2, rect.height() - 1), accent)


_SKELETON_WIDTHS = {
    Column.STATE: 14, Column.STATUS: 84, Column.CONFERENCE: 180, Column.STARTED: 90, Column.LENGTH: 40, Column.EXPIRES: 32,
    Column.STARS: 39, Column.REVIEW: 64,
}  # fmt: skip


def paint_skeleton(painter: QPainter, rect: QRect, column: Column, theme: Theme) -> None:
    """The pale bar that stands where text is about to come."""
    width = min(_SKELETON_WIDTHS[column], rect.width() - 2 * _PADDING)
    right = column in (Column.LENGTH, Column.EXPIRES)
    left = rect.right() - _PADDING - width if right else rect.left() + _PADDING
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.neutral_tint)
    painter.drawRoundedRect(QRectF(left, rect.center().y() - 5, width, 10), 5, 5)
    painter.restore()
