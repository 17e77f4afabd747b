"""Where, and why, a body stops being JSON."""

from dataclasses import dataclass

import orjson

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class JsonFault:
    """The first place at which bytes are not JSON."""

    reason: str
    """What is wrong there: a clause, without an initial capital or a full stop."""
    line: int
    """From 1."""
    column: int
    """From 1, in characters of the text (see `readable`)."""
    place: int
    """The same from the beginning of the text, from 0."""

    @property
    def sentence(self) -> str:
        """What to tell the person."""
        return f"Not JSON: {self.reason}, at line {self.line}, column {self.column}."


def json_fault(body: bytes) -> JsonFault | None:
    """The first fault of ``body``; None when it is JSON."""
    try:
        orjson.loads(body.removeprefix(_BYTE_ORDER_MARK))
    except orjson.JSONDecodeError as problem:
        text = readable(body)
        try:
            body.decode("utf-8")
        except UnicodeDecodeError as undecodable:
            before = readable(body[: undecodable.start])
            wrong = body[undecodable.start]
            return _fault(f"the byte {wrong:#04x} does not belong into UTF-8", text, len(before))
        if not body.strip():
            return JsonFault("there is nothing", 1, 1, 0)
        return _fault(problem.msg, text, min(problem.pos, len(text)))
    return None


def readable(body: bytes) -> str:
    """``body`` as text; bytes that are not UTF-8 as ``\\xff``. A byte order mark is left out."""
    return body.removeprefix(_BYTE_ORDER_MARK).decode("utf-8", errors="backslashreplace")


def _fault(reason: str, text: str, place: int) -> JsonFault:
    begin = text.rfind("\n", 0, place) + 1
    return JsonFault(reason, text.count("\n", 0, place) + 1, place - begin + 1, place)
