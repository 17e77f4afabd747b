import hashlib
import os
import stat
from pathlib import Path

import pytest

from inbox.domain.media_format import MediaFormat
from inbox.storage.downloads.media_store import MediaStore, media_name


@pytest.fixture
def store(tmp_path: Path) -> MediaStore:
    (tmp_path / "media").mkdir()
    return MediaStore(tmp_path / "media")


def test_a_finished_download_has_our_name_and_is_the_owners_alone(store: MediaStore) -> None:
    with store.open_part(7) as part:
        part.write(b"RIFF")
    path = store.finish(7, "r-1", MediaFormat.WAV)
    assert path.name == f"7-{hashlib.sha256(b'r-1').hexdigest()[:16]}.wav"
    assert path == store.path_of(path.name)
    assert path.read_bytes() == b"RIFF"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not store.part_file(7).exists()


def test_a_finished_download_has_its_name_only_once_it_is_on_the_disk_and_so_is_its_name(
    store: MediaStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[bool, bool]] = []
    fsync, target = os.fsync, store.path_of(media_name(7, "r-1", MediaFormat.WAV))

    def note(descriptor: int) -> None:
        synced.append((stat.S_ISDIR(os.fstat(descriptor).st_mode), target.exists()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    store.open_part(7).close()
    store.finish(7, "r-1", MediaFormat.WAV)
    assert synced == [(False, False), (True, True)]


def test_a_part_is_gone_on_with_from_what_was_on_the_disk_for_sure(store: MediaStore) -> None:
    with store.open_part(7) as part:
        part.write(b"synced and not")
    again = store.open_part_again(7, 6)
    assert again is not None
    with again:
        again.write(b"!")
    assert store.part_file(7).read_bytes() == b"synced!"


def test_a_part_that_another_process_writes_to_is_not_gone_on_with(store: MediaStore) -> None:
    with store.open_part(7) as part:
        part.write(b"theirs")
        assert store.open_part_again(7, 3) is None
        with store.open_part(7) as other:
            other.write(b"ours")
        part.write(b" still")
    assert store.part_file(7).read_bytes() == b"ours"


def test_a_part_that_is_shorter_than_was_noted_is_not_gone_on_with(store: MediaStore) -> None:
    with store.open_part(7) as part:
        part.write(b"half")
    assert store.open_part_again(7, 5) is None
    assert store.open_part_again(8, 1) is None


@pytest.mark.parametrize("plant", [os.symlink, os.link])
def test_a_link_in_place_of_a_part_is_not_gone_on_with(store: MediaStore, tmp_path: Path, plant: object) -> None:
    assert callable(plant)
    (tmp_path / "victim").write_bytes(b"precious")
    plant(tmp_path / "victim", store.part_file(7))
    assert store.open_part_again(7, 4) is None
    assert (tmp_path / "victim").read_bytes() == b"precious"


def test_a_folder_that_is_gone_is_not_made_on_the_disk_below(tmp_path: Path) -> None:
    store = MediaStore(tmp_path / "stick" / "media")
    assert not store.is_there
    with pytest.raises(FileNotFoundError):
        store.open_part(7)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_in_its_place_is_found_by_what_it_holds(store: MediaStore) -> None:
    with store.open_part(7) as part:
        part.write(b"RIFF")
    path = store.finish(7, "r-1", MediaFormat.WAV)
    sha256 = hashlib.sha256(b"RIFF").hexdigest()
    assert store.finished_file(7, "r-1", sha256) == (path, MediaFormat.WAV)
    assert store.finished_file(7, "r-1", "0" * 64) is None
    assert store.finished_file(7, "r-2", sha256) is None


def test_a_link_in_place_of_a_finished_file_is_not_taken_for_it(store: MediaStore, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"RIFF")
    store.path_of(media_name(7, "r-1", MediaFormat.WAV)).symlink_to(tmp_path / "elsewhere")
    assert store.finished_file(7, "r-1", hashlib.sha256(b"RIFF").hexdigest()) is None


def test_parts_that_nothing_is_left_to_go_on_with_are_swept_up(store: MediaStore, tmp_path: Path) -> None:
    for row in (1, 2, 3):
        store.open_part(row).close()
    (tmp_path / "media" / "mine.part").touch()
    assert store.discard_parts_except({2}) == 2
    assert sorted(path.name for path in (tmp_path / "media").iterdir()) == ["2.part", "mine.part"]


def test_a_part_that_was_left_is_started_over(store: MediaStore) -> None:
    with store.open_part(7) as part:
        part.write(b"half of it")
    with store.open_part(7) as part:
        part.write(b"anew")
    assert store.part_file(7).read_bytes() == b"anew"


def test_a_part_can_be_thrown_away_twice(store: MediaStore) -> None:
    store.open_part(7).close()
    store.discard(7)
    store.discard(7)
    assert not store.part_file(7).exists()


@pytest.mark.parametrize("plant", [os.symlink, os.link])
def test_a_planted_link_cannot_lead_the_download_elsewhere(store: MediaStore, tmp_path: Path, plant: object) -> None:
    assert callable(plant)
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    store.open_part(1).close()
    plant(victim, store.part_file(7))
    final = store.path_of(media_name(7, "r-1", MediaFormat.WAV))
    plant(victim, final)
    with store.open_part(7) as part:
        part.write(b"media")
    store.finish(7, "r-1", MediaFormat.WAV)
    assert victim.read_bytes() == b"precious"
    assert final.read_bytes() == b"media"
    assert not final.is_symlink()


def test_a_link_planted_while_downloading_is_not_finished(store: MediaStore, tmp_path: Path) -> None:
    (tmp_path / "victim").write_bytes(b"precious")
    store.open_part(7).close()
    store.part_file(7).unlink()
    store.part_file(7).symlink_to(tmp_path / "victim")
    with pytest.raises(OSError, match="symbolic links"):
        store.finish(7, "r-1", MediaFormat.WAV)


@pytest.mark.parametrize(
    "name", ["../inbox.sqlite3", "7-0123456789abcdef.wav/..", "7-0123456789abcdef.exe", "", "CON", "7-0123.wav\n"]
)
def test_only_our_own_names_lead_to_a_file(store: MediaStore, name: str) -> None:
    with pytest.raises(ValueError, match="not a media file's name"):
        store.path_of(name)


@pytest.mark.parametrize("recording_id", ["../../etc/passwd", "CON", "\ud800", "x" * 10_000, "a\x00b"])
def test_no_id_reaches_a_file_name(store: MediaStore, recording_id: str) -> None:
    name = media_name(7, recording_id, MediaFormat.MP3)
    assert store.path_of(name).parent == store.part_file(7).parent
    assert len(name) == 22
