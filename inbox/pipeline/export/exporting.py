"""Exporting recordings: a table, or an evidence bundle; whole under its name, or not there at all."""

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, assert_never

from inbox.domain.history import HistoryKind
from inbox.domain.problems import Problem
from inbox.domain.times import now
from inbox.pipeline.export.bundle import OF_A_RECORDING, Bundle, Bundled, bundle_problem
from inbox.pipeline.export.clip import ClipProblem, write_clip
from inbox.pipeline.export.export_table import ExportTable
from inbox.pipeline.export.new_file import NotWritten, new_file
from inbox.storage.problems import StoreFailing
from inbox.storage.settings.reviewer import reviewer
from inbox.storage.storable_text import storable

if TYPE_CHECKING:
    from inbox.pipeline.opened import OpenInbox

MOST_TOLD = 10_000
"""The histories of so many recordings tell of a table that they stand in; of a longer one they do not."""
_ROWS_AT_ONCE = 200
_LINES_AT_ONCE = 500
_PIECE = 1 << 20
_NOTHING: Mapping[str, Any] = {}
_LEFT_FREE_BYTES = 50_000_000
_STDOUT = "standard output"
"""What the histories call it."""


class ExportFormat(StrEnum):
    """What is made of the recordings; the value is the file's extension."""

    CSV = "csv"
    JSON = "json"
    ZIP = "zip"
    """The evidence bundle."""


