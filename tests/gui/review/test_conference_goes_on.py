"""A conference played straight through goes on without what cannot be heard, says so, and names it at the end."""

from collections.abc import Callable
from pathlib import Path

import pytest
from audio.heard_inbox import write_tone
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus
from inbox.domain.times import now
from inbox.gui.look.time_text import clock_time_text
from inbox.gui.main_window import MainWindow
from inbox.gui.review import conference_play
from inbox.gui.review.conference_desk import ConferenceDesk
from inbox.storage.settings.settings import Settings

pytestmark = pytest.mark.qt_log_ignore(
    "propagateSizeHints", "PulseAudioService", "No audio device detected", "pipewire", "ALSA", "does not support raise"
)
OpenWindow = Callable[..., MainWindow]
_LONG = 20_000
_WHY = "Bandwidth answered 500: an error of its own."
_SECONDS = 20.0
FIRST, SECOND, THIRD = 1, 2, 3


@pytest.fixture
def window(inbox: WindowInbox, open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """Three recordings of a conference, of which the second is not here."""
    monkeypatch.setattr(conference_play, "_READING_MS", 50)
    for minute in range(3):
        time = f"2026-11-20T10:0{minute}:00Z"
        (row,) = inbox.receive(conferenceId="conf-a", startTime=time, endTime=time)
        if row != SECOND:
            _download(inbox, row)
    return open_window(Settings(theme="light", conference_gap_seconds=0.0))


def _download(inbox: WindowInbox, row: int) -> None:
    inbox.begin(row)
    path = write_tone(inbox.root / "media" / f"{row}-{row:016x}.wav", _SECONDS)
    inbox.downloads.finished(
        row, "test", media_name=path.name, media_bytes=path.stat().st_size, sha256="0" * 64, media_format="wav",
        media_seconds=_SECONDS, peaks=None,
    )  # fmt: skip


def _of(inbox: WindowInbox, row: int) -> Recording:
    return inbox.recordings.rows([row])[row]


class _Said:
    """What the status bar said, one sentence after the other."""

    def __init__(self, desk: ConferenceDesk) -> None:
        self.all: list[tuple[str, bool]] = []
        desk.through.said.connect(lambda sentence, is_problem: self.all.append((sentence, is_problem)))

    @property
    def last(self) -> str:
        return self.all[-1][0] if self.all else ""


def _desk(window: MainWindow, qtbot: QtBot) -> ConferenceDesk:
    desk = next(part for part in window.extras.desk._parts if isinstance(part, ConferenceDesk))
    assert window.table.select_id(FIRST)
    window.extras.actions.trigger("conference")
    qtbot.waitUntil(lambda: desk.pane.line is not None and len(desk.pane.line.recordings) == 3, timeout=_LONG)
    return desk


def _begin(window: MainWindow, qtbot: QtBot) -> tuple[ConferenceDesk, _Said]:
    desk = _desk(window, qtbot)
    said = _Said(desk)
    window.extras.actions.trigger("straight_through")
    return desk, said


def _plays(window: MainWindow, row: int, qtbot: QtBot) -> None:
    def holds() -> bool:
        loaded = window.player.recording
        return loaded is not None and loaded.id == row and window.player.is_playing

    qtbot.waitUntil(holds, timeout=_LONG)


def _end(window: MainWindow) -> None:
    window.player.audio.seek(19.9)


def _waits_for_second(window: MainWindow, inbox: WindowInbox, qtbot: QtBot) -> None:
    _plays(window, FIRST, qtbot)
    _end(window)
    qtbot.waitUntil(lambda: window.playing.wanted == SECOND, timeout=_LONG)
    inbox.write_asks()


def _fail(window: MainWindow, inbox: WindowInbox, status: DownloadStatus) -> None:
    inbox.fail(SECOND, _WHY, status)
    window.recordings_changed([SECOND])


def _clock(inbox: WindowInbox, row: int) -> str:
    started = _of(inbox, row).started_at
    assert started is not None
    return clock_time_text(started)


def _file(inbox: WindowInbox, row: int) -> Path:
    path = _of(inbox, row).media_path
    assert path is not None
    return Path(path)


@pytest.mark.parametrize("status", [DownloadStatus.FAILED, DownloadStatus.GIVEN_UP, DownloadStatus.EXPIRED])
def test_a_download_that_fails_in_the_middle_is_told_and_the_next_one_plays(
    window: MainWindow, inbox: WindowInbox, qtbot: QtBot, status: DownloadStatus
) -> None:
    desk, said = _begin(window, qtbot)
    _waits_for_second(window, inbox, qtbot)
    _fail(window, inbox, status)
    _plays(window, THIRD, qtbot)
    clock = _clock(inbox, SECOND)
    assert said.all == [(f"The conference goes on without the recording of {clock}: {_WHY}", True)]
    _end(window)
    qtbot.waitUntil(lambda: not desk.through.is_on, timeout=_LONG)
    assert said.last == f"The conference was played to its end, without {clock}."
    assert window.status.message.text() == said.last


@pytest.mark.parametrize("is_refuted", [True, False])
def test_what_is_lost_before_its_turn_is_left_out_in_its_turn(
    window: MainWindow, inbox: WindowInbox, qtbot: QtBot, is_refuted: bool
) -> None:
    desk, said = _begin(window, qtbot)
    _plays(window, FIRST, qtbot)
    if is_refuted:
        inbox.verifications.refuted(SECOND, "Bandwidth does not know it.", now(), None)
    else:
        _fail(window, inbox, DownloadStatus.GIVEN_UP)
    assert said.all == []
    _end(window)
    _plays(window, THIRD, qtbot)
    assert _clock(inbox, SECOND) in said.last
    _end(window)
    qtbot.waitUntil(lambda: not desk.through.is_on, timeout=_LONG)
    assert said.last.endswith(f"without {_clock(inbox, SECOND)}.")


def test_the_last_one_that_cannot_be_played_ends_it_with_both_sentences(
    window: MainWindow, inbox: WindowInbox, qtbot: QtBot
) -> None:
    _file(inbox, THIRD).write_bytes(b"RIFF\0\0\0\0WAVE, and nothing that could be heard")
    desk, said = _begin(window, qtbot)
    _waits_for_second(window, inbox, qtbot)
    _fail(window, inbox, DownloadStatus.FAILED)
    qtbot.waitUntil(lambda: not desk.through.is_on, timeout=_LONG)
    names = f"{_clock(inbox, SECOND)} and {_clock(inbox, THIRD)}"
    assert said.last.startswith(f"The conference was played to its end, without {names}. The media file")


def test_the_rest_of_what_breaks_off_is_left_out(window: MainWindow, inbox: WindowInbox, qtbot: QtBot) -> None:
    path = _file(inbox, FIRST)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    desk, said = _begin(window, qtbot)
    _plays(window, FIRST, qtbot)
    window.player.audio.seek(_SECONDS / 2 - 0.2)
    qtbot.waitUntil(lambda: bool(said.all), timeout=_LONG)
    clock = _clock(inbox, FIRST)
    assert said.last.startswith(f"The conference goes on without the rest of the recording of {clock}: The media file is shorter")
    qtbot.waitUntil(lambda: window.playing.wanted == SECOND, timeout=_LONG)
    assert desk.through.is_on


def test_stop_works_while_something_is_waited_for(window: MainWindow, inbox: WindowInbox, qtbot: QtBot) -> None:
    desk, said = _begin(window, qtbot)
    _waits_for_second(window, inbox, qtbot)
    QTest.mouseClick(desk.pane.through, Qt.MouseButton.LeftButton)
    assert not desk.through.is_on
    assert window.playing.wanted is None
    with qtbot.waitSignal(window.loader.rows_read, timeout=_LONG):
        _download(inbox, SECOND)
        window.recordings_changed([SECOND])
    qtbot.wait(100)
    assert not window.player.is_playing, "what was waited for does not begin after a Stop"
    assert said.all == []


def test_stop_works_while_it_is_said_what_is_left_out(
    window: MainWindow, inbox: WindowInbox, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conference_play, "_READING_MS", 600_000)
    desk, said = _begin(window, qtbot)
    _waits_for_second(window, inbox, qtbot)
    _fail(window, inbox, DownloadStatus.FAILED)
    qtbot.waitUntil(lambda: bool(said.all), timeout=_LONG)
    assert desk.through.is_on
    QTest.mouseClick(desk.pane.through, Qt.MouseButton.LeftButton)
    assert not desk.through.is_on
    assert not desk.through._pause.isActive()


def test_a_conference_of_which_nothing_can_be_heard_says_so(window: MainWindow, inbox: WindowInbox, qtbot: QtBot) -> None:
    for row in (FIRST, THIRD):
        _file(inbox, row).unlink()
        inbox.downloads.ask([row], now())
    for row in (FIRST, SECOND, THIRD):
        inbox.fail(row, _WHY, DownloadStatus.GIVEN_UP)
    window.recordings_changed([FIRST, SECOND, THIRD])
    desk = _desk(window, qtbot)

    def are_lost() -> bool:
        assert desk.pane.line is not None
        return all(one.download_status is DownloadStatus.GIVEN_UP for one in desk.pane.line.recordings)

    qtbot.waitUntil(are_lost, timeout=_LONG)
    said = _Said(desk)
    window.extras.actions.trigger("straight_through")
    assert not desk.through.is_on
    assert said.all == [("None of these recordings can be heard.", False)]
