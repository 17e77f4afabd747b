"""The pages of an SQLite file that SQLite itself may no longer read, each with the version that its write-ahead log has of it."""

import contextlib
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from inbox.storage.file_header import MAGIC
from inbox.storage.recovery.record_format import Unreadable, Value, read_record, signed, varint

_OUR_PAGE_SIZE = 4096
_LONGEST_PAYLOAD = 64 * 1024 * 1024
_TABLE_LEAF, _INDEX_LEAF, _INDEX_INTERIOR = 0x0D, 0x0A, 0x02
_WAL_HEADER, _FRAME_HEADER = 32, 24
_WAL_MAGIC = {0x377F0682: "<", 0x377F0683: ">"}

Wanted = Callable[[int], bool]
Row = tuple[int, tuple[Value, ...]]
"""The row id (0 in a table without one) and the columns."""


class Pages:
    """The pages of one file, 1 the first. ``use_log``: as the committed part of the write-ahead log beside it has them."""

    def __init__(self, path: Path, *, use_log: bool = True) -> None:
        self._file: BinaryIO = path.open("rb")
        log = path.with_name(path.name + "-wal")
        self._log: BinaryIO | None = log.open("rb") if use_log and log.exists() else None
        header = self._file.read(100)
        size = int.from_bytes(header[16:18], "big")
        size = 65536 if size == 1 else size
        is_plausible = header.startswith(MAGIC) and 512 <= size <= 65536 and size & (size - 1) == 0
        self.page_size = size if is_plausible else _OUR_PAGE_SIZE
        self._in_log = {} if self._log is None else _committed_frames(self._log, self.page_size)
        self._length = self._file.seek(0, 2)
        self.count = max(-(-self._length // self.page_size), *self._in_log, 0)
        self._free = self._free_pages()

    def close(self) -> None:
        """Close the files."""
        self._file.close()
        if self._log is not None:
            self._log.close()

    @property
    def logged(self) -> list[int]:
        """Pages that the log has a version of."""
        return sorted(self._in_log)

    def page(self, number: int) -> bytes:
        """A page; what is missing of it is zeros. An input/output error is raised as OSError."""
        if self._log is not None and number in self._in_log:
            self._log.seek(self._in_log[number])
            return self._log.read(self.page_size).ljust(self.page_size, b"\x00")
        self._file.seek((number - 1) * self.page_size)
        return self._file.read(self.page_size).ljust(self.page_size, b"\x00")

    def table_rows(self, number: int, wanted: Wanted) -> Iterator[Row]:
        """The rows on a page, when it is a leaf of a table; what cannot be read is left out."""
        page = self.page(number)
        start = 100 if number == 1 else 0
        if page[start] != _TABLE_LEAF or number in self._free:
            return
        for place in _cells(page, start, 8):
            with contextlib.suppress(Unreadable):
                length, place = varint(page, place)
                row, place = varint(page, place)
                record = read_record(self._payload(page, place, length, self.page_size - 35), wanted)
                if record is None:
                    return  # a page is of one table
                yield signed(row), record

    def index_rows(self, number: int, wanted: Wanted) -> Iterator[Row]:
        """The same for a page of an index or of a table without row ids."""
        page = self.page(number)
        kind = page[0]
        if number == 1 or kind not in (_INDEX_LEAF, _INDEX_INTERIOR) or number in self._free:
            return
        before = 4 if kind == _INDEX_INTERIOR else 0
        most = (self.page_size - 12) * 64 // 255 - 23
        for place in _cells(page, 0, 8 + before):
            with contextlib.suppress(Unreadable):
                length, place = varint(page, place + before)
                record = read_record(self._payload(page, place, length, most), wanted)
                if record is None:
                    return
                yield 0, record

    def _payload(self, page: bytes, place: int, length: int, most: int) -> bytes:
        if length <= most:
            if place + length > len(page):
                raise Unreadable
            return page[place : place + length]
        least = (self.page_size - 12) * 32 // 255 - 23
        local = least + (length - least) % (self.page_size - 4)
        local = local if local <= most else least
        if length > min(_LONGEST_PAYLOAD, self.count * self.page_size) or place + local + 4 > len(page):
            raise Unreadable
        parts, left = [page[place : place + local]], length - local
        following = int.from_bytes(page[place + local : place + local + 4], "big")
        while left > 0:
            if not 1 < following <= self.count:
                raise Unreadable
            more = self.page(following)
            parts.append(more[4 : 4 + min(left, self.page_size - 4)])
            left -= self.page_size - 4
            following = int.from_bytes(more[:4], "big")
        return b"".join(parts)

    def _free_pages(self) -> frozenset[int]:
        """Pages that are in no table any more; none when their list cannot be followed."""
        header = self.page(1)
        found: set[int] = set()
        trunk = int.from_bytes(header[32:36], "big") if header.startswith(MAGIC) else 0
        while trunk:
            page = self.page(trunk)
            following, leaves = struct.unpack_from(">II", page)
            if not 1 < trunk <= self.count or trunk in found or leaves > self.page_size // 4 - 2:
                return frozenset()
            found.add(trunk)
            found.update(struct.unpack_from(f">{leaves}I", page, 8))
            trunk = following
        return frozenset(found)


def _cells(page: bytes, start: int, header: int) -> Iterator[int]:
    count = int.from_bytes(page[start + 3 : start + 5], "big")
    first = start + header
    if first + 2 * count > len(page):
        return
    for number in range(count):
        place = int.from_bytes(page[first + 2 * number : first + 2 * number + 2], "big")
        if first + 2 * count <= place < len(page):
            yield place


def _committed_frames(log: BinaryIO, page_size: int) -> dict[int, int]:
    """Where in a write-ahead log the last committed version of each page is; nothing past a frame that does not fit."""
    header = log.read(_WAL_HEADER)
    order = _WAL_MAGIC.get(int.from_bytes(header[:4], "big")) if len(header) == _WAL_HEADER else None
    if order is None or int.from_bytes(header[8:12], "big") != page_size:
        return {}
    sums = _checksum(header[:24], (0, 0), order)
    if sums != struct.unpack(">II", header[24:32]):
        return {}
    committed: dict[int, int] = {}
    since: dict[int, int] = {}
    place = _WAL_HEADER
    while len(frame := log.read(_FRAME_HEADER + page_size)) == _FRAME_HEADER + page_size:
        number, pages_after = struct.unpack_from(">II", frame)
        sums = _checksum(frame[_FRAME_HEADER:], _checksum(frame[:8], sums, order), order)
        if frame[8:16] != header[16:24] or sums != struct.unpack_from(">II", frame, 16):
            break
        since[number] = place + _FRAME_HEADER
        if pages_after:
            committed.update(since)
            since.clear()
        place += len(frame)
    return committed


def _checksum(data: bytes, sums: tuple[int, int], order: str) -> tuple[int, int]:
    first, second = sums
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return first, second
