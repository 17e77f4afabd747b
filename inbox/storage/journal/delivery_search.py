"""Looking the journal through for words: so many deliveries at a time, since no index holds what stands in a body."""

import json
import shlex
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from inbox.domain.delivery import DeliveryOutcome
from inbox.domain.times import from_microseconds
from inbox.storage.journal.delivery_list import DeliveryLine, DeliveryList, of_outcome, read_lines
from inbox.storage.storable_text import storable

STEP = 5_000
"""So many deliveries are looked through at once, which takes some hundredths of a second."""
NAMED = 200
"""So many are found by the names and ids of recordings, at most."""
_LONGEST, _MOST_WORDS = 200, 16
_SEPARATED = (
    "outcome", "event_type", "peer", "reason", "target", "CAST(body AS TEXT)", "recording_id", "conference_id", "call_id",
    "recordings.name", "from_number", "to_number",
)  # fmt: skip
_TEXT = "lower(" + " || char(10) || ".join(f"coalesce({column}, '')" for column in _SEPARATED) + ")"


@dataclass(frozen=True, slots=True)
class LookedThrough:
    """What came of one step."""

    lines: list[DeliveryLine]
    """What was found, newest first."""
    count: int
    """How many deliveries were looked through."""
    down_to: int | None
    """The oldest of them, by its id; None: there are no older ones."""
    back_to: datetime | None
    """When that one came; None when there was none at all."""


class DeliverySearch:
    """Safe from any thread; each raises StoreFailing when the store cannot be read."""

    def __init__(self, deliveries: DeliveryList) -> None:
        self._reading = deliveries.reading

    def named(self, words: Sequence[str], outcome: DeliveryOutcome | None = None) -> list[DeliveryLine]:
        """The newest deliveries, however old, of recordings in whose names, ids or numbers all ``words`` stand, as the list of
        recordings finds them; at most some hundred."""
        match = " AND ".join('"' + word.replace('"', '""') + '" *' for word in words if any(map(str.isalnum, word)))
        if not match:
            return []
        conditions, values = of_outcome(outcome)
        rows = "SELECT rowid FROM recordings_fts WHERE recordings_fts MATCH ? ORDER BY rowid DESC LIMIT ?"
        with self._reading() as cursor:
            found = [row[0] for row in cursor.execute(rows, (match, NAMED))]
            told = f"deliveries.recording_row IN ({', '.join('?' * len(found))})"
            return read_lines(cursor, [*conditions, told], [*values, *found], NAMED) if found else []

    def step(self, words: Sequence[str], before_id: int | None = None, outcome: DeliveryOutcome | None = None) -> LookedThrough:
        """Looks through the `STEP` newest deliveries of an outcome (None: of any) with ids below ``before_id``."""
        conditions, values = of_outcome(outcome)
        if before_id is not None:
            conditions, values = [*conditions, "deliveries.id < ?"], [*values, before_id]
        with self._reading() as cursor:
            where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
            seen = f"SELECT id FROM deliveries {where} ORDER BY id DESC LIMIT ?"
            cursor.execute(f"SELECT count(*), min(id) FROM ({seen})", (*values, STEP))
            count, oldest = cursor.fetchone()
            if not count:
                return LookedThrough([], 0, None, None)
            cursor.execute("SELECT received_at FROM deliveries WHERE id = ?", (oldest,))
            came = cursor.fetchone()
            lines = _having(cursor, words, [*conditions, "deliveries.id >= ?"], [*values, oldest])
        return LookedThrough(lines, count, oldest if count == STEP else None, from_microseconds(came[0]) if came else None)

    def newer(self, words: Sequence[str], after_id: int, outcome: DeliveryOutcome | None = None) -> list[DeliveryLine]:
        """Of the deliveries with ids above ``after_id`` those that have all ``words``."""
        conditions, values = of_outcome(outcome)
        with self._reading() as cursor:
            return _having(cursor, words, [*conditions, "deliveries.id > ?"], [*values, after_id])


def words_of(text: str) -> tuple[str, ...]:
    """What is looked for; quotes keep spaces together."""
    try:
        pieces = shlex.split(text.replace("\\", "\\\\"))
    except ValueError:
        pieces = text.split()
    return tuple(dict.fromkeys(piece[:_LONGEST] for piece in map(storable, pieces) if piece.strip()))[:_MOST_WORDS]


def _having(cursor: sqlite3.Cursor, words: Sequence[str], conditions: list[str], values: list[object]) -> list[DeliveryLine]:
    for word in words:
        forms = _forms(word)
        conditions = [*conditions, f"({' OR '.join([f'instr({_TEXT}, ?) > 0'] * len(forms))})"]
        values = [*values, *forms]
    return read_lines(cursor, conditions, values, STEP)


def _forms(word: str) -> list[str]:
    """How a word may stand in a text of which SQLite made A to Z small: other letters as they are, or as JSON escapes them."""
    cases = {word, word.lower(), word.upper(), word.title()}
    escaped = {json.dumps(case)[1:-1] for case in cases}
    return sorted({_small(form) for form in cases | escaped})


def _small(text: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)
