"""An inbox whose file was damaged: it works again, with what could be read; the damaged file is kept, and the person is told."""

import contextlib
import re
import shutil
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from storage.recovery.damage import asides, log_of, overwrite, size, truncate

from inbox.domain.delivery import Delivery
from inbox.domain.events import understand
from inbox.domain.query import RecordingQuery, parse_query
from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus, ReviewStatus
from inbox.domain.times import now
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.incidents import Incidents
from inbox.storage.journal.intake_store import commit_deliveries
from inbox.storage.journal.journal import Journal
from inbox.storage.listing.recordings import Recordings
from inbox.storage.opening import open_inbox, recover_inbox
from inbox.storage.review.reviews import set_review

pytestmark = pytest.mark.expects_log
EVENTS = 120


def event(number: int) -> Delivery:
    says = {"eventType": "conferenceRecordingAvailable", "recordingId": f"r-{number}", "accountId": "1", "conferenceId": "c",
            "name": f"meeting {number}", "status": "complete", "other": "x" * (10 * number)}  # fmt: skip
    return Delivery(now(), "POST", "/", (("X-N", str(number)),), orjson.dumps(says), "127.0.0.1:1")


def fill(database: Database, first: int = 0, last: int = EVENTS) -> None:
    made = [event(number) for number in range(first, last)]
    commit_deliveries(database, [(one, understand(one)) for one in made])


def everything(database: Database) -> dict[str, Recording]:
    recordings = Recordings(database)
    return {one.recording_id: one for one in recordings.rows(recordings.ids(RecordingQuery())).values()}


def prove_works(database: Database) -> None:
    """It is whole, and takes, lists and finds what comes."""
    with database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        size_told = connection.exec_driver_sql("SELECT deliveries, body_bytes FROM journal_size").one()
        assert size_told == connection.exec_driver_sql("SELECT count(*), coalesce(sum(length(body)), 0) FROM deliveries").one()
    before, journal = everything(database), Journal(database).count()
    fill(database, 900, 905)
    recordings = Recordings(database)
    assert len(everything(database)) == len(before) + 5 == recordings.folder_counts().inbox
    assert Journal(database).count() == journal + 5
    assert len(recordings.ids(parse_query("name:meeting"))) == len(before) + 5
    assert len({one.id for one in everything(database).values()}) == len(before) + 5


@pytest.fixture
def filled(folder: DataFolder) -> DataFolder:
    with contextlib.closing(open_inbox(folder)) as database:
        fill(database)
        set_review(database, [3], ReviewStatus.FLAGGED)
        fill(database, 0, 10)
    return folder


