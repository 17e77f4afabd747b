"""Inserting many rows by few statements: between two statements the thread waits for the interpreter's lock."""

import sqlite3
from collections.abc import Sequence
from itertools import chain

_MOST_AT_ONCE = 64


class Insert:
    """An insert of rows into ``table``: a statement takes a power of two of them, so that few are compiled."""

    def __init__(self, table: str, columns: Sequence[str]) -> None:
        self._start = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "
        self._row = f"({', '.join('?' * len(columns))})"
        self._statements: dict[int, str] = {}

    def run(self, cursor: sqlite3.Cursor, rows: Sequence[tuple[object, ...]]) -> None:
        """Inserts ``rows``, each with a value for each column, in their order."""
        start = 0
        while left := len(rows) - start:
            count = min(_MOST_AT_ONCE, 1 << (left.bit_length() - 1))
            some = rows[start : start + count]
            cursor.execute(self._statement(count), some[0] if count == 1 else tuple(chain.from_iterable(some)))
            start += count

    def _statement(self, count: int) -> str:
        statement = self._statements.get(count)
        if statement is None:
            statement = self._statements[count] = self._start + ", ".join([self._row] * count)
        return statement