class ExportCancelled(Problem):
    """The person ended it; nothing of it is left."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    path: Path
    size: int
    sha256: str
    recordings: int
    without_sound: int = 0
    """Of a bundle: recordings whose sound is not in it."""
    is_told: bool = True
    """Whether the histories of the recordings tell of it."""
    is_decoded: bool = False
    """Of a clip: it was cut out of a compressed file, whose samples were decoded for it."""


class Exporting:
    """One export. Its methods take long, and are for one thread."""

    def __init__(
        self,
        inbox: "OpenInbox",
        progress: Callable[[int, int], None] = lambda _done, _of: None,
        cancelled: Callable[[], bool] = lambda: False,
        template: str | None = None,
    ) -> None:
        """``progress`` hears how much of how much is done; ``cancelled`` is asked now and then.

        ``template`` names the folders of a bundle, else that of the settings does.
        """
        self._inbox = inbox
        self._progress = progress
        self._cancelled = cancelled
        self._template = template
        self._done, self._of = 0, 1

    def export(self, ids: Sequence[int], kind: ExportFormat, path: Path) -> Exported:
        """Writes these recordings, in this order, into ``path``, and tells their histories.

        Raises ExportCancelled, NotWritten and StoreFailing; then there is no such file, or the older one as it was.
        """
        path = path.absolute()
        count, without_sound = len(ids), 0
        with new_file(path, self._inbox.folder.root) as file:
            match kind:
                case ExportFormat.CSV:
                    self._write_lines(file, ExportTable(self._inbox).as_csv(ids), len(ids))
                case ExportFormat.JSON:
                    self._write_lines(file, ExportTable(self._inbox).as_json(ids), len(ids))
                case ExportFormat.ZIP:
                    bundled = self._write_bundle(file, ids, path)
                    count, without_sound = bundled.recordings, bundled.without_sound
                case _:
                    assert_never(kind)
            size, sha256 = self._measured(file)
        done = Exported(path, size, sha256, count, without_sound, is_told=len(ids) <= MOST_TOLD)
        if done.is_told:
            self._tell_histories(done, ids, kind.value)
        return done

    def pour(self, ids: Sequence[int], kind: ExportFormat, stream: BinaryIO) -> Exported:
        """Writes a table of these recordings into ``stream``, and tells their histories when it is whole.

        Raises ExportCancelled, StoreFailing, and what the stream raises; then a part of it may be there. ValueError for a bundle.
        """
        table, measured = ExportTable(self._inbox), _Measured(stream)
        match kind:
            case ExportFormat.CSV:
                self._write_lines(measured, table.as_csv(ids), len(ids))
            case ExportFormat.JSON:
                self._write_lines(measured, table.as_json(ids), len(ids))
            case ExportFormat.ZIP:
                raise ValueError("a bundle is a file")
            case _:
                assert_never(kind)
        stream.flush()
        is_told = len(ids) <= MOST_TOLD
        done = Exported(Path(_STDOUT), measured.size, measured.digest.hexdigest(), len(ids), is_told=is_told)
        if is_told:
            self._tell_histories(done, ids, kind.value)
        return done

    def clip(self, row: int, begin: float, end: float, path: Path) -> Exported:
        """Writes a range of a recording, in seconds, as a WAV into ``path``, and tells its history.

        Raises as `export` does, and ClipProblem and SoundProblem, which say why there is nothing to be cut out.
        """
        path = path.absolute()
        recording = self._inbox.recordings.rows([row]).get(row)
        if recording is None or recording.media_path is None:
            raise ClipProblem("The recording is not downloaded, so nothing can be cut out of it.")

        def step(done: int, of: int) -> None:
            self._of = of
            self._step(done - self._done)

        with new_file(path, self._inbox.folder.root) as file:
            clip = write_clip(Path(recording.media_path), begin, end, file, step, recording.media_seconds)
            size, sha256 = self._measured(file)
        detail = {"begin": clip.begin, "end": clip.end, "decoded": clip.is_decoded}
        done = Exported(path, size, sha256, 1, is_decoded=clip.is_decoded)
        self._tell_histories(done, [row], "clip", detail)
        return done

    def _write_lines(self, file: "BinaryIO | _Measured", lines: Iterable[bytes], count: int) -> None:
        self._of = count + 1
        for number, line in enumerate(lines):
            if number % _LINES_AT_ONCE == 0:
                self._step(_LINES_AT_ONCE if number else 0)
            file.write(line)

    def _write_bundle(self, file: BinaryIO, ids: Sequence[int], path: Path) -> Bundled:
        if not ids:
            raise NotWritten("There is no recording to put into an evidence bundle, so none was made.")
        if too_many := bundle_problem(len(ids)):
            raise NotWritten(too_many)
        sounds = 0
        for some in _pages(ids):
            self._step(0)
            sounds += sum(found.media_bytes or 0 for found in self._inbox.recordings.rows(some).values())
            left: Sequence[int] = some
            while left:
                self._step(0)
                left = self._inbox.history.add_all_received(left)
        free = shutil.disk_usage(path.parent).free
        if sounds + _LEFT_FREE_BYTES > free:
            raise NotWritten(
                f"{path} would take {_megabytes(sounds)}, and its disk has {_megabytes(free)} free. Nothing was written."
            )
        self._of = sounds + OF_A_RECORDING * len(ids)
        bundle = Bundle(self._inbox, file, now(), reviewer(self._inbox.settings), self._step, self._template)
        return bundle.write(ids)

    def _measured(self, file: BinaryIO) -> tuple[int, str]:
        digest, size = hashlib.sha256(), 0
        file.seek(0)
        while piece := file.read(_PIECE):
            self._step(0)
            digest.update(piece)
            size += len(piece)
        return size, digest.hexdigest()

    def _tell_histories(self, done: Exported, ids: Sequence[int], kind: str, more: Mapping[str, Any] = _NOTHING) -> None:
        """That they were exported; the file is in its place by now, and stays there."""
        by = reviewer(self._inbox.settings)
        detail = {"by": by, "file": storable(done.path.name), "format": kind, "sha256": done.sha256, **more}
        try:
            for some in _pages(ids):
                self._inbox.history.add_to_all(some, HistoryKind.EXPORTED, detail, now())
        except StoreFailing as problem:
            raise StoreFailing(f"{done.path} was written, but the histories could not be told of it. {problem}") from problem

    def _step(self, more: int) -> None:
        if self._cancelled():
            raise ExportCancelled("The export was cancelled. Nothing of it was left behind.")
        self._done = min(self._done + more, self._of)
        self._progress(self._done, self._of)


class _Measured:
    """Passes on what is written, and measures it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self.digest, self.size = stream, hashlib.sha256(), 0

    def write(self, data: bytes) -> None:
        self.digest.update(data)
        self.size += len(data)
        self._stream.write(data)


def _pages(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + _ROWS_AT_ONCE] for start in range(0, len(ids), _ROWS_AT_ONCE))


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"
