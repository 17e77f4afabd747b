"""A media file that comes in pieces, as a download writes it: what the tests of playing it meanwhile read from."""

import threading
import time
from pathlib import Path

from inbox.domain.progress import DownloadProgress
from inbox.pipeline.listening.growing_source import GrowingSource


class ComingFile:
    """Brings ``content`` into a part file, as far as it is told to."""

    def __init__(self, folder: Path, content: bytes, name: str = "1-0.wav") -> None:
        self.content = content
        self.part = folder / "1.part"
        self.whole = folder / name
        self.total: int | None = len(content)
        self.is_running = True
        self.asked: list[tuple[int, int]] = []
        self.gives_ranges = False
        self.seconds_a_range = 0.0
        self._came = 0
        self.part.write_bytes(b"")

    def bring(self, upto: int) -> None:
        """The bytes before ``upto`` are here on return."""
        with self.part.open("ab", buffering=0) as file:
            file.write(self.content[self._came : upto])
        self._came = max(self._came, upto)

    def bring_slowly(self, bytes_per_second: int) -> threading.Thread:
        """All of the rest, in a thread, and its final name at the end."""

        def run() -> None:
            began, first = time.monotonic(), self._came
            while self._came < len(self.content):
                time.sleep(0.005)
                self.bring(min(len(self.content), first + int((time.monotonic() - began) * bytes_per_second)))
            self.finish()

        thread = threading.Thread(target=run, name="coming")
        thread.start()
        return thread

    def finish(self) -> None:
        """The rest is here, and the file has its name."""
        self.bring(len(self.content))
        self.part.replace(self.whole)
        self.is_running = False

    def begin_anew(self, content: bytes) -> None:
        """The download starts over, with this file."""
        self.part.unlink()
        self.content, self._came, self.total = content, 0, len(content)
        self.part.write_bytes(b"")

    def progress(self) -> DownloadProgress | None:
        """As the downloader tells it."""
        return DownloadProgress(self._came, self.total) if self.is_running else None

    def final(self) -> Path | None:
        """As the store tells it."""
        return self.whole if self.whole.exists() else None

    def fetch(self, begin: int, end: int) -> bytes | None:
        """As Bandwidth gives a range."""
        self.asked.append((begin, end))
        time.sleep(self.seconds_a_range)
        return self.content[begin:end] if self.gives_ranges else None

    def source(self, seconds: float | None = None) -> GrowingSource:
        """What plays it; ``seconds`` is how long Bandwidth says that it is."""
        return GrowingSource(self.part, self.progress, self.final, self.fetch, why_stopped=lambda: None, seconds=seconds)
