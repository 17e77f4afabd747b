"""Turning a query into SQL for SQLite, so that its first page is found without sorting the whole inbox.

SQLite knows no frequencies here: whether ``status:partial`` is true of two rows or of nearly all decides between collecting
those rows and sorting them, or walking along the sorted index until the page is full. So the rows of each condition are
counted first, up to a bound, and the plan is forced. (A server with statistics would be left alone.)
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from inbox.domain.query import SortColumn
from inbox.storage.listing.conditions import Condition

FEW = 25_000
"""Up to this many rows are collected and sorted for a page; more are found along the index of the sort column."""
FEW_OF_ALL = 200_000
"""The same when the whole list is wanted."""


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text and what is bound to its question marks."""

    sql: str
    parameters: tuple[object, ...] = ()


CountUpTo = Callable[[Statement], int]
"""Runs a counting statement and gives its number."""


@dataclass(frozen=True, slots=True)
class _Order:
    column: str
    index: str
    may_be_missing: bool = False

    def clause(self, descending: bool) -> str:
        way = "DESC" if descending else "ASC"
        if self.column == "id":
            return f"recordings.id {way}"
        missing_last = " NULLS LAST" if self.may_be_missing and not descending else ""
        return f"recordings.{self.column} {way}{missing_last}, recordings.id {way}"


def ids_statement(found: list[Condition], sort: SortColumn, descending: bool, limit: int | None, count: CountUpTo) -> Statement:
    """The statement that gives the ids of the rows that fulfil all of ``found``, in order, ties by id."""
    if sort is SortColumn.STARS:
        return _by_stars(found, descending, limit, count)
    order = _order(sort)
    tail = f"ORDER BY {order.clause(descending)}" + ("" if limit is None else " LIMIT ?")
    last: tuple[object, ...] = () if limit is None else (limit,)
    arrives = order.column == "id"
    if arrives and len(found) == 1 and found[0].ordered_by:
        return _along_own_index(found[0], [], tail, last)
    if arrives and len(found) == 1 and found[0].finds and (limit is None or not found[0].is_wide):
        by_id = tail.replace("recordings.id", "found.id")
        return Statement(f"SELECT id FROM ({found[0].finds}) AS found {by_id}", (*found[0].parameters, *last))
    best = _most_selective(found, FEW_OF_ALL if limit is None else FEW, count)
    if best is not None:
        rest = [condition for condition in found if condition is not best]
        where = _where(rest)
        joined = f"({_each_once(best)}) AS found CROSS JOIN recordings ON recordings.id = found.id"
        return Statement(f"SELECT recordings.id FROM {joined}{where} {tail}", (*best.parameters, *_parameters(rest), *last))
    if arrives:
        ordered = sorted((condition for condition in found if condition.ordered_by), key=lambda one: not _is_full_text(one))
        if ordered:
            return _along_own_index(ordered[0], [other for other in found if other is not ordered[0]], tail, last)
    return Statement(f"SELECT id FROM recordings INDEXED BY {order.index}{_where(found)} {tail}", (*_parameters(found), *last))


def _most_selective(found: list[Condition], few: int, count: CountUpTo) -> Condition | None:
    """The condition that the fewest rows fulfil, when those are fewer than ``few``."""
    best, fewest = None, few
    for condition in found:
        if condition.finds:
            rows = count(Statement(f"SELECT count(*) FROM ({condition.finds} LIMIT {fewest})", condition.parameters))
            if rows < fewest:
                best, fewest = condition, rows
            if rows == 0:
                break
    return best


