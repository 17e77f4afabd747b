"""What was seen for the first time, as CSV or JSON: to be handed to whoever looks after the documentation."""

from collections.abc import Sequence

import orjson

from inbox.domain.csv_cells import csv_line
from inbox.domain.novelty import FirstSeen
from inbox.domain.times import iso_z

_COLUMNS = ("kind", "event_type", "name", "example", "first_at", "last_at", "count", "delivery_id")


def as_csv(entries: Sequence[FirstSeen]) -> bytes:
    """A line for each, every cell in quotes; text that a spreadsheet would take for a formula has ``'`` before it."""
    lines = [csv_line(_COLUMNS), *(csv_line(_values(entry)) for entry in entries)]
    return "".join(lines).encode("utf-8-sig", errors="backslashreplace")


def as_json(entries: Sequence[FirstSeen]) -> bytes:
    """A list of objects."""
    rows = [dict(zip(_COLUMNS, _values(entry), strict=True)) for entry in entries]
    return orjson.dumps(rows, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _values(entry: FirstSeen) -> tuple[str | int | None, ...]:
    new = entry.novelty
    texts = (new.kind.value, new.event_type, new.name, new.example)
    return (*texts, iso_z(entry.first_at), iso_z(entry.last_at), entry.count, entry.delivery_id)
