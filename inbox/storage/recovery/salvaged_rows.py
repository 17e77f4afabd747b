"""Which table a row belongs to that was found on a page of a damaged file, and whether what it says can be true."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import orjson
from sqlalchemy import BigInteger, Float, Integer, LargeBinary, Table, Text
from sqlalchemy.types import TypeEngine

from inbox.domain.delivery import DeliveryOutcome
from inbox.domain.gap import SpanEnd
from inbox.domain.knock import KnockReason
from inbox.domain.novelty import NoveltyKind
from inbox.domain.statuses import Doubt, DownloadStatus, ReviewStatus, Source, Verification
from inbox.storage import schema
from inbox.storage.recovery.record_format import Value

LARGEST_ID = 2**53
"""Row ids past this were never given."""

_FIRST_MOMENT, _LAST_MOMENT = -62_135_596_800_000_000, 253_402_300_799_999_999
_MEDIA_NAME = re.compile(r"\d{1,19}-[0-9a-f]{16}\.(?:wav|mp3)", re.ASCII)
_FEWEST = {"deliveries": 11, "recordings": 34, "trash": 8}
"""Columns that a table had at first; rows from then that were never changed have no more."""
_CLASSES: dict[type, tuple[type, ...]] = {
    Text: (str,),
    LargeBinary: (bytes,),
    BigInteger: (int,),
    Integer: (int,),
    Float: (int, float),
}
_WORDS = {
    "outcome": frozenset(DeliveryOutcome),
    "download_status": frozenset(DownloadStatus),
    "review_status": frozenset(ReviewStatus),
    "source": frozenset(Source),
    "verification": frozenset(Verification),
    "doubt": frozenset(Doubt),
    "ended_by": frozenset(SpanEnd),
}
_MOMENTS = frozenset(
    column.name
    for table in schema.metadata.tables.values()
    for column in table.columns
    if column.name.endswith(("_at", "_until")) or column.name == "event_time"
)
_LOOKED_AT = _MOMENTS | _WORDS.keys() | {"headers", "media_name"}


class _Form:
    """What the rows of a table look like."""

    def __init__(self, table: Table) -> None:
        self.names = [column.name for column in table.columns]
        self.fewest = _FEWEST.get(table.name, len(self.names))
        self._columns = [
            (column.name in _LOOKED_AT, column.name, column.nullable or column.primary_key, _classes(column.type))
            for column in table.columns
        ]

    def fits(self, values: Sequence[Value]) -> bool:
        """Whether a row may be of this table."""
        if not self.fewest <= len(values) <= len(self.names):
            return False
        for (is_looked_at, name, may_be_none, classes), value in zip(self._columns, values, strict=False):
            if value is None:
                if not may_be_none:
                    return False
            elif not isinstance(value, classes) or (is_looked_at and not _is_likely(name, value)):
                return False
        return True


def _classes(kind: TypeEngine[Any]) -> tuple[type, ...]:
    return next(classes for column_type, classes in _CLASSES.items() if isinstance(kind, column_type))


def _is_likely(name: str, value: Value) -> bool:
    if name in _WORDS:
        return value in _WORDS[name]
    if isinstance(value, int) and name in _MOMENTS:
        return _FIRST_MOMENT <= value <= _LAST_MOMENT
    if name == "headers":
        return _are_headers(value)
    if name == "media_name":
        return isinstance(value, str) and _MEDIA_NAME.fullmatch(value) is not None
    return True


def _are_headers(value: Value) -> bool:
    try:
        pairs = orjson.loads(value) if isinstance(value, str) else None
    except orjson.JSONDecodeError:
        return False
    return isinstance(pairs, list) and all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(text, str) for text in pair) for pair in pairs
    )


_FORMS = {
    table.name: _Form(table)
    for table in (
        schema.deliveries,
        schema.recordings,
        schema.peaks,
        schema.incidents,
        schema.journal_size,
        schema.trash,
        schema.catch_up_runs,
        schema.intake_spans,
        schema.gap_findings,
        schema.notes,
        schema.recording_stars,
        schema.recording_tags,
        schema.review_answers,
        schema.heard_spans,
        schema.listening,
        schema.history,
    )
}
_WITHOUT_ROW_ID = {"knocks": frozenset(KnockReason), "first_seen": frozenset(NoveltyKind)}
_INDEX_FORMS = {table.name: _Form(table) for table in (schema.knocks, schema.first_seen)}

_LENGTHS = {2, *(length for form in _FORMS.values() for length in range(form.fewest, len(form.names) + 1))}
_INDEX_LENGTHS = {len(form.names) for form in _INDEX_FORMS.values()}

wanted: Callable[[int], bool] = _LENGTHS.__contains__
"""Whether a row of so many columns may be of a table that is read."""
wanted_without_row_id: Callable[[int], bool] = _INDEX_LENGTHS.__contains__


def table_of(row_id: int, values: Sequence[Value]) -> str | None:
    """The name of the table that the row is of; None when it is of none that is read."""
    if len(values) == 2:
        is_sequence = values[0] in ("deliveries", "recordings") and isinstance(values[1], int) and 0 < values[1] < LARGEST_ID
        return "sqlite_sequence" if is_sequence else None
    if values[0] is not None or not 0 < row_id < LARGEST_ID:
        return None
    return next((name for name, form in _FORMS.items() if form.fits(values)), None)


def table_without_row_id(values: Sequence[Value]) -> str | None:
    """The same for tables whose key is not a row id."""
    return next(
        (name for name, form in _INDEX_FORMS.items() if values[0] in _WITHOUT_ROW_ID[name] and form.fits(values)),
        None,
    )


def columns_of(table: str) -> list[str]:
    """The names of the columns in the order of the row."""
    form = _FORMS.get(table) or _INDEX_FORMS[table]
    return form.names


def fits(table: str, row: Sequence[Value]) -> bool:
    """Whether a row of ``table``, with its row id as SQLite gives it, holds what may stand there."""
    return _FORMS[table].fits(row)
