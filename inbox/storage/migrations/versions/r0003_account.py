"""Held and resumed downloads, the trash, rounds of catch-up, and the ledger of when events could be taken."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ONLY_ON_SQLITE = (
    """CREATE TRIGGER recordings_reruled AFTER UPDATE OF name, tag, verification ON recordings
    WHEN old.held = 'rule' AND (old.name, old.tag, old.verification) IS NOT (new.name, new.tag, new.verification) BEGIN
    UPDATE recordings SET held = NULL WHERE id = new.id; END""",
)


def upgrade() -> None:
    """From 0002."""
    op.add_column("recordings", sa.Column("held", sa.Text))
    op.add_column("recordings", sa.Column("metadata_at", sa.BigInteger))
    _create_tables_of_media()
    _create_tables_of_catch_up()
    _create_indexes()
    if op.get_bind().dialect.name == "sqlite":
        for statement in _ONLY_ON_SQLITE:
            op.get_bind().exec_driver_sql(statement)


def _of_recording() -> sa.Column[int]:
    key = sa.ForeignKey("recordings.id", ondelete="CASCADE")
    return sa.Column("recording_row", _ROW_ID, key, primary_key=True, autoincrement=False)


def _create_tables_of_media() -> None:
    op.create_table(
        "part_files",
        _of_recording(),
        sa.Column("synced_bytes", sa.BigInteger, nullable=False),
        sa.Column("total_bytes", sa.BigInteger),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("sha256", sa.Text),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "trash",
        _of_recording(),
        sa.Column("media_name", sa.Text, nullable=False),
        sa.Column("media_bytes", sa.BigInteger, nullable=False),
        sa.Column("media_sha256", sa.Text, nullable=False),
        sa.Column("media_format", sa.Text, nullable=False),
        sa.Column("media_seconds", sa.Float),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("trashed_at", sa.BigInteger, nullable=False),
    )


def _create_tables_of_catch_up() -> None:
    op.create_table(
        "conferences_listed",
        sa.Column("account_id", sa.Text, primary_key=True),
        sa.Column("conference_id", sa.Text, primary_key=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("completed_at", sa.BigInteger),
        sa.Column("listed_at", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "catch_up_runs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.Column("covered_until", sa.BigInteger),
        sa.Column("calls_covered_until", sa.BigInteger),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("finished_at", sa.BigInteger),
        sa.Column("conferences", sa.BigInteger, nullable=False),
        sa.Column("listed", sa.BigInteger, nullable=False),
        sa.Column("added", sa.BigInteger, nullable=False),
        sa.Column("changed", sa.BigInteger, nullable=False),
        sa.Column("problem", sa.Text),
    )
    op.create_table(
        "intake_spans",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("began_at", sa.BigInteger, nullable=False),
        sa.Column("until_at", sa.BigInteger, nullable=False),
        sa.Column("public_until_at", sa.BigInteger),
        sa.Column("ended_by", sa.Text, nullable=False),
    )
    span = sa.ForeignKey("intake_spans.id", ondelete="CASCADE")
    op.create_table(
        "gap_findings",
        sa.Column("span_id", sa.Integer, span, primary_key=True, autoincrement=False),
        sa.Column("in_it", sa.BigInteger, nullable=False),
        sa.Column("recovered", sa.BigInteger, nullable=False),
        sa.Column("looked_at", sa.BigInteger, nullable=False),
        sa.Column("is_final", sa.Integer, nullable=False),
    )


def _create_indexes() -> None:
    for name in ("asked", "waiting", "retries", "without_media"):
        op.drop_index(f"ix_recordings_{name}", "recordings")
    for name, columns, condition in (
        ("asked", ["asked_at", "expires_at"], "download_status = 'waiting' AND asked_at IS NOT NULL AND held IS NULL"),
        ("waiting", ["expires_at"], "download_status = 'waiting' AND asked_at IS NULL AND verify_tries > 0 AND held IS NULL"),
        (
            "retries",
            ["next_try_at", "asked_at", "expires_at", "download_status", "held"],
            "download_status = 'failed' AND held IS NULL",
        ),
        ("held", ["held", "id"], "held IS NOT NULL"),
        ("without_media", ["expires_at", "download_status"], "download_status NOT IN ('downloaded', 'removed')"),
        ("media", ["review_status", "first_seen_at", "media_bytes"], "download_status = 'downloaded'"),
    ):
        where = sa.text(condition)
        op.create_index(f"ix_recordings_{name}", "recordings", columns, sqlite_where=where, postgresql_where=where)
