"""The search language: words, and ``field:value`` terms."""

import shlex
from dataclasses import dataclass, field
from enum import StrEnum

FIELDS = frozenset({
    "status", "download", "review", "verification", "name", "conference", "call", "from", "to", "direction", "recording",
    "account", "tag", "format", "source", "is", "stars", "tagged", "note", "answer",
})  # fmt: skip


class SortColumn(StrEnum):
    """A column of the list that it can be sorted by."""

    FIRST_SEEN = "first_seen"
    STATUS = "status"
    CONFERENCE = "conference"
    STARTED = "started"
    LENGTH = "length"
    EXPIRES = "expires"
    REVIEW = "review"
    DOWNLOAD = "download"
    STARS = "stars"


@dataclass(frozen=True, slots=True)
class Term:
    """One ``field:value`` condition."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class RecordingQuery:
    """What the list shows, and in which order."""

    terms: tuple[Term, ...] = ()
    words: tuple[str, ...] = field(default=())
    """Beginnings of words that stand somewhere in name, tag, ids or phone numbers; all must."""
    sort: SortColumn = SortColumn.FIRST_SEEN
    descending: bool = True


def parse_query(text: str, sort: SortColumn = SortColumn.FIRST_SEEN, descending: bool = True) -> RecordingQuery:
    """The query that ``text`` means. Quotes keep spaces together; an unknown field is searched for as a word."""
    try:
        pieces = shlex.split(text.replace("\\", "\\\\"))
    except ValueError:
        pieces = text.split()
    terms: list[Term] = []
    words: list[str] = []
    for piece in pieces:
        name, colon, value = piece.partition(":")
        if colon and value and name.lower() in FIELDS:
            terms.append(Term(name.lower(), value))
        elif piece:
            words.append(piece)
    return RecordingQuery(tuple(terms), tuple(words), sort, descending)