DAMAGES: dict[str, Callable[[Path], object]] = {
    "random bytes at 0": lambda path: overwrite(path, 0, 512),
    "random bytes over the whole first page": lambda path: overwrite(path, 0, 4096),
    "random bytes at 24": lambda path: overwrite(path, 24, 76),
    "random bytes over the mark": lambda path: overwrite(path, 68, 4),
    "random bytes over the schema": lambda path: overwrite(path, 100, 3 * 4096),
    "random bytes in the middle": lambda path: overwrite(path, size(path) // 2 // 4096 * 4096, 2 * 4096),
    "random bytes over a tenth": lambda path: overwrite(path, size(path) // 3, size(path) // 10),
    "cut in the middle": lambda path: truncate(path, size(path) * 2 // 3),
    "cut by a page": lambda path: truncate(path, size(path) - 4096),
    "zeros at 0": lambda path: path.write_bytes(bytes(4096) + path.read_bytes()[4096:]),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_inbox_works_again_with_what_can_be_read(filled: DataFolder, name: str) -> None:
    with contextlib.closing(open_inbox(filled)) as database:
        before = everything(database)
    DAMAGES[name](filled.database)
    damaged = filled.database.read_bytes()
    with contextlib.closing(open_inbox(filled)) as database:
        if database.check() is not None:
            assert database.is_damaged
            recover_inbox(database)
        assert database.check() is None
        after = everything(database)
        kept = sum(after[one] == before[one] for one in before if one in after)
        assert set(after) <= set(before)
        assert kept >= len(before) * 0.55, "of what lies on the pages that were not hit"
        assert all(after[one].id == before[one].id for one in after), "media files are named after the row"
        (incident,) = Incidents(database).unread()
        found = re.search(r"([\d,]+) deliver\S+ and ([\d,]+) recordings", incident.sentence)
        assert found is not None
        assert int(found[2]) == len(after)
        assert int(found[1]) == Journal(database).count()
        prove_works(database)
    (aside,) = asides(filled)
    assert re.fullmatch(r"inbox-damaged-\d{8}T\d{6}Z\.sqlite3", aside)
    assert (filled.root / aside).read_bytes() == damaged
    assert str(filled.root / aside) in incident.sentence
    assert stat.S_IMODE((filled.root / aside).stat().st_mode) == 0o600 == stat.S_IMODE(filled.database.stat().st_mode)
    with contextlib.closing(open_inbox(filled)) as database:
        assert len(everything(database)) == len(after) + 5
    assert asides(filled) == [aside]


def test_only_the_first_page_is_hit_and_nothing_is_lost(filled: DataFolder) -> None:
    with contextlib.closing(open_inbox(filled)) as database:
        before, journal = everything(database), list(Journal(database).entries())
    overwrite(filled.database, 0, 4096)
    with contextlib.closing(open_inbox(filled)) as database:
        assert everything(database) == before
        assert list(Journal(database).entries()) == journal
        assert before["r-2"].review_status is ReviewStatus.FLAGGED
        assert "120 recordings" in Incidents(database).unread()[0].sentence


def test_what_only_the_write_ahead_log_holds_is_read_too(folder: DataFolder) -> None:
    with contextlib.closing(open_inbox(folder)) as database:
        fill(database, 0, 50)
        shutil.copytree(folder.root, folder.root.parent / "killed")
    killed = DataFolder(folder.root.parent / "killed")
    assert size(log_of(killed)) > 100_000
    overwrite(killed.database, 0, 512)
    with contextlib.closing(open_inbox(killed)) as database:
        assert len(everything(database)) == 50
        prove_works(database)
    assert len(asides(killed)) >= 2
    assert any(name.endswith("-wal") for name in asides(killed))


@pytest.mark.parametrize("kind", ["zeroed", "random", "cut"])
def test_a_write_ahead_log_in_ruins_takes_nothing_with_it(filled: DataFolder, kind: str) -> None:
    other = DataFolder(filled.root.parent / "killed")
    with contextlib.closing(open_inbox(filled)) as database:
        fill(database, 200, 210)
        shutil.copytree(filled.root, other.root)
    log = log_of(other)
    match kind:
        case "zeroed":
            log.write_bytes(bytes(size(log)))
        case "random":
            overwrite(log, 0, size(log))
        case _:
            truncate(log, size(log) // 2 + 7)
    with contextlib.closing(open_inbox(other)) as database:
        assert database.check() is None
        assert {f"r-{number}" for number in range(EVENTS)} <= set(everything(database))
        prove_works(database)


@pytest.mark.parametrize("whose", ["another program's", "another inbox's"])
def test_the_write_ahead_log_of_another_database_is_not_taken_for_ours(filled: DataFolder, tmp_path: Path, whose: str) -> None:
    foreign = tmp_path / "foreign"
    if whose == "another inbox's":
        with contextlib.closing(open_inbox(DataFolder(tmp_path / "other"))) as database:
            fill(database, 300, 420)
            shutil.copy(log_of(DataFolder(tmp_path / "other")), foreign)
    else:
        with contextlib.closing(sqlite3.connect(tmp_path / "theirs")) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("CREATE TABLE theirs (text)")
            connection.execute("INSERT INTO theirs VALUES (zeroblob(50000))")
            connection.commit()
            shutil.copy(tmp_path / "theirs-wal", foreign)
    shutil.copy(foreign, log_of(filled))
    with contextlib.closing(open_inbox(filled)) as database:
        if database.check() is not None:
            recover_inbox(database)
        assert {f"r-{number}" for number in range(EVENTS)} <= set(everything(database))
        prove_works(database)
    assert any(name.endswith("-wal") for name in asides(filled))


def test_a_file_of_zeros_where_our_inbox_was_is_told_and_replaced(filled: DataFolder) -> None:
    filled.database.write_bytes(bytes(size(filled.database)))
    with contextlib.closing(open_inbox(filled)) as database:
        assert "0 deliveries and 0 recordings" in Incidents(database).unread()[0].sentence
        prove_works(database)
    assert len(asides(filled)) == 1


def test_an_inbox_that_was_emptied_where_its_recordings_lie_is_told(filled: DataFolder) -> None:
    truncate(filled.database, 0)
    (filled.media / "1-0123456789abcdef.wav").write_bytes(b"RIFF")
    with contextlib.closing(open_inbox(filled)) as database:
        assert "0 deliveries and 0 recordings" in Incidents(database).unread()[0].sentence
        prove_works(database)
    assert (filled.media / "1-0123456789abcdef.wav").exists()


def test_random_bytes_from_end_to_end_are_replaced_where_our_settings_lie(filled: DataFolder) -> None:
    filled.settings.write_text("volume = 0.5\n")
    overwrite(filled.database, 0, size(filled.database))
    with contextlib.closing(open_inbox(filled)) as database:
        prove_works(database)
    assert len(asides(filled)) == 1


def test_numbers_that_were_given_are_not_given_again(filled: DataFolder) -> None:
    with contextlib.closing(open_inbox(filled)) as database, database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM recordings WHERE id > 100")
        connection.exec_driver_sql("DELETE FROM deliveries WHERE recording_row IS NULL")
    overwrite(filled.database, 0, 512)
    with contextlib.closing(open_inbox(filled)) as database:
        fill(database, 900, 901)
        assert everything(database)["r-900"].id == EVENTS + 1
        assert next(Journal(database).entries()).id == EVENTS + 11


def test_media_whose_row_is_lost_is_given_back(filled: DataFolder) -> None:
    content = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(24)
    with contextlib.closing(open_inbox(filled)) as database:
        row = everything(database)["r-7"].id
    from inbox.domain.media_format import MediaFormat
    from inbox.storage.downloads.media_store import media_name

    name = media_name(row, "r-7", MediaFormat.WAV)
    (filled.media / name).write_bytes(content)
    (filled.media / media_name(row + 1, "r-7", MediaFormat.WAV)).write_bytes(content)  # of no recording of this inbox
    (filled.media / media_name(9, "r-8", MediaFormat.MP3)).write_bytes(b"no media")
    (filled.media / "diary.txt").write_text("precious")
    overwrite(filled.database, 0, 512)
    with contextlib.closing(open_inbox(filled)) as database:
        after = everything(database)
        assert (after["r-7"].download_status, after["r-7"].media_bytes) == (DownloadStatus.DOWNLOADED, len(content))
        assert after["r-7"].media_path == str(filled.media / name)
        assert after["r-8"].download_status is DownloadStatus.WAITING
        assert "1 downloaded file could be given back" in Incidents(database).unread()[0].sentence
    assert (filled.media / "diary.txt").read_text() == "precious"


def test_deliveries_that_were_dropped_do_not_come_back(filled: DataFolder) -> None:
    with contextlib.closing(open_inbox(filled)) as database, database.writing() as connection:
        connection.exec_driver_sql("PRAGMA secure_delete = OFF")  # some builds of SQLite write zeros over what goes
        connection.exec_driver_sql("DELETE FROM deliveries WHERE id > 40")
        size_told = connection.exec_driver_sql("SELECT count(*), sum(length(body)) FROM deliveries").one()
        connection.exec_driver_sql("UPDATE journal_size SET deliveries = ?, body_bytes = ?", tuple(size_told))
        pages = connection.exec_driver_sql("PRAGMA freelist_count").scalar_one()
        root = connection.exec_driver_sql("SELECT rootpage FROM sqlite_master WHERE name = 'knocks'").scalar_one()
    assert pages > 10
    overwrite(filled.database, (root - 1) * 4096, 4096)
    with contextlib.closing(open_inbox(filled)) as database:
        recover_inbox(database)
        assert [entry.id for entry in Journal(database).entries()] == list(range(40, 0, -1))
        assert len(everything(database)) == EVENTS
        assert "could not be read" not in Incidents(database).unread()[0].sentence


def test_what_could_not_be_read_is_counted(filled: DataFolder) -> None:
    truncate(filled.database, size(filled.database) * 2 // 3)
    with contextlib.closing(open_inbox(filled)) as database:
        found = re.search(r"new one was made .*: (\d+) deliveries .*\. (\d+) deliver\S+ could not be read",
                          Incidents(database).unread()[0].sentence)  # fmt: skip
        assert found is not None
        assert int(found[1]) + int(found[2]) == EVENTS + 10
