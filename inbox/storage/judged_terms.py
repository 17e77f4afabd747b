"""The terms of the search language that ask for what the person made of recordings: stars, tags, notes."""

import re

from inbox.domain.tags import tag_key
from inbox.storage.conditions import NOTHING, Condition
from inbox.storage.storable_text import storable

_STARS = re.compile(r"(?P<than>>=?|<=?)?(?P<low>[0-5])(?:-(?P<high>[0-5])|(?P<more>\+))?")
_LONGEST = 200  # signs of a note that are looked for; each can be four in the pattern


def stars(value: str) -> Condition:
    """``4``, ``4+``, ``2-4``, ``>3``; ``0`` or ``none`` for no stars."""
    if value in ("0", "none"):
        return Condition("NOT EXISTS (SELECT 1 FROM recording_stars WHERE recording_row = recordings.id)")
    found = _STARS.fullmatch(value)
    if found is None or (found["than"] and (found["high"] or found["more"])):
        return NOTHING
    low = high = int(found["low"])
    if found["high"]:
        high = int(found["high"])
    match found["than"]:
        case ">":
            low, high = low + 1, 5
        case ">=":
            high = 5
        case "<":
            low, high = 1, high - 1
        case "<=":
            low = 1
        case _:
            high = 5 if found["more"] else high
    if low == high:
        return _of("recording_stars", "stars = ?", low)
    return _of("recording_stars", "stars BETWEEN ? AND ?", low, high)


def tagged(value: str) -> Condition:
    """The tag, in whatever case; with ``*`` at its end what begins so."""
    key = storable(tag_key(value.removesuffix("*")))
    if not key:
        return is_tagged()
    if value.endswith("*"):
        return _of("recording_tags", "tag_key >= ? AND tag_key < ?", key, key + "\U0010ffff")
    return _of("recording_tags", "tag_key = ?", key)


def noted(value: str) -> Condition:
    """What stands somewhere in a note, in whatever case.

    Every note is looked at, in the order in which they lie, since along an index each would be a read of its own.
    """
    looked_for = storable(value)[:_LONGEST]
    query = "SELECT DISTINCT recording_row AS id FROM notes NOT INDEXED WHERE text LIKE ? ESCAPE '\\'"
    parameters = [f"%{''.join(map(_in_like, looked_for))}%"]
    if not looked_for.isascii():  # LIKE knows the case of English letters only, and GLOB, which is slower, that of none
        query += " AND text GLOB ?"
        parameters.append(f"*{''.join(map(_either_case, looked_for))}*")
    return Condition(f"recordings.id IN ({query})", tuple(parameters), query)


def is_starred() -> Condition:
    """What has stars."""
    return _of("recording_stars", "stars > 0")


def is_tagged() -> Condition:
    """What has a tag of the person's own."""
    return _of("recording_tags", "1")


def is_noted() -> Condition:
    """What has a note."""
    return _of("notes", "1")


def _of(table: str, where: str, *parameters: object) -> Condition:
    """Of nearly all recordings, or of a few: whichever, one index of ``table`` leads from a recording, another to it."""
    once = "" if table == "recording_stars" else "DISTINCT "
    finds = f"SELECT {once}recording_row AS id FROM {table} WHERE {where}"
    holds = f"EXISTS (SELECT 1 FROM {table} WHERE recording_row = recordings.id AND {where})"
    return Condition(holds, parameters, finds, is_wide=True)


def _in_like(letter: str) -> str:
    if not letter.isascii():
        return "_"
    return f"\\{letter}" if letter in "\\%_" else letter


def _either_case(letter: str) -> str:
    """The letter as a class of GLOB."""
    forms = {form for form in (letter, letter.lower(), letter.upper()) if len(form) == 1}
    return f"[{''.join(sorted(forms))}]" if len(forms) > 1 or letter in "*?[" else letter
