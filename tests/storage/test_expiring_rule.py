"""One rule for what is about to be lost: folder, search, banner and doctor count the same, cheaply."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest
from storage.kept_media import write

from inbox.domain.expiring import is_expiring
from inbox.domain.query import parse_query
from inbox.domain.statuses import DownloadStatus
from inbox.domain.times import now, to_microseconds
from inbox.storage.database import Database
from inbox.storage.downloads.expiry import Expiry
from inbox.storage.journal.intake_store import Committed
from inbox.storage.listing.folder_counts import count_expiring
from inbox.storage.listing.query_terms import expiring
from inbox.storage.listing.recordings import Recordings

Deliver = Callable[..., Committed]
DAY = timedelta(days=1)


@pytest.fixture
def of_every_kind(database: Database, deliver: Deliver) -> Database:
    """A recording of each state of a download, held back or not, for several ends at Bandwidth."""
    kinds = list(product(DownloadStatus, (None, "paused", "rule"), (-1, 0.5, 2.5, 10)))
    for number, (status, held, days) in enumerate(kinds, start=1):
        deliver(recordingId=f"r-{number}")
        sql = "UPDATE recordings SET download_status = ?, held = ?, expires_at = ? WHERE id = ?"
        write(database, sql, status.value, held, to_microseconds(now() + days * DAY), number)
    return database


@pytest.mark.parametrize("days", [0, 1, 3, 30])
def test_folder_search_banner_and_doctor_count_the_same(of_every_kind: Database, days: int) -> None:
    recordings, expiry, moment = Recordings(of_every_kind, lambda: days), Expiry(of_every_kind), now()
    everything = recordings.rows(recordings.ids(parse_query("")))
    wanted = {row for row, recording in everything.items() if is_expiring(recording, days, moment)}
    assert set(recordings.ids(parse_query("is:expiring"))) == wanted
    assert set(expiry.undownloaded_within(days, moment)) == wanted
    assert recordings.folder_counts().expiring == expiry.count_within(days, moment) == len(wanted)
    assert len(wanted) == {0: 0, 1: 9, 3: 18, 30: 27}[days]


def test_the_setting_holds_at_once(of_every_kind: Database) -> None:
    days = [3]
    recordings = Recordings(of_every_kind, lambda: days[0])
    assert recordings.folder_counts().expiring == len(recordings.ids(parse_query("is:expiring"))) == 18
    days[0] = 30
    assert recordings.folder_counts().expiring == len(recordings.ids(parse_query("is:expiring"))) == 27


def test_counting_what_expires_reads_nothing_but_its_own_index(database: Database) -> None:
    soon = expiring(now(), 30)
    with database.reading() as connection:
        for sql in (f"SELECT count(*) FROM ({soon.finds})", f"{soon.finds} ORDER BY expires_at"):
            steps = [str(step[3]) for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", soon.parameters)]
            assert len(steps) == 1, steps
            assert "COVERING INDEX ix_recordings_without_media (expires_at>? AND expires_at<?)" in steps[0]
        assert count_expiring(connection, now(), 30) == 0
