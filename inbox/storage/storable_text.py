"""Text that any database takes: what it could not hold is kept as a visible escape."""

import json
import unicodedata
from collections.abc import Iterable

import orjson

_TITLE_KEY_LENGTH = 64


def storable(text: str) -> str:
    """``text`` with lone surrogates as ``\\ud800`` and NUL as ``\\u0000``; anything else as it came."""
    if text.isascii():
        return text.replace("\x00", "\\u0000") if "\x00" in text else text
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\x00", "\\u0000")


def storable_or_none(text: str | None) -> str | None:
    """`storable` for what may be missing."""
    return None if text is None else storable(text)


def headers_text(headers: Iterable[tuple[str, str]]) -> str:
    """Header names and values as a JSON array of pairs; what is not Unicode stands in it as JSON's own escapes."""
    pairs = list(headers)
    try:
        return orjson.dumps(pairs).decode()
    except TypeError:  # lone surrogates
        return json.dumps(pairs)


def title_key(title: str) -> str:
    """What the list sorts a recording's title by: its beginning, without accents and case."""
    title = title[:_TITLE_KEY_LENGTH]
    if not title.isascii():
        letters = unicodedata.normalize("NFKD", title)
        title = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return title.casefold()[:_TITLE_KEY_LENGTH]
