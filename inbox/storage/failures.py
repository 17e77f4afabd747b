"""Telling failures of the store that may pass, and damage, from mistakes of ours."""

import sqlite3
from typing import Any

from sqlalchemy.exc import DBAPIError

from inbox.storage.problems import StoreDamaged, StoreFailing

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_PRIMARY_CODE = 0xFF
_SAID_OF_DAMAGE = ("Could not decode to UTF-8", "invalid fts5 file format")
"""What the driver and the word search say without a code of their own."""


def as_failing(problem: BaseException, done: str = "written") -> StoreFailing | None:
    """The failure that may pass, or the damage, when ``problem`` is one; None when it is a bug of ours."""
    original: Any = problem.orig if isinstance(problem, DBAPIError) else problem
    if is_damage(original):
        return StoreDamaged(f"The inbox could not be {done}: it is damaged ({reason(problem)}).")
    if isinstance(original, sqlite3.IntegrityError | sqlite3.ProgrammingError | sqlite3.InterfaceError | sqlite3.DataError):
        return None
    if getattr(original, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:  # our SQL is wrong
        return None
    if isinstance(original, sqlite3.DatabaseError | OSError):
        return StoreFailing(f"The inbox could not be {done}: {reason(problem)}.")
    return None


def is_damage(problem: BaseException | None) -> bool:
    """Whether SQLite says that what is in the file is not what was written there."""
    code = getattr(problem, "sqlite_errorcode", None)
    if code is not None and code & _PRIMARY_CODE in _DAMAGED:
        return True
    if isinstance(problem, UnicodeDecodeError):  # SQLite tells what is wrong in the words that stand in the file
        return True
    return isinstance(problem, sqlite3.DatabaseError) and str(problem).startswith(_SAID_OF_DAMAGE)


def reason(problem: BaseException) -> str:
    """A clause that says what failed."""
    original = problem.orig if isinstance(problem, DBAPIError) else problem
    text = str(original).rstrip(".")
    if isinstance(original, UnicodeDecodeError) or text.startswith(
        "Could not decode to UTF-8"
    ):  # the rest is what was there instead
        return "a text is no text any more"
    match text:
        case "database or disk is full":
            return "the disk is full"
        case "database is locked":
            return "another program has locked it"
        case "disk I/O error":
            return "the disk reported an input/output error"
        case "unable to open database file":
            return "its file cannot be opened"
        case "attempt to write a readonly database":
            return "its file or folder may only be read"
        case _:
            return text
