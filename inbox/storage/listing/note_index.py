"""Notes findable by what stands in them, cut into pieces of three characters (FTS5, trigram): each note a row of its own.

A row's number in the index begins with the recording's, so that what is found comes in the order of arrival without a look at
anything else. Triggers keep it, in the transaction that changes a note: whoever writes one, undoes that, or finds notes again in
a damaged file. What that costs goes by the length of the note, however many the recording has. The texts themselves stay where
they are, in the table of the notes; the index reads them there when it is made anew or checked.
"""

PIECE = 3
"""Signs; what is shorter begins pieces, which ``notes_terms`` lists."""

_BITS = 30  # for the number of the note; 33 are left for the recording's
_END = "char(31, 31)"  # control characters that nobody types: so the last one of a note begins a piece as well


def _key(row: str) -> str:
    return f"({row}.recording_row << {_BITS}) | ({row}.id & {2**_BITS - 1})"


def _indexed(row: str) -> str:
    return f"INSERT INTO notes_fts(rowid, text) VALUES ({_key(row)}, {row}.text || {_END});"


def _let_go(row: str) -> str:
    return f"INSERT INTO notes_fts(notes_fts, rowid, text) VALUES ('delete', {_key(row)}, {row}.text || {_END});"


_REWORDED = "(old.id, old.recording_row, old.text) IS NOT (new.id, new.recording_row, new.text)"
FOLLOW = (
    f"CREATE TRIGGER notes_made AFTER INSERT ON notes BEGIN {_indexed('new')} END",
    f"CREATE TRIGGER notes_reworded AFTER UPDATE ON notes WHEN {_REWORDED} BEGIN {_let_go('old')} {_indexed('new')} END",
    f"CREATE TRIGGER notes_lost AFTER DELETE ON notes BEGIN {_let_go('old')} END",
)
STATEMENTS = (
    f"CREATE VIEW notes_searched AS SELECT {_key('notes')} AS id, text || {_END} AS text FROM notes",
    """CREATE VIRTUAL TABLE notes_fts USING fts5(
    text, content='notes_searched', content_rowid='id', tokenize='trigram', columnsize=0)""",
    "CREATE VIRTUAL TABLE notes_terms USING fts5vocab('notes_fts', 'row')",
    *FOLLOW,
)
FOLLOW_NO_MORE = ("DROP TRIGGER notes_made", "DROP TRIGGER notes_reworded", "DROP TRIGGER notes_lost")
INDEX_ALL = "INSERT INTO notes_fts(notes_fts) VALUES ('rebuild')"
"""Makes the index anew from all notes: for who writes or deletes very many at once, before `FOLLOW`, and where it is damaged."""
CHECK = "INSERT INTO notes_fts(notes_fts, rank) VALUES ('integrity-check', 1)"
"""Fails, as SQLite does over damage, where the index is not that of the notes."""

RECORDING = f"(notes_fts.rowid >> {_BITS})"
"""The recording that a row of the index is of; one with several notes may have several rows."""
MATCHING = f"SELECT {RECORDING} AS id FROM notes_fts WHERE notes_fts MATCH ?"
"""Recordings with a phrase in one of their notes, once for each such note; at least a `PIECE` long."""
BEGINNING = f"""SELECT {RECORDING} AS id FROM notes_fts WHERE notes_fts MATCH (SELECT coalesce(
    group_concat('"' || replace(term, '"', '""') || '"', ' OR '), '"' || char(29, 29, 29) || '"') FROM notes_terms WHERE {{}})"""
"""Recordings with a piece for which the condition in the braces is true; `BEGINS` is one."""
BEGINS = "term >= ? AND term < ?"
