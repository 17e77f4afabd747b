"""What befell a recording, as a chain of lines that anybody can check with sha256sum alone.

A line is the hash of the line before it, a space, and JSON in one fixed form; its own hash is the SHA-256 of its UTF-8 bytes,
without a line end. Whoever changes one line changes every hash that follows.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from inbox.domain.times import iso_z

BEFORE_THE_FIRST = "0" * 64
"""What stands in the first line in place of a hash."""


class HistoryKind(StrEnum):
    """What can befall a recording."""

    RECEIVED = "received"
    """An event told of it, or one of Bandwidth's lists."""
    DOWNLOADED = "downloaded"
    PLAYED = "played"
    CHANGED = "changed"
    """The person changed what they made of it, or took that back."""
    EXPORTED = "exported"


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One entry of the history of one recording."""

    number: int
    """From 1, without gaps."""
    at: datetime
    kind: HistoryKind
    detail: Mapping[str, Any]
    line: str
    """The very text that was hashed."""
    hash: str
    batch: int | None = None
    """The action of the person that it belongs to, for undo; not part of the line."""


def history_line(
    previous: str, number: int, at: datetime, kind: HistoryKind, recording_id: str, detail: Mapping[str, Any]
) -> str:
    """The line of an entry; ``previous`` is the hash of the one before. Raises ValueError for what JSON does not have."""
    content = {"at": iso_z(at), "detail": detail, "kind": kind.value, "number": number, "recording_id": recording_id}
    return f"{previous} {json.dumps(content, sort_keys=True, separators=(',', ':'), ensure_ascii=False, allow_nan=False)}"


def hash_of(line: str) -> str:
    """The SHA-256 of a line, in hexadecimal digits."""
    return hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()


def content_of(line: str) -> dict[str, Any]:
    """What a line says after the hash. Raises ValueError when that is no JSON object."""
    content = json.loads(line[len(BEFORE_THE_FIRST) + 1 :])
    if not isinstance(content, dict):
        raise ValueError("not an object")
    return content


def chain_problem(lines: Iterable[str], last_hash: str | None = None) -> str | None:
    """The first thing that is wrong with a history, as a clause that follows its name; None when it is whole.

    ``last_hash`` is what the last line has to hash to, where that is known.
    """
    previous, number = BEFORE_THE_FIRST, 0
    for number, line in enumerate(lines, start=1):
        if not line.startswith(f"{previous} "):
            return f"line {number} does not follow from the line before it"
        try:
            content = content_of(line)
        except ValueError:
            return f"line {number} cannot be read"
        if content.get("number") != number:
            return f"line {number} says that it is number {content.get('number')}"
        previous = hash_of(line)
    if last_hash is not None and previous != last_hash:
        return f"line {number} is not the one that was written last"
    return None
