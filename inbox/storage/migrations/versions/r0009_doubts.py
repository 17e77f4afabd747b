"""What contradicts Bandwidth is marked, and events that tell of a time after their receipt count as of then."""

from types import SimpleNamespace

import sqlalchemy as sa
from alembic import op

from inbox.domain.differences import differences
from inbox.domain.times import from_microseconds

revision = "0009"
down_revision: str | None = "0008"
branch_labels = None
depends_on = None

_ROWS_AT_ONCE = 500
_COMPARED = (
    "status", "account_id", "conference_id", "call_id", "name", "tag", "from_number", "to_number", "direction", "started_at",
    "ended_at", "duration_seconds", "channels", "file_format", "media_url", "other_properties",
)  # fmt: skip
# which of its events the time is of is not kept: none came later than the last one
_PUT_BACK = """UPDATE recordings SET event_counts_at = coalesce(
    (SELECT max(received_at) FROM deliveries WHERE recording_row = recordings.id), first_seen_at)
    WHERE event_time > first_seen_at + 300000000 AND event_time > coalesce(
    (SELECT max(received_at) FROM deliveries WHERE recording_row = recordings.id), first_seen_at) + 300000000"""
# an event's word alone may have given them up: Bandwidth is asked before all others
_ASKED_FIRST = """UPDATE recordings SET verify_next_at = -1 WHERE verification = 'verified' AND download_status = 'given_up'
    AND error LIKE 'Bandwidth reports %'"""


def upgrade() -> None:
    """From 0008."""
    op.add_column("recordings", sa.Column("event_counts_at", sa.BigInteger))
    op.add_column("recordings", sa.Column("doubt", sa.Text))
    where = sa.text("doubt IS NOT NULL")
    op.create_index("ix_recordings_doubt", "recordings", ["doubt", "id"], sqlite_where=where, postgresql_where=where)
    connection = op.get_bind()
    connection.execute(sa.text(_PUT_BACK))
    _mark_differences(connection)
    connection.execute(sa.text(_ASKED_FIRST))


def _mark_differences(connection: sa.Connection) -> None:
    page = sa.text(
        f"SELECT id, bandwidth_metadata, {', '.join(_COMPARED)} FROM recordings WHERE id > :after "
        "AND verification = 'verified' AND bandwidth_metadata IS NOT NULL ORDER BY id LIMIT :count"
    )
    mark, after = sa.text("UPDATE recordings SET doubt = 'differs' WHERE id = :row"), 0
    while rows := connection.execute(page, {"after": after, "count": _ROWS_AT_ONCE}).all():
        after = rows[-1][0]
        for row, metadata, *values in rows:
            told = SimpleNamespace(**dict(zip(_COMPARED, values, strict=True)))
            told.started_at, told.ended_at = from_microseconds(told.started_at), from_microseconds(told.ended_at)
            if differences(told, metadata):
                connection.execute(mark, {"row": row})
