"""Badges: shape, colour and word together, so that they read in both themes, in grey, and aloud."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from inbox.domain.delivery import DeliveryOutcome
from inbox.domain.recording import Recording
from inbox.domain.statuses import Doubt, DownloadStatus, RecordingStatus, ReviewStatus, Verification
from inbox.domain.visible_text import visible
from inbox.gui.look.theme import Theme

HEIGHT = 22
_PADDING = 9.0
_SHAPE = 8.0
_GAP = 6.0
_WORD_LIMIT = 24


class Tone(StrEnum):
    """Which pair of colours a badge has; the values are the theme's names."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    ERROR = "error"
    NEUTRAL = "neutral"


class Shape(StrEnum):
    """The figure before the word."""

    DOT = "●"
    HALF = "◐"
    CROSS = "✖"
    DASHED = "◌"
    RING = "○"
    CHECK = "✓"
    FLAG = "⚑"
    SHIELD = "⛨"
    SHIELD_CHECK = "⛨✓"
    SHIELD_CROSS = "⛨✖"
    SHIELD_DIFFERS = "⛨!"


@dataclass(frozen=True, slots=True)
class Badge:
    """What a badge shows, and what a screen reader says."""

    shape: Shape
    tone: Tone
    word: str
    spoken: str


def status_badge(recording: Recording) -> Badge:
    """What Bandwidth says of the recording; a word that is not known is shown as it came."""
    word = visible(recording.status, _WORD_LIMIT) if recording.status else "no status"
    match recording.recording_status:
        case RecordingStatus.COMPLETE:
            return Badge(Shape.DOT, Tone.COMPLETE, word, f"Status {word}")
        case RecordingStatus.PARTIAL:
            return Badge(Shape.HALF, Tone.PARTIAL, word, f"Status {word}: parts of the recording are missing")
        case RecordingStatus.ERROR:
            return Badge(Shape.CROSS, Tone.ERROR, word, f"Status {word}")
        case RecordingStatus.PROCESSING | RecordingStatus.DELETED | RecordingStatus.UNKNOWN:
            return Badge(Shape.DASHED, Tone.NEUTRAL, word, f"Status {word}")


def review_badge(status: ReviewStatus) -> Badge:
    """What the person made of the recording."""
    match status:
        case ReviewStatus.NEW:
            return Badge(Shape.RING, Tone.NEUTRAL, "new", "Not reviewed yet")
        case ReviewStatus.REVIEWED:
            return Badge(Shape.CHECK, Tone.NEUTRAL, "reviewed", "Reviewed")
        case ReviewStatus.FLAGGED:
            return Badge(Shape.FLAG, Tone.PARTIAL, "flagged", "Flagged")


def outcome_badge(outcome: DeliveryOutcome) -> Badge:
    """What a delivery turned out to be."""
    word = outcome.value
    match outcome:
        case DeliveryOutcome.RECORDING:
            return Badge(Shape.DOT, Tone.COMPLETE, word, "Taken: it told of a recording")
        case DeliveryOutcome.DUPLICATE:
            return Badge(Shape.RING, Tone.NEUTRAL, word, "Duplicate: what it told was known")
        case DeliveryOutcome.IGNORED:
            return Badge(Shape.DASHED, Tone.NEUTRAL, word, "Ignored: it told of no recording")
        case DeliveryOutcome.REJECTED:
            return Badge(Shape.CROSS, Tone.ERROR, word, "Rejected: it could not be read")


def verification_badge(verification: Verification, doubt: Doubt | None = None) -> Badge:
    """What Bandwidth said when it was asked back."""
    if verification is Verification.VERIFIED and doubt is not None:
        match doubt:
            case Doubt.DIFFERS:
                return Badge(Shape.SHIELD_DIFFERS, Tone.PARTIAL, "differs", "Differs from what Bandwidth says")
            case Doubt.CHANGED:
                return Badge(Shape.SHIELD, Tone.NEUTRAL, "changed", "Changed by an event since Bandwidth was asked")
    match verification:
        case Verification.VERIFIED:
            return Badge(Shape.SHIELD_CHECK, Tone.COMPLETE, "verified", "Verified with Bandwidth")
        case Verification.REFUTED:
            return Badge(Shape.SHIELD_CROSS, Tone.ERROR, "refuted", "Refuted: Bandwidth does not know this recording")
        case Verification.UNVERIFIED:
            return Badge(Shape.SHIELD, Tone.NEUTRAL, "unverified", "Not verified with Bandwidth")


def verification_mark(recording: Recording) -> Badge | None:
    """The badge of which the list paints the shape beside the name; None while nothing is proven yet: that is no news.

    One that is not downloaded because it was refuted wears the shape in the first column already.
    """
    is_said = recording.verification is Verification.REFUTED and recording.download_status is DownloadStatus.GIVEN_UP
    if is_said or recording.verification is Verification.UNVERIFIED:
        return None
    return verification_badge(recording.verification, recording.doubt)


def badge_size(badge: Badge, theme: Theme) -> QSizeF:
    """How large `paint_badge` draws it."""
    width = QFontMetricsF(theme.small_font()).horizontalAdvance(badge.word)
    return QSizeF(_PADDING * 2 + _SHAPE + _GAP + width, HEIGHT)


