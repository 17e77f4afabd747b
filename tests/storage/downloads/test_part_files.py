"""What is known of half-fetched files, and what a claim does with rules and with processes that died."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from inbox.domain.part_file import PartFile
from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus
from inbox.domain.times import now
from inbox.storage.database import Database
from inbox.storage.downloads.downloads import Downloads
from inbox.storage.downloads.part_files import PartFiles
from inbox.storage.journal.intake_store import Committed
from inbox.storage.listing.recordings import Recordings
from inbox.storage.problems import StoreFailing

NOW = now()
LEASE = timedelta(minutes=1)
PART = PartFile(5, 10, '"e"', "Mon, 01 Jun 2026 12:00:00 GMT", None)
Deliver = Callable[..., Committed]


@pytest.fixture
def downloads(database: Database) -> Downloads:
    return Downloads(database)


@pytest.fixture
def three(database: Database, deliver: Deliver) -> Database:
    for number in (1, 2, 3):
        deliver(recordingId=f"r-{number}", name=f"name {number}")
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE recordings SET verify_tries = 1")
    return database


def read(database: Database, row: int) -> Recording:
    return Recordings(database).rows([row])[row]


def test_what_is_noted_of_a_part_is_read_and_forgotten(three: Database) -> None:
    parts = PartFiles(three)
    assert parts.read(1) is None
    parts.note(1, PART, NOW)
    parts.note(1, PartFile(7, None, "\ud800", None, "ab"), NOW)
    assert parts.read(1) == PartFile(7, None, "\\ud800", None, "ab")
    parts.forget(1)
    assert parts.read(1) is None


def test_a_part_is_needed_while_its_download_may_go_on(three: Database) -> None:
    parts = PartFiles(three)
    for row in (1, 2):
        parts.note(row, PART, NOW)
    with three.writing() as connection:
        connection.exec_driver_sql("UPDATE recordings SET download_status = 'given_up' WHERE id = 1")
        connection.exec_driver_sql("UPDATE recordings SET download_status = 'downloading' WHERE id = 3")
    assert parts.needed() == {2, 3}, "3 is under way in another process, which has not noted anything yet"


def test_nothing_is_noted_any_more_of_a_file_that_is_finished(three: Database, downloads: Downloads) -> None:
    PartFiles(three).note(1, PART, NOW)
    downloads.finished(
        1, "me", media_name="1-0123456789abcdef.wav", media_bytes=1, sha256="a", media_format="wav", media_seconds=1, peaks=None
    )
    assert PartFiles(three).read(1) is None


def test_what_the_rules_do_not_want_is_held_back_and_the_next_one_taken(three: Database, downloads: Downloads) -> None:
    claimed = downloads.claim("me", NOW, LEASE, wanted=lambda recording: recording.name == "name 3")
    assert claimed is not None
    assert claimed.name == "name 3"
    assert [read(three, row).held for row in (1, 2, 3)] == ["rule", "rule", None]
    assert downloads.claim("me", NOW, LEASE) is None


def test_a_hundred_that_nobody_wants_do_not_hide_the_one_behind_them(
    three: Database, downloads: Downloads, deliver: Deliver
) -> None:
    for number in range(4, 130):
        deliver(recordingId=f"r-{number}", name="dull")
    with three.writing() as connection:
        connection.exec_driver_sql("UPDATE recordings SET verify_tries = 1")
        connection.exec_driver_sql("UPDATE recordings SET expires_at = expires_at + id")
    claimed = downloads.claim("me", NOW, LEASE, wanted=lambda recording: recording.id == 120)
    assert claimed is not None
    assert claimed.id == 120


@pytest.mark.parametrize("state", ["waiting", "failed', next_try_at = '1", "downloading', claimed_until = 1, claimed_by = 'gone"])
def test_the_rules_hold_back_what_is_retried_by_itself_too_and_never_a_row_that_downloads(
    three: Database, downloads: Downloads, state: str
) -> None:
    with three.writing() as connection:
        connection.exec_driver_sql("DELETE FROM recordings WHERE id > 1")
        connection.exec_driver_sql(f"UPDATE recordings SET download_status = '{state}'")
    assert downloads.claim("me", NOW, LEASE, wanted=lambda _: False) is None
    found = read(three, 1)
    assert (found.held, found.download_status is DownloadStatus.DOWNLOADING) == ("rule", False)


def test_a_click_and_a_name_ask_no_rule(three: Database, downloads: Downloads) -> None:
    downloads.ask([2], NOW)
    clicked = downloads.claim("me", NOW, LEASE, wanted=lambda _: False)
    named = downloads.claim("me", NOW, LEASE, only=[1], wanted=lambda _: False)
    assert clicked is not None
    assert named is not None
    assert (clicked.id, named.id) == (2, 1)


def test_what_was_under_way_each_time_that_the_program_died_waits_longer_each_time(three: Database, downloads: Downloads) -> None:
    for deaths in (1, 2):
        assert downloads.claim("service", NOW, LEASE, only=[1]) is not None
        assert downloads.take_over_from_the_dead("service", NOW) == 1
        found = read(three, 1)
        assert (found.download_status, found.attempts) == (DownloadStatus.WAITING, deaths)
    downloads.claim("service", NOW, LEASE, only=[1])
    downloads.take_over_from_the_dead("service", NOW)
    found = read(three, 1)
    assert found.download_status is DownloadStatus.FAILED
    assert found.next_try_at is not None
    assert found.next_try_at > NOW + timedelta(seconds=15)
    assert found.error is not None
    assert "ended" in found.error


def test_a_claim_is_let_go_by_the_one_who_has_it_only(three: Database, downloads: Downloads) -> None:
    downloads.claim("me", NOW, LEASE, only=[1])
    downloads.release(1, "another")
    assert read(three, 1).download_status is DownloadStatus.DOWNLOADING
    downloads.release(1, "me")
    assert (read(three, 1).download_status, read(three, 1).attempts) == (DownloadStatus.WAITING, 0)


def test_retries_of_what_was_clicked_are_due_also_when_nothing_is_downloaded_by_itself(
    three: Database, downloads: Downloads
) -> None:
    with three.writing() as connection:
        connection.exec_driver_sql("UPDATE recordings SET download_status = 'failed', next_try_at = id * 1000000")
        connection.exec_driver_sql("UPDATE recordings SET asked_at = 1 WHERE id = 3")
    due, asked = downloads.next_due(), downloads.next_due(asked_only=True)
    assert due is not None
    assert asked is not None
    assert (due.timestamp(), asked.timestamp()) == (1, 3)


def test_a_file_is_not_taken_for_lost_because_the_whole_folder_is_away(three: Database, downloads: Downloads) -> None:
    media = three.folder.media
    (media / "1-0123456789abcdef.wav").write_bytes(b"RIFF")
    downloads.finished(
        1, "me", media_name="1-0123456789abcdef.wav", media_bytes=4, sha256="a", media_format="wav", media_seconds=1, peaks=None
    )
    media.rename(media.with_name("elsewhere"))
    with pytest.raises(StoreFailing, match="not there"):
        downloads.ask([1], NOW)
    media.with_name("elsewhere").rename(media)
    found = read(three, 1)
    assert (found.download_status, found.media_sha256) == (DownloadStatus.DOWNLOADED, "a")
