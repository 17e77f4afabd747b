"""The terms of the search language that ask for what the person made of recordings: stars, tags, notes, answers."""

import re

from inbox.domain.tags import tag_key
from inbox.storage.listing.conditions import NOTHING, Condition
from inbox.storage.listing.note_index import BEGINNING, BEGINS, MATCHING, PIECE, RECORDING
from inbox.storage.storable_text import storable

_STARS = re.compile(r"(?P<than>>=?|<=?)?(?P<low>[0-5])(?:-(?P<high>[0-5])|(?P<more>\+))?")
_LONGEST = 200  # characters of a note that are looked for


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
    """What stands somewhere in a note, in whatever case. Each such term may be fulfilled by another note of the recording."""
    looked_for = storable(value)[:_LONGEST]
    if len(looked_for) >= PIECE:
        quoted = looked_for.replace('"', '""')  # inside quotes nothing else is syntax
        return Condition(f"recordings.id IN ({MATCHING})", (f'"{quoted}"',), MATCHING, "notes_fts", RECORDING)
    forms = sorted({looked_for.lower(), looked_for.casefold()})
    finds = BEGINNING.format(" OR ".join(BEGINS for _ in forms))
    spans = tuple(edge for form in forms for edge in (form, form + "\U0010ffff"))
    return Condition(f"recordings.id IN ({finds})", spans, finds, "notes_fts", RECORDING)


def answered(value: str) -> Condition:
    """An answer to the review form, in whatever case: ``yes``, with ``*`` at its end what begins so; or ``question=yes``.

    What stands before the last ``=`` is the question, or how it begins.
    """
    if not value.strip("* "):
        return is_answered()
    where, parameters = _answer(value)
    question, equals, answer = value.rpartition("=")
    if equals and question.strip():
        is_answer, further = _answer(answer) if answer.strip("* ") else ("1", [])
        asked = [_beginning(form) for form in _in_either_case(storable(question.strip())[:_LONGEST])]
        is_question = " OR ".join("question LIKE ? ESCAPE '\\'" for _ in asked)
        where, parameters = f"({where}) OR ({is_answer}) AND ({is_question})", [*parameters, *further, *asked]
    return _of("review_answers", where, *parameters)


def _answer(value: str) -> tuple[str, list[str]]:
    text = storable(value.strip().removesuffix("*"))[:_LONGEST]
    if value.strip().endswith("*"):
        found = [span for form in _in_either_case(text) for span in (form, form + "\U0010ffff")]
        return " OR ".join("answer >= ? COLLATE NOCASE AND answer < ? COLLATE NOCASE" for _ in found[::2]), found
    forms = _in_either_case(text)
    return f"answer COLLATE NOCASE IN ({', '.join('?' * len(forms))})", forms


def is_starred() -> Condition:
    """What has stars."""
    return _of("recording_stars", "stars > 0")


def is_tagged() -> Condition:
    """What has a tag of the person's own."""
    return _of("recording_tags", "1")


def is_answered() -> Condition:
    """What has an answer to the review form."""
    return _of("review_answers", "1")


def is_noted() -> Condition:
    """What has a note."""
    return _of("notes", "1")


def _of(table: str, where: str, *parameters: object) -> Condition:
    """Of nearly all recordings, or of a few: whichever, one index of ``table`` leads from a recording, another to it."""
    once = "" if table == "recording_stars" else "DISTINCT "
    finds = f"SELECT {once}recording_row AS id FROM {table} WHERE ({where})"
    index = (
        " INDEXED BY sqlite_autoindex_review_answers_1" if table == "review_answers" else ""
    )  # else it takes that of the answers
    holds = f"EXISTS (SELECT 1 FROM {table}{index} WHERE recording_row = recordings.id AND ({where}))"
    return Condition(holds, parameters, finds, is_wide=True)


def _beginning(text: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\%_" else letter for letter in text) + "%"


def _in_either_case(text: str) -> list[str]:
    """``text`` as people may have written it, where SQLite itself knows the case of English letters only."""
    if text.isascii():
        return [text]
    forms = {text, text.lower(), text.upper(), text.title(), text.capitalize()}
    return sorted(form for form in forms if len(form) == len(text))
