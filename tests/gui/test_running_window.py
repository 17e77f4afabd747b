"""What the person asks of downloads, storage and catching up in the window, done by the real program."""

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot
from storage.kept_media import Deliver, downloaded
from window.running_window import RunningWindow

from inbox.domain.delivery import Delivery
from inbox.domain.events import understand
from inbox.domain.gap import SpanEnd
from inbox.domain.statuses import DownloadStatus, ReviewStatus, Source
from inbox.domain.times import now
from inbox.gui.listing.recording_columns import Column
from inbox.gui.main_window import MainWindow
from inbox.gui.settings.account_page import AccountPage
from inbox.gui.settings.gaps_page import GapsPage
from inbox.gui.settings.settings_window import SettingsWindow
from inbox.gui.settings.storage_page import StoragePage
from inbox.pipeline.core import Core
from inbox.storage.journal.intake_store import Committed, commit_deliveries

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints|raise\\(\\)|grabbing the keyboard")
_LONG = 20_000


@pytest.fixture
def program(tmp_path: Path) -> Iterator[RunningWindow]:
    made = RunningWindow(tmp_path / "inbox")
    yield made
    made.close()


def _choose(window: MainWindow, word: str) -> None:
    """Opens the rows' menu and takes the action that begins so."""
    window.table.menu_asked.emit(QPoint(0, 0))
    menu = next(menu for menu in window.findChildren(QMenu) if menu.isVisible())
    next(action for action in menu.actions() if action.text().startswith(word)).trigger()
    menu.close()


def _spoken(window: MainWindow) -> str:
    return str(window.model.index(0, Column.STATE).data(Qt.ItemDataRole.AccessibleTextRole))


def _settings(window: MainWindow) -> SettingsWindow:
    opened = window.extras.settings.settings
    assert opened is not None
    return opened


def test_a_download_is_paused_resumed_and_cancelled_in_the_rows_menu(program: RunningWindow, qtbot: QtBot) -> None:
    window = program.open(download_rule="click", catch_up=False)
    program.send()
    qtbot.waitUntil(lambda: window.model.rowCount() == 1, timeout=_LONG)
    row = window.model.ids[0]
    window.table.select_id(row)
    _choose(window, "Pause the download")
    qtbot.waitUntil(lambda: "paused" in _spoken(window), timeout=_LONG)
    _choose(window, "Resume the download")
    qtbot.waitUntil(lambda: "paused" not in _spoken(window), timeout=_LONG)
    _choose(window, "Cancel the download")
    qtbot.waitUntil(lambda: "You cancelled this download." in _spoken(window), timeout=_LONG)
    assert program.row(row).download_status is DownloadStatus.GIVEN_UP
    _choose(window, "Try the download again")
    qtbot.waitUntil(lambda: program.row(row).download_status is DownloadStatus.DOWNLOADED, timeout=_LONG)


def test_all_downloads_are_paused_from_the_menu_and_the_status_bar_says_so(program: RunningWindow, qtbot: QtBot) -> None:
    window = program.open(catch_up=False)
    menu = window.extras.menu
    pause = next(action for action in menu.actions() if action.text() == "Pause downloads")
    pause.trigger()
    qtbot.waitUntil(lambda: window.status.downloads.text().startswith("Downloads paused"), timeout=_LONG)
    program.send()
    qtbot.waitUntil(lambda: window.status.downloads.text() == "Downloads paused: 1 waiting", timeout=_LONG)
    window.extras.settings.open("Downloads")
    menu.aboutToShow.emit()
    assert pause.isChecked()
    pause.trigger()
    row = window.model.ids[0]
    qtbot.waitUntil(lambda: program.row(row).download_status is DownloadStatus.DOWNLOADED, timeout=_LONG)
    qtbot.waitUntil(lambda: not window.status.downloads.isVisible(), timeout=_LONG)


def test_what_the_limits_would_move_is_shown_first_and_can_be_had_back(program: RunningWindow, qtbot: QtBot) -> None:
    rows: list[int] = []

    def before(core: Core) -> None:
        deliver = _deliver_to(core)
        for number, review in enumerate((ReviewStatus.REVIEWED, ReviewStatus.NEW, ReviewStatus.FLAGGED)):
            came_at = now() - timedelta(days=40)
            rows.append(downloaded(core.inbox.database, deliver, number, size=1_000, review=review, came_at=came_at))

    window = program.open(before=before, catch_up=False)
    window.extras.settings.open("Storage")
    settings = _settings(window)
    page = settings.pages["Storage"]
    assert isinstance(page, StoragePage)
    preview = page.preview
    qtbot.waitUntil(lambda: "take 3 kB" in preview.summary.text(), timeout=_LONG)
    assert not preview.tidy_button.isEnabled()
    page.age.setValue(30)
    qtbot.waitUntil(lambda: preview.model.rowCount() == 1, timeout=_LONG)
    assert "1 flagged and 1 new recordings stay" in preview.summary.text()
    assert preview.model.index(0, 2).data() == "It came more than 30 days ago and is reviewed."
    QTest.mouseClick(preview.tidy_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: settings.message.text() == "1 file was moved to the trash.", timeout=_LONG)
    qtbot.waitUntil(lambda: preview.trash.text() == "In the trash: 1 file, 1 kB", timeout=_LONG)
    assert program.row(rows[0]).download_status is DownloadStatus.REMOVED
    QTest.mouseClick(preview.undo_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: settings.message.text() == "1 file was brought back from the trash.", timeout=_LONG)
    assert Path(program.row(rows[0]).media_path or "").is_file()
    assert list((program.root / "trash").iterdir()) == []


