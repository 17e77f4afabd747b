"""What goes on by itself, in words: catching up, gaps, limits, what rests."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.domain.catch_up import CatchUpProgress
from inbox.domain.gap import Found, Gap, SpanEnd
from inbox.domain.removal import Candidate, RemovalPlan
from inbox.domain.statuses import DownloadStatus
from inbox.gui.details.details_fields import ask_word, download_words, is_download_problem
from inbox.gui.frame.gap_columns import GAP_COLUMNS, gap_badge, gaps_summary, when_text
from inbox.gui.listing.download_menu import can_cancel, can_pause, can_resume
from inbox.gui.listing.download_state import Sign, download_state
from inbox.gui.look.theme import LIGHT
from inbox.gui.main_window import MainWindow
from inbox.gui.settings.catch_up_bar import CatchUpBar, CatchUpView, progress_text
from inbox.gui.settings.removal_preview import RemovalPreview, plan_text
from inbox.gui.watching.account_notices import expiring_text
from inbox.gui.widgets.setting_fields import NumberField

OpenWindow = Callable[..., MainWindow]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints|raise\\(\\)")
MOMENT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


def _gap(recordings: int | None, recovered: int = 0, reason: SpanEnd = SpanEnd.ASLEEP) -> Gap:
    found = None if recordings is None else Found(recordings, recovered, MOMENT, is_final=True)
    return Gap(recovered, MOMENT, MOMENT + timedelta(minutes=130), reason, found)


@pytest.mark.parametrize(
    ("gaps", "sentence"),
    [
        ([], "No gaps in the last 30 days."),
        ([_gap(0)], "1 gap in the last 30 days. No recording was in it."),
        ([_gap(None)], "1 gap in the last 30 days. Bandwidth has not been asked about it yet."),
        (
            [_gap(3, 2), _gap(1, 0), _gap(None)],
            "3 gaps in the last 30 days. 4 recordings were in them: 2 recovered, 2 told by an event after all. "
            "Bandwidth has not been asked about 1 of them yet.",
        ),
    ],
)
def test_all_gaps_are_summed_up(gaps: list[Gap], sentence: str) -> None:
    assert gaps_summary(gaps) == sentence


@pytest.mark.parametrize("reason", SpanEnd)
def test_every_reason_of_a_gap_has_its_badge(reason: SpanEnd) -> None:
    badge = gap_badge(_gap(0, reason=reason))
    assert badge.word
    assert badge.spoken.startswith("Because ")


@pytest.mark.parametrize(
    ("ended", "text"),
    [
        (datetime(2020, 3, 1, 14, 10), "1 Mar 2020 12:00 – 14:10"),
        (datetime(2020, 3, 2, 3, 44), "1 Mar 2020 12:00 – 2 Mar 2020 03:44"),
        (None, "1 Mar 2020 12:00 – now"),
    ],
)
def test_when_a_gap_was_is_said_without_saying_the_day_twice(ended: datetime | None, text: str) -> None:
    began = datetime(2020, 3, 1, 12, 0).astimezone()
    assert when_text(replace(_gap(0), began_at=began, ended_at=ended and ended.astimezone())) == text


def test_a_plan_says_what_goes_and_what_stays() -> None:
    assert plan_text(RemovalPlan(used_bytes=5_000_000)) == "The downloaded files take 5.0 MB."
    files = tuple(Candidate(row, "a", 2_000_000, "Old.") for row in range(2))
    plan = RemovalPlan(files, 9_000_000, kept_flagged=4, kept_new=31, is_over=True, is_cut=True)
    assert plan_text(plan) == (
        "2 files, 4.0 MB of 9.0 MB. 4 flagged and 31 new recordings stay whatever the limits are. "
        "There is more to go after these. "
        "That is still more than the limit: only what is reviewed goes, and not on the day it came."
    )


def test_that_nothing_goes_is_not_said_to_be_within_the_limits_when_it_is_not(qtbot: QtBot) -> None:
    preview = RemovalPreview(LIGHT)
    qtbot.addWidget(preview)
    assert "within the limits" in preview.empty.text()
    preview.show_plan(RemovalPlan(used_bytes=9_000_000, kept_new=3, is_over=True))
    assert preview.empty.text() == "Nothing would go: nothing of it is reviewed and older than a day."


def test_one_day_is_not_days(qtbot: QtBot) -> None:
    field = NumberField(0, 30, "days", one="day", nothing="Never")
    qtbot.addWidget(field)
    for value, text in ((0, "Never"), (1, "1 day"), (2, "2 days")):
        field.show_value(value)
        assert field.text() == text


@pytest.fixture
def minutes(qtbot: QtBot) -> Iterator[NumberField]:
    """A field in a window, with another one to go to."""
    form = QWidget()
    layout = QVBoxLayout(form)
    field = NumberField(5, 1_440, "minutes", nothing="never")
    layout.addWidget(field)
    layout.addWidget(QLineEdit())
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow, timeout=5_000)
    yield field
    form.close()


def _typed(field: NumberField, text: str, leave: Qt.Key) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, leave)


@pytest.mark.parametrize("leave", [Qt.Key.Key_Tab, Qt.Key.Key_Return])
@pytest.mark.parametrize(("value", "shown"), [(12, "12 minutes"), (5, "never"), (1_440, "1440 minutes")])
@pytest.mark.parametrize("typed", ["", " ", "minutes"])
def test_an_emptied_number_has_the_value_again_that_it_had(
    minutes: NumberField, value: int, shown: str, leave: Qt.Key, typed: str
) -> None:
    minutes.show_value(value)
    settled: list[float] = []
    minutes.settled.connect(settled.append)
    _typed(minutes, typed, leave)
    assert (minutes.value(), minutes.text(), settled) == (value, shown, [])


@pytest.mark.parametrize(("typed", "value"), [("3", 5), ("17", 17), ("1441", 144)])
def test_a_number_that_does_not_fit_becomes_the_nearest_that_does(
    qtbot: QtBot, minutes: NumberField, typed: str, value: int
) -> None:
    minutes.show_value(30)
    with qtbot.waitSignal(minutes.settled) as settled:
        _typed(minutes, typed, Qt.Key.Key_Tab)
    assert settled.args == [value]


def test_what_is_said_of_a_gap_fits_under_the_heading_of_its_column() -> None:
    assert [GAP_COLUMNS[3].text(_gap(count, 1)) for count in (None, 0, 1, 5)] == [
        "not asked about yet",
        "no recording",
        "1 recording, 1 recovered",
        "5 recordings, 1 recovered, 4 told by an event after all",
    ]


@pytest.mark.parametrize(
    ("count", "days", "sentence"),
    [
        (1, 1, "A recording that is not downloaded is deleted at Bandwidth within a day."),
        (1_200, 3, "1,200 recordings that are not downloaded are deleted at Bandwidth within 3 days."),
    ],
)
def test_what_is_deleted_soon_is_counted(count: int, days: int, sentence: str) -> None:
    assert expiring_text(count, days) == sentence


def test_catching_up_shows_how_far_it_is_and_what_went_wrong(qtbot: QtBot) -> None:
    progress: list[CatchUpProgress | None] = [None]
    problem: list[str | None] = ["Bandwidth could not be reached."]
    begun: list[bool] = []
    bar = CatchUpBar(LIGHT, CatchUpView(lambda: begun.append(True), lambda: progress[0], lambda: problem[0]))
    qtbot.addWidget(bar)
    bar.show()
    assert bar.sentence.text() == "Bandwidth could not be reached."
    assert LIGHT.error.name() in bar.sentence.styleSheet()
    bar.button.click()
    assert begun == [True]
    assert not bar.button.isEnabled(), "one round at a time"
    progress[0] = CatchUpProgress(12, 40, "Bandwidth asks for a pause.")
    bar.look()
    assert (bar.progress.value(), bar.progress.maximum()) == (12, 40)
    assert bar.sentence.text() == "Catching up: 12 of 40 conferences asked. Bandwidth asks for a pause."
    progress[0], problem[0] = None, None
    bar.look()
    assert not bar.progress.isVisible()
    assert bar.button.isEnabled()
    assert progress_text(CatchUpProgress(0, None)) == "Catching up: asking Bandwidth for its list"


def test_a_download_that_rests_is_no_problem_and_offers_what_fits(inbox: WindowInbox) -> None:
    (row,) = inbox.receive()
    waiting = inbox.recordings.rows([row])[row]
    paused, ruled = replace(waiting, held="paused"), replace(waiting, held="rule")
    cancelled = replace(paused, download_status=DownloadStatus.GIVEN_UP, error="You cancelled this download.")
    removed = replace(waiting, download_status=DownloadStatus.REMOVED)
    signs = [download_state(recording, lambda _row: None).sign for recording in (waiting, paused, ruled, cancelled, removed)]
    assert signs == [Sign.ARRIVING, Sign.PAUSED, Sign.FOR_A_CLICK, Sign.REMOVED, Sign.REMOVED]
    assert [ask_word(recording) for recording in (waiting, paused, ruled, cancelled, removed)] == [
        "", "Download", "Download", "Download", "Download again",
    ]  # fmt: skip
    assert not any(is_download_problem(recording) for recording in (waiting, paused, ruled, cancelled, removed))
    assert not download_state(cancelled, lambda _row: None).is_problem
    assert download_words(paused) == "You paused this download. Resume it in the row's menu, or press Download."
    assert "what you set" in download_words(ruled)
    assert "press Download".lower() in download_words(ruled).lower()
    assert (can_pause(waiting), can_resume(waiting), can_cancel(waiting)) == (True, False, True)
    assert (can_pause(paused), can_resume(paused), can_cancel(paused)) == (False, True, True)
    assert (can_pause(removed), can_resume(removed), can_cancel(removed)) == (False, False, False)


def test_the_window_shows_nothing_of_what_it_was_not_given(inbox: WindowInbox, open_window: OpenWindow) -> None:
    window = open_window()
    words = [action.text() for action in window.extras.menu.actions()]
    assert "Pause downloads" not in words
    assert "Catch up now" not in words
    assert not window.status.gaps.isVisible()
    window.extras.settings.open("Gaps")
    settings = window.extras.settings.settings
    assert settings is not None
    assert list(settings.pages) == ["Receiving", "Downloads", "Window", "Keys"]
