"""Writing an evidence bundle: what there is of recordings, in one file that can be checked without us."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import orjson

from inbox import __version__
from inbox.domain.delivery import StoredDelivery
from inbox.domain.file_names import NamesInUse, name_of
from inbox.domain.history import BEFORE_THE_FIRST
from inbox.domain.problems import Problem
from inbox.domain.public_address import is_unguessable
from inbox.domain.recording import Recording
from inbox.domain.times import iso_z
from inbox.pipeline.export import bundle_form as form
from inbox.pipeline.export.export_table import ExportTable, heard_json, note_json, recording_json, review_json
from inbox.pipeline.export.stored_zip import StoredZip, Written
from inbox.storage.review.review_records import ReviewRecord
from inbox.storage.storable_text import storable

if TYPE_CHECKING:
    from inbox.pipeline.opened import OpenInbox

_PIECE = 1 << 20
MOST_RECORDINGS = 10_000
OF_A_RECORDING = 100_000
"""What a recording counts among the bytes of the progress, whatever its sound."""
_MOST_EVENTS = 200
"""Of one recording; of a flood of duplicates the rest stands in the history only."""
_PROGRAM = f"Recording Inbox {__version__}"
_CHANGED = "Its file is not the one that was downloaded: the SHA-256 is another."
_UNREADABLE = "Its file could not be read: {}."


@dataclass(frozen=True, slots=True)
class Bundled:
    """What was put into a bundle."""

    recordings: int
    without_sound: int


def bundle_problem(recordings: int) -> str:
    """Why so many cannot be put into one, as a sentence; empty when they can."""
    if recordings <= MOST_RECORDINGS:
        return ""
    return f"An evidence bundle holds at most {MOST_RECORDINGS:,} recordings, and these are {recordings:,}. Choose fewer."


class Bundle:
    """Writes one into a file. Methods raise StoreFailing, OSError where it cannot be written, and what ``step`` raises."""

    def __init__(
        self,
        inbox: "OpenInbox",
        file: BinaryIO,
        made_at: datetime,
        made_by: str,
        step: Callable[[int], None],
        template: str | None = None,
    ) -> None:
        """``template`` names folders and sounds, else that of the settings does.

        ``step`` hears how many bytes of sound more were written, and `OF_A_RECORDING`; it may raise, to end it.
        """
        self._inbox = inbox
        self._made_at = made_at
        self._made_by = storable(made_by)
        self._step = step
        self._zip = StoredZip(file, made_at)
        self._files: list[form.FileEntry] = []
        self._template = template or inbox.settings.export_names
        self._names = NamesInUse()
        for taken in (form.MANIFEST, form.SUMS, form.PAGE, form.TABLE):
            self._names.one_more(taken)

    def write(self, ids: Sequence[int]) -> Bundled:
        """Puts these recordings in, and all that vouches for them."""
        made_at = iso_z(self._made_at) or ""
        entries: list[form.RecordingEntry] = []
        sounds: dict[int, str] = {}
        self._add(form.PAGE, form.page(_PROGRAM, made_at, self._made_by, len(ids)))
        table = ExportTable(self._inbox)
        for recording, review, share in table.rows(ids):
            entry = self._add_recording(recording, review, share)
            entries.append(entry)
            self._step(OF_A_RECORDING)
            if entry.media is not None:
                sounds[recording.id] = f"{entry.folder}/{entry.media}"
        self._add(form.TABLE, b"".join(table.as_csv(ids, sounds)))
        manifest = form.Manifest(
            made_at=made_at, made_by=self._made_by, program=_PROGRAM, recordings=tuple(entries), files=tuple(self._files)
        )
        written = self._put(form.MANIFEST, manifest.as_json())
        self._put(form.SUMS, form.sums(self._files, written.sha256))
        self._zip.finish()
        return Bundled(len(entries), len(entries) - len(sounds))

    def _add_recording(self, recording: Recording, review: ReviewRecord, share: float) -> form.RecordingEntry:
        name = name_of(recording, self._template)
        folder = self._names.one_more(name)
        media, missing = self._add_sound(folder, name, recording)
        self._add_events(folder, recording.id)
        self._add_json(f"{folder}/{form.RECORDING}", recording_json(recording) | _proof(recording))
        metadata = self._inbox.verifications.metadata(recording.id)
        if metadata is not None:
            self._add(f"{folder}/{form.METADATA}", metadata.encode())
        told = review_json(recording, review, share)
        kept = {key: told[key] for key in ("stars", "tags", "answers")}
        self._add_json(f"{folder}/{form.REVIEW}", {"verdict": recording.review_status.value} | kept)
        self._add_json(f"{folder}/{form.NOTES}", [note_json(note) for note in review.notes])
        heard = {"heard_seconds": told["heard_seconds"], "heard_percent": told["heard_percent"], "spans": heard_json(review)}
        self._add_json(f"{folder}/{form.COVERAGE}", heard)
        history = self._inbox.history.entries(recording.id)
        self._add(f"{folder}/{form.HISTORY}", "".join(f"{entry.line}\n" for entry in history).encode())
        ids = recording.conference_id or None, recording.call_id or None, recording.account_id or None
        last = history[-1].hash if history else BEFORE_THE_FIRST
        return form.RecordingEntry(folder, recording.recording_id, *ids, media, missing, len(history), last)

    def _add_sound(self, folder: str, name: str, recording: Recording) -> tuple[str | None, str | None]:
        """The name of the sound, or why there is none."""
        if recording.media_path is None:
            return None, recording.error or f"It is not downloaded here ({recording.download_status.value})."
        path = Path(recording.media_path)
        media = f"{name}{path.suffix}"
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return None, _UNREADABLE.format("it is no longer where it was saved")
        except OSError as problem:
            return None, _UNREADABLE.format(problem.strerror or problem)
        with file:
            try:
                written = self._zip.add(f"{folder}/{media}", _length(file), self._pieces(file))
            except _Unreadable as problem:
                return None, _UNREADABLE.format(problem)
            except ValueError:
                return None, _CHANGED
        if recording.media_sha256 not in (None, written.sha256):
            self._zip.take_out(written)
            return None, _CHANGED
        self._files.append(form.FileEntry(written.member.name, written.member.size, written.sha256))
        return media, None

    def _pieces(self, file: BinaryIO) -> Iterator[bytes]:
        while True:
            try:
                piece = file.read(_PIECE)
            except OSError as problem:
                raise _Unreadable(problem.strerror or str(problem)) from problem
            if not piece:
                return
            self._step(len(piece))
            yield piece

    def _add_events(self, folder: str, row: int) -> None:
        told = []
        for number in self._inbox.history.deliveries(row, _MOST_EVENTS):
            stored = self._inbox.journal.entry(number)
            if stored is not None:
                told.append(_delivery_json(stored))
                if stored.delivery.body:
                    self._add(f"{folder}/{form.body_name(number)}", stored.delivery.body)
        self._add_json(f"{folder}/{form.DELIVERIES}", told)

    def _add_json(self, name: str, content: Mapping[str, Any] | Sequence[Any]) -> None:
        self._add(name, orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))

    def _add(self, name: str, content: bytes) -> None:
        written = self._put(name, content)
        self._files.append(form.FileEntry(name, len(content), written.sha256))

    def _put(self, name: str, content: bytes) -> Written:
        self._step(0)
        pieces: Iterable[bytes] = (content,)
        return self._zip.add(name, len(content), pieces)


class _Unreadable(Problem):
    """A file of the inbox could not be read; the reason."""


def _length(file: BinaryIO) -> int:
    length = file.seek(0, 2)
    file.seek(0)
    return length


def _proof(recording: Recording) -> dict[str, Any]:
    told = {"note": recording.verification_note, "verified_at": iso_z(recording.verified_at)}
    return {"file_seconds": recording.media_seconds, "verification_told": told}


def _delivery_json(stored: StoredDelivery) -> dict[str, Any]:
    delivery = stored.delivery
    return {
        "delivery": stored.id,
        "received_at": iso_z(delivery.received_at),
        "method": delivery.method,
        "target": _target(delivery.target),
        "headers": [list(header) for header in delivery.headers],
        "peer": delivery.peer,
        "body": form.body_name(stored.id) if delivery.body else None,
        "outcome": stored.outcome.value,
        "reason": stored.reason or None,
    }


def _target(target: str) -> str:
    """The target without a path that nobody is to guess: it keeps strangers out, and stays in the inbox."""
    path, mark, query = target.partition("?")
    return f"/…{mark}{query}" if is_unguessable(path) else target
