"""Notes, stars, tags, answers, what was heard, where it is silent, and the history of each recording."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision: str | None = "0004"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """From 0004."""
    _create_tables_of_judgement()
    _create_tables_of_listening()
    _create_history()
    op.create_index("ix_notes_recording", "notes", ["recording_row", "begin_ms"])
    op.create_index("ix_recording_stars", "recording_stars", ["stars", "recording_row"])
    op.create_index("ix_recording_tags", "recording_tags", ["tag_key", "recording_row"])
    op.create_index("ix_heard_spans_recording", "heard_spans", ["recording_row", "begin_ms"])
    where = sa.text("batch IS NOT NULL")
    op.create_index("ix_history_batch", "history", ["batch"], sqlite_where=where, postgresql_where=where)


def _id() -> sa.Column[int]:
    return sa.Column("id", _ROW_ID, primary_key=True)


def _of_recording() -> sa.Column[int]:
    return sa.Column("recording_row", _ROW_ID, sa.ForeignKey("recordings.id", ondelete="CASCADE"), nullable=False)


def _one_a_recording() -> sa.Column[int]:
    key = sa.ForeignKey("recordings.id", ondelete="CASCADE")
    return sa.Column("recording_row", _ROW_ID, key, primary_key=True, autoincrement=False)


def _create_tables_of_judgement() -> None:
    op.create_table(
        "notes",
        _id(),
        _of_recording(),
        sa.Column("begin_ms", sa.BigInteger, nullable=False),
        sa.Column("end_ms", sa.BigInteger),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("changed_at", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "recording_stars",
        _one_a_recording(),
        sa.Column("stars", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
    )
    op.create_table(
        "recording_tags",
        _id(),
        _of_recording(),
        sa.Column("tag", sa.Text, nullable=False),
        sa.Column("tag_key", sa.Text, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("recording_row", "tag_key", name="uq_recording_tags"),
    )
    op.create_table(
        "review_answers",
        _id(),
        _of_recording(),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("recording_row", "question", name="uq_review_answers"),
    )


def _create_tables_of_listening() -> None:
    op.create_table(
        "heard_spans",
        _id(),
        _of_recording(),
        sa.Column("begin_ms", sa.BigInteger, nullable=False),
        sa.Column("end_ms", sa.BigInteger, nullable=False),
        sa.Column("rate_percent", sa.Integer, nullable=False),
        sa.Column("heard_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "listening",
        _one_a_recording(),
        sa.Column("position_ms", sa.BigInteger, nullable=False),
        sa.Column("heard_ms", sa.BigInteger, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "sound_maps",
        _one_a_recording(),
        sa.Column("silences", sa.LargeBinary, nullable=False),
        sa.Column("gaps", sa.LargeBinary, nullable=False),
        sa.Column("sounding_ms", sa.BigInteger, nullable=False),
        sa.Column("duration_ms", sa.BigInteger, nullable=False),
        sa.Column("floor_decibels", sa.Float),
        sa.Column("loudness_decibels", sa.Float),
        sa.Column("version", sa.Integer, nullable=False),
    )


def _create_history() -> None:
    op.create_table(
        "review_batches",
        _id(),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("sentence", sa.Text, nullable=False),
        sa.Column("changes", sa.Integer, nullable=False),
        sa.Column("undone_at", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "history",
        _id(),
        _of_recording(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("batch", sa.BigInteger),
        sa.UniqueConstraint("recording_row", "number", name="uq_history"),
    )
