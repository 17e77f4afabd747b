"""How long the file is beside what the event says, and what of a partial recording is missing."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.domain.lengths import file_length
from inbox.domain.sound.peaks import Peaks
from inbox.gui.look.theme import DARK, LIGHT, Theme
from inbox.gui.main_window import MainWindow
from inbox.gui.waveform.timeline_marks import TimelineMarks
from inbox.gui.waveform.timeline_view import TimelineView
from inbox.gui.waveform.waveform import Waveform
from inbox.gui.waveform.waveform_loader import WaveformLoader, shape_of
from inbox.gui.waveform.waveform_painting import paint_bars
from inbox.gui.widgets.value_field import ValueField

OpenWindow = Callable[..., MainWindow]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
PEAKS = Peaks(b"\x40" * 172 + bytes(28) + b"\x40" * 200, 20, 20.0)


def _has(marks: dict[str, int], row: str) -> bool:
    return row in marks


def _value(window: MainWindow, name: str) -> ValueField:
    return next(field for field in window.details.findChildren(ValueField) if field.accessibleName() == name)


@pytest.mark.parametrize(
    ("here", "told", "sentence"),
    [
        (20.0, 20.04, "0:20"),
        (7.6, 20.0, "0:08,  12.4 s shorter than the event says"),
        (200.0, 20.0, "3:20,  3:00 longer than the event says"),
        (20.0, None, "0:20"),
        (None, 20.0, "–"),
    ],
)
def test_the_length_of_the_file_stands_beside_the_events(
    inbox: WindowInbox, here: float | None, told: float | None, sentence: str
) -> None:
    (row,) = inbox.receive()
    recording = replace(inbox.recordings.rows([row])[row], media_seconds=here, duration_seconds=told)
    assert file_length(recording) == sentence


def test_what_is_missing_from_a_partial_recording_is_said(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    whole, partial = inbox.receive()[0], inbox.receive(status="partial")[0]
    inbox.download(whole)
    inbox.download(partial, peaks=PEAKS)
    window = open_window()
    window.table.select_id(partial)
    said = "about 7 %: 1 run of digital silence, 0:01 in all"
    qtbot.waitUntil(lambda: _value(window, "Missing").text() == said, timeout=5_000)
    assert _value(window, "Missing").isVisible()
    assert "hatched" in _value(window, "Missing").toolTip()
    window.table.select_id(whole)
    assert not _value(window, "Missing").isVisible()


def test_only_a_partial_recording_has_its_silence_marked(inbox: WindowInbox, qtbot: QtBot) -> None:
    loader = WaveformLoader(inbox.recordings)
    marks: dict[str, int] = {}
    loader.loaded.connect(lambda row, shape: marks.update({row: len(shape.missing)}))
    rows = [inbox.receive(status=status)[0] for status in ("complete", "partial")]
    try:
        for row in rows:
            inbox.download(row, peaks=PEAKS)
            loader.load(inbox.recordings.rows([row])[row])
            qtbot.waitUntil(partial(_has, marks, str(row)), timeout=5_000)
    finally:
        loader.stop()
    assert list(marks.values()) == [0, 1]


def test_the_time_under_the_pointer_says_where_something_is_missing(qtbot: QtBot) -> None:
    waveform = Waveform(LIGHT)
    qtbot.addWidget(waveform)
    waveform.resize(402, 72)
    waveform.set_length(20.0)
    waveform.set_shape(shape_of(PEAKS, has_marks=True))
    assert [waveform.label_at(x) for x in (100, 180)] == ["0:05", "0:09  digital silence"]


def test_a_changed_address_of_bandwidth_shows_at_once(inbox: WindowInbox, open_window: OpenWindow) -> None:
    first, second = inbox.receive(2)
    window = open_window()
    window.table.select_id(first)
    assert _value(window, "Media address used").text().startswith("https://voice.bandwidth.com/")
    inbox.in_force = replace(inbox.in_force, voice_url="https://test.voice.bandwidth.com/api/v2")
    window.table.select_id(second)
    assert _value(window, "Media address used").text().startswith("https://test.voice.bandwidth.com/")


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_what_is_missing_is_hatched_in_the_waveform_of_a_partial_recording_only(theme: Theme) -> None:
    def colours(has_marks: bool) -> set[str]:
        shape, view = shape_of(PEAKS, has_marks=has_marks), TimelineView.whole(PEAKS.duration_seconds)
        image = paint_bars(shape, QSize(400, 72), 1.0, [theme.accent], theme, view, TimelineMarks())[0].toImage()
        return {QColor(image.pixel(x, 14)).name() for x in range(172, 200)}

    assert theme.error_tint.name() in colours(True)
    assert len(colours(True)) > 1, "lines, not a mere tint"
    assert theme.error_tint.name() not in colours(False)
