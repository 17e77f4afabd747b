"""Any file: heard, or refused with a sentence; no crash, no hang, whatever its bytes are."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from pipeline.strange_media import SECONDS, cut_short, played, refused, whatever

ROOT = Path(__file__).parents[2]
_SECONDS_A_FILE = 20


def _heard(folder: Path, files: Iterable[tuple[str, bytes]] = (), seconds: float = _SECONDS_A_FILE) -> dict[str, dict[str, Any]]:
    for name, content in files:
        (folder / name).write_bytes(content)
    names = {path.name for path in folder.iterdir()}
    result = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("hear_child.py")), str(folder), str(seconds)],
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    told = {line["name"]: line for line in lines if "name" in line}
    assert (result.returncode, names - set(told)) == (0, set()), result.stderr
    assert lines[-1]["megabytes"] < 300
    return told


def _is_sentence(text: object) -> bool:
    return isinstance(text, str) and text[0].isupper() and text.rstrip().endswith(".") and "Error" not in text


def test_every_usual_kind_of_file_is_heard_to_its_end_and_looked_through(tmp_path: Path) -> None:
    files = dict(played())
    for name, told in _heard(tmp_path, files.items()).items():
        rate = int(name.partition("-")[2].partition(".")[0]) if name.startswith(("rate-", "mp3-1", "mp3-4")) else 8_000
        length = SECONDS * 8_000 / rate
        looked = told["wav"] if isinstance(told["wav"], float) else told["mp3"]
        for heard in (told["whole"], told["growing"]):
            assert heard.get("seconds") == pytest.approx(length, abs=0.15 * max(1, length / 3)), (name, told)
            assert heard["seconds"] == pytest.approx(looked, abs=0.06 * max(1, length / 3)), (name, told)
            assert heard["loudest"] == pytest.approx(0.5, abs=0.1) or name.startswith("GSM"), (name, told)  # its last block pops
            assert heard["again"] > 0, (name, told)
        assert told["sounding"] == pytest.approx(looked, abs=0.01), (name, told)
        assert _is_sentence(told["mp3"] if isinstance(told["wav"], float) else told["wav"]), (name, told)


def test_what_ends_before_its_time_is_heard_as_far_as_it_goes_and_not_taken_for_whole(tmp_path: Path) -> None:
    for name, told in _heard(tmp_path, cut_short()).items():
        assert told["whole"]["seconds"] == told["growing"]["seconds"] > 0.9, (name, told)
        assert "cut short" in told["wav"], (name, told)


def test_what_is_no_recording_is_refused_with_a_sentence(tmp_path: Path) -> None:
    for name, told in _heard(tmp_path, refused()).items():
        for answer in (told["wav"], told["mp3"], told["whole"].get("sentence"), told["growing"].get("sentence")):
            assert _is_sentence(answer), (name, told)


def test_a_spoilt_head_is_heard_or_refused_and_nothing_else(tmp_path: Path) -> None:
    for name, told in _heard(tmp_path, whatever()).items():
        for answer in (told["wav"], told["mp3"]):
            assert isinstance(answer, float) or _is_sentence(answer), (name, told)
        for heard in (told["whole"], told["growing"]):
            assert "seconds" in heard or _is_sentence(heard["sentence"]), (name, told)


def test_silence_alone_is_a_recording_like_any(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "silence.wav", np.zeros(8_000 * 10, np.int16), 8_000)
    told = _heard(tmp_path)["silence.wav"]
    assert (told["wav"], told["sounding"]) == (10.0, 0.0)
    assert told["whole"]["seconds"] == told["growing"]["seconds"] == 10.0


def test_a_day_of_sound_is_heard_to_its_end_in_little_memory(tmp_path: Path) -> None:
    _write_day(tmp_path / "day.wav", rate=1_000)
    told = _heard(tmp_path, seconds=60)["day.wav"]
    assert told["wav"] == told["whole"]["seconds"] == told["growing"]["seconds"] == 86_400


@pytest.mark.soak
def test_a_day_of_telephone_sound_is_heard_to_its_end_in_little_memory(tmp_path: Path) -> None:
    _write_day(tmp_path / "day.wav", rate=8_000)
    told = _heard(tmp_path, seconds=240)["day.wav"]
    assert told["wav"] == told["whole"]["seconds"] == told["growing"]["seconds"] == 86_400


def _write_day(path: Path, rate: int) -> None:
    """Silence but for its ends; a hole in the disk, which takes no room."""
    soundfile.write(path, np.full(2 * rate, 9_000, np.int16), rate)
    size = 86_400 * rate * 2
    with path.open("r+b") as file:
        file.truncate(44 + size)
        file.seek(4)
        file.write((36 + size).to_bytes(4, "little"))
        file.seek(40)
        file.write(size.to_bytes(4, "little"))
