"""The terms of the search language that ask for what the person made of recordings: stars, tags, notes."""

import re

from inbox.domain.tags import tag_key
from inbox.storage.conditions import NOTHING, Condition
from inbox.storage.storable_text import storable

_STARS = re.compile(r"(?P<than>>=?|<=?)?(?P<low>[0-5])(?:-(?P<high>[0-5])|(?P<more>\+))?")
_ANY_STARS = "SELECT recording_row FROM recording_stars"
_TAGGED = "SELECT DISTINCT recording_row FROM recording_tags"
_NOTED = "SELECT DISTINCT recording_row FROM notes"
_LONGEST = 200  # signs of a note that are looked for; each can be four in the pattern


def stars(value: str) -> Condition:
    """``4``, ``4+``, ``2-4``, ``>3``; ``0`` or ``none`` for no stars."""
    if value in ("0", "none"):
        return Condition(f"recordings.id NOT IN ({_ANY_STARS})")
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
    return _of_rows(f"{_ANY_STARS} WHERE stars BETWEEN ? AND ?", low, high)


def tagged(value: str) -> Condition:
    """The tag, in whatever case; with ``*`` at its end what begins so."""
    key = storable(tag_key(value.removesuffix("*")))
    if not key:
        return is_tagged()
    if value.endswith("*"):
        return _of_rows(f"{_TAGGED} WHERE tag_key >= ? AND tag_key < ?", key, key + "\U0010ffff")
    return _of_rows(f"{_TAGGED} WHERE tag_key = ?", key)


def noted(value: str) -> Condition:
    """What stands somewhere in a note, in whatever case."""
    return _of_rows(f"{_NOTED} WHERE text GLOB ?", f"*{''.join(map(_either_case, storable(value)[:_LONGEST]))}*")


def is_starred() -> Condition:
    """What has stars."""
    return _of_rows(_ANY_STARS)


def is_tagged() -> Condition:
    """What has a tag of the person's own."""
    return _of_rows(_TAGGED)


def is_noted() -> Condition:
    """What has a note."""
    return _of_rows(_NOTED)


def _of_rows(query: str, *parameters: object) -> Condition:
    return Condition(f"recordings.id IN ({query})", parameters, f"SELECT recording_row AS id FROM ({query})")


def _either_case(letter: str) -> str:
    """The letter as a class of GLOB, which knows no case by itself: SQLite's LIKE knows only that of English letters."""
    forms = {form for form in (letter, letter.lower(), letter.upper()) if len(form) == 1}
    return f"[{''.join(sorted(forms))}]" if len(forms) > 1 or letter in "*?[" else letter
