import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from inbox.domain.delivery import Delivery
from inbox.domain.events import understand
from inbox.domain.recording import Recording
from inbox.domain.sound.peaks import Peaks
from inbox.domain.statuses import DownloadStatus
from inbox.domain.times import now
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.downloads.download_queue import claim_statements
from inbox.storage.downloads.downloads import NEXT_DUE, Downloads
from inbox.storage.downloads.verifications import Verifications
from inbox.storage.journal.intake_store import Committed, commit_deliveries
from inbox.storage.listing.recordings import Recordings

NOW = now()
LEASE = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)
Deliver = Callable[..., Committed]


@pytest.fixture
def downloads(database: Database) -> Downloads:
    return Downloads(database)


@pytest.fixture
def deliver(deliver: Deliver, database: Database) -> Deliver:
    """Commits an event, and notes that Bandwidth was asked about its recording."""

    def commit(body: bytes | None = None, **properties: object) -> Committed:
        committed = deliver(body, **properties)
        assert committed.recording_row is not None
        Verifications(database).unknown([committed.recording_row], "Bandwidth did not answer.", None)
        return committed

    return commit


@pytest.fixture
def row(deliver: Deliver) -> int:
    found = deliver().recording_row
    assert found is not None
    return found


@pytest.fixture
def read(recordings: Recordings, row: int) -> Callable[[], Recording]:
    return lambda: recordings.rows([row])[row]


def finish(downloads: Downloads, row: int, owner: str = "me", seconds: float | None = 2.5) -> None:
    downloads.finished(
        row,
        owner,
        media_name=f"{row}-0123456789abcdef.wav",
        media_bytes=44,
        sha256="ab" * 32,
        media_format="wav",
        media_seconds=seconds,
        peaks=Peaks(b"\x01\x02", 20, 0.1),
    )


def test_a_claimed_recording_is_downloading_and_not_given_again(downloads: Downloads, row: int) -> None:
    claimed = downloads.claim("me", NOW, LEASE)
    assert claimed is not None
    assert (claimed.id, claimed.download_status, claimed.attempts) == (row, DownloadStatus.DOWNLOADING, 0)
    assert downloads.claim("other", NOW + MINUTE, LEASE) is None


