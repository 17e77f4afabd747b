"""Fetches what a waveform shows, off the GUI thread: the peaks that the store keeps, or else a look at the file."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from inbox.domain.media_format import MediaFormat
from inbox.domain.recording import Recording
from inbox.domain.sound.peaks import Peaks
from inbox.domain.sound.silences import silences
from inbox.domain.statuses import RecordingStatus
from inbox.gui.widgets.query_worker import QueryWorker
from inbox.pipeline.media.inspection import Cancelled, inspect
from inbox.storage.listing.recordings import Recordings

COLUMNS = 4_096
"""More than a screen has bars; a day's bins are folded to this many, so that painting costs the same for any length."""
_MOST_MARKS = 1_000
"""Of more runs of silence than that the longest are marked."""
_RETRY_MS = 1_000
"""After the store could not be read."""


@dataclass(frozen=True, slots=True)
class WaveformShape:
    """Loudness over the whole length, ready to be drawn."""

    levels: bytes
    """The loudest bin of each of at most `COLUMNS` equal parts, 0 to 255."""
    duration_seconds: float
    missing: tuple[tuple[float, float], ...] = ()
    """From where to where nothing is to be heard although something may have been said; 0 is the beginning, 1 the end."""
    fine: bytes = b""
    """The same loudness as finely as it is known, for a part that is shown larger; empty when ``levels`` has it all."""


class WaveformLoader(QObject):
    """One thread that reads the shape of the recording asked for last; started by the first request."""

    loaded = Signal(str, object)
    """The row id as text, and its `WaveformShape`, or None when there is none."""

    def __init__(self, recordings: Recordings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._recordings = recordings
        self._worker: QueryWorker | None = None
        self._recording: Recording | None = None
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.timeout.connect(self._load_again)

    def load(self, recording: Recording) -> None:
        """Reads the shape of ``recording``; an earlier request that is not answered yet is dropped.

        A store that cannot be read is asked again until it can.
        """
        self._recording = recording
        self._retry.stop()
        if self._worker is None:
            self._worker = QueryWorker("waveform", self)
            self._worker.start()
        is_unwanted = self._worker.is_unwanted
        self._worker.submit(
            "shape",
            lambda: self._shape(recording, is_unwanted),
            lambda shape: self.loaded.emit(str(recording.id), shape),
            lambda _problem: self._retry.start(_RETRY_MS),
        )

    def stop(self) -> None:
        """Joins the thread; a later `load` starts another."""
        self._retry.stop()
        if self._worker is not None:
            self._worker.stop()
            self._worker.deleteLater()
            self._worker = None

    def _load_again(self) -> None:
        if self._recording is not None:
            self.load(self._recording)

    def _shape(self, recording: Recording, cancelled: Cancelled) -> WaveformShape | None:
        peaks = self._recordings.peaks(recording.id)
        if peaks is None:
            peaks = _peaks_of_file(recording.media_path, cancelled)
        return None if peaks is None else shape_of(peaks, has_marks=recording.recording_status is RecordingStatus.PARTIAL)


def shape_of(peaks: Peaks, columns: int = COLUMNS, *, has_marks: bool = False) -> WaveformShape:
    """``peaks`` folded to at most ``columns`` levels; ``has_marks``: with the runs of digital silence marked."""
    levels, length = fold(peaks.levels, min(columns, len(peaks.levels))), peaks.duration_seconds
    runs = silences(peaks).runs if has_marks and length > 0 else ()
    longest = sorted(sorted(runs, key=lambda run: run[0] - run[1])[:_MOST_MARKS])
    missing = tuple((begin / length, end / length) for begin, end in longest)
    return WaveformShape(levels, length, missing, peaks.levels if len(peaks.levels) > len(levels) else b"")


def fold(levels: bytes, count: int) -> bytes:
    """The loudest of each of ``count`` equal parts of ``levels``; a part narrower than a level has the level that it is in."""
    if count == len(levels):
        return levels
    total = len(levels)
    return bytes(
        max(levels[index * total // count : max((index + 1) * total // count, index * total // count + 1)])
        for index in range(count)
    )


def _peaks_of_file(media_path: str | None, cancelled: Cancelled) -> Peaks | None:
    """For a file whose peaks the store does not have; None when it cannot be decoded (the player says why)."""
    if media_path is None:
        return None
    path = Path(media_path)
    try:
        expected = MediaFormat(path.suffix.removeprefix("."))
    except ValueError:
        return None
    looked = inspect(path, expected, accept_cut_short=True, cancelled=cancelled)
    return None if isinstance(looked, str) else looked.peaks
