"""What is written about deliveries once their receipts are given: how long their senders waited, and the words' index."""

import sqlite3
from collections.abc import Sequence

import orjson

from inbox.storage.database import Database
from inbox.storage.listing.search_index import index_next

AT_ONCE = 250
"""So few that the senders who come meanwhile wait some thousandths of a second; smaller parts would cost more in all."""
_BUSY_SECONDS = 0.2

_NOTE_ANSWERS = """UPDATE deliveries SET answer_microseconds = answers.value
    FROM json_each(?) AS answers WHERE deliveries.id = ? + answers.key"""

_Answers = tuple[int, list[int]]
"""The id of a batch's first delivery, and the microseconds of each: the ids of a batch follow one another."""


class Upkeep:
    """Gathers what is to be written and writes it when asked, in short transactions. For one thread: the intake's.

    What a kill loses is no more than durations; recordings that are not indexed yet are found by whoever searches.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._answers: list[_Answers] = []
        self._waiting = 0
        self._may_lag = True  # after a kill the index may

    @property
    def is_due(self) -> bool:
        """Whether something waits for a quiet moment."""
        return self._waiting > 0 or self._may_lag

    @property
    def is_overdue(self) -> bool:
        """Whether so much waits that it should not wait for a quiet moment."""
        return self._waiting >= AT_ONCE

    def note(self, first_delivery: int, seconds: Sequence[float]) -> None:
        """A batch was answered: the senders of its deliveries waited so long."""
        self._answers.append((first_delivery, [round(each * 1e6) for each in seconds]))
        self._waiting += len(seconds)

    def work(self) -> None:
        """Writes what waits. Raises StoreFailing; the durations are lost then."""
        answers, self._answers, self._waiting, self._may_lag = self._answers, [], 0, False
        with self._database.writing_rows(busy_seconds=_BUSY_SECONDS) as cursor:
            _note_answers(cursor, answers)
            self._may_lag = index_next(cursor, 2 * AT_ONCE) is not None


def _note_answers(cursor: sqlite3.Cursor, answers: list[_Answers]) -> None:
    first, durations = 0, list[int]()
    for batch_first, batch in answers:
        if batch_first != first + len(durations):
            _note(cursor, first, durations)
            first, durations = batch_first, []
        durations += batch
    _note(cursor, first, durations)


def _note(cursor: sqlite3.Cursor, first: int, durations: list[int]) -> None:
    if durations:
        cursor.execute(_NOTE_ANSWERS, (orjson.dumps(durations).decode(), first))
