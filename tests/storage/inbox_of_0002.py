"""An inbox of the second schema (0002), as version 0.2.0 left it: brought up from the first, with what came since."""

import contextlib
import sqlite3

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from storage.old_inbox import MOMENT, make_old_inbox

from inbox.domain.statuses import DownloadStatus, Verification
from inbox.storage.data_folder import DataFolder
from inbox.storage.migration import MIGRATIONS

SOON = MOMENT + 60_000_000
KINDS = tuple(
    (download, verification, is_asked)
    for download in (DownloadStatus.WAITING, DownloadStatus.DOWNLOADING, DownloadStatus.FAILED, DownloadStatus.DOWNLOADED)
    for verification in Verification
    for is_asked in (False, True)
)
"""Of each there is a call's recording."""
_CALL = """INSERT INTO recordings (account_id, conference_id, recording_id, call_id, from_number, to_number, direction, title_key,
    status, status_kind, download_status, review_status, first_seen_at, expires_at, media_name, media_bytes, media_sha256,
    media_format, media_seconds, deliveries, source, attempts, next_try_at, asked_at, claimed_by, claimed_until, verification,
    verify_tries, verify_next_at, verified_at)
    VALUES ('1', '', ?, 'c-1', '+1', '+2', 'inbound', '+1 +2', 'complete', 'complete', ?, 'new', ?, ?, ?, ?, ?, ?, ?, 0,
    'webhook', ?, ?, ?, ?, ?, ?, ?, ?, ?)"""


def make_inbox_of_0002(folder: DataFolder) -> int:
    """Makes it; gives the number of its recordings."""
    number = make_old_inbox(folder)
    engine = create_engine(f"sqlite:///{folder.database}")
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(MIGRATIONS))
        command.upgrade(config, "0002")
    engine.dispose()
    with contextlib.closing(sqlite3.connect(folder.database)) as connection:
        for download, verification, is_asked in KINDS:
            number += 1
            _add_call(connection, number, download, verification, is_asked)
        connection.execute("DELETE FROM recording_counts")
        connection.execute(
            "INSERT INTO recording_counts SELECT status_kind, download_status, review_status, count(*) FROM recordings "
            "GROUP BY 1, 2, 3"
        )
        connection.execute("INSERT INTO incidents VALUES (1, ?, 'The file was damaged.', NULL)", (MOMENT,))
        connection.execute("INSERT INTO knocks VALUES ('path', '1.2.3.4', '', '/x', ?, ?, 3)", (MOMENT, MOMENT))
        connection.commit()
    return number


def _add_call(
    connection: sqlite3.Connection, number: int, download: DownloadStatus, verification: Verification, is_asked: bool
) -> None:
    is_here = download is DownloadStatus.DOWNLOADED
    media = (f"{number}-{number:016x}.wav", 44, "0" * 64, "wav", 1.5) if is_here else (None,) * 5
    failed, running = download is DownloadStatus.FAILED, download is DownloadStatus.DOWNLOADING
    is_proven = verification is not Verification.UNVERIFIED
    connection.execute(
        _CALL,
        (f"call-{number}", download.value, MOMENT, SOON + number, *media, int(failed), SOON if failed else None,
         MOMENT if is_asked else None, "another" if running else None, SOON if running else None, verification.value,
         int(is_proven), None if is_proven else 0, MOMENT if is_proven else None),
    )  # fmt: skip
