"""The line at the foot of the window: what it tells, and what it leaves out where there is no room."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.domain.catch_up import CatchUpProgress
from inbox.domain.gap import Found, Gap, SpanEnd
from inbox.domain.times import now
from inbox.gui.frame.parts import ListenerState
from inbox.gui.frame.status_bar import Activity, StatusBar
from inbox.gui.main_window import MainWindow
from inbox.storage.downloads.download_control import DownloadControl
from inbox.storage.downloads.download_counts import DownloadCounts

OpenWindow = Callable[..., MainWindow]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints|raise\\(\\)")
MOMENT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


def _gap(recordings: int, recovered: int) -> Gap:
    found = Found(recordings, recovered, MOMENT, is_final=True)
    return Gap(recovered, MOMENT, MOMENT + timedelta(minutes=130), SpanEnd.ASLEEP, found)


def test_the_status_bar_tells_of_catching_up_and_makes_room_for_a_message(qtbot: QtBot) -> None:
    status = StatusBar()
    qtbot.addWidget(status)
    status.resize(860, 27)
    status.show()
    assert not status.catch_up.isVisible()
    status.show_catch_up(CatchUpProgress(1_200, 4_000))
    assert status.catch_up.text() == "Catching up 1\u202f200/4\u202f000"
    status.show_catch_up(None)
    assert not status.catch_up.isVisible()
    status.show_gaps([_gap(3, 3)])
    assert status.gaps.isVisible()
    assert "3 recordings in it, 3 recovered" in status.gaps.toolTip()
    status.say("The recording's id is on the clipboard.")
    assert not status.gaps.isVisible()
    status.say("")
    assert status.gaps.isVisible()
    with qtbot.waitSignal(status.gaps_asked):
        status.gaps.setFocus()
        QTest.keyClick(status.gaps, Qt.Key.Key_Space)
    status.show_resting(False, "Bandwidth cannot be reached.")
    assert status.downloads.text() == "Downloads rest"
    assert "cannot be reached" in status.downloads.toolTip()
    assert status.downloads.isVisible()
    status.show_activity(Activity(downloads=DownloadCounts(running=1, waiting=12)))
    assert status.downloads.text() == "Downloads rest: 1 running, 12 waiting"
    status.show_resting(False, None, only_clicks=True)
    assert status.downloads.text() == "Downloads: 1 running, 12 for you to click"


def test_a_narrow_status_bar_leaves_out_what_is_said_elsewhere_and_cuts_no_words(qtbot: QtBot) -> None:
    status = StatusBar()
    qtbot.addWidget(status)
    status.resize(2000, 27)
    status.show()
    status.show_state(ListenerState("http://127.0.0.1:8025/", None, "", False))
    counts = DownloadCounts(running=2, waiting=14)
    status.show_activity(Activity(recordings=1_024, new=16, last_event_at=now(), downloads=counts))
    status.show_resting(True, "Downloads are paused.")
    status.show_gaps([_gap(3, 3)])
    labels = (status.counts, status.last_event, status.address, status.downloads, status.catch_up, status.gaps)
    layout = status.layout()
    assert layout is not None

    def check(*left_out: QWidget) -> None:
        assert [label.isVisible() for label in labels] == [label not in left_out for label in labels]
        layout.activate()
        assert all(label.width() >= label.sizeHint().width() for label in labels if label.isVisible())

    check(status.catch_up)
    needed = layout.minimumSize().width()
    status.setMinimumWidth(1)  # as in the window, which sets its own
    status.resize(needed - 60, 27)
    check(status.address, status.catch_up)
    status.show_catch_up(CatchUpProgress(1_200, 4_000))
    always = (status.counts, status.downloads, status.catch_up, status.gaps)
    status.resize(2 * 14 + sum(label.sizeHint().width() + 18 for label in always) + 5, 27)
    check(status.address, status.last_event)
    status.show_state(ListenerState("", "The port is taken.", "", False))
    assert status.address.isVisible(), "what is wrong is never left out"
    status.show_catch_up(None)
    status.show_state(ListenerState("http://127.0.0.1:8025/", None, "", False))
    status.resize(needed + 40, 27)
    check(status.catch_up)


@pytest.mark.parametrize(
    ("counts", "only_clicks", "text"),
    [
        (DownloadCounts(running=1, waiting=12, paused=3), False, "Downloads: 1 running, 12 waiting, 3 paused"),
        (DownloadCounts(paused=1), False, "Downloads: 1 paused"),
        (DownloadCounts(waiting=2, paused=1), True, "Downloads: 2 for you to click, 1 paused"),
        (DownloadCounts(waiting=9, paused=50_000, paused_is_least=True), False, "Downloads: more than 50\u202f000 paused"),
        (DownloadCounts(waiting=2, ruled=4), False, "Downloads: 2 waiting, 4 held back by the rules"),
        (DownloadCounts(ruled=4), False, "Downloads: 4 held back by the rules"),
        (DownloadCounts(waiting=2, ruled=4), True, "Downloads: 6 for you to click"),
        (
            DownloadCounts(waiting=9, ruled=50_000, ruled_is_least=True),
            False,
            "Downloads: more than 50\u202f000 held back by the rules",
        ),
    ],
)
def test_what_the_person_paused_and_what_a_rule_holds_back_is_told_apart(
    qtbot: QtBot, counts: DownloadCounts, only_clicks: bool, text: str
) -> None:
    status = StatusBar()
    qtbot.addWidget(status)
    status.show_resting(False, None, only_clicks=only_clicks)
    status.show_activity(Activity(downloads=counts))
    assert status.downloads.text() == text


def test_while_all_are_paused_it_makes_no_difference_which_are_one_by_one(qtbot: QtBot) -> None:
    status = StatusBar()
    qtbot.addWidget(status)
    status.show_resting(True, "Downloads are paused.")
    status.show_activity(Activity(downloads=DownloadCounts(waiting=2, paused=1)))
    assert status.downloads.text() == "Downloads paused: 2 waiting"
    status.show_activity(Activity(downloads=DownloadCounts(paused=1)))
    assert status.downloads.text() == "Downloads paused"


def test_the_smallest_window_has_room_for_it(qtbot: QtBot) -> None:
    status = StatusBar()
    qtbot.addWidget(status)
    status.show_activity(Activity(1_024, 160, now(), DownloadCounts(running=16, waiting=1_014, paused=120)))
    status.show_state(ListenerState("http://127.0.0.1:8025/", None, "", False))
    status.show_gaps([_gap(3, 3)])
    status.resize(860, 27)
    status.show()
    layout = status.layout()
    assert layout is not None
    layout.activate()
    assert status.downloads.text() == "Downloads: 16 running, 1\u202f014 waiting, 120 paused"
    for label in (status.counts, status.downloads, status.gaps):
        assert label.isVisible()
        assert label.width() >= label.sizeHint().width()


def test_where_there_is_no_room_it_is_not_said_who_holds_downloads_back(qtbot: QtBot) -> None:
    status = StatusBar()
    qtbot.addWidget(status)
    status.show_activity(Activity(12_000, 6_000, now(), DownloadCounts(running=16, waiting=1_014, paused=120, ruled=4)))
    status.setMinimumWidth(1)
    status.show()
    status.resize(2_000, 27)
    assert status.downloads.text() == "Downloads: 16 running, 1\u202f014 waiting, 4 held back by the rules, 120 paused"
    needed = 2 * 14 + sum(label.sizeHint().width() + 18 for label in (status.counts, status.downloads))
    status.resize(needed - 5, 27)
    assert status.downloads.text().endswith("4 held back, 120 paused")
    layout = status.layout()
    assert layout is not None
    layout.activate()
    assert all(label.width() >= label.sizeHint().width() for label in (status.counts, status.downloads))
    status.resize(needed, 27)
    assert status.downloads.text().endswith("4 held back by the rules, 120 paused")


def test_while_catching_up_the_gaps_make_room_before_a_word_is_cut(qtbot: QtBot) -> None:
    status = StatusBar()
    qtbot.addWidget(status)
    status.show_activity(Activity(12_000, 6_000, now(), DownloadCounts(running=16, waiting=1_014, paused=120)))
    status.show_gaps([_gap(3, 3)])
    status.show_catch_up(CatchUpProgress(1_200, 4_000))
    status.setMinimumWidth(1)
    labels = (status.counts, status.downloads, status.catch_up)
    needed = 2 * 14 + sum(label.sizeHint().width() + 18 for label in (*labels, status.gaps))
    status.resize(needed, 27)
    status.show()
    assert status.gaps.isVisible()
    status.resize(needed - 10, 27)
    layout = status.layout()
    assert layout is not None
    layout.activate()
    assert not status.gaps.isVisible()
    assert all(label.isVisible() and label.width() >= label.sizeHint().width() for label in labels)


@pytest.mark.parametrize("sentence", ["", "The recording's id is on the clipboard."])
def test_no_word_is_cut_however_wide_it_is(qtbot: QtBot, sentence: str) -> None:
    status = StatusBar()
    qtbot.addWidget(status)
    status.show_activity(Activity(30, 16, now(), DownloadCounts(waiting=12, paused=4)))
    status.show_state(ListenerState("http://127.0.0.1:8025/", None, "", False))
    status.show_gaps([])
    status.say(sentence)
    status.setMinimumWidth(1)
    status.show()
    layout = status.layout()
    assert layout is not None
    labels = (status.counts, status.last_event, status.address, status.downloads, status.gaps, status.message)
    for width in range(720, 1_300, 3):
        status.resize(width, 27)
        layout.activate()
        shown = [label for label in labels if label.isVisible()]
        assert all(label.width() >= label.sizeHint().width() for label in shown), width


def test_a_download_that_was_paused_does_not_wait(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    rows = inbox.receive(3)
    DownloadControl(inbox.database).pause(rows[:1])
    window = open_window()
    qtbot.waitUntil(lambda: window.status.downloads.text() == "Downloads: 2 waiting, 1 paused", timeout=20_000)
