"""What only SQLite has: full-text search over the recordings, and the triggers that keep it and the counts true when
recordings change or go. When they come, `COUNT_NEW` counts them; `inbox.storage.listing.search_index` indexes them a little
later. The index of the notes is in `inbox.storage.listing.note_index`."""

from inbox.storage.listing import note_index

SEARCHED = ("name", "tag", "conference_id", "recording_id", "account_id", "call_id", "from_number", "to_number")
"""Columns in which words are looked for."""

_COLUMNS = ", ".join(SEARCHED)
_NEW = ", ".join(f"new.{column}" for column in SEARCHED)
_OLD = ", ".join(f"old.{column}" for column in SEARCHED)

COUNT_NEW = """INSERT INTO recording_counts SELECT status_kind, download_status, review_status, count(*)
    FROM recordings NOT INDEXED WHERE id >= ? GROUP BY 1, 2, 3
    ON CONFLICT DO UPDATE SET recordings = recording_counts.recordings + excluded.recordings"""
"""Count new recordings, from a row id on, in the transaction that inserts them."""

INDEX_ROWS = f"""INSERT INTO recordings_fts(rowid, {_COLUMNS}) SELECT id, {_COLUMNS} FROM recordings NOT INDEXED
    WHERE id > ? AND id <= ?"""
NOTE_INDEXED = "UPDATE search_progress SET indexed_row = ?"
"""Make recordings findable by words, and note how far that went (``search_progress``), in one transaction. Triggers would do
it row by row, and within one FTS5 writes a segment for each row (MEASURED: 100 µs, not 15)."""

STATEMENTS = (
    # the ids in a few small pages: along the table itself every row would be read from the disk
    "CREATE INDEX ix_recordings_arrival ON recordings (id)",
    "CREATE TABLE search_progress (id INTEGER PRIMARY KEY CHECK (id = 1), indexed_row INTEGER NOT NULL)",
    "INSERT INTO search_progress VALUES (1, 0)",
    "INSERT INTO journal_size VALUES (1, 0, 0)",
    f"""CREATE VIRTUAL TABLE recordings_fts USING fts5(
    {_COLUMNS}, content='recordings', content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='1 2',
    columnsize=0)""",
    f"""CREATE TRIGGER recordings_renamed AFTER UPDATE OF {_COLUMNS} ON recordings
    WHEN ({_OLD}) IS NOT ({_NEW}) AND old.id <= (SELECT indexed_row FROM search_progress) BEGIN
    INSERT INTO recordings_fts(recordings_fts, rowid, {_COLUMNS}) VALUES ('delete', old.id, {_OLD});
    INSERT INTO recordings_fts(rowid, {_COLUMNS}) VALUES (new.id, {_NEW}); END""",
    f"""CREATE TRIGGER recordings_lost AFTER DELETE ON recordings
    WHEN old.id <= (SELECT indexed_row FROM search_progress) BEGIN
    INSERT INTO recordings_fts(recordings_fts, rowid, {_COLUMNS}) VALUES ('delete', old.id, {_OLD}); END""",
    """CREATE TRIGGER recordings_recounted AFTER UPDATE OF status_kind, download_status, review_status ON recordings
    WHEN (old.status_kind, old.download_status, old.review_status)
    IS NOT (new.status_kind, new.download_status, new.review_status) BEGIN
    UPDATE recording_counts SET recordings = recordings - 1 WHERE status_kind = old.status_kind
    AND download_status = old.download_status AND review_status = old.review_status;
    INSERT INTO recording_counts VALUES (new.status_kind, new.download_status, new.review_status, 1)
    ON CONFLICT DO UPDATE SET recordings = recordings + 1; END""",
    """CREATE TRIGGER recordings_uncounted AFTER DELETE ON recordings BEGIN
    UPDATE recording_counts SET recordings = recordings - 1 WHERE status_kind = old.status_kind
    AND download_status = old.download_status AND review_status = old.review_status; END""",
    # what the rules of the downloads looked at is another now, so they look again
    """CREATE TRIGGER recordings_reruled AFTER UPDATE OF name, tag, verification ON recordings
    WHEN old.held = 'rule' AND (old.name, old.tag, old.verification) IS NOT (new.name, new.tag, new.verification) BEGIN
    UPDATE recordings SET held = NULL WHERE id = new.id; END""",
    # answers are few words, which people write in any case
    "CREATE INDEX ix_review_answers_answer ON review_answers (answer COLLATE NOCASE, question COLLATE NOCASE, recording_row)",
    *note_index.STATEMENTS,
)
