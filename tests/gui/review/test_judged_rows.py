"""Which recording is judged: what is heard, not what happens to be selected; and the status bar says which it was."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot
from window.judged_window import JudgedWindow
from window.listening_window import ListeningWindow

from inbox.domain.coverage import HeardSpan
from inbox.domain.statuses import ReviewStatus
from inbox.gui.look.time_text import moment_text
from inbox.gui.review.listening_watch import not_early

pytestmark = pytest.mark.qt_log_ignore(
    "propagateSizeHints", "PulseAudioService", "No audio device detected", "pipewire", "ALSA", "does not support"
)
NEW, FLAGGED, REVIEWED = ReviewStatus.NEW, ReviewStatus.FLAGGED, ReviewStatus.REVIEWED


@pytest.fixture
def listening(tmp_path: Path, qtbot: QtBot) -> Iterator[ListeningWindow]:
    made = ListeningWindow(tmp_path / "data")
    yield made
    made.close()


@pytest.fixture
def rows(listening: ListeningWindow) -> list[int]:
    """Three of one name, the oldest first."""
    return [listening.downloaded(30.0, name="Stand-up", startTime=f"2026-06-10T1{hour}:00:00Z") for hour in range(3)]


@pytest.fixture
def judged(listening: ListeningWindow, rows: list[int], qtbot: QtBot) -> JudgedWindow:
    """The middle one plays, the newest is selected."""
    made = JudgedWindow(listening, qtbot)
    made.window.player.play(listening.recording(rows[1]))
    made.choose(rows[2])
    assert made.window.player.is_playing
    return made


def _verdicts(judged: JudgedWindow, rows: list[int]) -> list[ReviewStatus]:
    return [judged.listening.recording(row).review_status for row in rows]


def _loaded(judged: JudgedWindow) -> int:
    recording = judged.window.player.recording
    return recording.id if recording is not None else 0


def _began() -> str:
    """When the recording began, as the status bar tells it here and this year."""
    return moment_text(datetime(2026, 6, 10, 11, tzinfo=UTC))


def test_keys_mean_what_plays_and_the_status_bar_names_it(judged: JudgedWindow, rows: list[int]) -> None:
    judged.press(Qt.Key.Key_F)
    assert _verdicts(judged, rows) == [NEW, FLAGGED, NEW]
    assert judged.said == f"Flagged “Stand-up”, {_began()}. Ctrl+Z takes it back."
    judged.press(Qt.Key.Key_3)
    assert [judged.inbox.stars.of(row) for row in rows] == [None, 3, None]
    assert judged.said == f"Gave 3 stars to “Stand-up”, {_began()}. Ctrl+Z takes it back."
    judged.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert judged.said == f"Undone: Gave 3 stars to a recording (“Stand-up”, {_began()})."
    judged.press(Qt.Key.Key_F)
    assert _verdicts(judged, rows) == [NEW, NEW, NEW], "the same key takes the flag of the same one away"
    judged.press(Qt.Key.Key_R)
    judged.press(Qt.Key.Key_N)
    assert judged.said == f"New again: “Stand-up”, {_began()}. Ctrl+Z takes it back."


def test_while_nothing_plays_keys_mean_what_is_selected(judged: JudgedWindow, rows: list[int]) -> None:
    judged.window.player.toggle()
    judged.choose(rows[0])
    judged.press(Qt.Key.Key_F)
    assert _verdicts(judged, rows) == [FLAGGED, NEW, NEW]


def test_news_of_what_is_selected_leaves_in_the_player_what_is_paused_there(judged: JudgedWindow, rows: list[int]) -> None:
    judged.window.player.toggle()
    judged.press(Qt.Key.Key_F)
    assert (_verdicts(judged, rows), _loaded(judged)) == ([NEW, NEW, FLAGGED], rows[1])
    judged.choose(rows[0])
    assert _loaded(judged) == rows[0]


def test_several_selected_rows_are_meant_whatever_plays(judged: JudgedWindow, rows: list[int]) -> None:
    judged.window.table.selectAll()
    judged.press(Qt.Key.Key_F)
    assert _verdicts(judged, rows) == [FLAGGED, FLAGGED, FLAGGED]
    assert judged.said == "Flagged 3 recordings. Ctrl+Z takes it back."


def test_the_buttons_in_the_bar_mean_what_the_bar_shows(judged: JudgedWindow, rows: list[int]) -> None:
    flag = judged.window.player.findChild(QPushButton, "flag")
    assert flag is not None
    judged.window.table.selectAll()
    flag.click()
    judged.settle()
    assert _verdicts(judged, rows) == [NEW, FLAGGED, NEW]
    judged.until(lambda: flag.text() == "Unflag")
    judged.choose(rows[0])
    assert flag.text() == "Unflag", "it is about the bar's recording, wherever the person looks"


def test_the_rows_menu_means_its_rows(judged: JudgedWindow, rows: list[int]) -> None:
    judged.window.table.ask_for_menu()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    actions = {action.text().partition("\t")[0]: action for action in menu.actions()}
    stars = actions["Stars"].menu()
    assert isinstance(stars, QMenu)
    stars.actions()[0].trigger()
    actions["Flag"].trigger()
    menu.close()
    judged.settle()
    assert [judged.inbox.stars.of(row) for row in rows] == [None, None, 5]
    assert _verdicts(judged, rows) == [NEW, NEW, FLAGGED]


def test_reviewed_is_what_plays_and_the_next_is_the_one_after_it(judged: JudgedWindow, rows: list[int]) -> None:
    judged.press(Qt.Key.Key_E)
    judged.until(lambda: _loaded(judged) == rows[0])
    assert _verdicts(judged, rows) == [NEW, REVIEWED, NEW]
    assert judged.said.startswith(f"Reviewed “Stand-up”, {_began()}.")


def test_a_tag_by_key_is_for_what_plays(judged: JudgedWindow, rows: list[int]) -> None:
    judged.press(Qt.Key.Key_G)
    judged.type("billing")
    judged.press(Qt.Key.Key_Return)
    assert [judged.inbox.tags.of(row) for row in rows] == [[], ["billing"], []]
    assert judged.said == f"Gave the tag billing to “Stand-up”, {_began()}. Ctrl+Z takes it back."


def test_a_recording_that_is_not_in_the_list_is_judged_while_it_is_in_the_player(judged: JudgedWindow, rows: list[int]) -> None:
    judged.window.player.toggle()
    judged.window.player.play(judged.listening.recording(rows[1]))
    judged.window.toolbar.search.setText("nothing that is there")
    judged.until(lambda: judged.window.model.rowCount() == 0)
    judged.window.player.toggle()
    judged.window.extras.actions.trigger("reviewed_next")
    judged.settle()
    assert _verdicts(judged, rows) == [NEW, REVIEWED, NEW]
    assert judged.said.endswith("It is not in this list, so none comes after it.")


def test_what_is_heard_right_now_counts_before_a_verdict(
    judged: JudgedWindow, rows: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    judged.listening.core.apply_settings({"reviewed_needs_percent": 80})
    audio = judged.window.player.audio
    monkeypatch.setattr(audio, "heard_now", lambda: (HeardSpan(0.0, 25.0, 1.0),))  # of a device, which there is not here
    judged.press(Qt.Key.Key_R)
    assert _verdicts(judged, rows) == [NEW, REVIEWED, NEW]
    judged.listening.hear((0.0, 27.0, 1.0))
    judged.settle()
    judged.listening.close_window()
    played = judged.listening.played(rows[1])
    assert [entry.detail["spans"] for entry in played[:1]] == [[[0.0, 25.0, 1.0]]]


def test_what_was_written_early_is_not_written_twice() -> None:
    early = (HeardSpan(3.0, 4.0, 1.0), HeardSpan(6.0, 7.5, 1.0))
    told = (HeardSpan(3.0, 4.0, 1.0), HeardSpan(6.0, 8.0, 1.0), HeardSpan(9.0, 9.5, 2.0))
    assert not_early(told, early) == (HeardSpan(7.5, 8.0, 1.0), HeardSpan(9.0, 9.5, 2.0))
    assert not_early(told, ()) == told
