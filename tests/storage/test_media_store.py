import hashlib
import os
import stat
from pathlib import Path

import pytest

from inbox.domain.media_format import MediaFormat
from inbox.storage.media_store import MediaStore, media_name


@pytest.fixture
def store(tmp_path: Path) -> MediaStore:
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
