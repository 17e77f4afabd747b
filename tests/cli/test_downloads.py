"""Pause, resume and cancel on the command line; and what doctor says of it."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import orjson
import pytest
from processes.app_process import run_command
from storage.kept_media import column, write

from inbox.domain.delivery import Delivery
from inbox.domain.events import understand
from inbox.domain.times import now, to_microseconds
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.downloads.download_control import CANCELLED
from inbox.storage.journal.intake_store import commit_deliveries
from inbox.storage.opening import open_inbox
from inbox.storage.settings.settings import save_settings

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Three recordings that wait."""
    with closing(open_inbox(DataFolder(tmp_path))) as database:
        for number in (1, 2, 3):
            event = {
                "eventType": "conferenceRecordingAvailable",
                "accountId": "5",
                "conferenceId": "c",
                "recordingId": f"r-{number}",
            }
            body = orjson.dumps(event)
            made = Delivery(now(), "POST", "/", (), body, "127.0.0.1:5")
            commit_deliveries(database, [(made, understand(made))])
        yield database


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """In a process of its own: SQLite's locks are the process's, and so is a Qt application."""

    def command(*words: str) -> tuple[int, str, str]:
        done = run_command(*words, "--data-dir", str(tmp_path))
        return done.returncode, done.stdout, done.stderr

    return command


PAUSED_ALL = "Nothing is downloaded by itself any more, until “downloads resume --all”. What you click is.\n"


def test_named_downloads_are_paused_resumed_and_cancelled(database: Database, run: Run) -> None:
    assert run("downloads", "pause", "r-1", "r-2") == (0, "2 downloads paused.\n", "")
    assert [column(database, "held", row) for row in (1, 2, 3)] == ["paused", "paused", None]
    assert run("downloads", "resume", "r-1") == (0, "1 download resumed.\n", "")
    assert run("downloads", "cancel", "r-2", "r-2") == (0, "1 download cancelled.\n", "")
    assert [column(database, "error", row) for row in (1, 2, 3)] == [None, CANCELLED, None]


def test_a_name_that_is_not_there_is_told_and_the_others_are_done(database: Database, run: Run) -> None:
    code, out, err = run("downloads", "pause", "nobody", "r-3")
    assert (code, out) == (1, "1 download paused.\n")
    assert "There is no recording nobody" in err


def test_why_nothing_was_done_is_told_of_each(database: Database, run: Run) -> None:
    write(database, "UPDATE recordings SET download_status = 'downloaded' WHERE id = 1")
    run("downloads", "cancel", "r-2")
    code, out, err = run("downloads", "resume", "r-1", "r-2", "r-3")
    assert (code, out) == (0, "0 downloads resumed.\n")
    told = [line.removeprefix("recording-inbox: ") for line in err.splitlines()]
    assert told == [
        "r-1: It is downloaded already.",
        "r-2: Its download is given up; “download” with its id fetches it all the same.",
        "r-3: It is not paused.",
    ]
    run("downloads", "pause", "r-3")
    assert run("downloads", "pause", "r-3")[1:] == ("0 downloads paused.\n", "recording-inbox: r-3: It is paused already.\n")


@pytest.mark.parametrize("words", [("pause",), ("pause", "r-1", "--all")])
def test_either_names_or_all(database: Database, run: Run, words: tuple[str, ...]) -> None:
    assert run("downloads", *words)[0] == 2
    assert column(database, "held", 1) is None


def test_all_are_paused_and_go_on_together(tmp_path: Path, database: Database, run: Run) -> None:
    run("downloads", "pause", "r-1")
    assert run("downloads", "pause", "--all") == (0, PAUSED_ALL, "")
    assert "downloads_paused = true" in (tmp_path / "settings.toml").read_text()
    assert "resume --all" in run("downloads", "resume", "r-1")[2]
    run("downloads", "pause", "r-2")
    assert run("downloads", "resume", "--all")[:2] == (0, "Downloads are no longer paused. 1 download resumed.\n")
    assert "downloads_paused = false" in (tmp_path / "settings.toml").read_text()


def test_all_are_cancelled_but_not_what_is_settled(database: Database, run: Run) -> None:
    write(database, "UPDATE recordings SET download_status = 'downloaded' WHERE id = 1")
    write(database, "UPDATE recordings SET download_status = 'failed' WHERE id = 2")
    assert run("downloads", "cancel", "--all") == (0, "2 downloads cancelled.\n", "")
    assert column(database, "download_status", 1) == "downloaded"


def test_doctor_tells_why_downloads_rest_and_what_expires(database: Database, run: Run) -> None:
    run("downloads", "pause", "--all")
    soon = to_microseconds(now() + timedelta(days=1))
    write(database, "UPDATE recordings SET expires_at = ? WHERE id < 3", soon)
    text = run("doctor", "--listen", "127.0.0.1:0")[1]
    assert "look  downloads Downloads are paused." in text
    assert "look  expiry    2 recordings that are not downloaded are deleted at Bandwidth within 3 days" in text
    assert "ok    media     0.0 MB downloaded, without a limit of size; 0 in the trash" in text
    run("downloads", "resume", "--all")
    save_settings(database.folder, {"media_days": 30})
    write(database, "UPDATE recordings SET download_status = 'downloaded'")
    text = run("doctor", "--listen", "127.0.0.1:0")[1]
    assert "ok    downloads everything is downloaded without a click" in text
    assert "ok    expiry    nothing" in text
    assert "without a limit of size, what is reviewed for 30 days; 0 in the trash" in text


@pytest.mark.skipif(shutil.disk_usage("/").free > 900e9, reason="needs a disk with less than a terabyte left")
def test_doctor_tells_of_a_disk_without_room(database: Database, run: Run) -> None:
    save_settings(database.folder, {"keep_free_megabytes": 1_000_000})
    text = run("doctor", "--listen", "127.0.0.1:0")[1]
    assert re.search("look  downloads The disk has .* MB left, and 1,000,000 MB are kept free .* have less kept free under", text)
