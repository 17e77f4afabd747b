"""Recordings that Bandwidth's lists tell of, beside those that events tell of."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from inbox.domain.events import RecordingEvent
from inbox.domain.query import RecordingQuery, parse_query
from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus, ReviewStatus, Source, Verification
from inbox.domain.times import from_microseconds, iso_z, now
from inbox.storage.catching_up.catch_up_store import Taken, TakenRow, take_listed
from inbox.storage.database import Database
from inbox.storage.downloads.downloads import Downloads
from inbox.storage.downloads.verifications import Verifications
from inbox.storage.journal.intake_store import Committed
from inbox.storage.journal.journal import Journal
from inbox.storage.journal.rebuild import rebuild
from inbox.storage.listing.recordings import Recordings
from inbox.storage.review.reviews import set_review

Deliver = Callable[..., Committed]
ENDED = datetime(2020, 11, 20, 9, tzinfo=UTC)
AT = datetime(2020, 11, 23, 10, tzinfo=UTC)
LISTED = RecordingEvent(
    recording_id="r-1",
    conference_id="conf-1",
    account_id="55555555",
    name="Board meeting",
    tag="billing",
    status="complete",
    started_at=ENDED - timedelta(hours=1),
    ended_at=ENDED,
    duration_seconds=3600.0,
    file_format="wav",
    channels=1,
    media_url="https://voice.bandwidth.com/media",
)


def said(minutes: float) -> str | None:
    """The eventTime of an event so long after the list was read."""
    return iso_z(AT + timedelta(minutes=minutes))


def the_only(database: Database) -> Recording:
    recordings = Recordings(database)
    (one,) = recordings.rows(recordings.ids(RecordingQuery())).values()
    return one


def stored(database: Database, columns: str) -> tuple[object, ...]:
    with database.reading() as connection:
        return tuple(connection.exec_driver_sql(f"SELECT {columns} FROM recordings").one())


def counts_are_true(database: Database) -> bool:
    with database.reading() as connection:
        true = "SELECT status_kind, download_status, review_status, count(*) FROM recordings GROUP BY 1, 2, 3"
        kept = "SELECT * FROM recording_counts WHERE recordings <> 0"
        return set(connection.exec_driver_sql(kept).all()) == set(connection.exec_driver_sql(true).all())


def test_what_no_event_told_of_is_in_the_inbox_and_found_and_downloaded(database: Database) -> None:
    assert take_listed(database, [LISTED], AT) == [TakenRow(1, Taken.ADDED)]
    one = the_only(database)
    assert (one.name, one.tag, one.status, one.source, one.deliveries) == (
        "Board meeting",
        "billing",
        "complete",
        Source.CATCH_UP,
        0,
    )
    assert (one.verification, one.verified_at, one.first_seen_at, one.event_time) == (Verification.VERIFIED, AT, AT, None)
    assert one.expires_at == ENDED + timedelta(days=30)
    recordings = Recordings(database)
    assert list(recordings.ids(parse_query("board source:catch-up"))) == [1]
    assert recordings.folder_counts().new == 1
    assert counts_are_true(database)
    assert Verifications(database).next(now()) is None, "Bandwidth need not be asked: it told itself"
    claimed = Downloads(database).claim("me", now(), timedelta(hours=1))
    assert claimed is not None, "it is downloaded without a click"
    assert Journal(database).count() == 0


def test_a_list_that_is_read_again_changes_nothing(database: Database) -> None:
    take_listed(database, [LISTED], AT)
    before = stored(database, "*")
    assert take_listed(database, [LISTED], AT + timedelta(minutes=30)) == [TakenRow(1, Taken.KNOWN)]
    assert stored(database, "*") == before


def test_a_recording_that_stands_in_a_list_twice_is_one(database: Database) -> None:
    taken = take_listed(database, [replace(LISTED, status="processing"), LISTED, replace(LISTED, recording_id="r-2")], AT)
    assert [(one.row, one.outcome) for one in taken] == [(1, Taken.ADDED), (1, Taken.KNOWN), (2, Taken.ADDED)]
    assert counts_are_true(database)


def test_an_event_that_comes_after_the_list_folds_into_the_recording(database: Database, deliver: Deliver) -> None:
    take_listed(database, [replace(LISTED, tag=None)], AT)
    set_review(database, [1], ReviewStatus.FLAGGED)
    committed = deliver(eventTime=said(-60), tag="from the event", status="processing", name="Event's name")
    assert (committed.recording_row, committed.is_new) == (1, False)
    one = the_only(database)
    assert (one.tag, one.name, one.deliveries, one.source) == ("from the event", "Event's name", 1, Source.CATCH_UP)
    assert one.event_time == AT - timedelta(minutes=60)
    assert (one.status, one.review_status) == ("complete", ReviewStatus.FLAGGED), "the list is newer than the event"
    deliver(eventTime=said(5), status="deleted")
    assert (the_only(database).status, the_only(database).deliveries) == ("deleted", 2)
    assert counts_are_true(database)


def test_an_event_without_a_time_does_not_undo_what_the_list_told(database: Database, deliver: Deliver) -> None:
    take_listed(database, [LISTED], AT)
    deliver(status="processing", eventTime=None)
    assert the_only(database).status == "complete"


def test_a_list_that_is_newer_moves_the_status_with_address_end_and_length(database: Database, deliver: Deliver) -> None:
    deliver(eventTime=said(-600), status="processing", mediaUrl=None, name="Event's name", tag="t", duration="PT1S",
            endTime="2020-11-20T08:00:00Z", recordingName="main")  # fmt: skip
    first_seen = the_only(database).first_seen_at
    assert take_listed(database, [LISTED], AT) == [TakenRow(1, Taken.CHANGED)]
    one = the_only(database)
    assert (one.status, one.media_url, one.ended_at, one.duration_seconds) == (
        "complete", LISTED.media_url, ENDED, 3600.0,
    )  # fmt: skip
    assert one.expires_at == ENDED + timedelta(days=30)
    assert (one.name, one.tag, one.deliveries, one.source) == ("Event's name", "t", 1, Source.WEBHOOK), "only shown as different"
    assert (one.event_time, one.first_seen_at) == (AT - timedelta(minutes=600), first_seen)
    assert one.verification is Verification.UNVERIFIED
    assert from_microseconds(stored(database, "metadata_at")[0]) == AT  # type: ignore[arg-type]
    assert counts_are_true(database)


def test_a_list_that_is_older_than_the_event_changes_nothing(database: Database, deliver: Deliver) -> None:
    deliver(eventTime=said(5), status="deleted", duration="PT1S", endTime="2020-11-20T08:00:00Z",
            startTime="2020-11-20T07:00:00Z", name="n", tag="t", fileFormat="wav", channels=1)  # fmt: skip
    before = stored(database, "*")
    assert take_listed(database, [LISTED], AT) == [TakenRow(1, Taken.KNOWN)]
    assert stored(database, "*") == before


def test_another_word_for_the_same_status_is_no_change(database: Database, deliver: Deliver) -> None:
    deliver(eventTime=said(-5), status="completed", duration="PT1S", endTime="2020-11-20T08:00:00Z",
            startTime="2020-11-20T07:00:00Z", name="n", tag="t", fileFormat="wav", channels=1)  # fmt: skip
    before = stored(database, "*")
    assert take_listed(database, [LISTED], AT) == [TakenRow(1, Taken.KNOWN)]
    assert stored(database, "*") == before


def test_review_and_media_stay_when_a_list_changes_a_recording(database: Database, deliver: Deliver) -> None:
    deliver(eventTime=said(-5), status="partial")
    downloads = Downloads(database)
    downloads.claim("me", now(), timedelta(hours=1), only=[1])
    downloads.finished(1, "me", media_name=f"1-{'a' * 16}.wav", media_bytes=5, sha256="s", media_format="wav", media_seconds=2.5,
                       peaks=None)  # fmt: skip
    set_review(database, [1], ReviewStatus.REVIEWED)
    kept = "download_status, review_status, media_name, media_bytes, media_sha256, media_seconds"
    before = stored(database, kept)
    assert [one.outcome for one in take_listed(database, [LISTED], AT)] == [Taken.CHANGED]
    assert stored(database, kept) == before
    assert the_only(database).status == "complete"


def test_what_was_given_up_is_downloaded_when_the_list_has_its_media(database: Database, deliver: Deliver) -> None:
    deliver(eventTime=said(-5), status="error", mediaUrl=None)
    assert the_only(database).download_status is DownloadStatus.GIVEN_UP
    take_listed(database, [LISTED], AT)
    assert (the_only(database).download_status, the_only(database).error) == (DownloadStatus.WAITING, None)


def test_a_refuted_recording_that_stands_in_the_list_is_asked_about_again(database: Database, deliver: Deliver) -> None:
    deliver()
    verifications = Verifications(database)
    verifications.refuted(1, "Bandwidth does not know this recording.", now(), None)
    assert verifications.next(now()) is None
    take_listed(database, [LISTED], AT)
    unproven = verifications.next(now())
    assert unproven is not None
    assert unproven.recording.id == 1
    assert the_only(database).download_status is DownloadStatus.GIVEN_UP, "until Bandwidth has answered"


@pytest.mark.parametrize("order", list(permutations(["list", "early", "late"])))
def test_rebuild_leaves_alone_what_lists_told(database: Database, deliver: Deliver, order: tuple[str, ...]) -> None:
    for one in order:
        match one:
            case "list":
                take_listed(database, [LISTED], AT)
            case "early":
                deliver(eventTime=said(-60), status="processing", name="early")
            case _:
                deliver(eventTime=said(60), status="partial", name="late", duration="PT5S", endTime="2020-11-20T08:59:00Z")
    assert (the_only(database).status, the_only(database).name) == ("partial", "late")
    before = stored(database, "*")
    result = rebuild(database)
    assert (result.new, result.changed) == (0, 0), result.fields
    assert stored(database, "*") == before


@pytest.mark.parametrize("events", [0, 1])
def test_rebuild_does_not_take_back_what_only_a_list_told(database: Database, deliver: Deliver, events: int) -> None:
    for _ in range(events):
        deliver(eventTime=said(-60), status="processing", mediaUrl=None)
    take_listed(database, [LISTED], AT)
    before = stored(database, "*")
    result = rebuild(database)
    assert (result.new, result.changed, result.without_journal) == (0, 0, 1 - events), result.fields
    assert stored(database, "*") == before


def test_nothing_listed_is_nothing_done(database: Database) -> None:
    assert take_listed(database, [], AT) == []
