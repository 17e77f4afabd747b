"""The tables, as they are today. How an older database gets here is told by `migrations`.

Times are integers: microseconds since 1970-01-01 UTC. What only SQLite has (full-text search, triggers) is in `sqlite_parts`.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from inbox.storage.schema_of_catch_up import catch_up_runs, conferences_listed, gap_findings, intake_spans, metadata
from inbox.storage.schema_of_review import (
    heard_spans,
    history,
    listening,
    notes,
    recording_stars,
    recording_tags,
    review_answers,
    review_batches,
    sound_maps,
)

__all__ = [
    "catch_up_runs",
    "conferences_listed",
    "deliveries",
    "first_seen",
    "gap_findings",
    "heard_spans",
    "history",
    "incidents",
    "intake_spans",
    "journal_size",
    "knocks",
    "listening",
    "metadata",
    "notes",
    "part_files",
    "peaks",
    "recording_counts",
    "recording_stars",
    "recording_tags",
    "recordings",
    "review_answers",
    "review_batches",
    "sound_maps",
    "trash",
]

_ROW_ID = BigInteger().with_variant(Integer(), "sqlite")

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", _ROW_ID, primary_key=True),
    Column("received_at", BigInteger, nullable=False),
    Column("method", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("headers", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("peer", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("event_type", Text),
    Column("recording_row", _ROW_ID, ForeignKey("recordings.id", ondelete="SET NULL")),
    Column("answer_microseconds", BigInteger),
    sqlite_autoincrement=True,
)

recordings = Table(
    "recordings",
    metadata,
    Column("id", _ROW_ID, primary_key=True),
    Column("account_id", Text, nullable=False),
    Column("conference_id", Text, nullable=False),
    Column("recording_id", Text, nullable=False),
    Column("name", Text),
    Column("tag", Text),
    Column("title_key", Text, nullable=False),
    Column("status", Text),
    Column("status_kind", Text, nullable=False),
    Column("download_status", Text, nullable=False),
    Column("review_status", Text, nullable=False),
    Column("started_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("event_time", BigInteger),
    Column("first_seen_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("duration_seconds", Float),
    Column("file_format", Text),
    Column("channels", Integer),
    Column("media_url", Text),
    Column("other_properties", Text),
    Column("media_name", Text),
    Column("media_bytes", BigInteger),
    Column("media_sha256", Text),
    Column("media_format", Text),
    Column("media_seconds", Float),
    Column("deliveries", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("error", Text),
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", BigInteger),
    Column("asked_at", BigInteger),
    Column("claimed_by", Text),
    Column("claimed_until", BigInteger),
    Column("call_id", Text, nullable=False, server_default=""),
    Column("from_number", Text),
    Column("to_number", Text),
    Column("direction", Text),
    Column("verification", Text, nullable=False, server_default="unverified"),
    Column("verification_note", Text),
    Column("verified_at", BigInteger),
    Column("verify_tries", Integer, nullable=False, server_default="0"),
    Column("verify_next_at", BigInteger),
    Column("bandwidth_metadata", Text),
    Column("held", Text),
    Column("metadata_at", BigInteger),
    Column("event_counts_at", BigInteger),
    Column("doubt", Text),
    # recording_id leads, so that the key also finds a recording by that id alone
    UniqueConstraint("recording_id", "conference_id", "account_id", name="uq_recordings_key"),
    sqlite_autoincrement=True,
)

peaks = Table(
    "peaks",
    metadata,
    Column("recording_row", _ROW_ID, ForeignKey("recordings.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("levels", LargeBinary, nullable=False),
    Column("bins_per_second", Integer, nullable=False),
    Column("duration_seconds", Float, nullable=False),
)

recording_counts = Table(
    "recording_counts",
    metadata,
    Column("status_kind", Text, primary_key=True),
    Column("download_status", Text, primary_key=True),
    Column("review_status", Text, primary_key=True),
    Column("recordings", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""How many recordings have each combination of statuses; kept by triggers, so that no count grows with the inbox."""


journal_size = Table(
    "journal_size",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("deliveries", BigInteger, nullable=False),
    Column("body_bytes", BigInteger, nullable=False),
)
"""One row: how much the journal holds, kept with every write to it, so that no sum grows with the inbox."""

