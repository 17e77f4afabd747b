"""How long to wait before a download is tried again."""

from datetime import timedelta

_FIRST = timedelta(seconds=5)
_LONGEST = timedelta(hours=1)
TRIES = 12
"""After this many failed tries the download is given up until the person asks for it."""


def delay(attempts: int, spread: float, asked: timedelta | None = None) -> timedelta:
    """The wait after ``attempts`` failed tries: doubled each time, up to an hour, never less than the server asked for.

    ``spread`` in [0, 1) takes up to a quarter off, so that many recordings do not come back at one moment.
    """
    doubled = min(_FIRST * 2 ** min(max(attempts - 1, 0), 20), _LONGEST)
    wait = doubled * (1 - spread / 4)
    return max(wait, min(asked, _LONGEST * 24)) if asked is not None else wait
