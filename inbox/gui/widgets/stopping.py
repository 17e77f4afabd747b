"""Stopping the parts of a window one after the other: a mistake in one of them keeps no other from being stopped."""

import logging
from collections.abc import Iterable
from typing import Protocol

_log = logging.getLogger(__name__)


class Stops(Protocol):
    """Something with threads or files of its own."""

    def stop(self) -> None:
        """Ends them; returns when they have ended."""


def stop_all(parts: Iterable[Stops]) -> None:
    """Stops them in this order. A bug is logged: whoever stops is about to go, and the store is closed after it."""
    for part in parts:
        try:
            part.stop()
        except Exception:
            _log.exception("A part of the window (%s) could not be stopped as it should be.", type(part).__name__)
