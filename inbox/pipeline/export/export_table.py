"""Recordings with what the person made of them, as CSV or JSON: page by page, whatever their number."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from inbox.domain.coverage import full_percent, heard_seconds, heard_share
from inbox.domain.csv_cells import CsvValue, csv_line
from inbox.domain.durations import clock_text
from inbox.domain.notes import Note
from inbox.domain.recording import Recording
from inbox.domain.review_form import review_form
from inbox.domain.times import iso_z
from inbox.storage.review.review_records import ReviewRecord, ReviewRecords

if TYPE_CHECKING:
    from inbox.pipeline.opened import OpenInbox

_ROWS_A_PAGE = 500
_BEFORE_AN_ANSWER = "answer: "
COLUMNS = (
    "recording_id", "conference_id", "account_id", "name", "tag", "status", "download_status", "review_status", "started_at",
    "ended_at", "duration_seconds", "file_format", "channels", "media_url", "media_bytes", "media_sha256", "deliveries", "source",
    "event_time", "first_seen_at", "expires_at", "error", "call_id", "from", "to", "direction", "verification",
)  # fmt: skip
"""The keys of a recording that are told to others: where its file is on this computer is not."""
_FILE_COLUMN = "file"
_REVIEW_COLUMNS = ("file_seconds", "stars", "tags", "heard_seconds", "heard_percent", "notes")

Row = tuple[Recording, ReviewRecord, float]
"""With the share of it that was heard, 0 to 1."""


class ExportTable:
    """What a table of recordings holds. May raise StoreFailing wherever it reads."""

    def __init__(self, inbox: "OpenInbox") -> None:
        self._inbox = inbox
        self._reviews = ReviewRecords(inbox.database)

    def rows(self, ids: Sequence[int]) -> Iterator[Row]:
        """The recordings in this order, read page by page; one that is not there is left out."""
        for start in range(0, len(ids), _ROWS_A_PAGE):
            page = ids[start : start + _ROWS_A_PAGE]
            recordings, reviews = self._inbox.recordings.rows(page), self._reviews.of(page)
            for row in page:
                if row in recordings:
                    yield recordings[row], reviews[row], _share(recordings[row], reviews[row])

    def as_csv(self, ids: Sequence[int], files: Mapping[int, str] | None = None) -> Iterator[bytes]:
        """A line with the titles of the columns, then one for each recording, each with its end.

        ``files`` says where each one's sound is; without it there is no such column.
        """
        questions = self._questions()
        titles = *COLUMNS, *_REVIEW_COLUMNS, *(_BEFORE_AN_ANSWER + question for question in questions)
        # the mark before them tells spreadsheets that it is UTF-8
        yield csv_line((*titles, *(() if files is None else (_FILE_COLUMN,)))).encode("utf-8-sig")
        for recording, review, share in self.rows(ids):
            told = recording.as_json()
            cells = *(told[key] for key in COLUMNS), *_review_cells(recording, review, share, questions)
            yield csv_line((*cells, *(() if files is None else (files.get(recording.id),)))).encode()

    def as_json(self, ids: Sequence[int]) -> Iterator[bytes]:
        """The pieces of a JSON array: an object a line, one for each recording."""
        before = b"[\n"
        for recording, review, share in self.rows(ids):
            yield before + orjson.dumps(recording_json(recording) | review_json(recording, review, share))
            before = b",\n"
        yield b"[]\n" if before == b"[\n" else b"\n]\n"

    def _questions(self) -> tuple[str, ...]:
        """Those that the person asks now, then those that were answered once."""
        asked = [question.text for question in review_form(self._inbox.settings.review_questions)]
        return tuple(dict.fromkeys((*asked, *self._reviews.questions())))


def _share(recording: Recording, review: ReviewRecord) -> float:
    if not review.heard:
        return 0.0
    sound = review.sound
    length = sound.duration_seconds if sound is not None else recording.media_seconds or recording.duration_seconds or 0.0
    return heard_share(review.heard, sound.silences if sound is not None else (), length)


def recording_json(recording: Recording) -> dict[str, Any]:
    """What is known of a recording, without what concerns this computer only."""
    told = recording.as_json()
    return {key: told[key] for key in COLUMNS}


def review_json(recording: Recording, review: ReviewRecord, share: float) -> dict[str, Any]:
    """What the person made of a recording, and heard of it."""
    return {
        "file_seconds": recording.media_seconds,
        "stars": review.stars,
        "tags": list(review.tags),
        "heard_seconds": round(heard_seconds(review.heard), 3),
        "heard_percent": full_percent(share, 1),
        "notes": [note_json(note) for note in review.notes],
        "answers": [
            {"question": one.question, "answer": one.answer, "author": one.author, "given_at": iso_z(one.given_at)}
            for one in review.answers
        ],
    }


def note_json(note: Note) -> dict[str, Any]:
    """A note; places are seconds from the start of the recording."""
    return {
        "begin": note.begin,
        "end": note.end,
        "text": note.text,
        "author": note.author,
        "made_at": iso_z(note.made_at),
        "changed_at": iso_z(note.changed_at),
    }


def heard_json(review: ReviewRecord) -> list[dict[str, Any]]:
    """What was heard of a recording, span by span, in seconds from its start."""
    spans = zip(review.heard, review.heard_at, strict=True)
    return [{"begin": span.begin, "end": span.end, "rate": span.rate, "heard_at": iso_z(at)} for span, at in spans]


def _review_cells(recording: Recording, review: ReviewRecord, share: float, questions: Sequence[str]) -> Iterator[CsvValue]:
    answers = {one.question: one.answer for one in review.answers}
    yield recording.media_seconds
    yield review.stars
    yield ", ".join(review.tags)
    yield round(heard_seconds(review.heard), 3)
    yield full_percent(share, 1)
    yield "\n".join(_note_text(note) for note in review.notes)
    for question in questions:
        yield answers.get(question)


def _note_text(note: Note) -> str:
    place = clock_text(note.begin) if note.end is None else f"{clock_text(note.begin)}–{clock_text(note.end)}"
    return f"{place} {note.text}"
