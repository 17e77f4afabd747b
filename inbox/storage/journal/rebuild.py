"""Making the recordings again from the delivery journal; reviews and media stay. Safe beside a running receiver."""

import copy
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from inbox.domain.events import RecordingEvent
from inbox.domain.statuses import Source
from inbox.storage.database import Database
from inbox.storage.journal.folding import Replayed, changed_fields, fold_in, understood
from inbox.storage.journal.merged_rows import MERGED, STORED, key_of, merged_recording, merged_values, update_recordings
from inbox.storage.journal.merging import MergedRecording, storable_event
from inbox.storage.listing.row_reading import DELIVERY_COLUMNS, stored_delivery

_DELIVERIES_A_READ = 1000
_RECORDINGS_A_READ = 200
_FOLDED_A_TRANSACTION = 50

_DERIVED = ("title_key", "status_kind", "expires_at")
_STORED = f"SELECT {', '.join(STORED)}, source, {', '.join(_DERIVED)} FROM recordings"
_TELLING = f"SELECT recording_row, {DELIVERY_COLUMNS} FROM deliveries WHERE recording_row IS NOT NULL"
_WITHOUT_RECORDING = f"SELECT {DELIVERY_COLUMNS} FROM deliveries WHERE id > ? AND id <= ? AND recording_row IS NULL ORDER BY id"


@dataclass(frozen=True, slots=True)
class Change:
    """One recording that is new, or different from before."""

    recording_row: int
    recording_id: str
    is_new: bool
    fields: tuple[str, ...] = ()


