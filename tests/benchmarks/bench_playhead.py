"""Moving the playhead of a full waveform, 1440 pixels wide at 2×: what each move costs the GUI thread, and what it paints."""

import argparse
import os
import random
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.figures import median, percentile, tell

os.environ.setdefault("QT_SCALE_FACTOR", "2")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QRect
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

from inbox.domain.coverage import HeardSpan
from inbox.domain.notes import Note
from inbox.domain.sound.peaks import BINS_PER_SECOND, Peaks
from inbox.domain.sound.sound_map import SoundMap
from inbox.gui.look.theme import LIGHT
from inbox.gui.player.player_bar import PlayerBar
from inbox.gui.waveform.waveform import Waveform
from inbox.gui.waveform.waveform_loader import shape_of
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.listing.recordings import Recordings
from inbox.storage.opening import open_inbox
from inbox.storage.settings.settings import Settings

_HOUR = 3_600.0
_WIDTH = 1_440
_BAR_MS = 2.0


def full_bar(folder: Path) -> tuple[PlayerBar, Database]:
    """A player with an hour of speech, 900 silences, 200 notes, and much that was heard."""
    data = DataFolder(folder)
    data.prepare()
    database = open_inbox(data)
    bar = PlayerBar(LIGHT, Settings(skip_silence=True), Recordings(database))
    chance = random.Random(5)
    levels = bytes(chance.choice((0, 2, 60, 140, 220)) for _ in range(int(_HOUR * BINS_PER_SECOND)))
    bar.waveform.setEnabled(True)
    bar.waveform.set_length(_HOUR)
    bar.waveform.set_shape(shape_of(Peaks(levels, BINS_PER_SECOND, _HOUR)))
    silences = tuple((place * 4.0, place * 4.0 + 1.6) for place in range(900))
    bar.set_sound_map(SoundMap(silences, silences[::30], _HOUR))
    bar.set_heard([HeardSpan(place * 9.0, place * 9.0 + 5.0, chance.choice((1.0, 2.0))) for place in range(400)], 0.5)
    bar.set_notes([Note(place, 1, place * 18.0, None, "a note", "me", datetime.now(UTC)) for place in range(200)])
    bar.resize(_WIDTH + 32, 150)
    bar.show()
    return bar, database


class Paints:
    """Times each paint of every waveform that is made after this."""

    def __init__(self) -> None:
        self.milliseconds: list[float] = []
        self.of_processor: list[float] = []
        self.widest = 0
        paint = Waveform.paintEvent

        def timed(waveform: Waveform, event: QPaintEvent) -> None:
            began, worked = time.perf_counter(), time.thread_time()
            paint(waveform, event)
            self.of_processor.append((time.thread_time() - worked) * 1000)
            self.milliseconds.append((time.perf_counter() - began) * 1000)
            self.widest = max(self.widest, QRect(event.rect()).width())

        Waveform.paintEvent = timed  # type: ignore[assignment, method-assign]  # Qt asks for it when a waveform is made

    def forget(self) -> None:
        """What was painted so far does not count."""
        self.milliseconds.clear()
        self.of_processor.clear()
        self.widest = 0


def move_milliseconds(bar: PlayerBar, seconds: float, moves: int) -> list[float]:
    """Of each move, with all that follows from it."""
    taken: list[float] = []
    for move in range(moves):
        began = time.perf_counter()
        bar.audio.position_changed.emit(move * seconds)
        QApplication.processEvents()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def main() -> int:
    """Prints the figures; 1 when the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moves", type=int, default=1_000)
    moves = parser.parse_args().moves
    application = QApplication(sys.argv[:1])
    paints = Paints()
    with tempfile.TemporaryDirectory() as folder:
        bar, database = full_bar(Path(folder) / "inbox")
        for _ in range(20):
            application.processEvents()
        paints.forget()
        whole = move_milliseconds(bar, _HOUR / _WIDTH, moves)  # a pixel at each move
        painted, scale = paints.milliseconds, bar.devicePixelRatioF()
        reached = percentile(paints.of_processor, 0.99) < _BAR_MS
        figure = f"p50 {median(painted):.3f} ms, p99 {percentile(painted, 0.99):.3f} ms"
        tell(f"paint, {paints.widest} px at most of {_WIDTH} at {scale:g}×, {len(painted)} times", figure, "", None)
        worked = paints.of_processor
        figure = f"p50 {median(worked):.3f} ms, p99 {percentile(worked, 0.99):.3f} ms"
        tell("the same by the processor's clock (others may run beside it)", figure, "p99 < 2 ms", reached)
        figure = f"p50 {median(whole):.3f} ms, p99 {percentile(whole, 0.99):.3f} ms"
        tell("the whole move: strip, times, labels, what Qt does", figure, "", None)
        bar.waveform.set_view(0.0, 30.0)
        application.processEvents()
        began = time.perf_counter()
        bar.waveform.set_view(60.0, 90.0)
        bar.waveform.repaint()
        tell("all of it drawn anew (zoom, or the next page)", f"{(time.perf_counter() - began) * 1000:.1f} ms", "", None)
        bar.stop()
        database.close()
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