def _are_whole(fields: Sequence[QWidget]) -> bool:
    return all(field.height() >= field.sizeHint().height() for field in fields)


def test_in_a_low_window_a_page_is_scrolled_and_none_of_its_fields_is_squeezed(program: RunningWindow, qtbot: QtBot) -> None:
    window = program.open(catch_up=False)
    for name in ("Storage", "Gaps"):
        window.extras.settings.open(name)
        settings = _settings(window)
        settings.resize(860, 480)
        page = settings.pages[name]
        assert isinstance(page, StoragePage | GapsPage)
        fields = [page.quota, page.age, page.trash, page.free] if isinstance(page, StoragePage) else [page.minutes]
        qtbot.waitUntil(partial(_are_whole, fields), timeout=_LONG)
        tops, bottoms = [field.y() for field in fields], [field.geometry().bottom() for field in fields]
        assert all(bottom < top for bottom, top in zip(bottoms, tops[1:], strict=False))


def test_a_removed_file_comes_back_from_the_rows_menu(program: RunningWindow, qtbot: QtBot) -> None:
    def before(core: Core) -> None:
        row = downloaded(core.inbox.database, _deliver_to(core), 1)
        core.inbox.trash.move(row, "The limits of size were reached.", now())

    window = program.open(before=before, catch_up=False)
    qtbot.waitUntil(lambda: window.model.rowCount() == 1, timeout=_LONG)
    row = window.model.ids[0]
    window.table.select_id(row)
    _choose(window, "Bring back from the trash")
    qtbot.waitUntil(lambda: program.row(row).download_status is DownloadStatus.DOWNLOADED, timeout=_LONG)


def test_gaps_are_told_and_what_was_missed_in_them_is_fetched_at_a_click(program: RunningWindow, qtbot: QtBot) -> None:
    def before(core: Core) -> None:
        ledger, moment = core.inbox.ledger, now()
        ledger.beat(moment - timedelta(hours=5))
        ledger.beat(moment - timedelta(hours=3))
        ledger.close(moment - timedelta(hours=3), SpanEnd.ASLEEP)

    missed = program.bandwidth.make_recording(made_at=now() - timedelta(hours=2))
    window = program.open(before=before, catch_up=False)
    qtbot.waitUntil(lambda: window.status.gaps.text() == "1 gap in the last 30 days", timeout=_LONG)
    assert "asleep" in window.status.gaps.toolTip()
    QTest.mouseClick(window.status.gaps, Qt.MouseButton.LeftButton)
    page = _settings(window).pages["Gaps"]
    assert isinstance(page, GapsPage)
    assert page.isVisible()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=_LONG)
    assert page.bar is not None
    QTest.mouseClick(page.bar.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.model.rowCount() == 1, timeout=_LONG)
    found = program.row(window.model.ids[0])
    assert (found.recording_id, found.source) == (missed.recording_id, Source.CATCH_UP)
    qtbot.waitUntil(lambda: page.model.index(0, 3).data() == "1 recording, 1 recovered", timeout=_LONG)
    assert page.summary.text() == "1 gap in the last 30 days. 1 recording was in it: 1 recovered."


def test_a_refused_account_is_told_in_the_banner_with_the_way_to_it(program: RunningWindow, qtbot: QtBot) -> None:
    window = program.open(secret="wrong", download_rule="click")
    qtbot.waitUntil(lambda: window.banner.isVisible() and window.banner.button.text() == "Account…", timeout=_LONG)
    notice = window.banner.notice
    assert notice is not None
    assert notice.is_error
    QTest.mouseClick(window.banner.button, Qt.MouseButton.LeftButton)
    account = _settings(window).pages["Account"]
    assert isinstance(account, AccountPage)
    assert account.isVisible()


def test_the_end_of_api_users_is_told_while_they_still_work(program: RunningWindow, qtbot: QtBot) -> None:
    window = program.open(legacy=True, download_rule="click")
    qtbot.waitUntil(lambda: window.banner.isVisible() and window.banner.button.text() == "Account…", timeout=_LONG)
    notice = window.banner.notice
    assert notice is not None
    assert "2 December 2026" in notice.sentence


def test_what_bandwidth_deletes_soon_is_told_and_downloaded_at_a_click(program: RunningWindow, qtbot: QtBot) -> None:
    recording = program.bandwidth.make_recording(made_at=now() - timedelta(days=29))
    event = recording.event(program.bandwidth.voice_url, now())
    window = program.open(before=lambda core: _deliver_to(core)(**event), download_rule="click", catch_up=False)
    qtbot.waitUntil(lambda: window.banner.isVisible(), timeout=_LONG)
    notice = window.banner.notice
    assert notice is not None
    assert notice.sentence == "A recording that is not downloaded is deleted at Bandwidth within 3 days."
    QTest.mouseClick(window.banner.button, Qt.MouseButton.LeftButton)
    row = window.model.ids[0]
    qtbot.waitUntil(lambda: program.row(row).download_status is DownloadStatus.DOWNLOADED, timeout=_LONG)
    qtbot.waitUntil(lambda: not window.banner.isVisible(), timeout=_LONG)


def _deliver_to(core: Core) -> Deliver:
    def deliver(**properties: object) -> Committed:
        event = {"eventType": "conferenceRecordingAvailable", "accountId": "5", "conferenceId": "c", **properties}
        made = Delivery(now(), "POST", "/", (), json.dumps(event).encode(), "127.0.0.1:5")
        return commit_deliveries(core.inbox.database, [(made, understand(made))])[0]

    return deliver
