"""What stands in notes found by an index, answers of the review form as well, and who was listened to lately."""

from alembic import op

revision = "0006"
down_revision: str | None = "0005"
branch_labels = None
depends_on = None

_ALL = "group_concat(text, char(31, 31)) || char(31, 31)"


def _anew(row: str) -> str:
    return f"""DELETE FROM notes_fts WHERE rowid = {row};
    INSERT INTO notes_fts(rowid, text) SELECT recording_row, {_ALL} FROM notes
    WHERE recording_row = {row} GROUP BY recording_row;"""


_ONLY_ON_SQLITE = (
    "CREATE INDEX ix_review_answers_answer ON review_answers (answer COLLATE NOCASE, question COLLATE NOCASE, recording_row)",
    "CREATE VIRTUAL TABLE notes_fts USING fts5(text, tokenize='trigram', columnsize=0)",
    "CREATE VIRTUAL TABLE notes_terms USING fts5vocab('notes_fts', 'row')",
    f"CREATE TRIGGER notes_made AFTER INSERT ON notes BEGIN {_anew('new.recording_row')} END",
    f"CREATE TRIGGER notes_reworded AFTER UPDATE OF text ON notes BEGIN {_anew('new.recording_row')} END",
    f"CREATE TRIGGER notes_lost AFTER DELETE ON notes BEGIN {_anew('old.recording_row')} END",
    f"INSERT INTO notes_fts(rowid, text) SELECT recording_row, {_ALL} FROM notes GROUP BY recording_row",
)


def upgrade() -> None:
    """From 0005."""
    op.create_index("ix_listening_changed", "listening", ["changed_at"])
    if op.get_bind().dialect.name == "sqlite":
        for statement in _ONLY_ON_SQLITE:
            op.get_bind().exec_driver_sql(statement)
