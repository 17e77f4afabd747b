"""The way of the bytes into the part file: hashed, compared, on the disk; what fails beside is told."""

import hashlib
import os
from io import FileIO
from pathlib import Path

import pytest

from inbox.domain.media_format import MAGIC_LENGTH
from inbox.domain.part_file import MediaVersion
from inbox.pipeline.downloads.hashing_sink import AnotherFile, HashingSink, NotMedia

WHOLE = b"RIFF\x00\x00\x00\x00WAVE" + os.urandom(100_000)
VERSION = MediaVersion(len(WHOLE), '"e"', None)


@pytest.fixture
def file(tmp_path: Path) -> FileIO:
    return FileIO(tmp_path / "part", "x+b")


def nobody(_count: int, _version: MediaVersion) -> None:
    pass


def test_what_comes_in_pieces_is_hashed_as_one(file: FileIO) -> None:
    with file, HashingSink(file, 0, nobody) as sink:
        sink.begin(0, VERSION)
        for start in range(0, len(WHOLE), 7_000):
            sink.write(WHOLE[start : start + 7_000])
        assert sink.finish() == hashlib.sha256(WHOLE).hexdigest()
        assert (sink.came_to, sink.head, sink.started_over) == (len(WHOLE), WHOLE[:MAGIC_LENGTH], False)
        file.seek(0)
        assert file.read() == WHOLE


@pytest.mark.parametrize("offset", [50_000, 40_001])
def test_the_rest_is_joined_to_what_is_here(file: FileIO, offset: int) -> None:
    file.write(WHOLE[:50_000])
    with file, HashingSink(file, 50_000, nobody) as sink:
        sink.begin(offset, VERSION)
        for start in range(offset, len(WHOLE), 3_000):
            sink.write(WHOLE[start : start + 3_000])
        assert sink.finish() == hashlib.sha256(WHOLE).hexdigest()
        file.seek(0)
        assert file.read() == WHOLE


def test_a_rest_that_differs_where_it_is_known_is_another_file(file: FileIO) -> None:
    file.write(WHOLE[:50_000])
    with file, HashingSink(file, 50_000, nobody) as sink:
        sink.begin(40_000, VERSION)
        with pytest.raises(AnotherFile):
            sink.write(b"?" + WHOLE[40_001:50_000])


def test_a_file_that_begins_anew_forgets_what_was_here_before_any_new_byte(file: FileIO) -> None:
    file.write(b"RIFF" + bytes(999))
    told: list[int] = []
    with file, HashingSink(file, 1_003, lambda count, _version: told.append(count)) as sink:
        sink.begin(0, VERSION)
        assert told == [0]
        sink.write(WHOLE)
        assert sink.finish() == hashlib.sha256(WHOLE).hexdigest()
        assert sink.started_over


def test_what_is_no_sound_is_refused_at_its_first_bytes(file: FileIO) -> None:
    with file, HashingSink(file, 0, nobody) as sink:
        sink.begin(0, VERSION)
        sink.write(b"<!DOC")
        with pytest.raises(NotMedia):
            sink.write(b"TYPE html><html>")


def test_a_rest_that_does_not_touch_what_is_here_is_a_bug(file: FileIO) -> None:
    with file, HashingSink(file, 0, nobody) as sink, pytest.raises(ValueError, match="not within"):
        sink.begin(1, VERSION)


def test_what_is_on_the_disk_is_told_now_and_then_and_a_failing_disk_ends_the_download(
    file: FileIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inbox.pipeline.downloads.hashing_sink._SYNC_EVERY_SECONDS", 0.0)
    told: list[int] = []

    def synced(count: int, _version: MediaVersion) -> None:
        told.append(count)
        if len(told) == 2:
            raise OSError(5, "Input/output error")

    with file, HashingSink(file, 0, synced) as sink:
        sink.begin(0, VERSION)
        sink.write(WHOLE[:100])
        sink.write(WHOLE[100:200])
        with pytest.raises(OSError, match="Input/output"):
            sink.finish()
    assert told == [100, 200]
