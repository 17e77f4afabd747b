"""Each note a row of its own in the index: until then all notes of a recording were one, made anew with each change of one."""

from alembic import op

revision = "0007"
down_revision: str | None = "0006"
branch_labels = None
depends_on = None


def _key(row: str) -> str:
    return f"({row}.recording_row << 30) | ({row}.id & 1073741823)"


def _indexed(row: str) -> str:
    return f"INSERT INTO notes_fts(rowid, text) VALUES ({_key(row)}, {row}.text || char(31, 31));"


def _let_go(row: str) -> str:
    return f"INSERT INTO notes_fts(notes_fts, rowid, text) VALUES ('delete', {_key(row)}, {row}.text || char(31, 31));"


_REWORDED = "(old.id, old.recording_row, old.text) IS NOT (new.id, new.recording_row, new.text)"
_ONLY_ON_SQLITE = (
    "DROP TRIGGER notes_made",
    "DROP TRIGGER notes_reworded",
    "DROP TRIGGER notes_lost",
    "DROP TABLE notes_terms",
    "DROP TABLE notes_fts",
    f"CREATE VIEW notes_searched AS SELECT {_key('notes')} AS id, text || char(31, 31) AS text FROM notes",
    """CREATE VIRTUAL TABLE notes_fts USING fts5(
    text, content='notes_searched', content_rowid='id', tokenize='trigram', columnsize=0)""",
    "CREATE VIRTUAL TABLE notes_terms USING fts5vocab('notes_fts', 'row')",
    f"CREATE TRIGGER notes_made AFTER INSERT ON notes BEGIN {_indexed('new')} END",
    f"CREATE TRIGGER notes_reworded AFTER UPDATE ON notes WHEN {_REWORDED} BEGIN {_let_go('old')} {_indexed('new')} END",
    f"CREATE TRIGGER notes_lost AFTER DELETE ON notes BEGIN {_let_go('old')} END",
    "INSERT INTO notes_fts(notes_fts) VALUES ('rebuild')",
)


def upgrade() -> None:
    """From 0006."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in _ONLY_ON_SQLITE:
            op.get_bind().exec_driver_sql(statement)
