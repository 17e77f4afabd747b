"""An inbox of the first schema (0001) with rows of every status, as version 0.1.0 left it on people's disks."""

import contextlib
import json
import sqlite3

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from inbox.domain.statuses import DownloadStatus, ReviewStatus
from inbox.storage.data_folder import DataFolder
from inbox.storage.file_header import APPLICATION_ID
from inbox.storage.migration import MIGRATIONS

MOMENT = 1_790_000_000_000_000
TIME = "2026-09-21T14:13:20Z"
DOWNLOADS = tuple(status for status in DownloadStatus if status is not DownloadStatus.REMOVED)
"""What the first version knew."""
STATUSES = ("complete", "partial", "error", "processing", "deleted", "completed", "Strange", None)

_RECORDING = """INSERT INTO recordings (account_id, conference_id, recording_id, name, tag, title_key, status, status_kind,
    download_status, review_status, started_at, event_time, first_seen_at, expires_at, media_url, media_name, media_bytes,
    media_sha256, media_format, media_seconds, deliveries, source, error, attempts, next_try_at, asked_at)
    VALUES ('1', 'conf-1', ?, ?, 'tag', ?, ?, ?, ?, ?, ?, ?, ?, ?, 'https://x', ?, ?, ?, ?, ?, 1, 'webhook', ?, ?, ?, ?)"""
_DELIVERY = """INSERT INTO deliveries (received_at, method, target, headers, body, peer, outcome, reason, event_type,
    recording_row) VALUES (?, 'POST', '/', '[["Content-Type","application/json"]]', ?, '127.0.0.1:1', ?, ?, ?, ?)"""
_COUNT = """INSERT INTO recording_counts SELECT status_kind, download_status, review_status, count(*) FROM recordings
    GROUP BY 1, 2, 3"""
_INDEX = """INSERT INTO recordings_fts(rowid, name, tag, conference_id, recording_id, account_id)
    SELECT id, name, tag, conference_id, recording_id, account_id FROM recordings"""


def make_old_inbox(folder: DataFolder, body_bytes: int = 0) -> int:
    """Makes it; gives the number of its recordings. ``body_bytes`` is how much each body holds beside its properties."""
    folder.prepare()
    engine = create_engine(f"sqlite:///{folder.database}")
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(MIGRATIONS))
        command.upgrade(config, "0001")
    engine.dispose()
    with contextlib.closing(sqlite3.connect(folder.database)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        number = 0
        for download in DOWNLOADS:
            for review in ReviewStatus:
                for status in STATUSES:
                    number += 1
                    _add_recording(connection, number, download, review, status, "x" * body_bytes)
        _add_others(connection)
        connection.execute(_COUNT)
        connection.execute(_INDEX)
        connection.execute("INSERT INTO peaks VALUES (1, x'0102', 20, 0.1)")
        connection.commit()
    folder.database.chmod(0o600)
    return number


def _add_recording(
    connection: sqlite3.Connection, number: int, download: DownloadStatus, review: ReviewStatus, status: str | None, filling: str
) -> None:
    kind = {"completed": "complete", "Strange": "unknown", None: "unknown"}.get(status, status)
    is_downloaded = download is DownloadStatus.DOWNLOADED
    media = (f"{number}-{number:016x}.wav", 44, "0" * 64, "wav", 1.5) if is_downloaded else (None,) * 5
    failed = download is DownloadStatus.FAILED
    connection.execute(
        _RECORDING,
        (f"r-{number}", f"Sitzung Ä {number}", f"sitzung a {number}", status, kind, download.value, review.value, MOMENT, MOMENT,
         MOMENT + number, MOMENT + 30 * 86_400_000_000, *media, "Why." if failed else None, int(failed) * 3,
         MOMENT if failed else None, MOMENT if download is DownloadStatus.WAITING and number % 2 else None),
    )  # fmt: skip
    event = {"eventType": "conferenceRecordingAvailable", "accountId": "1", "conferenceId": "conf-1",
             "recordingId": f"r-{number}", "name": f"Sitzung Ä {number}", "tag": "tag", "status": status, "eventTime": TIME,
             "startTime": TIME, "mediaUrl": "https://x"}  # fmt: skip
    body = json.dumps({name: value for name, value in event.items() if value is not None} | ({"x": filling} if filling else {}))
    connection.execute(_DELIVERY, (MOMENT + number, body.encode(), "recording", "", event["eventType"], number))


def _add_others(connection: sqlite3.Connection) -> None:
    """What the first version made no recording of: a call's recording, an event of a conference's life, no JSON at all."""
    call = b'{"eventType":"recordingAvailable","accountId":"1","callId":"c-1","recordingId":"r-call","from":"+1","to":"+2"}'
    for body, outcome, event_type in (
        (call, "ignored", "recordingAvailable"),
        (b'{"eventType":"conferenceCreated"}', "ignored", "conferenceCreated"),
        (b"\xff\x00 no json", "rejected", None),
    ):
        connection.execute(_DELIVERY, (MOMENT, body, outcome, "A reason.", event_type, None))
