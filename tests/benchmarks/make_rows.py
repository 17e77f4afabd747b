"""Filling an inbox with many realistic recordings, for benchmarks: the same rows for the same count, on any machine."""

import contextlib
import random
import sqlite3
from collections.abc import Iterator
from datetime import timedelta

from inbox.domain.times import now, to_microseconds
from inbox.storage.database import Database
from inbox.storage.storable_text import title_key

_NAMES = (
    "Stand-up",
    "Support",
    "Sales call",
    "Board meeting",
    "Zoë’s review",
    "Incident",
    "Interview",
    "Planning",
    "All hands",
    "Demo",
)
_COLUMNS = (
    "id", "account_id", "conference_id", "recording_id", "name", "tag", "title_key", "status", "status_kind", "download_status",
    "review_status", "started_at", "ended_at", "event_time", "first_seen_at", "expires_at", "duration_seconds", "file_format",
    "channels", "media_url", "deliveries", "source", "error", "attempts", "next_try_at",
)  # fmt: skip
_INSERT = f"INSERT INTO recordings ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
_ASIDE = (
    "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = 'recordings' AND type IN ('index', 'trigger') AND sql IS NOT NULL"
)
_COUNT = (
    "INSERT INTO recording_counts SELECT status_kind, download_status, review_status, count(*) FROM recordings GROUP BY 1, 2, 3"
)
_MINUTE = 60_000_000


def fill(database: Database, count: int) -> None:
    """Insert ``count`` recordings, the newest last, spread over the last 40 days; most are complete, few partial or in error.

    Indexes, counts and the search index are set aside meanwhile and made anew at the end: at a million rows that is several
    times as fast as keeping them up.
    """
    random_source = random.Random(count)
    with contextlib.closing(sqlite3.connect(_path(database), isolation_level=None, timeout=30)) as connection:
        for pragma in ("synchronous = OFF", "cache_size = -400000", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN IMMEDIATE")
        aside = connection.execute(_ASIDE).fetchall()
        for kind, name, _ in aside:
            connection.execute(f"DROP {kind} {name}")
        (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM recordings").fetchone()
        connection.executemany(_INSERT, _rows(random_source, last + 1, count))
        connection.execute("DELETE FROM recording_counts")
        connection.execute(_COUNT)
        for _, _, sql in aside:
            connection.execute(sql)
        connection.execute("INSERT INTO recordings_fts(recordings_fts) VALUES ('rebuild')")
        connection.execute("UPDATE search_progress SET indexed_row = (SELECT coalesce(max(id), 0) FROM recordings)")
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _path(database: Database) -> str:
    with database.reading() as connection:
        return str(connection.exec_driver_sql("SELECT file FROM pragma_database_list WHERE name = 'main'").scalar_one())


def _rows(random_source: random.Random, first_id: int, count: int) -> Iterator[tuple[object, ...]]:
    today = to_microseconds(now()) or 0
    span = 40 * 24 * 60 * _MINUTE
    for row in range(first_id, first_id + count):
        seen = today - span + span * (row - first_id) // count
        ended = seen - random_source.randrange(5, 300) * 1_000_000
        seconds = round(random_source.lognormvariate(6, 1.2), 3)
        started = ended - int(seconds * 1_000_000)
        status = random_source.choices(("complete", "partial", "error", "processing"), (960, 30, 8, 2))[0]
        name = f"{random_source.choice(_NAMES)} {random_source.randrange(5000)}" if random_source.random() < 0.9 else None
        conference, recording = f"conf-{_hex(random_source)}", f"r-{_hex(random_source)}"
        expires = ended + int(timedelta(days=30) / timedelta(microseconds=1))
        download = _download_status(random_source, status, is_expired=expires < today)
        yield (
            row, "55555555", conference, recording, name, random_source.choice((None, None, "team-a", "kunde 4711")),
            title_key(name or conference), status, status, download,
            random_source.choices(("new", "reviewed", "flagged"), (60, 935, 5))[0], started, ended, ended, seen, expires, seconds,
            random_source.choice(("wav", "mp3")), 1, f"https://voice.bandwidth.com/{recording}/media",
            1 if random_source.random() < 0.98 else 2, "webhook",
            "The media is not there (404)." if download in ("failed", "given_up") else None, 0,
            today + _MINUTE if download == "failed" else None,
        )  # fmt: skip


def _download_status(random_source: random.Random, status: str, *, is_expired: bool) -> str:
    if status == "error":
        return "given_up"
    if is_expired:
        return "expired"
    return random_source.choices(("waiting", "failed", "given_up"), (990, 5, 5))[0]


def _hex(random_source: random.Random) -> str:
    digits = f"{random_source.getrandbits(160):040x}"
    return f"{digits[:8]}-{digits[8:16]}-{digits[16:20]}-{digits[20:24]}-{digits[24:28]}-{digits[28:40]}"
