"""Rows whose download rests: why, and how much of it has come."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from window.running_window import RunningWindow
from window.window_inbox import WindowInbox

from inbox.domain.part_file import PartFile
from inbox.domain.progress import DownloadProgress
from inbox.domain.standstill import Resting
from inbox.domain.statuses import DownloadStatus
from inbox.domain.times import now
from inbox.gui.listing.download_state import Sign, download_state
from inbox.gui.listing.recording_columns import Column
from inbox.gui.look.theme import LIGHT
from inbox.gui.main_window import MainWindow
from inbox.storage.downloads.part_files import PartFiles

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints|raise\\(\\)|grabbing the keyboard")
_LONG = 20_000


@pytest.fixture
def program(tmp_path: Path) -> Iterator[RunningWindow]:
    made = RunningWindow(tmp_path / "inbox")
    yield made
    made.close()


def _shown(window: MainWindow) -> tuple[str, str]:
    index = window.model.index(0, Column.STATE)
    return str(index.data()), str(index.data(Qt.ItemDataRole.AccessibleTextRole))


def test_while_all_downloads_are_paused_the_rows_say_so_with_the_share_that_has_come(
    program: RunningWindow, qtbot: QtBot
) -> None:
    window = program.open(downloads_paused=True, catch_up=False)
    program.send()
    paused = ("⏸", "All downloads are paused; a click downloads and plays it")
    qtbot.waitUntil(lambda: window.model.rowCount() == 1 and _shown(window) == paused, timeout=_LONG)
    row = window.model.ids[0]
    cell = window.table.visualRect(window.model.index(0, Column.STATE))
    nothing_came = window.table.viewport().grab(cell).toImage()
    PartFiles(program.core.inbox.database).note(row, PartFile(43, 100, None, None, None), now())
    window.recordings_changed([row])
    come = ("⏸ 43 %", "All downloads are paused, 43 percent have come; a click downloads and plays it")
    qtbot.waitUntil(lambda: _shown(window) == come, timeout=_LONG)
    painted = window.table.viewport().grab(cell).toImage()
    assert painted != nothing_came
    line = {painted.pixelColor(x, painted.height() - 4).name() for x in range(painted.width())}
    assert {LIGHT.secondary.name(), LIGHT.line.name()} <= line, "a line below the sign, as long as the share"
    program.core.apply_settings({"downloads_paused": False, "download_rule": "click"})
    for_a_click = ("⤓", "Downloaded when you click it, as you set, and played")
    qtbot.waitUntil(lambda: _shown(window) == for_a_click, timeout=_LONG)
    program.core.apply_settings({"download_rule": "all"})
    qtbot.waitUntil(lambda: program.row(row).download_status is DownloadStatus.DOWNLOADED, timeout=_LONG)


def test_a_row_says_what_keeps_it_from_being_downloaded_and_what_was_asked_for_waits(inbox: WindowInbox) -> None:
    (row,) = inbox.receive()
    waiting = inbox.recordings.rows([row])[row]
    asked, ruled, paused = replace(waiting, asked_at=now()), replace(waiting, held="rule"), replace(waiting, held="paused")
    half = DownloadProgress(1_500_000, None)

    def signs(resting: Resting) -> list[Sign]:
        return [download_state(each, lambda _row: None, resting).sign for each in (waiting, asked, ruled, paused)]

    assert signs(Resting()) == [Sign.ARRIVING, Sign.ARRIVING, Sign.FOR_A_CLICK, Sign.PAUSED]
    assert signs(Resting(is_paused=True)) == [Sign.PAUSED, Sign.ARRIVING, Sign.FOR_A_CLICK, Sign.PAUSED]
    assert signs(Resting(only_clicks=True)) == [Sign.FOR_A_CLICK, Sign.ARRIVING, Sign.FOR_A_CLICK, Sign.PAUSED]
    state = download_state(replace(paused, part=half), lambda _row: None)
    assert (state.figure, state.part) == ("1.5 MB", None), "as long as nobody knows how much it will be"
    assert "1.5 MB have come" in state.spoken


def test_of_what_is_downloaded_no_part_is_told(inbox: WindowInbox) -> None:
    rows = inbox.receive(2)
    for row in rows:
        PartFiles(inbox.database).note(row, PartFile(30, 120, None, None, None), now())
    inbox.download(rows[0])
    found = inbox.recordings.rows(rows)
    assert [found[row].part for row in rows] == [None, DownloadProgress(30, 120)]
