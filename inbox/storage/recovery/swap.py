"""The new inbox in the place of the damaged one, which goes aside: at no moment is nothing there, whatever breaks off when.

That the damaged file has its second name already says that the new inbox is to take its place: who opens the inbox after that
finishes what was begun.
"""

import contextlib
import os
from pathlib import Path

from inbox.storage.problems import StorageProblem
from inbox.storage.syncing import sync_folder

_COMPANIONS = ("-wal", "-shm", "-journal")


def made_anew(path: Path) -> Path:
    """Where the new inbox is once it is whole."""
    return path.with_name(f"{path.stem}-made-anew{path.suffix}")


def name_aside(path: Path, stamp: str) -> Path:
    """Where the damaged file goes: a name that none has yet."""
    number, aside = 1, path.with_name(f"{path.stem}-damaged-{stamp}{path.suffix}")
    while any(aside.with_name(aside.name + companion).exists() for companion in ("", *_COMPANIONS)):
        number += 1
        aside = path.with_name(f"{path.stem}-damaged-{stamp}-{number}{path.suffix}")
    return aside


def begin_swap(path: Path, part: Path, aside: Path) -> None:
    """``part`` is whole; from now on it is the inbox, even if this process ends here. Raises OSError; then it is not."""
    part.rename(made_anew(path))
    try:
        os.link(path, aside)
    except OSError:  # a file system without second names: for a moment nothing is in the place of the inbox
        path.rename(aside)


def finish_swap(path: Path) -> None:
    """Put the inbox that a recovery made in its place, or away when the recovery had not come so far.

    Only for who holds the data folder. Raises StorageProblem when that cannot be done; it can be tried again.
    """
    ready = made_anew(path)
    try:
        if not ready.exists():
            return
        aside = _aside_of(path)
        if aside is None:
            ready.unlink()
            return
        for companion in _COMPANIONS:
            beside = path.with_name(path.name + companion)
            if beside.exists():
                beside.rename(aside.with_name(aside.name + companion))
        ready.replace(path)
        with contextlib.suppress(OSError):  # some file systems do not
            sync_folder(path.parent)
    except OSError as problem:
        raise StorageProblem(f"The inbox {path} could not be put in its place: {problem.strerror or problem}.") from problem


def _aside_of(path: Path) -> Path | None:
    """The second name of the damaged file at ``path``; None when it has none yet."""
    asides = [one for one in path.parent.glob(f"{path.stem}-damaged-*{path.suffix}") if one.is_file()]
    if path.exists():
        return next((one for one in asides if one.samefile(path)), None)
    return max(asides, key=lambda one: one.stat().st_ctime_ns, default=None)