def test_eight_threads_claim_each_recording_once(database: Database, deliver: Deliver, downloads: Downloads) -> None:
    rows = {deliver(recordingId=f"r-{number}").recording_row for number in range(40)}
    claimed: list[int] = []

    def work(owner: str) -> None:
        while (recording := Downloads(database).claim(owner, NOW, LEASE)) is not None:
            claimed.append(recording.id)

    threads = [threading.Thread(target=work, args=(f"worker {number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(claimed) == 40
    assert set(claimed) == rows


def test_a_claim_whose_lease_has_ended_is_given_to_the_next_and_counts_as_a_try(downloads: Downloads, row: int) -> None:
    downloads.claim("gone", NOW, LEASE)
    assert downloads.claim("next", NOW + LEASE - MINUTE, LEASE) is None
    claimed = downloads.claim("next", NOW + LEASE, LEASE)
    assert claimed is not None
    assert (claimed.id, claimed.attempts) == (row, 1)
    assert not downloads.renew(row, "gone", NOW + 2 * LEASE)
    downloads.failed(row, "gone", DownloadStatus.GIVEN_UP, "too late to matter", None)
    assert downloads.renew(row, "next", NOW + 3 * LEASE)


def test_an_owner_does_not_take_over_what_it_works_on_itself(downloads: Downloads, row: int) -> None:
    began = now()
    assert downloads.claim("service", began, timedelta(seconds=1)) is not None
    later = began + timedelta(seconds=10)
    assert downloads.claim("service", later, timedelta(seconds=1)) is None
    assert downloads.claim("service", later, timedelta(seconds=1), only=[row]) is None
    assert downloads.claim("download-1", later, timedelta(seconds=1)) is not None


def test_a_renewed_lease_lasts(downloads: Downloads, row: int) -> None:
    downloads.claim("me", NOW, LEASE)
    assert downloads.renew(row, "me", NOW + 2 * LEASE)
    assert downloads.claim("next", NOW + LEASE + MINUTE, LEASE) is None
    assert downloads.next_due() == NOW + 2 * LEASE


def test_a_failed_download_is_tried_again_when_it_is_due(downloads: Downloads, row: int, read: Callable[[], Recording]) -> None:
    downloads.claim("me", NOW, LEASE)
    downloads.failed(row, "me", DownloadStatus.FAILED, "Bandwidth answered 503.", NOW + MINUTE)
    failed = read()
    assert (failed.download_status, failed.error, failed.attempts) == (DownloadStatus.FAILED, "Bandwidth answered 503.", 1)
    assert failed.next_try_at == downloads.next_due() == NOW + MINUTE
    assert downloads.claim("me", NOW, LEASE) is None
    again = downloads.claim("me", NOW + MINUTE, LEASE)
    assert again is not None
    assert (again.id, again.attempts, again.error) == (row, 1, None)


@pytest.mark.parametrize("status", [DownloadStatus.GIVEN_UP, DownloadStatus.EXPIRED])
def test_a_final_failure_rests_until_the_person_asks(downloads: Downloads, row: int, status: DownloadStatus) -> None:
    downloads.claim("me", NOW, LEASE)
    downloads.failed(row, "me", status, "It is gone.", None)
    assert downloads.claim("me", NOW + timedelta(days=365), LEASE) is None
    assert downloads.next_due() is None
    downloads.ask([row], NOW)
    asked = downloads.claim("me", NOW, LEASE)
    assert asked is not None
    assert (asked.attempts, asked.error) == (0, None)


def test_a_failure_without_a_next_try_is_a_mistake(downloads: Downloads, row: int) -> None:
    with pytest.raises(ValueError, match="next try"):
        downloads.failed(row, "me", DownloadStatus.FAILED, "…", None)


def test_what_the_person_asks_for_comes_first_then_what_is_deleted_first(deliver: Deliver, downloads: Downloads) -> None:
    def told(number: int, day: int) -> int:
        committed = deliver(recordingId=f"r-{number}", endTime=f"2026-06-{day:02}T00:00:00Z")
        assert committed.recording_row is not None
        return committed.recording_row

    late, early, asked, asked_before = told(1, 20), told(2, 10), told(3, 25), told(4, 26)
    downloads.ask([asked_before], NOW)
    downloads.ask([asked], NOW + MINUTE)
    order = [recording.id for _ in range(4) if (recording := downloads.claim("me", NOW + MINUTE, LEASE))]
    assert order == [asked_before, asked, early, late]


def test_what_was_asked_for_and_failed_stays_ahead_once_it_is_due(deliver: Deliver, downloads: Downloads) -> None:
    rows = [row for number in range(2) if (row := deliver(recordingId=f"r-{number}").recording_row)]
    downloads.ask([rows[1]], NOW)
    downloads.claim("me", NOW, LEASE)
    downloads.failed(rows[1], "me", DownloadStatus.FAILED, "503", NOW + MINUTE)
    claimed = downloads.claim("me", NOW + MINUTE, LEASE)
    assert claimed is not None
    assert claimed.id == rows[1]


def test_only_the_given_recordings_are_claimed(deliver: Deliver, downloads: Downloads) -> None:
    rows = [row for number in range(600) if (row := deliver(recordingId=f"r-{number}").recording_row)]
    claimed = downloads.claim("me", NOW, LEASE, only=[rows[599], rows[4], 10_000])
    assert claimed is not None
    assert claimed.id in (rows[599], rows[4])
    assert downloads.claim("me", NOW, LEASE, only=[claimed.id]) is None
    assert downloads.claim("me", NOW, LEASE, only=[]) is None


def test_only_what_was_asked_for_is_claimed_when_nothing_downloads_by_itself(deliver: Deliver, downloads: Downloads) -> None:
    rows = [row for number in range(3) if (row := deliver(recordingId=f"r-{number}").recording_row)]
    assert downloads.claim("me", NOW, LEASE, asked_only=True) is None
    downloads.ask([rows[1]], NOW)
    claimed = downloads.claim("me", NOW, LEASE, asked_only=True)
    assert claimed is not None
    assert claimed.id == rows[1]
    assert downloads.claim("me", NOW, LEASE, asked_only=True) is None


def test_a_worker_that_stops_gives_back_what_it_has(deliver: Deliver, downloads: Downloads, row: int) -> None:
    deliver(recordingId="r-2")
    downloads.claim("me", NOW, LEASE)
    downloads.claim("other", NOW, LEASE)
    assert downloads.release_owner("me") == 1
    assert downloads.release_owner("me") == 0
    again = downloads.claim("next", NOW, LEASE)
    assert again is not None
    assert again.attempts == 0


def test_a_finished_download_has_its_file_and_waveform(
    downloads: Downloads, row: int, read: Callable[[], Recording], recordings: Recordings, folder: DataFolder
) -> None:
    downloads.claim("me", NOW, LEASE)
    finish(downloads, row)
    done = read()
    assert (done.download_status, done.media_bytes, done.media_sha256) == (DownloadStatus.DOWNLOADED, 44, "ab" * 32)
    assert done.media_path == str(folder.media / f"{row}-0123456789abcdef.wav")
    assert done.duration_seconds == 2.5
    assert recordings.peaks(row) == Peaks(b"\x01\x02", 20, 0.1)
    assert downloads.claim("me", NOW + timedelta(days=1), LEASE) is None


def test_the_length_that_the_event_gave_is_not_corrected(deliver: Deliver, downloads: Downloads, recordings: Recordings) -> None:
    row = deliver(duration="PT20S").recording_row
    assert row is not None
    downloads.claim("me", NOW, LEASE)
    finish(downloads, row, seconds=19.0)
    assert recordings.rows([row])[row].duration_seconds == 20.0


def test_a_download_that_two_finish_keeps_the_first(downloads: Downloads, row: int, read: Callable[[], Recording]) -> None:
    downloads.claim("slow", NOW, LEASE)
    downloads.claim("quick", NOW + LEASE, LEASE)
    finish(downloads, row, "quick")
    downloads.finished(
        row,
        "slow",
        media_name="1-ffffffffffffffff.mp3",
        media_bytes=1,
        sha256="",
        media_format="mp3",
        media_seconds=None,
        peaks=None,
    )
    assert read().media_bytes == 44


def test_asking_for_a_downloaded_recording_does_nothing_while_its_file_is_there(
    downloads: Downloads, row: int, read: Callable[[], Recording], folder: DataFolder
) -> None:
    downloads.claim("me", NOW, LEASE)
    finish(downloads, row)
    file = folder.media / f"{row}-0123456789abcdef.wav"
    file.write_bytes(b"RIFF")
    downloads.ask([row], NOW)
    assert read().download_status is DownloadStatus.DOWNLOADED
    file.unlink()
    downloads.ask([row], NOW)
    assert (read().download_status, read().media_path) == (DownloadStatus.WAITING, None)


def test_asking_for_what_is_being_downloaded_lets_it_go_on(downloads: Downloads, row: int, read: Callable[[], Recording]) -> None:
    downloads.claim("me", NOW, LEASE)
    downloads.ask([row, 99], NOW)
    assert read().download_status is DownloadStatus.DOWNLOADING
    assert downloads.renew(row, "me", NOW + LEASE)


def test_the_next_due_moment_is_the_earliest(deliver: Deliver, downloads: Downloads) -> None:
    assert downloads.next_due() is None
    due: list[datetime] = []
    for number in range(3):
        deliver(recordingId=f"r-{number}")
        claimed = downloads.claim("me", NOW, LEASE)
        assert claimed is not None
        due.append(NOW + (3 - number) * MINUTE)
        downloads.failed(claimed.id, "me", DownloadStatus.FAILED, "503", due[-1])
    assert downloads.next_due() == min(due)


def test_what_bandwidth_was_not_asked_about_yet_waits_unless_the_person_asks(
    database: Database, delivery: Callable[..., Delivery], downloads: Downloads
) -> None:
    made = delivery(recordingId="r-new")
    row = commit_deliveries(database, [(made, understand(made))])[0].recording_row
    assert row is not None
    assert downloads.claim("me", NOW, LEASE) is None
    downloads.ask([row], NOW)
    claimed = downloads.claim("me", NOW, LEASE)
    assert claimed is not None
    assert claimed.id == row


@pytest.mark.parametrize("asked_only", [False, True])
def test_looking_for_work_does_not_search_the_whole_inbox(database: Database, asked_only: bool) -> None:
    with database.reading() as connection:
        for sql, parameters in claim_statements(moment=0, owner="service", asked_only=asked_only):
            plan = [str(step[3]) for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters)]
            assert all("USING" in step and "INDEX" in step for step in plan if step.startswith(("SCAN", "SEARCH"))), plan
            if "'waiting'" in sql:  # of which there may be very many: the first of the index is the one
                assert len(plan) == 1, plan
                assert "ix_recordings_asked" in plan[0] or "ix_recordings_waiting" in plan[0]
        due = [str(step[3]) for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {NEXT_DUE}")]
        assert any("COVERING INDEX ix_recordings_retries (next_try_at>?)" in step for step in due), due
