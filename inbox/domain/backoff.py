"""How long to wait before something is tried again."""

from datetime import timedelta

from inbox.domain.retry_after import LONGEST_ASKED

_AFTER_PROGRESS = timedelta(seconds=1)
_FIRST = timedelta(seconds=5)
_LONGEST = timedelta(hours=1)


def delay(attempts: int, spread: float, asked: timedelta | None = None) -> timedelta:
    """The wait after ``attempts`` failed tries: doubled each time, up to an hour, never less than the server asked for.

    No attempt at all means that the last try came further, though not to the end: it goes on after a second.
    ``spread`` in [0, 1) takes up to a quarter off, so that many recordings do not come back at one moment.
    """
    doubling: int = 2 ** min(max(attempts - 1, 0), 20)
    wait = (min(_FIRST * doubling, _LONGEST) if attempts else _AFTER_PROGRESS) * (1 - spread / 4)
    return max(wait, min(asked, LONGEST_ASKED)) if asked is not None else wait
