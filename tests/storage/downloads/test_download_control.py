"""Pause, resume and cancel: what the person says of a download holds, also past a restart and in other processes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from storage.kept_media import column, write

from inbox.domain.query import parse_query
from inbox.domain.times import now
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.downloads import download_control
from inbox.storage.downloads.download_control import CANCELLED, DownloadControl
from inbox.storage.downloads.downloads import Downloads
from inbox.storage.journal.intake_store import Committed
from inbox.storage.listing.recordings import Recordings
from inbox.storage.opening import open_inbox

Deliver = Callable[..., Committed]
NOW = now()
LEASE = timedelta(hours=1)
ROWS = [1, 2, 3, 4, 5, 6, 7]
STATES = ("waiting", "downloading", "failed", "given_up", "expired", "downloaded", "removed")


@pytest.fixture
def control(database: Database) -> DownloadControl:
    return DownloadControl(database)


@pytest.fixture
def rows(database: Database, deliver: Deliver) -> None:
    """A recording in each state, rows 1 to 7."""
    for row, state in enumerate(STATES, start=1):
        deliver(recordingId=f"r-{row}")
        write(database, "UPDATE recordings SET download_status = ?, verify_tries = 1 WHERE id = ?", state, row)
    write(database, "UPDATE recordings SET claimed_by = 'x', claimed_until = 1 WHERE download_status = 'downloading'")
    write(database, "UPDATE recordings SET next_try_at = 1 WHERE download_status = 'failed'")


def test_what_is_paused_rests_until_it_is_resumed(database: Database, control: DownloadControl, rows: None) -> None:
    downloads = Downloads(database)
    assert sorted(control.pause(ROWS)) == [1, 2, 3]
    assert downloads.claim("me", NOW, LEASE) is None
    assert control.pause(ROWS) == [], "they were paused before"
    assert sorted(control.resume(ROWS)) == [1, 2, 3]
    claimed = [downloads.claim("me", NOW, LEASE) for _ in range(4)]
    assert sorted(recording.id for recording in claimed if recording) == [1, 2, 3]


def test_a_download_that_runs_ends_when_it_is_paused(database: Database, control: DownloadControl, deliver: Deliver) -> None:
    deliver()
    write(database, "UPDATE recordings SET verify_tries = 1")
    downloads = Downloads(database)
    assert downloads.claim("service", NOW, LEASE) is not None
    control.pause([1])
    assert not downloads.renew(1, "service", NOW + LEASE), "so the worker hears of it"
    assert (column(database, "download_status", 1), column(database, "held", 1)) == ("waiting", "paused")
    control.resume([1])
    claimed = downloads.claim("service", NOW, LEASE)
    assert claimed is not None
    assert claimed.attempts == 0, "a pause is no failure"


@pytest.mark.parametrize("stop", [DownloadControl.pause, DownloadControl.cancel], ids=["paused", "cancelled"])
def test_what_was_paused_or_cancelled_is_so_after_a_restart(
    folder: DataFolder, database: Database, control: DownloadControl, rows: None, stop: Callable[..., object]
) -> None:
    stop(control, ROWS)
    database.close()
    again = open_inbox(folder)
    try:
        Downloads(again).release_owner("service")
        assert Downloads(again).claim("service", NOW, LEASE) is None
    finally:
        again.close()


def test_what_is_paused_can_be_looked_for(control: DownloadControl, rows: None, recordings: Recordings) -> None:
    control.pause([1, 3])
    control.cancel([2])
    assert sorted(recordings.ids(parse_query("is:paused"))) == [1, 3]
    assert list(recordings.ids(parse_query("is:removed"))) == [7]


def test_what_is_cancelled_is_given_up_until_it_is_asked_for(database: Database, control: DownloadControl, rows: None) -> None:
    downloads = Downloads(database)
    assert sorted(control.cancel(ROWS)) == [1, 2, 3]
    assert [column(database, "download_status", row) for row in ROWS] == ["given_up"] * 4 + list(STATES[4:])
    assert {column(database, "error", row) for row in (1, 2, 3)} == {CANCELLED}
    assert column(database, "error", 4) is None
    assert downloads.claim("me", NOW, LEASE) is None
    assert control.resume(ROWS) == []
    downloads.ask([1], NOW)
    claimed = downloads.claim("me", NOW, LEASE)
    assert claimed is not None
    assert claimed.id == 1


def test_what_is_cancelled_does_not_come_back_with_the_next_event(
    database: Database, control: DownloadControl, deliver: Deliver
) -> None:
    deliver(status="processing")
    write(database, "UPDATE recordings SET verify_tries = 1")
    control.cancel([1])
    deliver(status="complete")
    assert Downloads(database).claim("me", NOW, LEASE) is None


def test_changed_rules_look_again_at_what_they_held_back_only(
    database: Database, control: DownloadControl, rows: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download_control, "_RULED_A_TRANSACTION", 2)
    control.pause([1])
    write(database, "UPDATE recordings SET held = 'rule' WHERE id IN (3, 4, 5)")
    assert control.rules_changed() == 3
    assert [column(database, "held", row) for row in (1, 3, 4, 5)] == ["paused", None, None, None]
    assert control.rules_changed() == 0


def test_very_many_are_written_in_short_transactions(
    database: Database, control: DownloadControl, rows: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download_control, "_ROWS_A_TRANSACTION", 2)
    assert sorted(control.pause([*ROWS, 99])) == [1, 2, 3]


def test_looking_for_what_the_rules_held_back_reads_its_index(database: Database) -> None:
    with database.reading() as connection:
        steps = [str(step[3]) for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {download_control.RULED}", (1,))]
    assert any("COVERING INDEX ix_recordings_held (held=?)" in step for step in steps), steps
