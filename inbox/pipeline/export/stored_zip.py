"""Zip files whose every byte follows from the names, the times and the contents of their files: nothing can be changed unseen.

Files are stored as they are, one right after the other, and the directory follows the last one. So nothing can unpack to more
than it takes, and whoever knows the directory knows what each byte between the contents must be.
"""

import hashlib
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from inbox.domain.problems import Problem
from inbox.domain.visible_text import visible

_LONG = 0xFFFF_FFFF
"""From here up a size or place is told in a field of 64 bits."""
_MANY = 0xFFFF
_UTF8 = 0x0800
_UNIX = 3 << 8
_PRIVATE_FILE = 0o100600 << 16
_LOCAL, _CENTRAL, _END = b"PK\3\4", b"PK\1\2", b"PK\5\6"
_END_64, _LOCATOR = b"PK\6\6", b"PK\6\7"
_END_LENGTH, _CENTRAL_LENGTH = 22, 46
_LONGEST_DIRECTORY = 100_000_000


class ZipProblem(Problem):
    """What is wrong with a zip file, as a clause that follows its name."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in the zip."""

    name: str
    size: int
    crc: int
    offset: int
    """Where its header begins."""

    def header(self, made_at: datetime) -> bytes:
        """What stands before its contents."""
        name, extra = self.name.encode(), _long_field(self.size, self.size) if self.size >= _LONG else b""
        told = min(self.size, _LONG)
        head = _versions(extra), _UTF8, 0, *_dos_time(made_at), self.crc, told, told, len(name), len(extra)
        return _LOCAL + struct.pack("<5H3I2H", *head) + name + extra

    def entry(self, made_at: datetime) -> bytes:
        """What the directory says of it."""
        name, told, place = self.name.encode(), min(self.size, _LONG), min(self.offset, _LONG)
        long = [*([self.size, self.size] if told == _LONG else []), *([self.offset] if place == _LONG else [])]
        extra = _long_field(*long) if long else b""
        version = _versions(extra)
        head = _UNIX | version, version, _UTF8, 0, *_dos_time(made_at), self.crc, told, told, len(name), len(extra)
        return _CENTRAL + struct.pack("<6H3I5H2I", *head, 0, 0, 0, _PRIVATE_FILE, place) + name + extra

    def contents(self, made_at: datetime) -> int:
        """Where its contents begin."""
        return self.offset + len(self.header(made_at))


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was put into the zip."""

    member: Member
    sha256: str


@dataclass(frozen=True, slots=True)
class Directory:
    """What a zip says of itself."""

    members: tuple[Member, ...]
    """In the order in which they stand in it."""
    made_at: datetime
    begin: int
    """Where it begins: right after the last file."""


class StoredZip:
    """Writes one, file by file. Methods raise OSError."""

    def __init__(self, file: BinaryIO, made_at: datetime) -> None:
        """Writes into an empty ``file``; ``made_at`` is the time of every file in it, to two seconds."""
        self._file = file
        self._made_at = made_at
        self._members: list[Member] = []

    def add(self, name: str, size: int, pieces: Iterable[bytes]) -> Written:
        """Puts a file in. Raises ValueError, and takes it out again, when it is not of that size."""
        offset = self._file.tell()
        try:
            self._file.write(Member(name, size, 0, offset).header(self._made_at))
            crc, count, digest = 0, 0, hashlib.sha256()
            for piece in pieces:
                crc, count = zlib.crc32(piece, crc), count + len(piece)
                digest.update(piece)
                self._file.write(piece)
            if count != size:
                raise ValueError(f"{count} bytes, not {size}")
        except BaseException:
            self._go_back(offset)
            raise
        member, end = Member(name, size, crc, offset), self._file.tell()
        self._file.seek(offset)
        self._file.write(member.header(self._made_at))
        self._file.seek(end)
        self._members.append(member)
        return Written(member, digest.hexdigest())

    def take_out(self, written: Written) -> None:
        """Takes the file out that was put in last."""
        assert self._members[-1] == written.member
        self._members.pop()
        self._go_back(written.member.offset)

    def finish(self) -> None:
        """Writes the directory."""
        begin = self._file.tell()
        for member in self._members:
            self._file.write(member.entry(self._made_at))
        self._file.write(_end(len(self._members), begin, self._file.tell() - begin))

    def _go_back(self, offset: int) -> None:
        self._file.seek(offset)
        self._file.truncate()


def read_directory(file: BinaryIO) -> Directory:
    """The directory of a zip that `StoredZip` wrote; nothing else of it is read.

    Raises ZipProblem when one byte of it is not what it was, or something is between the files, and OSError.
    """
    directory, begin, count = _directory(file)
    members: list[Member] = []
    made_at, place = None, 0
    while place < len(directory):
        member, at = _member(directory, place)
        made_at = made_at or at
        entry = member.entry(made_at)
        if directory[place : place + len(entry)] != entry:
            raise ZipProblem(f"its directory was changed where it tells of “{visible(member.name)}” (byte {begin + place})")
        members.append(member)
        place += len(entry)
    if made_at is None or len(members) != count:
        raise ZipProblem(f"its directory holds {len(members)} files, and its end says {count}")
    if members[0].offset != 0:
        raise ZipProblem("its directory was changed, or something was put before its first file")
    for member, end in zip(members, [*(after.offset for after in members[1:]), begin], strict=True):
        if member.contents(made_at) + member.size != end:
            raise ZipProblem(
                f"its directory was changed where it says how long “{visible(member.name)}” is, or where the next begins"
            )
    return Directory(tuple(members), made_at, begin)


def _directory(file: BinaryIO) -> tuple[bytes, int, int]:
    """The directory, where it begins, and how many files it is to hold."""
    length = file.seek(0, 2)
    tail = _read(file, max(0, length - _END_LENGTH - 76), length)
    if tail[-_END_LENGTH:][:4] != _END:
        raise ZipProblem("its end is missing or was changed: it is cut off, or no evidence bundle")
    count, size, begin = struct.unpack_from("<HII", tail, len(tail) - _END_LENGTH + 10)
    if _LONG in (size, begin) or count == _MANY:
        if len(tail) < _END_LENGTH + 76 or tail[:4] != _END_64:
            raise ZipProblem("its end was changed")
        count, size, begin = struct.unpack_from("<QQQ", tail, 32)
    end = _end(count, begin, size)
    if begin + size + len(end) != length or size > _LONGEST_DIRECTORY or tail[-len(end) :] != end:
        raise ZipProblem(f"its end was changed, or something was put into it (from byte {max(0, length - len(end))})")
    return _read(file, begin, begin + size), begin, count


def _member(directory: bytes, place: int) -> tuple[Member, datetime]:
    try:
        fields = struct.unpack_from("<4s6H3I5H2I", directory, place)
        (_, _, _, _, _, time, date, crc, _, size, name_length, extra_length, _, _, _, _, offset) = fields
        begin = place + _CENTRAL_LENGTH
        name = directory[begin : begin + name_length].decode()
        long = directory[begin + name_length : begin + name_length + extra_length][4:]
        if size == _LONG:
            size, long = struct.unpack_from("<Q", long)[0], long[16:]
        if offset == _LONG:
            offset = struct.unpack_from("<Q", long)[0]
        return Member(name, size, crc, offset), _from_dos_time(time, date)
    except (struct.error, ValueError):
        raise ZipProblem(f"its directory was changed (entry at byte {place} of the directory)") from None


def _end(count: int, begin: int, size: int) -> bytes:
    told = min(count, _MANY), min(size, _LONG), min(begin, _LONG)
    end = _END + struct.pack("<4H2IH", 0, 0, told[0], *told, 0)
    if told == (count, size, begin) and told[0] < _MANY and _LONG not in told:
        return end
    long = _END_64 + struct.pack("<Q2H2I4Q", 44, _UNIX | 45, 45, 0, 0, count, count, size, begin)
    return long + _LOCATOR + struct.pack("<IQI", 0, begin + size, 1) + end


def _long_field(*values: int) -> bytes:
    return struct.pack(f"<2H{len(values)}Q", 1, 8 * len(values), *values)


def _versions(extra: bytes) -> int:
    return 45 if extra else 20


def _read(file: BinaryIO, begin: int, end: int) -> bytes:
    file.seek(begin)
    return file.read(end - begin)


def _dos_time(moment: datetime) -> tuple[int, int]:
    at = max(moment.astimezone(UTC), datetime(1980, 1, 1, tzinfo=UTC))
    return at.hour << 11 | at.minute << 5 | at.second // 2, min(at.year - 1980, 127) << 9 | at.month << 5 | at.day


def _from_dos_time(time: int, date: int) -> datetime:
    """Raises ValueError."""
    day = (date >> 9) + 1980, date >> 5 & 15, date & 31
    return datetime(*day, time >> 11, time >> 5 & 63, (time & 31) * 2, tzinfo=UTC)
