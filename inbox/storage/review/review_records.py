"""What the person made of recordings and heard of them, for many recordings at once: read for exports."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inbox.domain.coverage import HeardSpan
from inbox.domain.notes import Note, from_milliseconds
from inbox.domain.sound.sound_map import SoundMap
from inbox.domain.times import from_microseconds, now
from inbox.storage.database import Database
from inbox.storage.review.sound_maps import read_sound_map

_ROWS_A_QUERY = 512
_MOST_QUESTIONS = 200
_STARS = "SELECT recording_row, stars FROM recording_stars WHERE recording_row IN ({})"
_TAGS = "SELECT recording_row, tag FROM recording_tags WHERE recording_row IN ({}) ORDER BY recording_row, tag_key"
_ANSWERS = """SELECT recording_row, question, answer, author, changed_at FROM review_answers WHERE recording_row IN ({})
    ORDER BY recording_row, id"""
_NOTES = """SELECT recording_row, id, begin_ms, end_ms, text, author, made_at, changed_at FROM notes WHERE recording_row IN ({})
    ORDER BY recording_row, begin_ms, id"""
_HEARD = """SELECT recording_row, begin_ms, end_ms, rate_percent, heard_at FROM heard_spans WHERE recording_row IN ({})
    ORDER BY recording_row, begin_ms"""


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer to a question of the review form, with the question as it was put."""

    question: str
    answer: str
    author: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewRecord:
    """All that the person made of one recording, and heard of it."""

    stars: int | None = None
    tags: tuple[str, ...] = ()
    answers: tuple[GivenAnswer, ...] = ()
    notes: tuple[Note, ...] = ()
    heard: tuple[HeardSpan, ...] = ()
    heard_at: tuple[datetime, ...] = ()
    """When each of `heard` was."""
    sound: SoundMap | None = None
    """Where it is silent; read where something was heard of it only."""


class ReviewRecords:
    """Safe from any thread; methods raise StoreFailing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, rows: Sequence[int]) -> dict[int, ReviewRecord]:
        """For each of these rows, also when nothing was made of it."""
        found: dict[int, ReviewRecord] = {}
        for start in range(0, len(rows), _ROWS_A_QUERY):
            found |= self._some(rows[start : start + _ROWS_A_QUERY])
        return found

    def questions(self) -> tuple[str, ...]:
        """The questions that were ever answered; not quick in a large inbox."""
        with self._database.reading_rows() as cursor:
            asked = cursor.execute("SELECT DISTINCT question FROM review_answers ORDER BY question LIMIT ?", (_MOST_QUESTIONS,))
            return tuple(question for (question,) in asked)

    def _some(self, rows: Sequence[int]) -> dict[int, ReviewRecord]:
        values, places = tuple(rows), ", ".join("?" * len(rows))
        with self._database.reading_rows() as cursor:

            def by_row(sql: str) -> defaultdict[int, list[tuple[Any, ...]]]:
                told: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
                for row, *rest in cursor.execute(sql.format(places), values):
                    told[row].append(tuple(rest))
                return told

            stars, tags, answers, notes, heard = map(by_row, (_STARS, _TAGS, _ANSWERS, _NOTES, _HEARD))
            sounds = {row: read_sound_map(cursor, row) for row in heard}
        return {
            row: ReviewRecord(
                stars=stars[row][0][0] if row in stars else None,
                tags=tuple(tag for (tag,) in tags.get(row, ())),
                answers=tuple(
                    GivenAnswer(question, answer, author, _moment(at)) for question, answer, author, at in answers.get(row, ())
                ),
                notes=tuple(_note(row, *told) for told in notes.get(row, ())),
                heard=tuple(
                    HeardSpan(from_milliseconds(begin), from_milliseconds(end), rate / 100)
                    for begin, end, rate, _ in heard.get(row, ())
                ),
                heard_at=tuple(_moment(at) for *_, at in heard.get(row, ())),
                sound=sounds.get(row),
            )
            for row in values
        }


def _note(
    row: int, number: int, begin: int, end: int | None, text: str, author: str, made_at: int, changed_at: int | None
) -> Note:
    place = from_milliseconds(begin), None if end is None else from_milliseconds(end)
    return Note(number, row, *place, text, author, _moment(made_at), from_microseconds(changed_at))


def _moment(count: int) -> datetime:
    return from_microseconds(count) or now()
