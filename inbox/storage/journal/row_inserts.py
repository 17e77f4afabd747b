"""Inserting many rows by few statements: between two statements the thread waits for the interpreter's lock."""

import sqlite3
from collections.abc import Sequence
from itertools import chain

_MOST_AT_ONCE = 32
"""A statement for each number of rows up to this stays compiled on the connection."""


class Insert:
    """An insert of rows into ``table``, up to 32 by one statement."""

    def __init__(self, table: str, columns: Sequence[str]) -> None:
        self._start = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "
        self._row = f"({', '.join('?' * len(columns))})"
        self._statements: dict[int, str] = {}

    def run(self, cursor: sqlite3.Cursor, rows: Sequence[tuple[object, ...]]) -> None:
        """Inserts ``rows``, each with a value for each column, in their order."""
        for start in range(0, len(rows), _MOST_AT_ONCE):
            some = rows[start : start + _MOST_AT_ONCE]
            cursor.execute(self._statement(len(some)), tuple(chain.from_iterable(some)))

    def _statement(self, count: int) -> str:
        statement = self._statements.get(count)
        if statement is None:
            statement = self._statements[count] = self._start + ", ".join([self._row] * count)
        return statement
