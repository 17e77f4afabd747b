"""Badges: shape, colour and word; any word at all."""

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus, ReviewStatus, Source
from inbox.gui.look.badges import Badge, Shape, Tone, badge_size, paint_badge, review_badge, status_badge
from inbox.gui.look.theme import DARK, LIGHT, Theme

_THEN = datetime(2026, 6, 10, tzinfo=UTC)


def _recording(status: str | None) -> Recording:
    return Recording(
        1, "r-1", "conf-1", "5", "name", None, status, DownloadStatus.WAITING, ReviewStatus.NEW, None, None, None, None, None,
        None, None, None, None, 1, Source.WEBHOOK, None, _THEN, _THEN, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("word", "shape", "tone"),
    [
        ("complete", Shape.DOT, Tone.COMPLETE),
        ("completed", Shape.DOT, Tone.COMPLETE),
        ("partial", Shape.HALF, Tone.PARTIAL),
        ("error", Shape.CROSS, Tone.ERROR),
        ("processing", Shape.DASHED, Tone.NEUTRAL),
        ("deleted", Shape.DASHED, Tone.NEUTRAL),
        ("Archived!", Shape.DASHED, Tone.NEUTRAL),
    ],
)
def test_a_status_has_its_shape_its_colour_and_its_own_word(word: str, shape: Shape, tone: Tone) -> None:
    badge = status_badge(_recording(word))
    assert (badge.shape, badge.tone, badge.word) == (shape, tone, word)
    assert word in badge.spoken


def test_no_status_is_said_to_be_none() -> None:
    assert status_badge(_recording(None)).word == "no status"


@given(st.text(max_size=400))
def test_any_word_makes_a_short_visible_badge(word: str) -> None:
    badge = status_badge(_recording(word))
    assert badge.word
    assert not {unicodedata.category(letter) for letter in badge.word} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert len(badge.word) <= 24 * 10 + 1


def test_shapes_alone_tell_statuses_apart() -> None:
    of_status = {status_badge(_recording(word)).shape for word in ("complete", "partial", "error", "processing")}
    of_review = {review_badge(status).shape for status in ReviewStatus}
    assert len(of_status) == 4
    assert len(of_review) == 3


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("shape", list(Shape))
def test_each_shape_is_drawn_in_the_badge_s_colours(shape: Shape, theme: Theme, qtbot: QtBot) -> None:
    badge = Badge(shape, Tone.ERROR, "word", "spoken")
    size = badge_size(badge, theme).toSize()
    image = QImage(size.width() + 4, size.height() + 2, QImage.Format.Format_RGB32)
    image.fill(theme.surface)
    painter = QPainter(image)
    paint_badge(painter, badge, 1, image.height() / 2, size.width() + 2, theme)
    painter.end()
    left = {image.pixelColor(x, y).name() for x in range(8, 20) for y in range(image.height())}
    assert theme.error_tint.name() in left
    assert len(left) > 2  # the shape, with its smooth edge
