"""A delivery as plain text to look at: every byte accounted for, nothing interpreted, nothing that deceives the eye."""

import re

import orjson

from inbox.domain.delivery import StoredDelivery
from inbox.domain.visible_text import visible
from inbox.gui.time_text import exact_text

_MOST_CHARACTERS = 100_000
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_LINE = 16


def delivery_text(stored: StoredDelivery) -> str:
    """Request line, origin, outcome, headers and body."""
    delivery = stored.delivery
    lines = [
        f"{visible(delivery.method)} {visible(delivery.target, 4_000)}",
        f"Received {exact_text(delivery.received_at)} from {visible(delivery.peer)}",
        f"Taken as {stored.outcome.value}. {visible(stored.reason, 1_000)}".rstrip(),
        "",
        *(f"{visible(name)}: {visible(value, 4_000)}" for name, value in delivery.headers),
        "",
        body_text(delivery.body),
    ]
    return "\n".join(lines)


def body_text(body: bytes) -> str:
    """JSON set out over lines, other text as it is, anything else in hexadecimal."""
    if not body:
        return "(no body)"
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _hexadecimal(body)
    if "\0" in text:
        return _hexadecimal(body)
    try:
        orjson.loads(body.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        return _lines(text)
    return pretty_json(text)


def pretty_json(text: str) -> str:
    """Valid JSON set out over lines. Only space is changed: double keys, long numbers and escapes stay as they came."""
    pieces: list[str] = []
    depth = 0
    tokens = _TOKEN.findall(text[: _MOST_CHARACTERS * 2].removeprefix("\ufeff"))
    for place, token in enumerate(tokens):
        following = tokens[place + 1] if place + 1 < len(tokens) else ""
        match token:
            case "{" | "[":
                depth += 1
                pieces.append(token if following in ("}", "]") else token + _newline(depth))
            case "}" | "]":
                depth -= 1
                is_empty = place > 0 and tokens[place - 1] in ("{", "[")
                pieces.append(token if is_empty else _newline(depth) + token)
            case ",":
                pieces.append("," + _newline(depth))
            case ":":
                pieces.append(": ")
            case _:
                pieces.append(token)
    return _lines("".join(pieces))


def _newline(depth: int) -> str:
    return "\n" + "  " * min(max(depth, 0), 40)


def _lines(text: str) -> str:
    shown = "\n".join(visible(line, _MOST_CHARACTERS) for line in text[:_MOST_CHARACTERS].split("\n"))
    return shown + _cut(len(text) - _MOST_CHARACTERS, "characters")


def _hexadecimal(body: bytes) -> str:
    most = _MOST_CHARACTERS // 5
    rows = []
    for start in range(0, min(len(body), most), _LINE):
        row = body[start : start + _LINE]
        printable = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)
        rows.append(f"{start:06x}  {row.hex(' '):<{_LINE * 3}} {printable}")
    return "\n".join(rows) + _cut(len(body) - most, "bytes")


def _cut(left: int, what: str) -> str:
    return f"\n… {left:,} {what} more are in the journal" if left > 0 else ""
