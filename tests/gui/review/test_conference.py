"""The Conference tab: which recordings belong together, when they were made, and hearing them one after the other."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from audio.heard_inbox import HeardInbox
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.domain.conference_line import conference_line
from inbox.domain.recording import Recording
from inbox.domain.sound.peaks import BINS_PER_SECOND, Peaks
from inbox.gui.look.theme import LIGHT
from inbox.gui.main_window import MainWindow
from inbox.gui.player.player_bar import PlayerBar
from inbox.gui.review.conference_pane import ConferencePane, summary
from inbox.gui.review.conference_play import ConferencePlay
from inbox.storage.problems import StoreFailing
from inbox.storage.settings.settings import Settings

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "PulseAudioService", "No audio device detected", "pipewire", "ALSA")
OpenWindow = Callable[..., MainWindow]


def _meeting(inbox: WindowInbox) -> list[int]:
    """Three recordings of one conference, and one of another that has its name, and an id that begins as its own."""
    rows = []
    for minute, seconds in ((0, 120), (3, 60), (30, 60)):
        rows += inbox.receive(
            conferenceId="conf-board", name="Board", startTime=f"2026-06-10T19:{minute:02}:00Z", duration=f"PT{seconds}S"
        )
    inbox.receive(conferenceId="conf-board-2", name="Board")
    return rows


def _pane(window: MainWindow) -> ConferencePane:
    pane = window.findChild(ConferencePane)
    assert pane is not None
    return pane


def _shown(window: MainWindow, row: int, qtbot: QtBot, count: int) -> ConferencePane:
    pane = _pane(window)
    window.table.select_id(row)
    window.extras.actions.trigger("conference")
    qtbot.waitUntil(lambda: pane.line is not None and len(pane.line.recordings) == count)
    return pane


def test_the_recordings_of_one_conference_stand_together(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    rows = _meeting(inbox)
    inbox.download(rows[1], Peaks(bytes([200] * 400), BINS_PER_SECOND, 20.0))
    pane = _shown(open_window(), rows[1], qtbot, 3)
    assert pane.line is not None
    assert [one.id for one in pane.line.recordings] == rows
    assert summary(pane.line) == "3 recordings  ·  3:20 recorded in 31:00  ·  2 gaps"
    assert pane.view.text_at(pane.view.width() - 2).endswith("of 1:00")
    assert pane.model.rowCount() == 3


def test_the_tab_says_how_many_belong_together_before_it_is_opened(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    rows = _meeting(inbox)
    window = open_window()
    tabs = window.details.findChild(type(window.details._tabs))
    assert tabs is not None
    window.table.select_id(rows[0])
    qtbot.waitUntil(lambda: "Conference 3" in [tabs.tabText(place) for place in range(tabs.count())])


def test_a_recording_alone_and_a_call_say_so(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    alone = inbox.receive()[0]
    window = open_window()
    pane = _pane(window)
    window.table.select_id(alone)
    window.extras.actions.trigger("conference")
    label = pane.findChildren(type(pane._empty))
    qtbot.waitUntil(lambda: any(one.text() == "This is the only recording of its conference." for one in label))


def test_a_further_recording_of_the_conference_is_seen_to_come(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    rows = _meeting(inbox)
    window = open_window()
    pane = _shown(window, rows[0], qtbot, 3)
    more = inbox.receive(conferenceId="conf-board", name="Board", startTime="2026-06-10T19:40:00Z")
    inbox.receive(conferenceId="conf-board", recordingId="r-1", eventTime="2026-06-11T00:00:00Z", status="partial")
    window.recordings_changed([*more, rows[0]])
    qtbot.waitUntil(lambda: pane.line is not None and len(pane.line.recordings) == 4)


def test_a_click_and_enter_ask_for_the_recording_at_that_time(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    rows = _meeting(inbox)
    window = open_window()
    pane = _shown(window, rows[0], qtbot, 3)
    asked: list[tuple[str, float]] = []
    pane.play_asked.connect(lambda row, seconds: asked.append((row, seconds)))
    view, y = pane.view, 40
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(round(view._x_of(60.0)), y))
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(round(view._x_of(150.0)), y))
    qtbot.keyClick(view, Qt.Key.Key_End)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert asked == [(str(rows[0]), pytest.approx(60.0, abs=0.5)), (str(rows[1]), 0.0), (str(rows[2]), 0.0)]
    assert view.accessibleDescription().startswith("Recording 3 of 3")
    assert inbox.asked[-1] == [rows[2]], "what is not here is downloaded"


@pytest.fixture
def heard(tmp_path: Path) -> Iterator[HeardInbox]:
    made = HeardInbox(tmp_path / "heard")
    yield made
    made.close()


@pytest.fixture
def bar(heard: HeardInbox, qtbot: QtBot) -> Iterator[PlayerBar]:
    made = PlayerBar(LIGHT, Settings(playback_rate=3.0), heard.recordings)
    qtbot.addWidget(made)
    yield made
    made.stop()


def _three(heard: HeardInbox) -> list[Recording]:
    return [heard.download(heard.receive(f"r-{number}", startTime=f"2026-06-10T19:0{number}:00Z"), 1.2) for number in range(3)]


def _through(bar: PlayerBar, of: HeardInbox, gap: float) -> tuple[ConferencePlay, list[int]]:
    heard: list[int] = []
    bar.loaded.connect(lambda recording: heard.append(recording.id) if recording is not None else None)
    return ConferencePlay(bar, bar.play, of.recordings.rows, lambda: gap, bar), heard


def test_all_of_a_conference_is_played_straight_through(bar: PlayerBar, heard: HeardInbox, qtbot: QtBot) -> None:
    recordings = _three(heard)
    through, order = _through(bar, heard, 0.1)
    told: list[bool] = []
    through.changed.connect(told.append)
    through.begin(conference_line(recordings))
    qtbot.waitUntil(lambda: told == [True, False], timeout=20_000)
    assert order == [one.id for one in recordings]


def test_a_conference_that_cannot_be_read_any_more_ends_and_hurts_nothing(bar: PlayerBar, heard: HeardInbox) -> None:
    recordings = _three(heard)

    def fail(_rows: Sequence[int]) -> dict[int, Recording]:
        raise StoreFailing("The inbox could not be read: input/output error.")

    through = ConferencePlay(bar, bar.play, fail, lambda: 0.0, bar)
    through.begin(conference_line(recordings))
    assert not through.is_on
    assert not bar.is_playing


def test_who_loads_something_else_meanwhile_hears_nothing_more_of_it(bar: PlayerBar, heard: HeardInbox, qtbot: QtBot) -> None:
    recordings = _three(heard)
    other = heard.download(heard.receive("other", conferenceId="conf-2"))
    through, order = _through(bar, heard, 0.1)
    through.begin(conference_line(recordings), recordings[1].id)
    qtbot.waitUntil(lambda: bar.is_playing)
    bar.play(other)
    assert not through.is_on
    assert order == [recordings[1].id, other.id]


def test_what_can_never_come_is_passed_over(bar: PlayerBar, heard: HeardInbox, qtbot: QtBot) -> None:
    recordings = _three(heard)
    lost = heard.fail(heard.receive("lost", startTime="2026-06-10T19:00:30Z"), "Bandwidth does not have it.")
    through, order = _through(bar, heard, 0.0)
    through.begin(conference_line([*recordings, lost]))
    qtbot.waitUntil(lambda: not through.is_on, timeout=20_000)
    assert order == [one.id for one in recordings]


@pytest.mark.parametrize(("height", "rows", "has_header"), [(104, 0, False), (143, 1, False), (185, 2, False), (260, 3, True)])
def test_a_low_pane_gives_its_room_to_the_recordings(
    inbox: WindowInbox, qtbot: QtBot, height: int, rows: int, has_header: bool
) -> None:
    recordings = inbox.recordings.rows(_meeting(inbox))
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 400)
    pane = ConferencePane(LIGHT, window)
    pane.show_line(conference_line(list(recordings.values())), {}, next(iter(recordings)))
    pane.setGeometry(0, 0, 900, height)
    with qtbot.waitExposed(window):
        window.show()
    seen = pane.table.viewport().height() // pane.table.verticalHeader().defaultSectionSize() if pane.table.isVisible() else 0
    assert (seen >= rows, pane.table.horizontalHeader().isVisible()) == (True, has_header)
    assert pane.table.isVisible() == (rows > 0)
    assert pane.rect().contains(QRect(pane.table.mapTo(pane, QPoint(0, 0)), pane.table.size())) or not rows
