"""Notes findable by what stands in them: all notes of a recording as one text, cut into pieces of three signs (FTS5, trigram).

The row id in the index is the recording's, so that what is found comes in the order of arrival without a look at anything else.
Triggers keep it, in the transaction that changes a note: whoever writes one, undoes that, or finds notes again in a damaged file.
"""

PIECE = 3
"""Signs; what is shorter begins pieces, which ``notes_terms`` lists."""

# a control sign that nobody types: nothing is found across two notes, and also the last sign of a note begins a piece
_END = "char(31, 31)"
_ALL_OF = f"SELECT recording_row, group_concat(text, {_END}) || {_END} FROM notes"


def _anew(row: str) -> str:
    return f"""DELETE FROM notes_fts WHERE rowid = {row};
    INSERT INTO notes_fts(rowid, text) {_ALL_OF} WHERE recording_row = {row} GROUP BY recording_row;"""


FOLLOW = (
    f"CREATE TRIGGER notes_made AFTER INSERT ON notes BEGIN {_anew('new.recording_row')} END",
    f"CREATE TRIGGER notes_reworded AFTER UPDATE OF text ON notes BEGIN {_anew('new.recording_row')} END",
    f"CREATE TRIGGER notes_lost AFTER DELETE ON notes BEGIN {_anew('old.recording_row')} END",
)
STATEMENTS = (
    "CREATE VIRTUAL TABLE notes_fts USING fts5(text, tokenize='trigram', columnsize=0)",
    "CREATE VIRTUAL TABLE notes_terms USING fts5vocab('notes_fts', 'row')",
    *FOLLOW,
)
FOLLOW_NO_MORE = ("DROP TRIGGER notes_made", "DROP TRIGGER notes_reworded", "DROP TRIGGER notes_lost")
INDEX_ALL = ("DELETE FROM notes_fts", f"INSERT INTO notes_fts(rowid, text) {_ALL_OF} GROUP BY recording_row")
"""For who writes or deletes very many notes at once: the index made anew from all of them, before `FOLLOW`."""
MATCHING = "SELECT rowid AS id FROM notes_fts WHERE notes_fts MATCH ?"
"""Recordings with a phrase in their notes; at least a `PIECE` long."""
BEGINNING = """SELECT rowid AS id FROM notes_fts WHERE notes_fts MATCH (SELECT coalesce(
    group_concat('"' || replace(term, '"', '""') || '"', ' OR '), '"' || char(29, 29, 29) || '"') FROM notes_terms WHERE {})"""
"""Recordings with a piece for which the condition in the braces is true; `BEGINS` is one."""
BEGINS = "term >= ? AND term < ?"
