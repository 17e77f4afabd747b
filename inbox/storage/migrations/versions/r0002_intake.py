"""Calls, verification, answers' durations, knocks, what was first seen, incidents; search that may lag behind the list."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"
branch_labels = None
depends_on = None

_SEARCHED = "name, tag, conference_id, recording_id, account_id, call_id, from_number, to_number"
_OLD = ", ".join(f"old.{name}" for name in _SEARCHED.split(", "))
_NEW = ", ".join(f"new.{name}" for name in _SEARCHED.split(", "))

_SEARCH_ON_SQLITE = (
    "DROP TRIGGER recordings_renamed",
    "DROP TRIGGER recordings_lost",
    "DROP TABLE recordings_fts",
    "CREATE TABLE search_progress (id INTEGER PRIMARY KEY CHECK (id = 1), indexed_row INTEGER NOT NULL)",
    "INSERT INTO search_progress SELECT 1, coalesce(max(id), 0) FROM recordings",
    f"""CREATE VIRTUAL TABLE recordings_fts USING fts5(
    {_SEARCHED}, content='recordings', content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='1 2',
    columnsize=0)""",
    "INSERT INTO recordings_fts(recordings_fts) VALUES ('rebuild')",
    f"""CREATE TRIGGER recordings_renamed AFTER UPDATE OF {_SEARCHED} ON recordings
    WHEN ({_OLD}) IS NOT ({_NEW}) AND old.id <= (SELECT indexed_row FROM search_progress) BEGIN
    INSERT INTO recordings_fts(recordings_fts, rowid, {_SEARCHED}) VALUES ('delete', old.id, {_OLD});
    INSERT INTO recordings_fts(rowid, {_SEARCHED}) VALUES (new.id, {_NEW}); END""",
    f"""CREATE TRIGGER recordings_lost AFTER DELETE ON recordings
    WHEN old.id <= (SELECT indexed_row FROM search_progress) BEGIN
    INSERT INTO recordings_fts(recordings_fts, rowid, {_SEARCHED}) VALUES ('delete', old.id, {_OLD}); END""",
)


def upgrade() -> None:
    """From 0001."""
    _add_columns()
    _create_tables()
    _create_indexes()
    op.execute("UPDATE recordings SET verify_next_at = 0")
    op.execute("INSERT INTO journal_size SELECT 1, count(*), coalesce(sum(length(body)), 0) FROM deliveries")
    if op.get_bind().dialect.name == "sqlite":
        for statement in _SEARCH_ON_SQLITE:
            op.get_bind().exec_driver_sql(statement)


def _add_columns() -> None:
    op.add_column("deliveries", sa.Column("answer_microseconds", sa.BigInteger))
    for column in (
        sa.Column("call_id", sa.Text, nullable=False, server_default=""),
        sa.Column("from_number", sa.Text),
        sa.Column("to_number", sa.Text),
        sa.Column("direction", sa.Text),
        sa.Column("verification", sa.Text, nullable=False, server_default="unverified"),
        sa.Column("verification_note", sa.Text),
        sa.Column("verified_at", sa.BigInteger),
        sa.Column("verify_tries", sa.Integer, nullable=False, server_default="0"),
        sa.Column("verify_next_at", sa.BigInteger),
        sa.Column("bandwidth_metadata", sa.Text),
    ):
        op.add_column("recordings", column)


def _create_tables() -> None:
    op.create_table(
        "journal_size",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("deliveries", sa.BigInteger, nullable=False),
        sa.Column("body_bytes", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "first_seen",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("event_type", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("example", sa.Text, nullable=False),
        sa.Column("first_at", sa.BigInteger, nullable=False),
        sa.Column("last_at", sa.BigInteger, nullable=False),
        sa.Column("count", sa.BigInteger, nullable=False),
        sa.Column("delivery_id", sa.BigInteger),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "knocks",
        sa.Column("reason", sa.Text, primary_key=True),
        sa.Column("peer", sa.Text, primary_key=True),
        sa.Column("forwarded_for", sa.Text, primary_key=True),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("first_at", sa.BigInteger, nullable=False),
        sa.Column("last_at", sa.BigInteger, nullable=False),
        sa.Column("count", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "incidents",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("sentence", sa.Text, nullable=False),
        sa.Column("read_at", sa.BigInteger),
    )


def _create_indexes() -> None:
    op.drop_index("ix_recordings_waiting", "recordings")
    others = sa.text("outcome <> 'recording'")
    op.create_index(
        "ix_deliveries_others", "deliveries", ["outcome", "received_at"], sqlite_where=others, postgresql_where=others
    )
    op.create_index("ix_recordings_verification", "recordings", ["verification", "id"])
    for name, columns, condition in (
        ("ix_recordings_asked", ["asked_at", "expires_at"], "download_status = 'waiting' AND asked_at IS NOT NULL"),
        ("ix_recordings_waiting", ["expires_at"], "download_status = 'waiting' AND asked_at IS NULL AND verify_tries > 0"),
        ("ix_recordings_to_verify", ["verify_next_at"], "verify_next_at IS NOT NULL"),
        ("ix_recordings_calls", ["id", "call_id"], "call_id <> ''"),
    ):
        op.create_index(name, "recordings", columns, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))
    unusual = sa.text("outcome <> 'recording'")
    op.create_index("ix_deliveries_outcome", "deliveries", ["outcome", "id"], sqlite_where=unusual, postgresql_where=unusual)
