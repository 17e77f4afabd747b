"""``show`` for the eye: the length of the file beside the event's, and what of a partial recording is missing."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import orjson
import pytest
from processes.app_process import run_command

from inbox.domain.delivery import Delivery
from inbox.domain.events import understand
from inbox.domain.sound.peaks import Peaks
from inbox.domain.times import now
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.downloads.downloads import Downloads
from inbox.storage.journal.intake_store import commit_deliveries
from inbox.storage.opening import open_inbox

PEAKS = Peaks(b"\x40" * 172 + bytes(28) + b"\x40" * 200, 20, 20.0)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(open_inbox(DataFolder(tmp_path))) as database:
        yield database


def receive(database: Database, status: str) -> int:
    event = {
        "eventType": "conferenceRecordingAvailable",
        "accountId": "5",
        "conferenceId": "c",
        "recordingId": f"r-{status}",
        "status": status,
        "duration": "PT32.4S",
    }
    made = Delivery(now(), "POST", "/", (), orjson.dumps(event), "127.0.0.1:5")
    row = commit_deliveries(database, [(made, understand(made))])[0].recording_row
    assert row is not None
    return row


def download(database: Database, row: int) -> None:
    (database.folder.media / f"{row}.wav").write_bytes(b"RIFF")
    Downloads(database).finished(
        row,
        "test",
        media_name=f"{row}.wav",
        media_bytes=4,
        sha256="ab" * 32,
        media_format="wav",
        media_seconds=PEAKS.duration_seconds,
        peaks=PEAKS,
    )


def shown(data_dir: Path, recording_id: str) -> dict[str, str]:
    """The lines by their names."""
    done = run_command("show", recording_id, "--data-dir", str(data_dir))
    assert (done.returncode, done.stderr) == (0, "")
    return {line[:17].strip(): line[18:] for line in done.stdout.splitlines()}


def test_the_length_of_the_file_and_what_is_missing_are_told_beside_the_events_length(tmp_path: Path, database: Database) -> None:
    download(database, receive(database, "partial"))
    told = shown(tmp_path, "r-partial")
    names = list(told)
    place = names.index("duration seconds")
    assert names[place : place + 3] == ["duration seconds", "length of file", "missing"]
    assert told["length of file"] == "0:20,  12.4 s shorter than the event says"
    assert told["missing"] == "about 7 %: 1 run of digital silence, 0:01 in all"


def test_nothing_is_said_to_be_missing_of_a_recording_that_is_whole(tmp_path: Path, database: Database) -> None:
    download(database, receive(database, "complete"))
    told = shown(tmp_path, "r-complete")
    assert told["length of file"].startswith("0:20")
    assert "missing" not in told


def test_of_a_partial_recording_that_is_not_here_it_cannot_be_told_yet(tmp_path: Path, database: Database) -> None:
    receive(database, "partial")
    told = shown(tmp_path, "r-partial")
    assert (told["length of file"], told["missing"]) == ("–", "not known before it is downloaded")


def test_a_program_gets_the_keys_that_it_was_promised_and_no_others(tmp_path: Path, database: Database) -> None:
    download(database, receive(database, "partial"))
    done = run_command("show", "r-partial", "--json", "--data-dir", str(tmp_path))
    keys = set(orjson.loads(done.stdout))
    assert keys.isdisjoint({"length_of_file", "missing", "media_seconds"})
    assert {"recording_id", "duration_seconds", "download_status", "error", "expires_at"} <= keys
