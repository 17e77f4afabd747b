"""What the person cancelled, told apart from what failed by an index of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From 0003."""
    where = sa.text("download_status = 'given_up' AND held = 'paused' AND verification <> 'refuted'")
    columns = ["status_kind", "download_status", "held", "verification"]
    op.create_index("ix_recordings_cancelled", "recordings", columns, sqlite_where=where, postgresql_where=where)
