"""Where, and why, a body stops being JSON, or JSON that can be read."""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

import orjson

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class FaultKind(StrEnum):
    """What stands in the way, as a word for programs."""

    NOT_JSON = "not-json"
    TOO_DEEP = "nested-too-deep"
    """JSON perhaps, but with more brackets inside each other than are read."""
    TOO_LARGE_A_NUMBER = "number-too-large"
    """JSON perhaps, but with a number beyond what a computer's usual numbers hold."""


@dataclass(frozen=True, slots=True)
class JsonFault:
    """The first place at which bytes are not JSON, or not any that is read."""

    reason: str
    """What is wrong there: a clause, without an initial capital or a full stop."""
    line: int
    """From 1."""
    column: int
    """From 1, in characters of the text (see `readable`)."""
    place: int
    """The same from the beginning of the text, from 0."""
    kind: FaultKind = FaultKind.NOT_JSON

    @property
    def sentence(self) -> str:
        """What to tell the person."""
        head = "Not JSON" if self.kind is FaultKind.NOT_JSON else "Cannot be read"
        return f"{head}: {self.reason}, at line {self.line}, column {self.column}."

    @property
    def sentence_to_sender(self) -> str:
        """The same for who sent the body."""
        where = f"at line {self.line}, column {self.column}."
        match self.kind:
            case FaultKind.NOT_JSON:
                return f"The body is not JSON: {self.reason}, {where}"
            case FaultKind.TOO_DEEP | FaultKind.TOO_LARGE_A_NUMBER:
                return f"The body cannot be read: {self.reason}, {where}"
            case _:
                assert_never(self.kind)


def json_fault(body: bytes) -> JsonFault | None:
    """The first fault of ``body``; None when it is JSON that can be read."""
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
        kind, reason = _what(problem.msg)
        return _fault(reason, text, min(problem.pos, len(text)), kind)
    return None


def readable(body: bytes) -> str:
    """``body`` as text; bytes that are not UTF-8 as ``\\xff``. A byte order mark is left out."""
    return body.removeprefix(_BYTE_ORDER_MARK).decode("utf-8", errors="backslashreplace")


def _what(said: str) -> tuple[FaultKind, str]:
    """What orjson's word for a fault means; JSON itself knows no limit of depth and none of numbers."""
    if "depth" in said or "recursion" in said.lower():
        return FaultKind.TOO_DEEP, "brackets are nested deeper than 1,024 levels"
    if "infinity" in said:
        return FaultKind.TOO_LARGE_A_NUMBER, "a number is too large, beyond about 1.8e308"
    return FaultKind.NOT_JSON, said


def _fault(reason: str, text: str, place: int, kind: FaultKind = FaultKind.NOT_JSON) -> JsonFault:
    begin = text.rfind("\n", 0, place) + 1
    return JsonFault(reason, text.count("\n", 0, place) + 1, place - begin + 1, place, kind)
