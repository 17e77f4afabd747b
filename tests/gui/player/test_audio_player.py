"""The player on a machine without any sound: the position moves all the same, and what is wrong is said."""

import shutil
import struct
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from audio.player_child import PlayerChild, silent_environment

pytestmark = pytest.mark.timed
RATE = 8_000
SECONDS = 4.0
Steps = list[list[Any]]
_TO_ITS_END: Steps = [["play"], ["until", "playing", True], ["until", "playing", False]]


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "clip.wav"
    soundfile.write(path, 0.2 * np.sin(np.arange(int(SECONDS * RATE)) / 3), RATE, subtype="PCM_16")
    return path


def _play(path: Path, steps: Steps) -> PlayerChild:
    return PlayerChild(path, steps, silent_environment()).finish()


def test_without_a_sound_device_the_position_moves_and_a_sentence_says_so(clip: Path) -> None:
    child = _play(clip, [["play"], ["until", "position", 1.2], ["quit"]])
    (sentence,) = child.values("problem")[:1]
    assert sentence.startswith("No sound device was found")
    assert max(child.values("position")) > 1.0
    assert child.values("length")[0] == pytest.approx(SECONDS, abs=0.1)


def test_the_position_moves_smoothly_and_never_back(clip: Path) -> None:
    child = _play(clip, [["play"], ["until", "position", 2.0], ["pause"], ["wait", 100], ["quit"]])
    told = [(at, position) for at, position in child.timed("position") if position > 0.2]
    assert len(told) > 30
    assert all(later[1] >= earlier[1] for earlier, later in pairwise(told[:-1]))
    drift = [position - at for at, position in told]
    assert max(drift) - min(drift) < 0.25


def test_double_speed_moves_twice_as_fast(clip: Path) -> None:
    child = _play(clip, [["rate", 2.0], ["play"], ["until", "position", 2.5], ["quit"]])
    told = [(at, position) for at, position in child.timed("position") if 0.5 < position < 2.5]
    (began, first), (ended, last) = told[0], told[-1]
    assert (last - first) / (ended - began) == pytest.approx(2.0, rel=0.15)


def test_it_stops_at_the_end_and_plays_from_the_start_again(clip: Path) -> None:
    child = _play(clip, [["seek", 3.5], *_TO_ITS_END, ["play"], ["until", "position", 0.6], ["quit"]])
    assert child.values("playing")[:3] == [True, False, True]
    positions = child.values("position")
    end = len(positions) - 1 - positions[::-1].index(SECONDS)
    assert min(positions[:end]) == 3.5
    assert 0.3 < max(positions[end + 1 : -1]) < 2


def test_a_seek_before_the_first_play_and_after_the_end_counts(clip: Path) -> None:
    child = _play(
        clip, [["seek", 3.2], *_TO_ITS_END, ["seek", 1.0], ["wait", 100], ["play"], ["until", "position", 1.4], ["quit"]]
    )
    positions = child.values("position")
    end = len(positions) - 1 - positions[::-1].index(SECONDS)
    assert min(positions[:end]) == 3.2
    assert min(positions[end + 1 : -1]) >= 1.0
    assert max(positions[end + 1 : -1]) < 2.5


@pytest.mark.parametrize("size", [0, 0xFFFF_FFFF, 5_000])
def test_a_header_that_lies_does_not_end_the_play_early(clip: Path, size: int) -> None:
    content = clip.read_bytes()
    at = content.index(b"data") + 4
    clip.write_bytes(content[:at] + struct.pack("<I", size) + content[at + 4 :])
    child = _play(clip, [["seek", 2.0], ["play"], ["until", "position", 3.2], ["quit"]])
    positions = child.values("position")
    assert max(positions) > 3.0
    assert child.values("length")[0] == pytest.approx(SECONDS, abs=0.1)


def test_a_file_that_is_gone_is_a_sentence(tmp_path: Path) -> None:
    child = _play(tmp_path / "gone.wav", [["play"], ["wait", 300], ["quit"]])
    assert child.values("problem")[0] == "The media file is no longer where it was saved. Click its row to download it again."
    assert child.values("playing") == []


def test_a_file_that_is_no_sound_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "clip.wav"
    path.write_bytes(b"RIFF\0\0\0\0WAVE" + bytes(range(256)) * 8)
    child = _play(path, [["play"], ["until", "problem", "The media file cannot be played"], ["quit"]])
    assert child.values("problem")[-2].startswith("The media file cannot be played")


def test_another_file_takes_its_place_from_the_start(clip: Path, tmp_path: Path) -> None:
    other = shutil.copy(clip, tmp_path / "other.wav")
    first: Steps = [["play"], ["until", "position", 1.0], ["load", str(other)], ["wait", 100]]
    child = _play(clip, [*first, ["play"], ["until", "position", 0.4], ["quit"]])
    positions = child.values("position")
    start = len(positions) - positions[::-1].index(0.0, 1) - 1
    assert max(positions[:start]) > 0.8
    assert 0.2 < max(positions[start:-1]) < 1.0


def test_it_is_loaded_only_by_the_first_play() -> None:
    code = "import sys; import inbox.gui.player.audio_player; print('PySide6.QtMultimedia' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.strip() == "False"
