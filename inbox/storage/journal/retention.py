"""The delivery journal's limits, by age and by size: what no longer matters goes, in small transactions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from inbox.domain.delivery import DeliveryOutcome
from inbox.domain.times import from_microseconds, to_microseconds
from inbox.storage.database import Database
from inbox.storage.incidents import Incidents
from inbox.storage.journal.keepers import Keepers
from inbox.storage.settings.settings import Settings

_REJECTED_STAY = timedelta(days=30)
_DELIVERIES_A_TRANSACTION = 200
_RECORDINGS_A_READ = 500
_BESIDE_THE_BODY = 512
"""What a delivery takes on the disk beside its body, in bytes: headers, target, indexes."""
_FOR_EVER = 2**62

_OTHERS = """SELECT received_at, id, recording_row, length(body) FROM deliveries
    WHERE outcome = ? AND outcome <> 'recording' AND (received_at, id) > (?, ?) AND received_at < ?
    ORDER BY received_at, id LIMIT ?"""
_REVIEWED = "SELECT id FROM recordings WHERE review_status = 'reviewed' AND id > ? ORDER BY id LIMIT ?"
_SETTLED = """SELECT deliveries.id, length(body) FROM recordings CROSS JOIN deliveries ON recording_row = recordings.id
    WHERE recordings.id > ? AND recordings.id <= ? AND review_status = 'reviewed'
    AND download_status IN ('downloaded', 'removed') AND recording_row IS NOT NULL AND received_at < ?"""
_DELETE = """DELETE FROM deliveries WHERE id = ? AND NOT EXISTS
    (SELECT 1 FROM recordings WHERE recordings.id = recording_row AND review_status = 'flagged') RETURNING length(body)"""
_LESSEN = "UPDATE journal_size SET deliveries = deliveries - ?, body_bytes = body_bytes - ?"
_FORGET = "UPDATE first_seen SET delivery_id = NULL WHERE delivery_id = ?"


@dataclass(frozen=True, slots=True)
class JournalSize:
    """How much the journal holds."""

    deliveries: int
    body_bytes: int

    @property
    def total_bytes(self) -> int:
        """What it takes on the disk, roughly: bodies, and half a kilobyte a delivery for the rest."""
        return self.body_bytes + self.deliveries * _BESIDE_THE_BODY


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was dropped."""

    deliveries: int
    total_bytes: int
    is_over: bool
    """What still matters is more than the size allows."""


def journal_size(database: Database) -> JournalSize:
    """Its cost does not grow with the journal."""
    with database.reading_rows() as cursor:
        return JournalSize(*cursor.execute("SELECT deliveries, body_bytes FROM journal_size").fetchone())


def prune(database: Database, settings: Settings, now: datetime) -> Pruned:
    """Keep the journal within ``journal_days`` and ``journal_megabytes``; called now and then, beside everything else.

    Whatever the limits, these stay: of a recording that was not both downloaded and reviewed, the delivery that told of it first
    and the one that won; of a flagged one, all. Rejected ones stay for 30 days unless the size can be kept in no other way: for
    the size go, oldest first, ignored ones, rejected ones, duplicates, then what is left of recordings that are done with. Raises
    StoreFailing. The file does not shrink: its free pages are used for what comes next.
    """
    pruning = _Pruning(database)
    if settings.journal_days:
        end = now - timedelta(days=settings.journal_days)
        pruning.others(DeliveryOutcome.IGNORED, end)
        pruning.others(DeliveryOutcome.REJECTED, min(end, now - _REJECTED_STAY))
        pruning.others(DeliveryOutcome.DUPLICATE, end)
        pruning.settled(end)
    is_over = False
    if settings.journal_megabytes:
        pruning.excess = journal_size(database).total_bytes - settings.journal_megabytes * 1_000_000
        for outcome in (DeliveryOutcome.IGNORED, DeliveryOutcome.REJECTED, DeliveryOutcome.DUPLICATE):
            pruning.others(outcome, None)
        pruning.settled(None)
        is_over = pruning.excess > 0
    if is_over:
        _tell_once(database, settings.journal_megabytes, now)
    return Pruned(pruning.deliveries, pruning.total_bytes, is_over)


class _Pruning:
    """One pass. With an ``excess`` (bytes) it ends as soon as so much is dropped; without, at the end of what may go."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._keepers = Keepers()
        self.excess: int | None = None
        self.deliveries = 0
        self.total_bytes = 0

    def others(self, outcome: DeliveryOutcome, end: datetime | None) -> None:
        """Drop deliveries of this outcome that came before ``end`` (None: whenever), the oldest first."""
        before = _FOR_EVER if end is None else to_microseconds(end)
        position = (-_FOR_EVER, 0)
        while not self._is_enough:
            with self._database.reading_rows() as cursor:
                page = cursor.execute(_OTHERS, (outcome.value, *position, before, _DELIVERIES_A_TRANSACTION)).fetchall()
                doomed = [(row, size) for _, row, of, size in page if of is None or not self._keepers.keeps(cursor, of, row)]
            if not page:
                return
            position = page[-1][:2]
            self._drop(doomed)

    def settled(self, end: datetime | None) -> None:
        """Drop what is left of recordings that are downloaded and reviewed, those that came first first."""
        before = _FOR_EVER if end is None else to_microseconds(end)
        after = 0
        while not self._is_enough:
            with self._database.reading_rows() as cursor:
                rows = [row for (row,) in cursor.execute(_REVIEWED, (after, _RECORDINGS_A_READ))]
                doomed = cursor.execute(_SETTLED, (after, rows[-1], before)).fetchall() if rows else []
            if not rows:
                return
            after = rows[-1]
            self._drop(doomed)

    @property
    def _is_enough(self) -> bool:
        return self.excess is not None and self.excess <= 0

    def _drop(self, doomed: list[tuple[int, int]]) -> None:
        for start in range(0, len(doomed), _DELIVERIES_A_TRANSACTION):
            some = self._as_many_as_needed(doomed[start : start + _DELIVERIES_A_TRANSACTION])
            if not some:
                return
            with self._database.writing_rows() as cursor:
                sizes = [size for row in some for (size,) in cursor.execute(_DELETE, (row,)).fetchall()]
                cursor.executemany(_FORGET, [(row,) for row in some])
                cursor.execute(_LESSEN, (len(sizes), sum(sizes)))
            total = sum(sizes) + len(sizes) * _BESIDE_THE_BODY
            self.deliveries += len(sizes)
            self.total_bytes += total
            if self.excess is not None:
                self.excess -= total

    def _as_many_as_needed(self, doomed: Iterable[tuple[int, int]]) -> list[int]:
        some: list[int] = []
        left = self.excess
        for row, size in doomed:
            if left is not None and left <= 0:
                break
            some.append(row)
            left = None if left is None else left - size - _BESIDE_THE_BODY
        return some


def _tell_once(database: Database, megabytes: int, now: datetime) -> None:
    sentence = (
        f"The delivery journal is larger than the {megabytes:,} MB that it may have, and everything left in it still matters: it "
        "belongs to recordings that are flagged, or that are not yet both downloaded and reviewed. Review them, or raise "
        "journal_megabytes in the settings."
    )
    incidents = Incidents(database)
    if not incidents.was_told(sentence, from_microseconds(0) or now):
        incidents.tell(sentence, now)
