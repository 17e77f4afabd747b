"""Inboxes of the third version, brought up to date."""

import contextlib

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from storage.inbox_of_0002 import make_inbox_of_0002

from inbox.domain.query import parse_query
from inbox.domain.statuses import RecordingStatus
from inbox.storage.data_folder import DataFolder
from inbox.storage.listing.recordings import Recordings
from inbox.storage.migration import MIGRATIONS
from inbox.storage.opening import open_inbox


def test_what_was_cancelled_before_is_told_from_errors_after_the_migration(folder: DataFolder) -> None:
    make_inbox_of_0002(folder)
    engine = create_engine(f"sqlite:///{folder.database}")
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(MIGRATIONS))
        command.upgrade(config, "0003")
        waiting = "SELECT id FROM recordings WHERE download_status = 'waiting' AND verification <> 'refuted'"
        connection.exec_driver_sql(
            f"UPDATE recordings SET download_status = 'given_up', held = iif(id % 2, 'paused', NULL) WHERE id IN ({waiting})"
        )
        gone = "download_status = 'given_up' AND verification <> 'refuted' AND held"
        ended = connection.exec_driver_sql(f"SELECT count(*) FROM recordings WHERE {gone} = 'paused'").scalar_one()
        failed = connection.exec_driver_sql(f"SELECT count(*) FROM recordings WHERE {gone} IS NULL").scalar_one()
    engine.dispose()
    assert ended
    assert failed
    with contextlib.closing(open_inbox(folder)) as database:
        assert database.check() is None
        recordings = Recordings(database)
        rows = recordings.rows(list(range(1, 1_000)))
        assert sum(recording.is_cancelled for recording in rows.values()) == ended
        with database.reading() as connection:
            of_errors = "status_kind = 'error' OR download_status IN ('failed', 'given_up', 'expired')"
            told = connection.exec_driver_sql(f"SELECT count(*) FROM recordings WHERE {of_errors}").scalar_one()
        of_bandwidth = sum(each.is_cancelled and each.recording_status is RecordingStatus.ERROR for each in rows.values())
        assert len(recordings.ids(parse_query("is:error"))) == told - ended + of_bandwidth
        assert recordings.folder_counts().errors == len(recordings.ids(parse_query("is:error is:open")))
