"""Zip files whose every byte is accounted for, read by other programs too."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inbox.pipeline.export import stored_zip
from inbox.pipeline.export.stored_zip import Member, StoredZip, ZipProblem, read_directory

MADE_AT = datetime(2026, 11, 23, 9, 15, 31, tzinfo=UTC)
FILES = {"a.txt": b"one", "größe/b ü.bin": bytes(range(256)) * 300, "empty": b""}


def _zip() -> bytes:
    file = io.BytesIO()
    writing = StoredZip(file, MADE_AT)
    for name, content in FILES.items():
        writing.add(name, len(content), [content[:100], content[100:]])
    writing.finish()
    return file.getvalue()


def test_other_programs_read_it() -> None:
    with zipfile.ZipFile(io.BytesIO(_zip())) as found:
        assert found.testzip() is None
        assert {info.filename: found.read(info) for info in found.infolist()} == FILES
        assert found.infolist()[0].date_time == (2026, 11, 23, 9, 15, 30)


def test_its_directory_is_found_again() -> None:
    found = read_directory(io.BytesIO(_zip()))
    assert found.made_at == MADE_AT.replace(second=30)
    assert {member.name: member.size for member in found.members} == {name: len(content) for name, content in FILES.items()}


def test_each_changed_byte_of_the_directory_is_found() -> None:
    whole = _zip()
    directory = read_directory(io.BytesIO(whole))
    headers = [member.header(MADE_AT) for member in directory.members]
    for place in range(directory.begin, len(whole)):
        for mask in (0x01, 0x80, 0xFF):
            changed = bytearray(whole)
            changed[place] ^= mask
            try:
                found = read_directory(io.BytesIO(changed))
            except ZipProblem:
                continue
            # what it may still tell differs from what stands before the contents, and there it is found
            assert [member.header(found.made_at) for member in found.members] != headers


@pytest.mark.parametrize("content", [b"", b"PK", b"x" * 500, b"\0" * 22, b"PK\5\6" + b"\0" * 18, b"PK\5\6" + b"\xff" * 18])
def test_what_is_no_such_zip_is_told_as_a_sentence(content: bytes) -> None:
    with pytest.raises(ZipProblem):
        read_directory(io.BytesIO(content))


def test_every_cut_is_found() -> None:
    whole = _zip()
    for length in range(len(whole) - 300, len(whole)):
        with pytest.raises(ZipProblem):
            read_directory(io.BytesIO(whole[:length]))


def test_a_directory_that_is_too_long_to_be_ours_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_zip, "_LONGEST_DIRECTORY", 100)
    with pytest.raises(ZipProblem, match="its end was changed"):
        read_directory(io.BytesIO(_zip()))


def test_what_was_put_before_the_first_file_is_found() -> None:
    file = io.BytesIO()
    file.write(b"#!/bin/sh\n")
    writing = StoredZip(file, MADE_AT)
    writing.add("a", 1, [b"1"])
    writing.finish()
    with pytest.raises(ZipProblem, match="before its first file"):
        read_directory(file)


def test_a_compressed_file_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("bomb", bytes(1_000_000))
    with pytest.raises(ZipProblem, match=r"changed where it tells of “bomb”"):
        read_directory(file)


def test_a_file_of_another_size_leaves_nothing_behind() -> None:
    file = io.BytesIO()
    writing = StoredZip(file, MADE_AT)
    writing.add("a", 1, [b"1"])
    end = file.tell()
    with pytest.raises(ValueError, match="3 bytes, not 2"):
        writing.add("b", 2, [b"123"])
    assert (file.tell(), len(file.getvalue())) == (end, end)
    writing.take_out(writing.add("c", 3, [b"123"]))
    writing.finish()
    with zipfile.ZipFile(file) as found:
        assert found.namelist() == ["a"]


def test_more_than_four_gigabytes_are_read_by_other_programs(tmp_path: Path) -> None:
    class Sparse(io.FileIO):
        """Leaves holes where nothing but zeros is written."""

        def write(self, data: bytes) -> int:  # type: ignore[override]
            if len(data) == 1 << 24:
                self.seek(len(data), 1)
                return len(data)
            return super().write(data)

    piece, path = bytes(1 << 24), tmp_path / "large.zip"
    with Sparse(path, "w+") as file:
        writing = StoredZip(file, MADE_AT)
        first = writing._members
        first.append(Member("large", 257 << 24, 0, 0))  # its check sum would take seconds
        file.write(first[0].header(MADE_AT))
        for _ in range(257):
            file.write(piece)
        writing.add("after", 5, [b"after"])
        writing.finish()
    with zipfile.ZipFile(path) as found:
        assert [(info.filename, info.file_size) for info in found.infolist()] == [("large", 257 << 24), ("after", 5)]
        assert found.read("after") == b"after"
    with path.open("rb") as reading:
        assert [member.offset for member in read_directory(reading).members] == [0, (257 << 24) + len(first[0].header(MADE_AT))]
