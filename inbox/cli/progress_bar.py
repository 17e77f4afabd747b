"""A progress bar on a terminal; nothing in a pipe."""

import sys
import time

_WIDTH = 24
_DRAW_EVERY_SECONDS = 0.1


class ProgressBar:
    """Drawn on stderr, ten times a second at most."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._draws = sys.stderr.isatty()
        self._drawn_at = 0.0

    def show(self, done: int, of: int, title: str | None = None) -> None:
        """Draws how far it is; ``title`` is drawn in place of the bar's own."""
        moment = time.monotonic()
        if not self._draws or not of or moment - self._drawn_at < _DRAW_EVERY_SECONDS:
            return
        self._drawn_at = moment
        filled = _WIDTH * done // of
        bar = f"[{'█' * filled}{'·' * (_WIDTH - filled)}] {done * 100 // of:3} %"
        print(f"\r\x1b[K{bar}  {title or self._title}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Leaves the line empty."""
        if self._draws:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
