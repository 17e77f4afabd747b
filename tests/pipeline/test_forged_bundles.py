"""Bundles that somebody wrote anew with right check sums throughout: what they contradict themselves in is named."""

import hashlib
import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pipeline.reviewed_inbox import ReviewedInbox

from inbox.domain.history import hash_of
from inbox.pipeline.export import bundle_check
from inbox.pipeline.export import bundle_form as form
from inbox.pipeline.export.bundle_check import check_bundle
from inbox.pipeline.export.exporting import ExportFormat, Exporting
from inbox.pipeline.export.stored_zip import StoredZip, read_directory

SOUND, EVENT, HISTORY = "Conference 1/Conference 1.wav", "Conference 1/event-1.json", "Conference 1/history.txt"


@pytest.fixture
def bundle(reviewed: ReviewedInbox, tmp_path: Path) -> Path:
    row = reviewed.receive()
    reviewed.download(row)
    reviewed.review(row)
    return Exporting(reviewed.inbox).export([row], ExportFormat.ZIP, tmp_path / "evidence.zip").path


def _forge(bundle: Path, change: Mapping[str, bytes], made_at: str = "", **recording: Any) -> tuple[str, ...]:
    """Checks a bundle that was written anew around other contents, with a manifest and sums that fit them."""
    contents: dict[str, bytes] = {}
    with bundle.open("rb") as file:
        directory = read_directory(file)
        for member in directory.members:
            file.seek(member.contents(directory.made_at))
            contents[member.name] = file.read(member.size)
    contents |= change
    manifest = json.loads(contents.pop(form.MANIFEST))
    contents.pop(form.SUMS)
    manifest["recordings"][0] |= recording
    manifest["made_at"] = made_at or manifest["made_at"]
    manifest["files"] = [
        {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()} for name, content in contents.items()
    ]
    contents[form.MANIFEST] = json.dumps(manifest).encode()
    files = [form.FileEntry(**entry) for entry in manifest["files"]]
    contents[form.SUMS] = form.sums(files, hashlib.sha256(contents[form.MANIFEST]).hexdigest())
    with bundle.open("w+b") as file:
        writing = StoredZip(file, directory.made_at)
        for name, content in contents.items():
            writing.add(name, len(content), [content])
        writing.finish()
    return check_bundle(bundle).problems


def _lines(bundle: Path) -> list[str]:
    with bundle.open("rb") as file:
        directory = read_directory(file)
        member = next(member for member in directory.members if member.name == HISTORY)
        file.seek(member.contents(directory.made_at))
        return file.read(member.size).decode().splitlines()


def _text(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def test_a_bundle_that_was_written_anew_as_it_was_is_whole(bundle: Path) -> None:
    assert _forge(bundle, {}) == ()


def test_a_history_that_is_too_long_to_be_ours_is_not_read(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle_check, "_LONGEST_TO_READ", 1_000_000)
    assert f"“{HISTORY}” is too long to be looked at" in _forge(bundle, {HISTORY: b" " * 1_000_001})


@pytest.mark.parametrize("made_at", ["2020-01-01T00:00:00.000Z", "yesterday"])
def test_a_bundle_that_says_it_was_made_at_another_time_is_found(bundle: Path, made_at: str) -> None:
    assert _forge(bundle, {}, made_at) == ("the times of its files are not the one at which it was made",)


def test_another_sound_is_not_the_one_that_the_history_tells_of(bundle: Path) -> None:
    assert _forge(bundle, {SOUND: b"RIFF\0\0\0\0WAVE"}) == (f"“{SOUND}” is not what the history tells of",)


def test_another_event_is_not_the_one_that_the_history_tells_of(bundle: Path) -> None:
    assert _forge(bundle, {EVENT: b"{}"}) == (f"“{EVENT}” is not what the history tells of",)


def test_a_changed_line_of_a_history_is_named(bundle: Path) -> None:
    lines = _lines(bundle)
    lines[2] = lines[2].replace('"seconds":7.5', '"seconds":75')
    told = f"“{HISTORY}” is no whole history: line 4 does not follow from the line before it"
    assert _forge(bundle, {HISTORY: _text(lines)}) == (told,)


def test_a_history_without_its_last_lines_is_named(bundle: Path) -> None:
    lines = _lines(bundle)[:-1]
    assert _forge(bundle, {HISTORY: _text(lines)}) == (f"“{HISTORY}” does not have 4 lines",)
    told = f"“{HISTORY}” is no whole history: line 3 is not the one that was written last"
    assert _forge(bundle, {HISTORY: _text(lines)}, history_lines=3) == (told,)


def test_the_history_of_another_recording_is_named(bundle: Path) -> None:
    told = f"“{HISTORY}” is the history of another recording"
    assert set(_forge(bundle, {}, recording_id="r-2")) == {told}


@pytest.mark.parametrize(
    "content", ["[" * 100_000, "{}", '{"number":1}', '{"number":1,"detail":[],"kind":"received","recording_id":"r-1"}', "\ud800"]
)
def test_a_history_of_no_form_that_we_write_is_named_and_never_a_crash(bundle: Path, content: str) -> None:
    line = f"{'0' * 64} {content}"
    problems = _forge(
        bundle, {HISTORY: f"{line}\n".encode("utf-8", "surrogatepass")}, history_lines=1, history_hash=hash_of(line)
    )
    assert len(problems) == 1
    assert f"“{HISTORY}”" in problems[0]


@pytest.mark.parametrize(
    "entry", [{"folder": None}, {"folder": 7}, {"media": ["x"]}, {"history_lines": "4"}, {"history_hash": 1}]
)
def test_a_manifest_of_no_form_that_we_write_is_told_and_never_a_crash(bundle: Path, entry: dict[str, Any]) -> None:
    assert _forge(bundle, {}, **entry)


def test_many_bytes_changed_at_once_are_found_too_and_never_a_crash(bundle: Path) -> None:
    chance, whole = random.Random(5), bundle.read_bytes()
    for _ in range(150):
        changed = bytearray(whole)
        begin = chance.randrange(len(whole) - 600 if chance.random() < 0.5 else len(whole))
        for _ in range(chance.randrange(1, 40)):
            changed[min(len(whole) - 1, begin + chance.randrange(60))] = chance.randrange(256)
        if chance.random() < 0.2:
            del changed[begin : begin + chance.randrange(1, 100)]
        if changed != whole:
            bundle.write_bytes(changed)
            assert check_bundle(bundle).problems
