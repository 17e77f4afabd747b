"""The page of gaps: nothing of a gap is cut off where the window is narrow, and it tells what the last round found."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.domain.catch_up import Reason
from inbox.domain.gap import Gap, SpanEnd
from inbox.domain.times import now, to_microseconds
from inbox.gui.frame.gap_columns import GAP_COLUMNS
from inbox.gui.look.badges import badge_size
from inbox.gui.look.style_sheet import apply_theme
from inbox.gui.look.theme import LIGHT
from inbox.gui.settings.catch_up_bar import done_text
from inbox.gui.settings.gaps_page import GapsPage
from inbox.gui.settings.settings_window import SettingsWindow
from inbox.gui.widgets import line_table
from inbox.gui.widgets.line_table import fitting
from inbox.pipeline.requests.catch_up_requests import CatchUpRequests
from inbox.storage.catching_up.catch_up_runs import CatchUpRuns, Run
from inbox.storage.journal.ledger import Ledger

_FOUND = ((1_284, 1_200), (3, 2), (0, 0), (12, 12))
_WHY = (SpanEnd.UNKNOWN, SpanEnd.ASLEEP, SpanEnd.LISTENER, SpanEnd.STORE)
_GAPS = 12
_LONG = 5_000

_LOW, _HIGH = 420, 900
"""The page and its table are scrolled, and both bars take room from the columns; and all of it is in view."""

Show = Callable[[int, int], GapsPage]


@pytest.fixture
def show(inbox: WindowInbox, qtbot: QtBot) -> Iterator[Show]:
    """Shows the page in a window of settings that is so wide and high."""
    parent, opened = QWidget(), list[SettingsWindow]()
    qtbot.addWidget(parent)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, LIGHT)

    def show(width: int, height: int) -> GapsPage:
        catch_up = CatchUpRequests(lambda: None, CatchUpRuns(inbox.database))
        settings = SettingsWindow(LIGHT, replace(inbox.parts(), ledger=Ledger(inbox.database), catch_up=catch_up), parent)
        opened.append(settings)
        settings.resize(width, height)
        settings.show_page("Gaps")
        settings.show()
        page = settings.pages["Gaps"]
        assert isinstance(page, GapsPage)
        qtbot.waitUntil(lambda: bool(page.title.text()), timeout=_LONG)
        return page

    yield show
    for settings in opened:
        settings.close()
        settings.stop()
        settings.deleteLater()


def with_gaps(inbox: WindowInbox) -> None:
    """A gap over midnight for each day until yesterday, for all reasons; of some it was found what was in them."""
    ledger, began = Ledger(inbox.database), now().astimezone().replace(hour=22, minute=10) - timedelta(days=12)
    for day, why in enumerate(_WHY * 3):
        ledger.beat(began + timedelta(days=day, hours=-10))
        ledger.close(began + timedelta(days=day), why)
    ledger.beat(now())
    with inbox.database.writing_rows() as cursor:
        for (in_it, recovered), gap in zip(_FOUND, ledger.gaps()[:-1], strict=False):
            values = gap.after, in_it, recovered, to_microseconds(now())
            cursor.execute("INSERT INTO gap_findings VALUES (?, ?, ?, ?, 1)", values)


def shown(page: GapsPage) -> list[list[str]]:
    """What is painted in the cells of the table that are in view once it is scrolled to its end, row by row, but for badges."""
    painted: list[str] = []

    def fit(texts: Sequence[str], metrics: QFontMetricsF, width: float) -> str:
        painted.append(fitting(texts, metrics, width))
        return painted[-1]

    page.table.scrollToBottom()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line_table, "fitting", fit)
        page.table.grab()
    return [painted[place : place + 3] for place in range(0, len(painted), 3)]


@pytest.mark.parametrize("height", [_LOW, _HIGH])
@pytest.mark.parametrize("width", [860, 1280])
def test_nothing_of_a_gap_is_cut_off(inbox: WindowInbox, show: Show, qtbot: QtBot, width: int, height: int) -> None:
    with_gaps(inbox)
    page = show(width, height)
    around = page.findChild(QScrollArea)
    assert around is not None
    qtbot.waitUntil(lambda: around.verticalScrollBar().isVisible() == (height == _LOW), timeout=_LONG)
    qtbot.waitUntil(lambda: page.model.rowCount() == _GAPS, timeout=_LONG)
    qtbot.waitUntil(lambda: page.table.viewport().width() > 500, timeout=_LONG)
    qtbot.waitUntil(lambda: (page.table.verticalScrollBar().maximum() > 0) == (height == _LOW), timeout=_LONG)
    qtbot.waitUntil(lambda: page.table.horizontalScrollBar().maximum() == 0, timeout=_LONG)
    qtbot.waitUntil(lambda: not [cell for row in shown(page) for cell in row if "…" in cell], timeout=_LONG)
    cells = shown(page)
    found = cells[-1][2]
    assert "1284" in found
    assert "1200 recovered" in found
    assert "84" in found.replace("1284", "")
    tip = page.model.index(_GAPS - 1, 3)
    assert "1284 recordings, 1200 recovered, 84 told by an event after all" in tip.data()


@pytest.mark.parametrize("reason", SpanEnd)
def test_the_badge_of_each_reason_has_room_for_its_word(qtbot: QtBot, reason: SpanEnd) -> None:
    column, gap = GAP_COLUMNS[2], Gap(1, now(), None, reason)
    assert column.badge is not None
    badge = column.badge(gap)
    assert badge is not None
    beside = 16  # the space at both sides, into which a badge reaches a little
    assert badge_size(badge, LIGHT).width() <= column.width - beside


@pytest.mark.parametrize("seconds", [22 * 3600 + 58 * 60, 58 * 60 + 58, 28 * 86_400 + 23 * 3600])
def test_how_long_it_was_down_has_room(qtbot: QtBot, seconds: int) -> None:
    column, gap = GAP_COLUMNS[1], Gap(1, now() - timedelta(seconds=seconds), now(), SpanEnd.ASLEEP)
    assert QFontMetricsF(LIGHT.body_font()).horizontalAdvance(column.text(gap)) <= column.width - 24


def test_in_a_wide_window_all_is_said_in_full(inbox: WindowInbox, show: Show, qtbot: QtBot) -> None:
    with_gaps(inbox)
    page = show(1280, _HIGH)
    qtbot.waitUntil(lambda: page.model.rowCount() == _GAPS, timeout=_LONG)
    qtbot.waitUntil(lambda: page.table.viewport().width() > 900, timeout=_LONG)
    cells = shown(page)
    assert cells[-1][2] == "1284 recordings, 1200 recovered, 84 told by an event after all"
    assert " – " in cells[-1][0]


def test_what_the_last_round_that_ended_well_found_is_told_beside_why_one_did_not(
    inbox: WindowInbox, show: Show, qtbot: QtBot
) -> None:
    page = show(860, _LOW)
    assert page.bar is not None
    bar = page.bar
    qtbot.waitUntil(lambda: bar.last.text() == "Bandwidth's lists were not gone through as yet.", timeout=_LONG)
    runs = CatchUpRuns(inbox.database)
    first = runs.begin("1", Reason.START, None, now())
    runs.advance(first.id, conferences=12, listed=4, added=3, changed=1)
    runs.finish(first.id, now(), now())
    runs.fail(runs.begin("1", Reason.TIMER, None, now()).id, "Bandwidth could not be reached.")
    page.look()
    end = ": 12 conferences asked about, 3 recordings new, 1 changed."
    qtbot.waitUntil(lambda: bar.last.text().endswith(end), timeout=_LONG)
    assert bar.last.text().startswith("Caught up ")
    assert bar.last.isVisible()


@pytest.mark.parametrize(
    ("conferences", "added", "changed", "text"),
    [
        (0, 0, 0, "no conference asked about, nothing new."),
        (1, 1, 0, "1 conference asked about, 1 recording new."),
        (1_200, 0, 1, "1,200 conferences asked about, 1 recording changed."),
        (2, 0, 5, "2 conferences asked about, 5 recordings changed."),
    ],
)
def test_a_round_is_told_in_words(conferences: int, added: int, changed: int, text: str) -> None:
    at = datetime(2020, 3, 1, 12, 5).astimezone()
    run = Run(1, Reason.TIMER, "1", at, at, None, None, at, at, conferences, added + changed, added, changed, None)
    assert done_text(run) == f"Caught up 1 Mar 2020 12:05: {text}"


def test_a_gap_of_last_year_is_told_without_the_year_where_there_is_no_room() -> None:
    gap = Gap(1, datetime(2020, 12, 24, 22, 44).astimezone(), datetime(2020, 12, 25, 8, 5).astimezone(), SpanEnd.ASLEEP)
    shorter = "24 Dec 22:44 – 25 Dec 08:05", "24 Dec 2020 22:44", "24 Dec 22:44"
    assert tuple(text(gap) for text in GAP_COLUMNS[0].shorter) == shorter, "the year is what is not needed most"
