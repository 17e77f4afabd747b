"""What was heard is kept, and where it was left: in a real window, on a machine without a sound device."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from window.listening_window import ListeningWindow

from inbox.domain.coverage import HeardSpan
from inbox.domain.history import HistoryKind
from inbox.domain.statuses import ReviewStatus
from inbox.gui.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "PulseAudioService", "No audio device detected", "pipewire", "ALSA")


@pytest.fixture
def listening(tmp_path: Path, qtbot: QtBot) -> Iterator[ListeningWindow]:
    with closing(ListeningWindow(tmp_path / "inbox")) as made:
        yield made


def _facts(window: MainWindow) -> str:
    share = window.player._timeline.heard_share
    return "" if share is None else f"{share:.0%}"


def test_what_was_heard_is_kept_and_shown_as_a_share_of_what_sounds(listening: ListeningWindow, qtbot: QtBot) -> None:
    row = listening.downloaded(20.0, (10.0, 20.0))
    window = listening.open()
    qtbot.waitUntil(lambda: _facts(window) == "0%")
    listening.hear((0.0, 5.0, 1.0))
    qtbot.waitUntil(lambda: _facts(window) == "50%")
    listening.hear((5.0, 10.0, 1.5))
    qtbot.waitUntil(lambda: _facts(window) == "100%")
    assert listening.core.inbox.heard.spans(row) == (HeardSpan(0, 5, 1.0), HeardSpan(5, 10, 1.5))
    window = listening.open_again()
    qtbot.waitUntil(lambda: _facts(window) == "100%")


def test_the_share_is_of_what_sounds_also_where_the_silences_are_found_only_now(listening: ListeningWindow, qtbot: QtBot) -> None:
    row = listening.downloaded(20.0, is_mapped=False)  # a tone, and from its middle on silence
    listening.core.inbox.heard.add(row, [HeardSpan(0, 10.5, 1.0)], listening.recording(row).first_seen_at)
    window = listening.open()
    qtbot.waitUntil(lambda: _facts(window) == "100%", timeout=10_000)


def test_what_is_told_late_belongs_to_the_recording_before(listening: ListeningWindow, qtbot: QtBot) -> None:
    first, second = listening.downloaded(20.0), listening.downloaded(20.0)
    window = listening.open()
    window.player.load(listening.recording(first))
    number = window.player.audio.load_number
    window.player.load(listening.recording(second))
    window.player.audio.heard.emit((HeardSpan(0, 5, 1.0),), number)
    qtbot.waitUntil(lambda: listening.core.inbox.heard.spans(first) != ())
    assert listening.core.inbox.heard.spans(second) == ()
    qtbot.waitUntil(lambda: len(listening.played(first)) == 1)
    assert window.player._timeline.heard_share == 0


def test_it_goes_on_where_it_was_left_also_after_a_restart(listening: ListeningWindow, qtbot: QtBot) -> None:
    first, second = listening.downloaded(60.0), listening.downloaded(60.0)
    window = listening.open()
    window.player.load(listening.recording(first))
    window.player.audio.seek(31.5)
    window.player.load(listening.recording(second))
    assert window.player.position_seconds == 0
    window.player.load(listening.recording(first))
    assert window.player.position_seconds == 31.5
    window.player.audio.seek(40.25)
    window = listening.open_again()
    window.player.load(listening.recording(first))
    assert window.player.position_seconds == 40.25
    assert listening.position(second) == 0


def test_what_was_heard_to_its_end_begins_at_its_start_again(listening: ListeningWindow, qtbot: QtBot) -> None:
    row = listening.downloaded(60.0)
    window = listening.open()
    window.player.load(listening.recording(row))
    window.player.audio.seek(30.0)
    qtbot.waitUntil(lambda: listening.position(row) == 30.0)
    window.player.audio.seek(58.0)
    qtbot.waitUntil(lambda: listening.position(row) == 0.0)


def test_nobody_is_taken_anywhere_who_does_not_want_to(listening: ListeningWindow, qtbot: QtBot) -> None:
    row = listening.downloaded(60.0)
    window = listening.open()
    window.player.load(listening.recording(row))
    window.player.audio.seek(30.0)
    qtbot.waitUntil(lambda: listening.position(row) == 30.0)
    listening.core.apply_settings({"remember_position": False})
    window.player.load(None)
    window.player.load(listening.recording(row))
    assert window.player.position_seconds == 0
    window.player.audio.seek(12.0)
    window.player.load(None)
    listening.core.apply_settings({"remember_position": True})
    window.player.load(listening.recording(row))
    assert window.player.position_seconds == 30.0, "what was not to be remembered was not"


def test_a_position_is_kept_while_it_plays_and_at_a_pause(listening: ListeningWindow, qtbot: QtBot) -> None:
    row = listening.downloaded(30.0)
    window = listening.open()
    window.player.play(listening.recording(row))
    qtbot.waitUntil(lambda: window.player.position_seconds > 0.3, timeout=10_000)
    window.player.toggle()
    qtbot.waitUntil(lambda: listening.position(row) > 0.3)
    assert listening.position(row) == pytest.approx(window.player.position_seconds, abs=0.001)
    assert listening.core.inbox.heard.spans(row) == (), "without a sound device nothing is heard"


def test_a_sitting_is_one_entry_of_the_history(listening: ListeningWindow, qtbot: QtBot) -> None:
    row = listening.downloaded(20.0)
    window = listening.open()
    window.player.load(listening.recording(row))
    listening.hear((0.0, 5.0, 1.0))
    listening.hear((5.0, 7.25, 1.0), (9.0, 10.0, 2.0))
    listening.close_window()
    qtbot.waitUntil(lambda: bool(listening.played(row)))
    (entry,) = listening.played(row)
    assert dict(entry.detail) == {"by": "Anna", "seconds": 8.25, "spans": [[0.0, 7.25, 1.0], [9.0, 10.0, 2.0]]}


def test_what_was_heard_stands_before_the_verdict_in_the_history(listening: ListeningWindow, qtbot: QtBot) -> None:
    row = listening.downloaded(20.0)
    window = listening.open()
    window.player.load(listening.recording(row))
    listening.hear((0.0, 20.0, 1.0))
    window.extras.actions.trigger("reviewed_next")
    qtbot.waitUntil(lambda: listening.recording(row).review_status is ReviewStatus.REVIEWED)
    listening.close_window()
    kinds = [entry.kind for entry in listening.core.inbox.history.entries(row)]
    assert kinds[-2:] == [HistoryKind.PLAYED, HistoryKind.CHANGED]
    assert len(listening.played(row)) == 1


def test_the_details_tell_what_was_heard_and_how_fast_also_of_what_is_not_loaded(
    listening: ListeningWindow, qtbot: QtBot
) -> None:
    first, second = listening.downloaded(20.0), listening.downloaded(20.0)
    listening.core.inbox.heard.add(first, [HeardSpan(0, 5, 1.5)], listening.recording(first).first_seen_at)
    window = listening.open()
    window.player.play(listening.recording(second))
    window.table.select_id(first)
    qtbot.waitUntil(lambda: _detail(window) == "25 % of what sounds, at 1.5×")
    listening.hear((0.0, 20.0, 1.0))
    assert _detail(window) == "25 % of what sounds, at 1.5×"
    window.table.select_id(second)
    qtbot.waitUntil(lambda: _detail(window) == "100 % of what sounds, at 1×")


def _detail(window: MainWindow) -> str:
    found = [field for field in window.details.findChildren(QLineEdit) if field.accessibleName() == "Heard"]
    return found[0].text() if found and found[0].isVisible() else ""
