"""Who is asked about next, and what an answer does to a recording and its download."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus, Verification
from inbox.domain.times import now
from inbox.storage.database import Database
from inbox.storage.downloads.downloads import Downloads
from inbox.storage.downloads.verifications import DUE_NEXT, NEW_NEXT, OLDEST_NEW_NEXT, WANTED_NEXT, Verifications
from inbox.storage.journal.intake_store import Committed
from inbox.storage.journal.rebuild import rebuild
from inbox.storage.listing.recordings import Recordings

NOW = now()
MINUTE = timedelta(minutes=1)
LEASE = timedelta(minutes=5)
Deliver = Callable[..., Committed]
Only = Callable[[], Recording]


@pytest.fixture
def verifications(database: Database) -> Verifications:
    return Verifications(database)


@pytest.fixture
def downloads(database: Database) -> Downloads:
    return Downloads(database)


@pytest.fixture
def row(deliver: Deliver) -> int:
    found = deliver().recording_row
    assert found is not None
    return found


@pytest.fixture
def rows(deliver: Deliver) -> list[int]:
    return [row for number in range(5) if (row := deliver(recordingId=f"r-{number}").recording_row)]


def next_row(verifications: Verifications, *, due_first: bool = False, at: timedelta = timedelta()) -> int | None:
    unproven = verifications.next(NOW + at, due_first=due_first)
    return None if unproven is None else unproven.recording.id


def test_the_newest_is_asked_about_first(verifications: Verifications, rows: list[int]) -> None:
    asked = []
    while (row := next_row(verifications)) is not None:
        asked.append(row)
        verifications.verified(row, "{}", NOW)
    assert asked == rows[::-1]
    assert verifications.next_due() is None


def test_what_the_person_wants_comes_before_all_and_what_is_due_before_the_new_in_its_turn(
    verifications: Verifications, rows: list[int]
) -> None:
    verifications.unknown([rows[0]], "Not yet.", NOW + MINUTE)
    verifications.unknown([rows[1]], "Not yet.", NOW + 2 * MINUTE)
    assert next_row(verifications, at=5 * MINUTE) == rows[4]
    assert next_row(verifications, at=5 * MINUTE, due_first=True) == rows[0]
    assert next_row(verifications, due_first=True) == rows[4]
    verifications.ask([rows[2]])
    assert next_row(verifications, at=5 * MINUTE, due_first=True) == next_row(verifications) == rows[2]


def test_a_clock_that_is_set_back_holds_no_new_recording_up(verifications: Verifications, row: int) -> None:
    assert next_row(verifications, at=timedelta(days=-3000)) == row
    due = verifications.next_due()
    assert due is not None
    assert due.year == 1970


def test_it_is_asked_again_when_it_is_due(verifications: Verifications, row: int, only_recording: Only) -> None:
    verifications.unknown([row], "Not verified: Bandwidth did not answer.", NOW + MINUTE)
    assert verifications.next_due() == NOW + MINUTE
    assert next_row(verifications) is None
    unproven = verifications.next(NOW + MINUTE)
    assert unproven is not None
    assert (unproven.recording.id, unproven.tries) == (row, 1)
    recording = only_recording()
    assert recording.verification is Verification.UNVERIFIED
    assert recording.verification_note == "Not verified: Bandwidth did not answer."
    assert recording.verified_at is None


def test_what_is_verified_keeps_the_metadata_as_it_came(verifications: Verifications, row: int, only_recording: Only) -> None:
    verifications.unknown([row], "Not verified yet.", NOW)
    assert verifications.metadata(row) is None
    said = '[ {"recordingId":"r-1", "name" : "Zürich"} ]'
    verifications.verified(row, said, NOW)
    recording = only_recording()
    assert (recording.verification, recording.verification_note, recording.verified_at) == (Verification.VERIFIED, None, NOW)
    assert verifications.metadata(row) == said
    assert verifications.metadata(99) is None


def test_what_is_refuted_is_never_downloaded_by_itself(
    verifications: Verifications, downloads: Downloads, row: int, only_recording: Only
) -> None:
    verifications.refuted(row, "Bandwidth does not know it.", NOW, NOW + MINUTE)
    recording = only_recording()
    assert (recording.verification, recording.verification_note) == (Verification.REFUTED, "Bandwidth does not know it.")
    assert (recording.download_status, recording.error) == (DownloadStatus.GIVEN_UP, "Bandwidth does not know it.")
    assert downloads.claim("me", NOW + timedelta(days=9), LEASE) is None


def test_the_person_may_ask_for_a_refuted_one_and_a_further_refutation_does_not_stop_it(
    verifications: Verifications, downloads: Downloads, row: int
) -> None:
    verifications.refuted(row, "Bandwidth does not know it.", NOW, NOW + MINUTE)
    downloads.ask([row], NOW)
    verifications.refuted(row, "Bandwidth does not know it.", NOW, None)
    claimed = downloads.claim("me", NOW, LEASE)
    assert claimed is not None
    assert claimed.id == row


@pytest.mark.parametrize("how", ["failed", "downloading"])
def test_a_download_that_was_under_way_or_failed_ends_with_the_refutation(
    verifications: Verifications, downloads: Downloads, row: int, only_recording: Only, how: str
) -> None:
    verifications.unknown([row], "Not yet.", NOW)
    assert downloads.claim("me", NOW, LEASE) is not None
    if how == "failed":
        downloads.failed(row, "me", DownloadStatus.FAILED, "Not ready yet.", NOW + MINUTE)
    verifications.refuted(row, "Bandwidth does not know it.", NOW, None)
    assert only_recording().download_status is DownloadStatus.GIVEN_UP
    assert not downloads.renew(row, "me", NOW + LEASE)
    assert downloads.release_owner("me") == 0
    assert downloads.claim("me", NOW + timedelta(days=9), LEASE) is None


def test_when_bandwidth_knows_it_after_all_its_download_waits_again(
    verifications: Verifications, downloads: Downloads, row: int, only_recording: Only
) -> None:
    verifications.refuted(row, "Bandwidth does not know it.", NOW, NOW + MINUTE)
    verifications.verified(row, "{}", NOW)
    recording = only_recording()
    assert (recording.verification, recording.download_status) == (Verification.VERIFIED, DownloadStatus.WAITING)
    assert (recording.error, recording.attempts) == (None, 0)
    assert downloads.claim("me", NOW, LEASE) is not None


def test_what_was_given_up_for_another_reason_stays_so(
    deliver: Deliver, verifications: Verifications, only_recording: Only
) -> None:
    row = deliver(status="error", mediaUrl=None).recording_row
    assert row is not None
    why = only_recording().error
    verifications.refuted(row, "Bandwidth does not know it.", NOW, NOW)
    verifications.verified(row, "{}", NOW)
    recording = only_recording()
    assert (recording.verification, recording.download_status) == (Verification.VERIFIED, DownloadStatus.GIVEN_UP)
    assert why is not None
    assert recording.error == why


def test_what_an_event_said_while_it_was_refuted_counts_once_bandwidth_knows_it(
    deliver: Deliver, verifications: Verifications, only_recording: Only
) -> None:
    row = deliver(status="error", mediaUrl=None, eventTime="2026-06-01T00:00:00Z").recording_row
    assert row is not None
    verifications.refuted(row, "Bandwidth does not know it.", NOW, NOW)
    deliver(status="complete", eventTime="2026-06-02T00:00:00Z")
    verifications.verified(row, "{}", NOW)
    assert (only_recording().download_status, only_recording().error) == (DownloadStatus.WAITING, None)


def test_a_rebuild_from_the_journal_does_not_bring_a_refuted_recording_back(
    database: Database, deliver: Deliver, verifications: Verifications, only_recording: Only
) -> None:
    row = deliver().recording_row
    assert row is not None
    verifications.refuted(row, "Bandwidth does not know it.", NOW, None)
    rebuild(database)
    assert (only_recording().verification, only_recording().download_status) == (Verification.REFUTED, DownloadStatus.GIVEN_UP)


def test_a_refuted_one_keeps_its_sentence_while_bandwidth_cannot_be_asked_again(
    verifications: Verifications, row: int, only_recording: Only
) -> None:
    verifications.refuted(row, "Bandwidth does not know it.", NOW, NOW)
    verifications.unknown([row], "Not verified: no answer.", NOW + MINUTE)
    assert only_recording().verification is Verification.REFUTED
    assert only_recording().verification_note == "Bandwidth does not know it."
    unproven = verifications.next(NOW + MINUTE)
    assert unproven is not None
    assert unproven.tries == 1  # refutations, not asks


def test_a_later_event_does_not_bring_a_refuted_recording_back(
    deliver: Deliver, verifications: Verifications, downloads: Downloads, only_recording: Only
) -> None:
    row = deliver(status="processing", eventTime="2026-06-01T00:00:00Z").recording_row
    assert row is not None
    verifications.refuted(row, "Bandwidth does not know it.", NOW, None)
    deliver(status="complete", eventTime="2026-06-02T00:00:00Z", mediaUrl="https://example.net/x")
    recording = only_recording()
    assert (recording.status, recording.deliveries) == ("complete", 2)
    assert (recording.verification, recording.download_status) == (Verification.REFUTED, DownloadStatus.GIVEN_UP)
    assert downloads.claim("me", NOW, LEASE) is None


def test_what_came_while_bandwidth_was_away_is_listed_newest_first(verifications: Verifications, rows: list[int]) -> None:
    verifications.unknown([rows[4]], "Not yet.", NOW)
    assert verifications.never_asked(3) == [rows[3], rows[2], rows[1]]
    verifications.unknown(rows, "Not yet.", NOW)
    assert verifications.never_asked(3) == []


def test_text_that_no_database_takes_is_kept_escaped(verifications: Verifications, row: int) -> None:
    verifications.verified(row, '"\x00\ud800"', NOW)
    assert verifications.metadata(row) == '"\\u0000\\ud800"'


def test_the_counts_of_the_folders_follow_a_refutation(verifications: Verifications, recordings: Recordings, row: int) -> None:
    assert recordings.folder_counts().errors == 0
    verifications.refuted(row, "Bandwidth does not know it.", NOW, None)
    assert recordings.folder_counts().errors == 1
    verifications.verified(row, "{}", NOW)
    assert recordings.folder_counts().errors == 0


@pytest.mark.parametrize("which", [WANTED_NEXT, NEW_NEXT, OLDEST_NEW_NEXT, DUE_NEXT])
def test_looking_whom_to_ask_next_does_not_search_the_whole_inbox(database: Database, which: str) -> None:
    parameters = (0,) * which.count("?")
    with database.reading() as connection:
        plan = [
            str(step[3])
            for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN SELECT * FROM recordings {which}", parameters)
        ]
    assert all("ix_recordings_to_verify" in step for step in plan), plan
