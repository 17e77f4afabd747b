"""What of the trash, of catch-up and of the ledger is still there after an inbox was damaged and made anew."""

import contextlib

import pytest
from storage.recovery.damage import overwrite

from inbox.domain.delivery import Delivery
from inbox.domain.events import understand
from inbox.domain.times import now
from inbox.storage.data_folder import DataFolder
from inbox.storage.journal.intake_store import commit_deliveries
from inbox.storage.opening import open_inbox

MOMENT = 1_790_000_000_000_000
ROWS = {
    "trash": (1, "1-0123456789abcdef.wav", 44, "0" * 64, "wav", 1.5, "older than 90 days", MOMENT, "Cut short at Bandwidth."),
    "catch_up_runs": (7, "start", "1", MOMENT, MOMENT + 9, MOMENT + 3, None, MOMENT, None, 12, 30, 4, 1, None),
    "intake_spans": (3, MOMENT, MOMENT + 9, None, "asleep"),
    "gap_findings": (3, 5, 4, MOMENT, 0),
}
EVENT = b'{"eventType":"conferenceRecordingAvailable","recordingId":"r-1","accountId":"1","conferenceId":"c","status":"complete"}'


@pytest.mark.expects_log
def test_trash_catch_up_and_ledger_outlive_damage(folder: DataFolder) -> None:
    with contextlib.closing(open_inbox(folder)) as database:
        one = Delivery(now(), "POST", "/", (), EVENT, "127.0.0.1:1")
        commit_deliveries(database, [(one, understand(one))])
        with database.writing() as connection:
            for table, row in ROWS.items():
                connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
            connection.exec_driver_sql("UPDATE recordings SET held = 'paused', metadata_at = ?", (MOMENT,))
    overwrite(folder.database, 0, 4096)
    with contextlib.closing(open_inbox(folder)) as database, database.reading() as connection:
        for table, row in ROWS.items():
            assert tuple(connection.exec_driver_sql(f"SELECT * FROM {table}").one()) == row, table
        assert tuple(connection.exec_driver_sql("SELECT held, metadata_at FROM recordings").one()) == ("paused", MOMENT)
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
