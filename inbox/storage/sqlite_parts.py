"""What only SQLite has: full-text search over the recordings, and the triggers that keep it and the counts true when
recordings change or go; `AFTER_INSERT` does it when they come."""

SEARCHED = ("name", "tag", "conference_id", "recording_id", "account_id")
"""Columns in which words are looked for."""

_COLUMNS = ", ".join(SEARCHED)
_NEW = ", ".join(f"new.{column}" for column in SEARCHED)
_OLD = ", ".join(f"old.{column}" for column in SEARCHED)

AFTER_INSERT = (
    f"INSERT INTO recordings_fts(rowid, {_COLUMNS}) SELECT id, {_COLUMNS} FROM recordings NOT INDEXED WHERE id >= ?",
    """INSERT INTO recording_counts SELECT status_kind, download_status, review_status, count(*)
    FROM recordings NOT INDEXED WHERE id >= ? GROUP BY 1, 2, 3
    ON CONFLICT DO UPDATE SET recordings = recording_counts.recordings + excluded.recordings""",
)
"""Make new recordings, from a row id on, findable by words and counted. Whoever inserts recordings runs these in the same
transaction. Triggers would do it row by row, and within one FTS5 writes a segment for each row (MEASURED: 100 µs, not 15)."""

STATEMENTS = (
    # the ids in a few small pages: along the table itself every row would be read from the disk
    "CREATE INDEX ix_recordings_arrival ON recordings (id)",
    f"""CREATE VIRTUAL TABLE recordings_fts USING fts5(
    {_COLUMNS}, content='recordings', content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='1 2',
    columnsize=0)""",
    f"""CREATE TRIGGER recordings_renamed AFTER UPDATE OF {_COLUMNS} ON recordings
    WHEN ({_OLD}) IS NOT ({_NEW}) BEGIN
    INSERT INTO recordings_fts(recordings_fts, rowid, {_COLUMNS}) VALUES ('delete', old.id, {_OLD});
    INSERT INTO recordings_fts(rowid, {_COLUMNS}) VALUES (new.id, {_NEW}); END""",
    f"""CREATE TRIGGER recordings_lost AFTER DELETE ON recordings BEGIN
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
)
