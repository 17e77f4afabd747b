"""A start that fails is told where the person sees it: in a dialog where nobody reads what is printed."""

import os
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from inbox.domain.problems import Problem

_SESSION_LOGS = (".xsession-errors", "-session.log")
"""Where desktops without a journal put what their programs print."""


@contextmanager
def dialog_where_nobody_reads() -> Iterator[None]:
    """Shows the sentence of a `Problem`, until it is dismissed, if nobody reads it on stderr; then it goes on its way."""
    from inbox.gui.display import has_display

    try:
        yield
    except Problem as problem:
        if has_display() and not _is_read(sys.stderr, os.environ):
            from inbox.gui.start_problem import show_start_problem

            show_start_problem(str(problem))
        raise


def _is_read(stream: TextIO | None, environ: Mapping[str, str]) -> bool:
    """Whether a terminal, or a script by a pipe or a file, has what is printed; /dev/null and a journal's socket nobody reads."""
    try:
        number = stream.fileno() if stream is not None else None
        mode = os.fstat(number).st_mode if number is not None else 0
    except (OSError, ValueError):  # it is closed, or none of the system's
        return False
    if number is None or stream is None:
        return False
    if stream.isatty():
        return True
    if environ.get("GIO_LAUNCHED_DESKTOP_FILE_PID") == str(os.getpid()):  # from an icon or a menu, whatever the desktop gave
        return False
    if stat.S_ISREG(mode):
        return not _name(number).endswith(_SESSION_LOGS)
    return stat.S_ISFIFO(mode)


def _name(number: int) -> str:
    """The file of a descriptor, where the system tells."""
    try:
        return str(Path(f"/proc/self/fd/{number}").readlink())
    except OSError:
        return ""
