"""A delivery as plain text to look at: every byte accounted for, nothing interpreted, nothing that deceives the eye."""

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl

import orjson

from inbox.domain.delivery import Delivery, StoredDelivery
from inbox.domain.json_fault import JsonFault, json_fault, readable
from inbox.domain.visible_text import visible
from inbox.gui.listing.download_state import bytes_text
from inbox.gui.look.time_text import exact_text

_MOST_CHARACTERS = 100_000
_MOST_HEX_BYTES = 64 * 1024
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_LINE = 16
_LINES_AROUND = 200
_CHARACTERS_AROUND = 400
"""How much of a text that is not JSON is shown before and after the fault."""


class View(StrEnum):
    """A way to look at a delivery; the value is its name for the person."""

    JSON = "JSON"
    TEXT = "Text"
    HEX = "Hex"
    HEADERS = "Headers"


@dataclass(frozen=True, slots=True)
class Page:
    """Text, and the place in it to be marked, if any: where it begins, in UTF-16 units as Qt counts."""

    text: str
    mark: int | None = None


def page(stored: StoredDelivery, view: View) -> Page:
    """What one view shows."""
    delivery = stored.delivery
    match view:
        case View.JSON:
            return json_page(delivery)
        case View.TEXT:
            return Page(_lines(readable(delivery.body)) if delivery.body else "(no body)")
        case View.HEX:
            return Page(_hexadecimal(delivery.body) if delivery.body else "(no body)")
        case View.HEADERS:
            return Page(_headers(stored))


def json_page(delivery: Delivery) -> Page:
    """The properties of the event, or why there are none, with the place marked where the body stops being JSON."""
    if delivery.method == "GET" and not delivery.body:
        query = delivery.target.partition("?")[2]
        try:
            properties = dict(parse_qsl(query, keep_blank_values=True, errors="backslashreplace"))
        except ValueError:  # more fields than the parser takes
            return Page(_lines(query))
        return Page(pretty_json(orjson.dumps(properties).decode()))
    if not delivery.body:
        return Page("(no body)")
    fault = json_fault(delivery.body)
    return Page(pretty_json(readable(delivery.body))) if fault is None else _fault_page(readable(delivery.body), fault)


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


def size_text(count: int) -> str:
    """``612 bytes``, ``12 kB``."""
    return f"{count} byte{'' if count == 1 else 's'}" if count < 1_000 else bytes_text(count)


def answer_text(seconds: float | None) -> str:
    """``4.2 ms``, ``1.3 s``; a dash when it is not known."""
    if seconds is None:
        return "–"
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1_000:.1f} ms"


def _fault_page(text: str, fault: JsonFault) -> Page:
    """The sentence, the text around the fault, and a caret below the place."""
    lines = text.split("\n")
    number = fault.line - 1
    line, column = lines[number], fault.column - 1
    start = max(0, column - _CHARACTERS_AROUND)
    before = ("…" if start else "") + visible(line[start:column], _MOST_CHARACTERS)
    after = visible(line[column : column + _CHARACTERS_AROUND], _CHARACTERS_AROUND)
    after += "…" if column + _CHARACTERS_AROUND < len(line) else ""
    earlier = [visible(one, _CHARACTERS_AROUND) for one in lines[max(0, number - _LINES_AROUND) : number]]
    later = [visible(one, _CHARACTERS_AROUND) for one in lines[number + 1 : number + 1 + _LINES_AROUND]]
    head = "\n".join([fault.sentence, "", *earlier, before])
    shown = "\n".join([head + (after or " "), " " * len(before) + "^", *later])
    return Page(shown, len(head.encode("utf-16-le", errors="replace")) // 2)


def _headers(stored: StoredDelivery) -> str:
    delivery = stored.delivery
    lines = [
        f"{visible(delivery.method)} {visible(delivery.target, 4_000)}",
        *(f"{visible(name)}: {visible(value, 4_000)}" for name, value in delivery.headers),
        "",
        f"Received {exact_text(delivery.received_at)} from {visible(delivery.peer)}",
        "Names and passwords (Authorization, Cookie) are never kept.",
    ]
    return "\n".join(lines)


def _newline(depth: int) -> str:
    return "\n" + "  " * min(max(depth, 0), 40)


def _lines(text: str) -> str:
    shown = "\n".join(visible(line, _MOST_CHARACTERS) for line in text[:_MOST_CHARACTERS].split("\n"))
    return shown + _cut(len(text) - _MOST_CHARACTERS, "characters")


def _hexadecimal(body: bytes) -> str:
    rows = []
    for start in range(0, min(len(body), _MOST_HEX_BYTES), _LINE):
        row = body[start : start + _LINE]
        printable = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)
        rows.append(f"{start:06x}  {row.hex(' '):<{_LINE * 3}} {printable}")
    return "\n".join(rows) + _cut(len(body) - _MOST_HEX_BYTES, "bytes")


def _cut(left: int, what: str) -> str:
    return f"\n… {left:,} {what} more are in the journal" if left > 0 else ""