@dataclass(slots=True)
class Rebuilt:
    """What came of it, as numbers of recordings."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    without_journal: int = 0
    """Left as they are: no delivery that tells of them is in the journal any more."""
    fields: Counter[str] = field(default_factory=Counter)
    """How many recordings changed in each field."""


@dataclass(slots=True)
class _Telling:
    """What the journal says of one recording."""

    folded: MergedRecording | None = None
    deliveries: int = 0
    last_id: int = 0

    def add(self, row: tuple[Any, ...], stored: MergedRecording) -> None:
        kept = stored_delivery(row)
        self.deliveries, self.last_id = self.deliveries + 1, kept.id
        said = understood(kept.delivery)
        if not isinstance(said, RecordingEvent):
            return
        event = storable_event(said)
        if key_of(event) != (stored.recording_id, stored.conference_id, stored.account_id):
            return
        if self.folded is None:
            self.folded = MergedRecording.first(stored.id, event, kept.delivery.received_at)
        else:
            self.folded.merge(event, kept.delivery.received_at)


def rebuild(
    database: Database,
    told: Callable[[Change], None] = lambda _change: None,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Rebuilt:
    """Make the recordings again in short transactions; ``told`` hears of each that is new or changed, ``progress`` how far it is.

    Raises StoreFailing; what was rebuilt until then stays, and a further call goes through everything again.
    """
    with database.reading_rows() as cursor:
        last_delivery, last_recording = (
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0] for table in ("deliveries", "recordings")
        )
    result = Rebuilt()

    def count(change: Change) -> None:
        if change.is_new:
            result.new += 1
        else:
            result.changed += 1
            result.fields.update(change.fields)
        told(change)

    whole = last_delivery + last_recording
    added_to: dict[int, tuple[str, ...]] = {}

    def took_in(folded: Replayed) -> None:
        if folded.is_new and folded.recording_row is not None:
            count(Change(folded.recording_row, folded.recording_id, is_new=True))
        elif folded.changed and folded.recording_row is not None and folded.recording_row <= last_recording:
            added_to[folded.recording_row] = tuple(dict.fromkeys((*added_to.get(folded.recording_row, ()), *folded.changed)))

    for done in _take_in_what_tells_now(database, last_delivery, took_in):
        progress(done, whole)
    for done in _fold_anew(database, last_recording, added_to, count, result):
        progress(last_delivery + done, whole)
    return result


def _take_in_what_tells_now(database: Database, last: int, took_in: Callable[[Replayed], None]) -> Iterator[int]:
    """Deliveries that an older version made no recording of, and this one does."""
    for start in range(0, last, _DELIVERIES_A_READ):
        with database.reading_rows() as cursor:
            rows = cursor.execute(_WITHOUT_RECORDING, (start, start + _DELIVERIES_A_READ))
            tells = [row[0] for row in rows if isinstance(understood(stored_delivery(row).delivery), RecordingEvent)]
        for first in range(0, len(tells), _FOLDED_A_TRANSACTION):
            folded = []
            with database.writing_rows() as cursor:
                for delivery_id in tells[first : first + _FOLDED_A_TRANSACTION]:
                    row = cursor.execute(f"SELECT {DELIVERY_COLUMNS} FROM deliveries WHERE id = ?", (delivery_id,)).fetchone()
                    if row is not None:
                        folded.append(fold_in(cursor, stored_delivery(row)))
            for one in folded:
                took_in(one)
        yield min(start + _DELIVERIES_A_READ, last)


def _fold_anew(
    database: Database, last: int, added_to: dict[int, tuple[str, ...]], told: Callable[[Change], None], result: Rebuilt
) -> Iterator[int]:
    """Recordings that are there, each compared with what its deliveries say. ``added_to`` is what changed of them before."""
    after = 0
    while after < last:
        differ: list[tuple[int, _Telling]] = []
        with database.reading_rows() as cursor:
            rows = cursor.execute(
                f"{_STORED} WHERE id > ? AND id <= ? ORDER BY id LIMIT ?", (after, last, _RECORDINGS_A_READ)
            ).fetchall()
            if not rows:
                return
            end = rows[-1][0]
            tellings = _tellings(cursor, {row[0]: _recording(row) for row in rows}, after, end)
            for row in rows:
                telling = tellings.get(row[0])
                if telling is None or telling.folded is None:
                    result.without_journal += 1
                elif row[0] in added_to or _corrected(row, telling)[1]:
                    differ.append((row[0], telling))
                else:
                    result.unchanged += 1
        for first in range(0, len(differ), _FOLDED_A_TRANSACTION):
            with database.writing_rows() as cursor:
                some = differ[first : first + _FOLDED_A_TRANSACTION]
                changes = [_write(cursor, row, telling, added_to.get(row, ())) for row, telling in some]
            for change in changes:
                if change is None:
                    result.unchanged += 1
                else:
                    told(change)
        after = end
        yield after


def _tellings(cursor: sqlite3.Cursor, stored: dict[int, MergedRecording], after: int, end: int) -> dict[int, _Telling]:
    """What the journal says of the recordings; read row by row, as one of them may have a million deliveries."""
    rows = cursor.execute(f"{_TELLING} AND recording_row > ? AND recording_row <= ? ORDER BY recording_row, id", (after, end))
    found: dict[int, _Telling] = {}
    for recording_row, deliveries in groupby(rows, key=itemgetter(0)):
        if recording_row in stored:
            found[recording_row] = telling = _Telling()
            for row in deliveries:
                telling.add(row[1:], stored[recording_row])
    return found


def _write(cursor: sqlite3.Cursor, recording_row: int, telling: _Telling, added: tuple[str, ...]) -> Change | None:
    """Correct one recording in the caller's write transaction, with what came for it since it was read."""
    row = cursor.execute(f"{_STORED} WHERE id = ?", (recording_row,)).fetchone()
    if row is None:
        return None
    stored = _recording(row)
    for further in cursor.execute(f"{_TELLING} AND recording_row = ? AND id > ? ORDER BY id", (recording_row, telling.last_id)):
        telling.add(further[1:], stored)
    corrected, different = _corrected(row, telling)
    if different:
        update_recordings(cursor, [corrected])
    names = tuple(dict.fromkeys((*added, *different)))
    return Change(recording_row, corrected.recording_id, is_new=False, fields=names) if names else None


def _corrected(row: tuple[Any, ...], telling: _Telling) -> tuple[MergedRecording, tuple[str, ...]]:
    """The recording as the journal has it, and the names of what differs."""
    stored = _recording(row)
    corrected = copy.copy(stored)
    if telling.folded is None:
        return corrected, ()
    source, *derived = row[len(STORED) :]
    is_whole = source == Source.WEBHOOK and stored.metadata_at is None and telling.deliveries >= stored.deliveries
    corrected.correct(telling.folded, is_whole=is_whole)
    corrected.deliveries = max(stored.deliveries, telling.deliveries)
    values = dict(zip(MERGED, merged_values(corrected), strict=True))
    others = (name for name, value in zip(_DERIVED, derived, strict=True) if values[name] != value)
    return corrected, (*changed_fields(stored, corrected), *others)


def _recording(row: tuple[Any, ...]) -> MergedRecording:
    return merged_recording(dict(zip(STORED, row[: len(STORED)], strict=True)))
