"""Judging in a real window over a real core: each key, and what the store has of it."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from window.judged_window import JudgedWindow
from window.listening_window import ListeningWindow

from inbox.domain.statuses import DownloadStatus, ReviewStatus
from inbox.gui.look.time_text import moment_text
from inbox.gui.review.note_list import place_text

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "PulseAudioService", "No audio device detected", "pipewire", "ALSA")

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def listening(tmp_path: Path, qtbot: QtBot) -> Iterator[ListeningWindow]:
    made = ListeningWindow(tmp_path / "data")
    yield made
    made.close()


@pytest.fixture
def rows(listening: ListeningWindow) -> list[int]:
    """Three recordings that can be heard, the oldest first."""
    return [listening.downloaded(30.0, name=f"Talk {number}") for number in range(3)]


@pytest.fixture
def judged(listening: ListeningWindow, rows: list[int], qtbot: QtBot) -> JudgedWindow:
    return JudgedWindow(listening, qtbot)


def _began() -> str:
    """When the recording began, as the status bar tells it here and this year."""
    return moment_text(datetime(2026, 6, 10, 19, tzinfo=UTC))


def test_t_writes_a_note_at_the_moment_and_enter_goes_back_to_the_list(judged: JudgedWindow, rows: list[int]) -> None:
    judged.choose(rows[2])
    judged.seek(12.5)
    judged.press(Qt.Key.Key_T)
    assert judged.pane.isVisible()
    judged.type("Asks for r, f and e")
    assert judged.notes(rows[2]) == [], "letters are letters while a note is written"
    judged.press(Qt.Key.Key_Return)
    (note,) = judged.notes(rows[2])
    assert (note.begin, note.end, note.text, note.author) == (12.5, None, "Asks for r, f and e", "Anna")
    assert judged.window.table.hasFocus()
    assert judged.inbox.recordings.rows(rows)[rows[2]].review_status is ReviewStatus.NEW
    assert [place_text(shown) for shown in judged.pane.list.notes] == ["0:12"]
    assert "Notes 1" in [judged.window.details._tabs.tabText(place) for place in range(judged.window.details._tabs.count())]
    assert [mark.id for mark in judged.window.player._timeline._marks.notes] == [note.id]


def test_a_note_can_be_about_the_selected_part(judged: JudgedWindow, rows: list[int]) -> None:
    judged.choose(rows[0])
    judged.press(Qt.Key.Key_T, SHIFT)
    assert "Nothing is selected" in judged.said
    judged.window.player.select((4.0, 9.25))
    judged.press(Qt.Key.Key_T, SHIFT)
    judged.type("All of this")
    judged.press(Qt.Key.Key_Return, SHIFT)
    judged.type("in two lines")
    judged.press(Qt.Key.Key_Return)
    (note,) = judged.notes(rows[0])
    assert (note.begin, note.end, note.text) == (4.0, 9.25, "All of this\nin two lines")


def test_a_note_is_sought_edited_deleted_and_brought_back_by_keys(judged: JudgedWindow, rows: list[int]) -> None:
    reviews = judged.listening.core.reviews
    for begin in (5.0, 15.0):
        reviews.add_note(rows[0], begin, None, f"At {begin:g}")
    judged.settle()
    judged.choose(rows[0])
    judged.press(Qt.Key.Key_Period)
    assert judged.window.player.position_seconds == pytest.approx(5.0, abs=0.05)
    judged.press(Qt.Key.Key_Period)
    assert judged.window.player.position_seconds == pytest.approx(15.0, abs=0.05)
    judged.press(Qt.Key.Key_Period)
    assert "no further note" in judged.said
    judged.press(Qt.Key.Key_Comma)
    assert judged.window.player.position_seconds == pytest.approx(5.0, abs=0.05)
    judged.window.details.show_pane(judged.pane)
    judged.pane.list.setFocus()
    judged.pane.list.choose(judged.notes(rows[0])[1].id)
    judged.press(Qt.Key.Key_F2)
    judged.type("Later")
    judged.press(Qt.Key.Key_Return)
    assert [note.text for note in judged.notes(rows[0])] == ["At 5", "Later"]
    judged.pane.list.setFocus()
    judged.press(Qt.Key.Key_Delete)
    assert [note.text for note in judged.notes(rows[0])] == ["At 5"]
    assert judged.said == f"Deleted a note on “Talk 0”, {_began()}. Ctrl+Z takes it back."
    judged.press(Qt.Key.Key_Z, CONTROL)
    judged.press(Qt.Key.Key_Z, CONTROL)
    assert [note.text for note in judged.notes(rows[0])] == ["At 5", "At 15"]
    assert judged.said == f"Undone: Changed a note (“Talk 0”, {_began()})."
    assert [note.text for note in judged.pane.list.notes] == ["At 5", "At 15"]
    judged.press(Qt.Key.Key_Z, CONTROL | SHIFT)
    assert [note.text for note in judged.notes(rows[0])] == ["At 5", "Later"]


def test_what_was_typed_is_kept_when_another_recording_is_chosen_or_the_window_is_closed(
    judged: JudgedWindow, rows: list[int]
) -> None:
    judged.choose(rows[0])
    judged.press(Qt.Key.Key_T)
    judged.type("Half a th")
    judged.choose(rows[1])
    assert [note.text for note in judged.notes(rows[0])] == ["Half a th"]
    assert not judged.pane.is_editing
    judged.press(Qt.Key.Key_T)
    judged.press(Qt.Key.Key_Escape)
    assert judged.window.table.hasFocus()
    judged.press(Qt.Key.Key_T)
    judged.type("Not lost")
    judged.window.close()
    judged.until(lambda: [note.text for note in judged.notes(rows[1])] == ["Not lost"])


def test_what_is_pasted_beyond_the_longest_note_is_left_out_and_that_is_said(judged: JudgedWindow, rows: list[int]) -> None:
    judged.choose(rows[0])
    judged.press(Qt.Key.Key_T)
    judged.pane.editor.text.insertPlainText("😀" * 10_000)
    assert "at most" not in judged.said
    judged.pane.editor.text.insertPlainText("abc")
    assert judged.said == "A note holds 10,000 characters at most. The last 3 characters are left out."
    judged.press(Qt.Key.Key_Return)
    assert [note.text for note in judged.notes(rows[0])] == ["😀" * 10_000]


def test_figures_give_stars_to_all_that_is_selected(judged: JudgedWindow, rows: list[int]) -> None:
    judged.choose(rows[0])
    judged.window.table.selectAll()
    judged.press(Qt.Key.Key_4)
    assert [judged.inbox.stars.of(row) for row in rows] == [4, 4, 4]
    assert judged.said == "Gave 4 stars to 3 recordings. Ctrl+Z takes it back."
    judged.choose(rows[1])
    assert judged.pane.stars.stars == 4
    judged.press(Qt.Key.Key_0)
    assert (judged.inbox.stars.of(rows[1]), judged.pane.stars.stars) == (None, 0)
    judged.press(Qt.Key.Key_Z, CONTROL)
    judged.press(Qt.Key.Key_Z, CONTROL)
    assert [judged.inbox.stars.of(row) for row in rows] == [None, None, None]


def test_e_marks_as_reviewed_and_plays_the_next_one_of_the_list(judged: JudgedWindow, rows: list[int]) -> None:
    judged.choose(rows[2])
    judged.press(Qt.Key.Key_E)
    current = judged.window.table.current_recording()
    assert current is not None
    assert current.id == rows[1]
    assert judged.window.player.recording == current
    judged.until(lambda: judged.window.player.is_playing)
    judged.window.player.toggle()
    judged.choose(rows[0])
    judged.press(Qt.Key.Key_E)
    assert judged.said == (f"Reviewed “Talk 0”, {_began()}. Ctrl+Z takes it back. That was the last one of this list.")
    found = judged.inbox.recordings.rows(rows)
    assert [found[row].review_status.value for row in rows] == ["reviewed", "new", "reviewed"]


def test_e_stays_where_not_enough_was_heard_and_says_how_much(judged: JudgedWindow, rows: list[int]) -> None:
    judged.listening.core.apply_settings({"reviewed_needs_percent": 80})
    judged.choose(rows[2])
    judged.press(Qt.Key.Key_E)
    current = judged.window.table.current_recording()
    assert current is not None
    assert current.id == rows[2]
    assert judged.said == "Not marked as reviewed: 0 % of it was heard, and 80 % have to be, as the settings say."
    judged.listening.hear((0.0, 29.0, 1.0))
    judged.until(lambda: judged.inbox.heard.share(rows[2]) > 0.9)
    judged.press(Qt.Key.Key_E)
    assert judged.inbox.recordings.rows(rows)[rows[2]].review_status is ReviewStatus.REVIEWED


def test_delete_in_the_list_moves_files_to_the_trash_and_undo_brings_them_back(judged: JudgedWindow, rows: list[int]) -> None:
    judged.choose(rows[0])
    judged.press(Qt.Key.Key_Delete)
    assert judged.inbox.recordings.rows(rows)[rows[0]].download_status is DownloadStatus.REMOVED
    judged.press(Qt.Key.Key_Z, CONTROL)
    assert judged.inbox.recordings.rows(rows)[rows[0]].download_status is DownloadStatus.DOWNLOADED
    judged.window.toolbar.search.setFocus()
    QGuiApplication.processEvents()
    judged.press(Qt.Key.Key_Delete)
    assert judged.inbox.recordings.rows(rows)[rows[0]].download_status is DownloadStatus.DOWNLOADED


def test_undo_goes_on_after_the_program_was_started_anew(judged: JudgedWindow, rows: list[int], qtbot: QtBot) -> None:
    judged.choose(rows[0])
    judged.press(Qt.Key.Key_5)
    judged.listening.close()
    judged.listening._open_core()
    again = JudgedWindow(judged.listening, qtbot)
    again.choose(rows[0])
    assert again.pane.stars.stars == 5
    again.press(Qt.Key.Key_Z, CONTROL)
    assert again.pane.stars.stars == 0


def test_a_verdict_that_is_written_while_the_window_closes_goes_to_no_other_recording(
    judged: JudgedWindow, rows: list[int], qtbot: QtBot
) -> None:
    judged.choose(rows[2])
    written, window = threading.Event(), judged.window

    def wait() -> None:
        written.wait(5)

    judged.listening.core.errands.do(wait)
    QTest.keyClick(window.table, Qt.Key.Key_E)
    window.close()
    written.set()
    qtbot.waitUntil(lambda: _verdict(judged, rows[2]) is ReviewStatus.REVIEWED, timeout=5_000)
    qtbot.wait(400)
    assert not window.player.is_playing
    names = {thread.name for thread in threading.enumerate()}
    assert names.isdisjoint({"judged", "coverage", "silences", "conference", "waveform", "sound-decoder"}), names


def _verdict(judged: JudgedWindow, row: int) -> ReviewStatus:
    return judged.inbox.recordings.rows([row])[row].review_status
