"""SQLite's record format (sqlite.org/fileformat2.html), read without SQLite: what is damaged is an error, never a wrong value."""

import struct
from collections.abc import Callable

Value = None | int | float | str | bytes

_INTEGER_LENGTHS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


class Unreadable(Exception):
    """These bytes are not what they ought to be."""


def varint(data: bytes, place: int) -> tuple[int, int]:
    """The number that starts at ``place``, and the place after it. Raises Unreadable."""
    value = 0
    for step in range(9):
        if place + step >= len(data):
            raise Unreadable
        byte = data[place + step]
        if step == 8:
            return value << 8 | byte, place + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + step + 1
    raise Unreadable


def signed(value: int) -> int:
    """A varint as the signed number that a row id is."""
    return value - 2**64 if value >= 2**63 else value


def read_record(payload: bytes, wanted: Callable[[int], bool]) -> tuple[Value, ...] | None:
    """The columns of a record; None when their number is not ``wanted``. Raises Unreadable."""
    header_end, place = varint(payload, 0)
    if not 1 < header_end <= len(payload):
        raise Unreadable
    kinds = []
    while place < header_end:
        kind = payload[place]
        if kind < 0x80:  # nearly all of them
            place += 1
        else:
            kind, place = varint(payload, place)
        kinds.append(kind)
    if place != header_end:
        raise Unreadable
    if not wanted(len(kinds)):
        return None
    values = []
    for kind in kinds:
        value, place = _value(payload, place, kind)
        values.append(value)
    if place != len(payload):
        raise Unreadable
    return tuple(values)


def _value(payload: bytes, place: int, kind: int) -> tuple[Value, int]:
    if kind in _INTEGER_LENGTHS:
        end = place + _INTEGER_LENGTHS[kind]
        _within(payload, end)
        return int.from_bytes(payload[place:end], "big", signed=True), end
    match kind:
        case 0:
            return None, place
        case 7:
            _within(payload, place + 8)
            (number,) = struct.unpack_from(">d", payload, place)
            return float(number), place + 8
        case 8 | 9:
            return kind - 8, place
        case 10 | 11:
            raise Unreadable
        case _:
            end = place + (kind - 12) // 2
            _within(payload, end)
            content = payload[place:end]
            if kind % 2 == 0:
                return content, end
            try:
                return content.decode(), end
            except UnicodeDecodeError:
                raise Unreadable from None


def _within(payload: bytes, end: int) -> None:
    if end > len(payload):
        raise Unreadable
