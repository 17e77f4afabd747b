"""What a store must hold after a fault: every acknowledged event, whole; nothing half; nothing twice."""

import contextlib
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from faults.senders import name_of
from processes.app_process import listed

from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.listing.search_index import bring_up_to_date
from inbox.storage.opening import open_inbox


@dataclass(frozen=True, slots=True)
class Found:
    """What was acknowledged, and what is there."""

    acknowledged: int
    stored: int
    lost: int
    repeated: int
    """Recordings that were acknowledged more than once, and stand in one row."""


def prove_stored(data_dir: Path, acknowledged: Counter[str], sent: Counter[str]) -> Found:
    """Compares what ``list --json`` prints with what was answered 204, and reads the database itself through."""
    rows = listed(data_dir)
    ids = [row["recording_id"] for row in rows]
    lost = set(acknowledged) - set(ids)
    assert not lost, sorted(lost)[:10]
    assert len(ids) == len(set(ids)), "a recording stands in two rows"
    for row in rows:
        name = row["recording_id"]
        assert row["name"] == name_of(name), "a recording is stored, but not whole"
        assert acknowledged[name] <= row["deliveries"] <= sent[name], (name, row["deliveries"], acknowledged[name], sent[name])
    prove_sound(data_dir)
    return Found(len(acknowledged), len(rows), len(lost), sum(1 for count in acknowledged.values() if count > 1))


def prove_sound(data_dir: Path) -> None:
    """Every page, index and the words' index agree, and the journal holds just the deliveries that the recordings count."""
    with contextlib.closing(open_inbox(DataFolder(data_dir))) as database:
        assert bring_up_to_date(database)
        _prove_sound(database)


def _prove_sound(database: Database) -> None:
    with database.writing_rows() as cursor:
        assert cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert cursor.execute("PRAGMA foreign_key_check").fetchall() == []
        cursor.execute("INSERT INTO recordings_fts(recordings_fts, rank) VALUES ('integrity-check', 1)")
        counted = dict(cursor.execute("SELECT recording_row, count(*) FROM deliveries GROUP BY recording_row").fetchall())
        assert counted == dict(cursor.execute("SELECT id, deliveries FROM recordings").fetchall())
        for recording_id, body in cursor.execute(
            "SELECT recording_id, body FROM deliveries JOIN recordings ON recordings.id = recording_row"
        ):
            assert json.loads(body)["recordingId"] == recording_id
