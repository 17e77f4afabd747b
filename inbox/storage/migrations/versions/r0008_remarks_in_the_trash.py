"""What is odd about a file goes with it to the trash, and comes back with it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision: str | None = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From 0007."""
    op.add_column("trash", sa.Column("remark", sa.Text))