first_seen = Table(
    "first_seen",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("event_type", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("example", Text, nullable=False),
    Column("first_at", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Column("count", BigInteger, nullable=False),
    Column("delivery_id", BigInteger),
    sqlite_with_rowid=False,
)
"""What events held that Bandwidth's documentation does not have (`inbox.domain.novelty`)."""

knocks = Table(
    "knocks",
    metadata,
    Column("reason", Text, primary_key=True),
    Column("peer", Text, primary_key=True),
    Column("forwarded_for", Text, primary_key=True),
    Column("path", Text, nullable=False),
    Column("first_at", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Column("count", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""Requests that were turned away at the door, those alike as one row."""

incidents = Table(
    "incidents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("sentence", Text, nullable=False),
    Column("read_at", BigInteger),
)
"""What the person must be told of the inbox itself, until they have read it."""

part_files = Table(
    "part_files",
    metadata,
    Column("recording_row", _ROW_ID, ForeignKey("recordings.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("synced_bytes", BigInteger, nullable=False),
    Column("total_bytes", BigInteger),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("sha256", Text),
    Column("updated_at", BigInteger, nullable=False),
)
"""How much of a part of a file is on the disk for sure, and of which file at Bandwidth it is."""

trash = Table(
    "trash",
    metadata,
    Column("recording_row", _ROW_ID, ForeignKey("recordings.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("media_name", Text, nullable=False),
    Column("media_bytes", BigInteger, nullable=False),
    Column("media_sha256", Text, nullable=False),
    Column("media_format", Text, nullable=False),
    Column("media_seconds", Float),
    Column("reason", Text, nullable=False),
    Column("trashed_at", BigInteger, nullable=False),
    Column("remark", Text),
)
"""Downloaded files that were moved away, by a rule or by the person, and can be brought back."""


def _partial(name: str, condition: str, *columns: ColumnElement[Any]) -> Index:
    return Index(name, *columns, sqlite_where=text(condition), postgresql_where=text(condition))


_columns = recordings.c
Index("ix_recordings_status", _columns.status_kind, _columns.id)
Index("ix_recordings_review", _columns.review_status, _columns.id)
Index("ix_recordings_download", _columns.download_status, _columns.id)
Index("ix_recordings_verification", _columns.verification, _columns.id)
Index("ix_recordings_title", _columns.title_key, _columns.id)
Index("ix_recordings_started", _columns.started_at, _columns.id)
Index("ix_recordings_length", _columns.duration_seconds, _columns.id)
Index("ix_recordings_expires", _columns.expires_at, _columns.id)
# what stands in a condition stands in the index as well: without it SQLite reads the rows themselves (MEASURED)
_partial(
    "ix_recordings_without_media",
    "download_status NOT IN ('downloaded', 'removed')",
    _columns.expires_at,
    _columns.download_status,
)
# what is held back, by the person or by a rule, stands in no index of the queue
_partial(
    "ix_recordings_asked",
    "download_status = 'waiting' AND asked_at IS NOT NULL AND held IS NULL",
    _columns.asked_at,
    _columns.expires_at,
)
# what waits by itself is downloaded after Bandwidth was asked about it once: until then it stands in no index of the queue
_partial(
    "ix_recordings_waiting",
    "download_status = 'waiting' AND asked_at IS NULL AND verify_tries > 0 AND held IS NULL",
    _columns.expires_at,
)
_partial("ix_recordings_to_verify", "verify_next_at IS NOT NULL", _columns.verify_next_at)
_partial("ix_recordings_doubt", "doubt IS NOT NULL", _columns.doubt, _columns.id)
_partial("ix_recordings_calls", "call_id <> ''", _columns.id, _columns.call_id)
_partial(
    "ix_recordings_retries",
    "download_status = 'failed' AND held IS NULL",
    _columns.next_try_at,
    _columns.asked_at,
    _columns.expires_at,
    _columns.download_status,
    _columns.held,
)
_partial("ix_recordings_held", "held IS NOT NULL", _columns.held, _columns.id)
# what the person cancelled counts as no error, and is told apart without a look at all that failed
_partial(
    "ix_recordings_cancelled",
    "download_status = 'given_up' AND held = 'paused' AND verification <> 'refuted'",
    _columns.status_kind,
    _columns.download_status,
    _columns.held,
    _columns.verification,
)
_partial(
    "ix_recordings_media", "download_status = 'downloaded'", _columns.review_status, _columns.first_seen_at, _columns.media_bytes
)
# what the journal's retention looks through; a recording's first delivery, the usual one, costs nothing here
_partial("ix_deliveries_others", "outcome <> 'recording'", deliveries.c.outcome, deliveries.c.received_at)
_partial("ix_deliveries_recording", "recording_row IS NOT NULL", deliveries.c.recording_row, deliveries.c.id)
# what is not the usual case, so that the list of the rejected ones needs no walk through a million others
_partial("ix_deliveries_outcome", "outcome <> 'recording'", deliveries.c.outcome, deliveries.c.id)