def paint_badge(
    painter: QPainter, badge: Badge, left: float, middle: float, widest: float, theme: Theme, is_selected: bool = False
) -> None:
    """Draws ``badge`` from ``left``, centred on ``middle``, cut with an ellipsis at ``widest``.

    In a selected row a grey badge stands on the surface's colour: its own would melt into the selection.
    """
    colour: QColor = getattr(theme, badge.tone.value)
    font = theme.small_font()
    metrics = QFontMetricsF(font)
    room = widest - _PADDING * 2 - _SHAPE - _GAP
    word = metrics.elidedText(badge.word, Qt.TextElideMode.ElideRight, room)
    width = _PADDING * 2 + _SHAPE + _GAP + metrics.horizontalAdvance(word)
    box = QRectF(left, middle - HEIGHT / 2, min(width, widest), HEIGHT)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_tint(badge, theme, is_selected))
    painter.drawRoundedRect(box, HEIGHT / 2, HEIGHT / 2)
    paint_shape(painter, badge.shape, QPointF(left + _PADDING + _SHAPE / 2, middle), colour)
    painter.setPen(colour)
    painter.setFont(font)
    start = left + _PADDING + _SHAPE + _GAP
    painter.drawText(QRectF(start, box.top(), box.right() - start, HEIGHT), Qt.AlignmentFlag.AlignVCenter, word)
    painter.restore()


def _tint(badge: Badge, theme: Theme, is_selected: bool) -> QColor:
    tint: QColor = getattr(theme, f"{badge.tone.value}_tint")
    return theme.surface if is_selected and badge.tone is Tone.NEUTRAL else tint


def paint_shape(painter: QPainter, shape: Shape, centre: QPointF, colour: QColor, radius: float = _SHAPE / 2) -> None:
    """Draws a figure of ``radius`` around ``centre``; drawn, not typed, so that no font is asked for it."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(centre)
    painter.scale(radius / 4, radius / 4)
    line = QPen(colour, 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(line)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    ring = QRectF(-3.6, -3.6, 7.2, 7.2)
    match shape:
        case Shape.DOT:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(QRectF(-4, -4, 8, 8))
        case Shape.HALF:
            painter.drawEllipse(ring)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawPie(ring, 90 * 16, 180 * 16)
        case Shape.CROSS:
            line.setWidthF(2.2)
            painter.setPen(line)
            painter.drawLine(QPointF(-3, -3), QPointF(3, 3))
            painter.drawLine(QPointF(3, -3), QPointF(-3, 3))
        case Shape.DASHED:
            line.setDashPattern([0.6, 1.45])
            painter.setPen(line)
            painter.drawEllipse(ring)
        case Shape.RING:
            painter.drawEllipse(ring)
        case Shape.CHECK:
            line.setWidthF(1.7)
            painter.setPen(line)
            painter.drawPolyline([QPointF(-3.6, 0.4), QPointF(-1.2, 2.8), QPointF(3.6, -2.8)])
        case Shape.FLAG:
            painter.drawLine(QPointF(-3, -4), QPointF(-3, 4.4))
            cloth = QPainterPath(QPointF(-3, -4))
            for corner in (QPointF(4.2, -4), QPointF(2.6, -1.6), QPointF(4.2, 0.8), QPointF(-3, 0.8)):
                cloth.lineTo(corner)
            cloth.closeSubpath()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.fillPath(cloth, colour)
        case Shape.SHIELD | Shape.SHIELD_CHECK | Shape.SHIELD_CROSS | Shape.SHIELD_DIFFERS:
            _paint_shield(painter, shape, line)
    painter.restore()


def _paint_shield(painter: QPainter, shape: Shape, line: QPen) -> None:
    edge = QPainterPath(QPointF(0, -5))
    edge.lineTo(QPointF(4.4, -3.4))
    edge.lineTo(QPointF(4.4, -0.2))
    edge.cubicTo(QPointF(4.4, 2.6), QPointF(2.6, 4.5), QPointF(0, 5.4))
    edge.cubicTo(QPointF(-2.6, 4.5), QPointF(-4.4, 2.6), QPointF(-4.4, -0.2))
    edge.lineTo(QPointF(-4.4, -3.4))
    edge.closeSubpath()
    line.setWidthF(1.15)
    painter.setPen(line)
    painter.drawPath(edge)
    line.setWidthF(1.3)
    painter.setPen(line)
    if shape is Shape.SHIELD_CHECK:
        painter.drawPolyline([QPointF(-2, 0.2), QPointF(-0.5, 1.7), QPointF(2.1, -1.5)])
    elif shape is Shape.SHIELD_CROSS:
        painter.drawLine(QPointF(-1.7, -1.6), QPointF(1.7, 1.8))
        painter.drawLine(QPointF(1.7, -1.6), QPointF(-1.7, 1.8))
    elif shape is Shape.SHIELD_DIFFERS:
        painter.drawLine(QPointF(0, -2.5), QPointF(0, 0.4))
        painter.drawPoint(QPointF(0, 2.6))
