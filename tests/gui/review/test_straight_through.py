"""A conference played straight through: from the first or from the chosen one, followed by the list, ended by another choice."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from window.listening_window import ListeningWindow

from inbox.domain.statuses import DownloadStatus, ReviewStatus
from inbox.gui.main_window import MainWindow
from inbox.gui.review.conference_desk import ConferenceDesk

pytestmark = pytest.mark.qt_log_ignore(
    "propagateSizeHints", "PulseAudioService", "No audio device detected", "pipewire", "ALSA", "does not support raise"
)
FIRST, SECOND, THIRD, OTHER = 1, 2, 3, 4
_LONG = 20_000
_LONG_PAUSE = 30.0


@pytest.fixture
def listening(tmp_path: Path, qtbot: QtBot) -> Iterator[ListeningWindow]:
    with closing(ListeningWindow(tmp_path / "inbox")) as made:
        for minute in range(3):
            time = f"2026-11-20T10:0{minute}:00Z"
            made.downloaded(20.0, conferenceId="conf-a", startTime=time, endTime=time)
        made.downloaded(30.0, conferenceId="conf-b")
        yield made


def _desk(window: MainWindow, row: int, qtbot: QtBot) -> ConferenceDesk:
    desk = next(part for part in window.extras.desk._parts if isinstance(part, ConferenceDesk))
    assert window.table.select_id(row)
    window.extras.actions.trigger("conference")
    qtbot.waitUntil(lambda: desk.pane.line is not None and desk.pane.chosen == row, timeout=_LONG)
    return desk


def _plays(window: MainWindow, row: int, qtbot: QtBot) -> None:
    def holds() -> bool:
        loaded = window.player.recording
        return loaded is not None and loaded.id == row and window.player.is_playing

    qtbot.waitUntil(holds, timeout=_LONG)


def _selected(window: MainWindow) -> int:
    current = window.table.current_recording()
    return current.id if current is not None else 0


def test_it_begins_at_the_first_whichever_is_chosen(listening: ListeningWindow, qtbot: QtBot) -> None:
    window = listening.open()
    desk = _desk(window, THIRD, qtbot)
    assert desk.pane.here.isEnabled()
    QTest.mouseClick(desk.pane.through, Qt.MouseButton.LeftButton)
    _plays(window, FIRST, qtbot)
    assert _selected(window) == FIRST
    qtbot.waitUntil(lambda: desk.pane.chosen == FIRST, timeout=_LONG)
    assert not desk.pane.here.isEnabled(), "from the first it is the same"


def test_from_here_it_begins_at_the_chosen_one_and_after_its_end_at_the_first(listening: ListeningWindow, qtbot: QtBot) -> None:
    window = listening.open()
    desk = _desk(window, FIRST, qtbot)
    desk.pane.view.setFocus()
    QTest.keyClick(desk.pane.view, Qt.Key.Key_End)
    assert desk.pane.chosen == THIRD
    QTest.mouseClick(desk.pane.here, Qt.MouseButton.LeftButton)
    _plays(window, THIRD, qtbot)
    window.player.audio.seek(19.9)
    qtbot.waitUntil(lambda: not desk.through.is_on, timeout=_LONG)
    assert window.status.message.text() == "The conference was played to its end."
    window.extras.actions.trigger("straight_through")
    _plays(window, FIRST, qtbot)
    window.extras.actions.trigger("straight_through")
    assert not desk.through.is_on


def test_the_list_follows_and_leaves_several_selected_rows_alone(listening: ListeningWindow, qtbot: QtBot) -> None:
    window = listening.open()
    desk = _desk(window, FIRST, qtbot)
    listening.core.apply_settings({"conference_gap_seconds": 0.0})
    desk.pane.view.setFocus()
    window.extras.actions.trigger("straight_through")
    _plays(window, FIRST, qtbot)
    window.player.audio.seek(19.9)
    _plays(window, SECOND, qtbot)
    assert _selected(window) == SECOND
    window.table.selectAll()
    window.player.audio.seek(19.9)
    _plays(window, THIRD, qtbot)
    assert len(window.table.selected_ids()) == 4


def test_a_note_that_is_being_written_stays_with_its_recording(listening: ListeningWindow, qtbot: QtBot) -> None:
    window = listening.open()
    _desk(window, FIRST, qtbot)
    listening.core.apply_settings({"conference_gap_seconds": 0.0})
    window.extras.actions.trigger("straight_through")
    _plays(window, FIRST, qtbot)
    window.activateWindow()
    window.extras.actions.trigger("note")
    window.player.audio.seek(19.9)
    _plays(window, SECOND, qtbot)
    assert _selected(window) == FIRST


def test_what_is_judged_in_its_turn_is_followed_by_the_conference(listening: ListeningWindow, qtbot: QtBot) -> None:
    listening.core.apply_settings({"conference_gap_seconds": _LONG_PAUSE})
    window = listening.open()
    desk = _desk(window, FIRST, qtbot)
    window.extras.actions.trigger("straight_through")
    _plays(window, FIRST, qtbot)
    window.extras.actions.trigger("reviewed_next")
    _plays(window, SECOND, qtbot)
    assert desk.through.is_on
    assert listening.recording(FIRST).review_status is ReviewStatus.REVIEWED
    window.player.audio.seek(19.9)
    qtbot.waitUntil(lambda: not window.player.is_playing, timeout=_LONG)  # the pause between two
    window.extras.actions.trigger("reviewed_next")
    _plays(window, THIRD, qtbot)
    assert listening.recording(SECOND).review_status is ReviewStatus.REVIEWED


@pytest.mark.parametrize("is_same", [True, False])
def test_who_plays_something_in_the_pause_between_two_is_not_interrupted(
    listening: ListeningWindow, qtbot: QtBot, is_same: bool
) -> None:
    listening.core.apply_settings({"conference_gap_seconds": _LONG_PAUSE})
    window = listening.open()
    desk = _desk(window, FIRST, qtbot)
    window.extras.actions.trigger("straight_through")
    _plays(window, FIRST, qtbot)
    window.player.audio.seek(19.9)
    qtbot.waitUntil(lambda: not window.player.is_playing, timeout=_LONG)
    assert desk.through.is_on
    window.playing.activate(listening.recording(FIRST if is_same else OTHER))
    assert not desk.through.is_on
    _plays(window, FIRST if is_same else OTHER, qtbot)


def test_who_asks_for_what_is_still_to_come_ends_it_too(listening: ListeningWindow, qtbot: QtBot) -> None:
    coming = listening.inbox.receive(conferenceId="conf-c")
    window = listening.open()
    desk = _desk(window, FIRST, qtbot)
    window.extras.actions.trigger("straight_through")
    _plays(window, FIRST, qtbot)
    window.playing.activate(listening.recording(coming))
    assert not desk.through.is_on
    assert not window.player.is_playing


def test_the_line_follows_what_becomes_of_the_others(listening: ListeningWindow, qtbot: QtBot) -> None:
    coming = listening.inbox.receive(conferenceId="conf-a", startTime="2026-11-20T10:30:00Z")
    window = listening.open()
    desk = _desk(window, FIRST, qtbot)

    def shown() -> DownloadStatus:
        assert desk.pane.line is not None
        return next(one.download_status for one in desk.pane.line.recordings if one.id == coming)

    assert shown() is DownloadStatus.WAITING
    listening.inbox.download(coming)
    window.recordings_changed([coming])
    qtbot.waitUntil(lambda: shown() is DownloadStatus.DOWNLOADED, timeout=_LONG)
