"""The ``Content-Range`` header of an answer that holds a part of a file."""

import re
from dataclasses import dataclass

_PART = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ContentRange:
    """The bytes from ``first`` to ``last``, both included, of ``total``; None where the server does not know the total."""

    first: int
    last: int
    total: int | None


def parse_content_range(text: str | None) -> ContentRange | None:
    """What the header says; None when there is none, or when it makes no sense."""
    match = _PART.fullmatch((text or "").strip())
    if match is None:
        return None
    first, last = int(match[1]), int(match[2])
    total = None if match[3] == "*" else int(match[3])
    if last < first or (total is not None and last >= total):
        return None
    return ContentRange(first, last, total)
