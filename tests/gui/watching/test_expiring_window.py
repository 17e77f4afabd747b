"""What is about to be lost, in the running program's window: one number everywhere, which follows the setting at once."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from storage.kept_media import write
from window.running_window import RunningWindow

from inbox.cli.doctor_media import expiry
from inbox.domain.statuses import DownloadStatus
from inbox.domain.times import now, to_microseconds
from inbox.gui.listing.folders import Folder, empty_sentence
from inbox.gui.main_window import MainWindow
from inbox.gui.settings.downloads_page import DownloadsPage
from inbox.storage.settings.settings import save_settings

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints|raise\\(\\)|grabbing the keyboard")
_LONG = 20_000


@pytest.fixture
def program(tmp_path: Path) -> Iterator[RunningWindow]:
    made = RunningWindow(tmp_path / "inbox")
    yield made
    made.close()


def _counted(window: MainWindow, folder: Folder) -> str:
    item = window.sidebar.item(list(Folder).index(folder))
    return str(item.data(Qt.ItemDataRole.AccessibleTextRole))


def _of_several_ends(program: RunningWindow, window: MainWindow, qtbot: QtBot) -> None:
    """Five recordings: two that end soon, one of them cancelled by the person; two later; one that went to the trash."""
    for days_left in (1, 2, 10, 20, 2):
        program.send(made_at=now() - timedelta(days=30 - days_left))
    qtbot.waitUntil(lambda: window.model.rowCount() == 5, timeout=_LONG)
    program.core.downloads.cancel([2])
    write(program.core.inbox.database, "UPDATE recordings SET download_status = 'removed' WHERE id = 5")
    qtbot.waitUntil(lambda: program.row(2).download_status is DownloadStatus.GIVEN_UP, timeout=_LONG)


def _agree(program: RunningWindow, window: MainWindow, count: int, days: int) -> bool:
    """Whether sidebar, banner, list and doctor say the same."""
    notice = window.banner.notice
    told = f"{count} recordings that are not downloaded are" if count > 1 else "A recording that is not downloaded is"
    return (
        _counted(window, Folder.EXPIRING) == f"Expiring, {count} recording{'' if count == 1 else 's'}"
        and window.model.rowCount() == count
        and notice is not None
        and notice.sentence == f"{told} deleted at Bandwidth within {days} days."
        and expiry(program.core.inbox)[1].startswith(told.replace("A ", "1 ", 1))
    )


def test_sidebar_banner_list_and_doctor_tell_one_number_and_follow_the_setting(program: RunningWindow, qtbot: QtBot) -> None:
    window = program.open(download_rule="click", catch_up=False)
    window.sidebar.choose(Folder.INBOX)
    _of_several_ends(program, window, qtbot)
    window.sidebar.choose(Folder.EXPIRING)
    qtbot.waitUntil(lambda: _agree(program, window, 1, 3), timeout=_LONG)
    window.extras.settings.open("Downloads")
    settings = window.extras.settings.settings
    assert settings is not None
    page = settings.pages["Downloads"]
    assert isinstance(page, DownloadsPage)
    page.warning.setFocus()
    page.warning.selectAll()
    QTest.keyClicks(page.warning, "11")
    QTest.keyClick(page.warning, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: _agree(program, window, 2, 11), timeout=5_000)
    save_settings(program.core.inbox.folder, {"expiry_warning_days": 25})  # as another program, or an editor, does
    qtbot.waitUntil(lambda: _agree(program, window, 3, 25), timeout=_LONG)
    save_settings(program.core.inbox.folder, {"expiry_warning_days": 0})
    qtbot.waitUntil(lambda: _counted(window, Folder.EXPIRING) == "Expiring, 0 recordings", timeout=_LONG)
    qtbot.waitUntil(lambda: window.banner.notice is None, timeout=_LONG)
    qtbot.waitUntil(lambda: "not warned of what expires" in _said(window), timeout=_LONG)
    assert expiry(program.core.inbox)[1] == "no warning is wanted (expiry_warning_days is 0)"


def test_what_was_cancelled_is_no_error_in_the_sidebar_and_what_was_lost_is(program: RunningWindow, qtbot: QtBot) -> None:
    window = program.open(download_rule="click", catch_up=False)
    _of_several_ends(program, window, qtbot)
    qtbot.waitUntil(lambda: _counted(window, Folder.ERRORS) == "Errors, 0 recordings", timeout=_LONG)
    write(program.core.inbox.database, "UPDATE recordings SET download_status = 'expired' WHERE id = 3")
    window.recordings_changed([3])
    qtbot.waitUntil(lambda: _counted(window, Folder.ERRORS) == "Errors, 1 recording", timeout=_LONG)


def test_what_time_brings_is_seen_without_any_change(
    program: RunningWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inbox.gui.watching.expiry_watch._EVERY_MS", 500)
    window = program.open(download_rule="click", catch_up=False)
    program.send(made_at=now() - timedelta(days=20))
    window.sidebar.choose(Folder.EXPIRING)
    qtbot.waitUntil(lambda: _counted(window, Folder.INBOX) == "Inbox, 1 recording", timeout=_LONG)
    qtbot.waitUntil(lambda: "in the next 3 days" in _said(window), timeout=_LONG)
    in_time = to_microseconds(now() + timedelta(days=3, seconds=1))
    write(program.core.inbox.database, "UPDATE recordings SET expires_at = ?", in_time)
    qtbot.waitUntil(lambda: _counted(window, Folder.EXPIRING) == "Expiring, 1 recording", timeout=_LONG)
    qtbot.waitUntil(lambda: window.model.rowCount() == 1, timeout=_LONG)


def test_a_recording_that_waits_says_why_while_it_is_shown(program: RunningWindow, qtbot: QtBot) -> None:
    def said(words: str) -> bool:
        return any(words in label.text() for label in window.details.findChildren(QLabel) if label.isVisible())

    window = program.open(downloads_paused=True, catch_up=False)
    program.send()
    qtbot.waitUntil(lambda: said("Not downloaded yet. Downloads are paused."), timeout=_LONG)
    program.core.downloads.pause_all(False)
    qtbot.waitUntil(lambda: said("Downloaded."), timeout=_LONG)


@pytest.mark.parametrize(("days", "words"), [(0, "not warned of what expires"), (1, "the next day"), (30, "the next 30 days")])
def test_an_empty_folder_names_the_days_of_the_setting(days: int, words: str) -> None:
    assert words in empty_sentence(Folder.EXPIRING, days)
    for folder in Folder:
        if folder is not Folder.EXPIRING:
            assert empty_sentence(folder, days) == empty_sentence(folder, 3)


def _said(window: MainWindow) -> str:
    return " ".join(label.text() for label in window.empty.findChildren(QLabel) if label.isVisible())
