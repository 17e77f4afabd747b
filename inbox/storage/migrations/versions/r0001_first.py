"""The first schema: delivery journal, recordings, peaks, counts, search."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_FAILED = "download_status = 'failed'"
_SEARCHED = "name, tag, conference_id, recording_id, account_id"
_OLD = "old.name, old.tag, old.conference_id, old.recording_id, old.account_id"
_NEW = "new.name, new.tag, new.conference_id, new.recording_id, new.account_id"

_SQLITE_ONLY = (
    "CREATE INDEX ix_recordings_arrival ON recordings (id)",
    f"""CREATE VIRTUAL TABLE recordings_fts USING fts5(
    {_SEARCHED}, content='recordings', content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='1 2',
    columnsize=0)""",
    f"""CREATE TRIGGER recordings_renamed AFTER UPDATE OF {_SEARCHED} ON recordings
    WHEN ({_OLD}) IS NOT ({_NEW}) BEGIN
    INSERT INTO recordings_fts(recordings_fts, rowid, {_SEARCHED}) VALUES ('delete', old.id, {_OLD});
    INSERT INTO recordings_fts(rowid, {_SEARCHED}) VALUES (new.id, {_NEW}); END""",
    f"""CREATE TRIGGER recordings_lost AFTER DELETE ON recordings BEGIN
    INSERT INTO recordings_fts(recordings_fts, rowid, {_SEARCHED}) VALUES ('delete', old.id, {_OLD}); END""",
    """CREATE TRIGGER recordings_recounted AFTER UPDATE OF status_kind, download_status, review_status ON recordings
    WHEN (old.status_kind, old.download_status, old.review_status)
    IS NOT (new.status_kind, new.download_status, new.review_status) BEGIN
    UPDATE recording_counts SET recordings = recordings - 1 WHERE status_kind = old.status_kind
    AND download_status = old.download_status AND review_status = old.review_status;
    INSERT INTO recording_counts VALUES (new.status_kind, new.download_status, new.review_status, 1)
    ON CONFLICT DO UPDATE SET recordings = recordings + 1; END""",
    """CREATE TRIGGER recordings_uncounted AFTER DELETE ON recordings BEGIN
    UPDATE recording_counts SET recordings = recordings - 1 WHERE status_kind = old.status_kind
    AND download_status = old.download_status AND review_status = old.review_status; END""",
)


def upgrade() -> None:
    """From nothing."""
    _create_recordings()
    op.create_table(
        "deliveries",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("method", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("headers", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("peer", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("event_type", sa.Text),
        sa.Column("recording_row", _ROW_ID, sa.ForeignKey("recordings.id", ondelete="SET NULL")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "peaks",
        sa.Column(
            "recording_row", _ROW_ID, sa.ForeignKey("recordings.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
        ),
        sa.Column("levels", sa.LargeBinary, nullable=False),
        sa.Column("bins_per_second", sa.Integer, nullable=False),
        sa.Column("duration_seconds", sa.Float, nullable=False),
    )
    op.create_table(
        "recording_counts",
        sa.Column("status_kind", sa.Text, primary_key=True),
        sa.Column("download_status", sa.Text, primary_key=True),
        sa.Column("review_status", sa.Text, primary_key=True),
        sa.Column("recordings", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    _create_indexes()
    if op.get_bind().dialect.name == "sqlite":
        for statement in _SQLITE_ONLY:
            op.get_bind().exec_driver_sql(statement)


def _create_recordings() -> None:
    op.create_table(
        "recordings",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("conference_id", sa.Text, nullable=False),
        sa.Column("recording_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("tag", sa.Text),
        sa.Column("title_key", sa.Text, nullable=False),
        sa.Column("status", sa.Text),
        sa.Column("status_kind", sa.Text, nullable=False),
        sa.Column("download_status", sa.Text, nullable=False),
        sa.Column("review_status", sa.Text, nullable=False),
        sa.Column("started_at", sa.BigInteger),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("event_time", sa.BigInteger),
        sa.Column("first_seen_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("duration_seconds", sa.Float),
        sa.Column("file_format", sa.Text),
        sa.Column("channels", sa.Integer),
        sa.Column("media_url", sa.Text),
        sa.Column("other_properties", sa.Text),
        sa.Column("media_name", sa.Text),
        sa.Column("media_bytes", sa.BigInteger),
        sa.Column("media_sha256", sa.Text),
        sa.Column("media_format", sa.Text),
        sa.Column("media_seconds", sa.Float),
        sa.Column("deliveries", sa.Integer, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_try_at", sa.BigInteger),
        sa.Column("asked_at", sa.BigInteger),
        sa.Column("claimed_by", sa.Text),
        sa.Column("claimed_until", sa.BigInteger),
        sa.UniqueConstraint("recording_id", "conference_id", "account_id", name="uq_recordings_key"),
        sqlite_autoincrement=True,
    )


def _create_indexes() -> None:
    for name, column in (
        ("status", "status_kind"),
        ("review", "review_status"),
        ("download", "download_status"),
        ("title", "title_key"),
        ("started", "started_at"),
        ("length", "duration_seconds"),
        ("expires", "expires_at"),
    ):
        op.create_index(f"ix_recordings_{name}", "recordings", [column, "id"])
    for name, table, columns, condition in (
        ("ix_recordings_without_media", "recordings", ["expires_at", "download_status"], "download_status <> 'downloaded'"),
        ("ix_recordings_waiting", "recordings", ["asked_at", "expires_at"], "download_status = 'waiting'"),
        ("ix_recordings_retries", "recordings", ["next_try_at", "asked_at", "expires_at", "download_status"], _FAILED),
        ("ix_deliveries_recording", "deliveries", ["recording_row", "id"], "recording_row IS NOT NULL"),
    ):
        op.create_index(name, table, columns, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))
