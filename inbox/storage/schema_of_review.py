"""The tables of what the person made of recordings, and heard of them; apart from `schema`, which has them all.

Places in a recording are whole milliseconds from its start. Each table's rows can be told from every other's by how many columns
they have and of which kind: that is how they are found again in a damaged file.
"""

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint, text

from inbox.storage.schema_of_catch_up import metadata

_ROW_ID = BigInteger().with_variant(Integer(), "sqlite")


def _of_recording() -> Column[int]:
    return Column("recording_row", _ROW_ID, ForeignKey("recordings.id", ondelete="CASCADE"), nullable=False)


def _one_a_recording() -> Column[int]:
    key = ForeignKey("recordings.id", ondelete="CASCADE")
    return Column("recording_row", _ROW_ID, key, primary_key=True, autoincrement=False)


notes = Table(
    "notes",
    metadata,
    Column("id", _ROW_ID, primary_key=True),
    _of_recording(),
    Column("begin_ms", BigInteger, nullable=False),
    Column("end_ms", BigInteger),
    Column("text", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger),
    sqlite_autoincrement=True,
)
"""What the person wrote about a moment of a recording, or, with an end, about a range."""

recording_stars = Table(
    "recording_stars",
    metadata,
    _one_a_recording(),
    Column("stars", Integer, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("author", Text, nullable=False),
)
"""One to five; no row: none."""

recording_tags = Table(
    "recording_tags",
    metadata,
    Column("id", _ROW_ID, primary_key=True),
    _of_recording(),
    Column("tag", Text, nullable=False),
    Column("tag_key", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    UniqueConstraint("recording_row", "tag_key", name="uq_recording_tags"),
)
"""The person's own tags (Bandwidth's is a column of the recording); the key is the tag without regard to case."""

review_answers = Table(
    "review_answers",
    metadata,
    Column("id", _ROW_ID, primary_key=True),
    _of_recording(),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    UniqueConstraint("recording_row", "question", name="uq_review_answers"),
)
"""Answers to the questions of the review form, each with the question as it was put."""

heard_spans = Table(
    "heard_spans",
    metadata,
    Column("id", _ROW_ID, primary_key=True),
    _of_recording(),
    Column("begin_ms", BigInteger, nullable=False),
    Column("end_ms", BigInteger, nullable=False),
    Column("rate_percent", Integer, nullable=False),
    Column("heard_at", BigInteger, nullable=False),
)
"""What was heard of a recording: spans that do not overlap, each with the slowest rate at which it was heard."""

listening = Table(
    "listening",
    metadata,
    _one_a_recording(),
    Column("position_ms", BigInteger, nullable=False),
    Column("heard_ms", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
)
"""Where the person stopped, and how much the spans of `heard_spans` are together."""

sound_maps = Table(
    "sound_maps",
    metadata,
    _one_a_recording(),
    Column("silences", LargeBinary, nullable=False),
    Column("gaps", LargeBinary, nullable=False),
    Column("sounding_ms", BigInteger, nullable=False),
    Column("duration_ms", BigInteger, nullable=False),
    Column("floor_decibels", Float),
    Column("loudness_decibels", Float),
    Column("version", Integer, nullable=False),
)
"""Where a downloaded recording is silent, found from its samples; may be found anew at any time."""

review_batches = Table(
    "review_batches",
    metadata,
    Column("id", _ROW_ID, primary_key=True),
    Column("made_at", BigInteger, nullable=False),
    Column("sentence", Text, nullable=False),
    Column("changes", Integer, nullable=False),
    Column("undone_at", BigInteger),
    sqlite_autoincrement=True,
)
"""What the person did at once, to one recording or to many: what one undo takes back."""

history = Table(
    "history",
    metadata,
    Column("id", _ROW_ID, primary_key=True),
    _of_recording(),
    Column("number", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("batch", BigInteger),
    UniqueConstraint("recording_row", "number", name="uq_history"),
)
"""What befell a recording, as a chain: each line begins with the hash of the one before. Rows are added, never changed."""

Index("ix_notes_recording", notes.c.recording_row, notes.c.begin_ms)
Index("ix_recording_stars", recording_stars.c.stars, recording_stars.c.recording_row)
Index("ix_recording_tags", recording_tags.c.tag_key, recording_tags.c.recording_row)
Index("ix_heard_spans_recording", heard_spans.c.recording_row, heard_spans.c.begin_ms)
Index("ix_listening_changed", listening.c.changed_at)
_HAS_BATCH = text("batch IS NOT NULL")
Index("ix_history_batch", history.c.batch, sqlite_where=_HAS_BATCH, postgresql_where=_HAS_BATCH)