def _along_own_index(condition: Condition, rest: list[Condition], tail: str, last: tuple[object, ...]) -> Statement:
    parameters = (*condition.parameters, *_parameters(rest), *last)
    if not _is_full_text(condition):
        everything = [condition, *rest]
        return Statement(f"SELECT id FROM recordings INDEXED BY {condition.ordered_by}{_where(everything)} {tail}", parameters)
    index = condition.ordered_by
    by_rowid = tail.replace("recordings.id", f"{index}.rowid")
    if not rest:
        return Statement(f"{_each_once(condition)} {by_rowid}", parameters)
    once, row = ("DISTINCT ", condition.recording) if condition.recording else ("", f"{index}.rowid")
    return Statement(
        f"SELECT {once}recordings.id FROM {index} CROSS JOIN recordings ON recordings.id = {row} "
        f"WHERE {condition.finds.partition(' WHERE ')[2]} AND {' AND '.join(other.sql for other in rest)} {by_rowid}",
        parameters,
    )


def _each_once(condition: Condition) -> str:
    """Its ids; asked for in the index's own order they are still given one by one, not collected first."""
    return condition.finds.replace("SELECT ", "SELECT DISTINCT ", 1) if condition.recording else condition.finds


def _is_full_text(condition: Condition) -> bool:
    return condition.ordered_by.endswith("_fts")


def _where(found: list[Condition]) -> str:
    return f" WHERE {' AND '.join(condition.sql for condition in found)}" if found else ""


def _parameters(found: list[Condition]) -> tuple[object, ...]:
    return tuple(parameter for condition in found for parameter in condition.parameters)


def _by_stars(found: list[Condition], descending: bool, limit: int | None, count: CountUpTo) -> Statement:
    """Stars stand in a table of their own: those with stars along its index, and after them, in order of arrival, the others.

    SQLite reads the parts of UNION ALL one after the other, and the second one only when the page is not full.
    """
    way = "DESC" if descending else "ASC"
    last: tuple[object, ...] = () if limit is None else (limit,)
    most = "" if limit is None else " LIMIT ?"
    best = _most_selective(found, FEW_OF_ALL if limit is None else FEW, count)
    if best is not None:
        rest = [condition for condition in found if condition is not best]
        joined = "CROSS JOIN recordings ON recordings.id = found.id LEFT JOIN recording_stars ON recording_row = recordings.id"
        order = f"ORDER BY stars IS NULL, stars {way}, recordings.id {way}"
        every = f"SELECT recordings.id FROM ({_each_once(best)}) AS found {joined}{_where(rest)}"
        return Statement(f"{every} {order}{most}", (*best.parameters, *_parameters(rest), *last))
    starred = "FROM recording_stars INDEXED BY ix_recording_stars CROSS JOIN recordings ON recordings.id = recording_row"
    has_none = Condition("NOT EXISTS (SELECT 1 FROM recording_stars WHERE recording_row = recordings.id)")
    parts = (
        f"SELECT recording_row AS id {starred}{_where(found)} ORDER BY stars {way}, recording_row {way}{most}",
        f"SELECT id FROM recordings INDEXED BY ix_recordings_arrival{_where([*found, has_none])} ORDER BY id {way}{most}",
    )
    both = " UNION ALL ".join(f"SELECT id FROM ({part})" for part in parts)
    return Statement(f"{both}{most}", (*_parameters(found), *last, *_parameters(found), *last, *last))


def _order(sort: SortColumn) -> _Order:
    match sort:
        case SortColumn.FIRST_SEEN:
            return _Order("id", "ix_recordings_arrival")  # the order of arrival: no clock that is set back can turn it around
        case SortColumn.STATUS:
            return _Order("status_kind", "ix_recordings_status")
        case SortColumn.CONFERENCE:
            return _Order("title_key", "ix_recordings_title")
        case SortColumn.STARTED:
            return _Order("started_at", "ix_recordings_started", may_be_missing=True)
        case SortColumn.LENGTH:
            return _Order("duration_seconds", "ix_recordings_length", may_be_missing=True)
        case SortColumn.EXPIRES:
            return _Order("expires_at", "ix_recordings_expires")
        case SortColumn.REVIEW:
            return _Order("review_status", "ix_recordings_review")
        case SortColumn.DOWNLOAD:
            return _Order("download_status", "ix_recordings_download")
        case SortColumn.STARS:
            raise ValueError("stars are no column of the recordings")
        case _:
            assert_never(sort)
