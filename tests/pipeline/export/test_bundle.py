"""The evidence bundle: what is in it, what a stranger can prove with it, and that one changed byte is found and named."""

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from pipeline.reviewed_inbox import PATH, ReviewedInbox

from inbox.domain.history import HistoryKind
from inbox.domain.statuses import ReviewStatus
from inbox.pipeline.export.bundle_check import Checked, NotABundle, check_bundle
from inbox.pipeline.export.exporting import Exported, ExportFormat, Exporting
from inbox.pipeline.export.stored_zip import read_directory
from inbox.storage.review.reviews import set_review

FOLDER = "Conference 1"


@pytest.fixture
def made(reviewed: ReviewedInbox, tmp_path: Path) -> Exported:
    """A bundle of a recording with everything, and of one without sound."""
    row = reviewed.receive()
    reviewed.download(row)
    reviewed.review(row)
    other = reviewed.receive(name="../../Größe")
    return Exporting(reviewed.inbox).export([row, other], ExportFormat.ZIP, tmp_path / "evidence.zip")


def test_it_holds_all_there_is_and_verifies(made: Exported, reviewed: ReviewedInbox) -> None:
    found = check_bundle(made.path)
    assert found.problems == ()
    assert (found.recordings, found.without_sound, found.sha256) == (2, 1, made.sha256)
    with zipfile.ZipFile(made.path) as bundle:
        names = set(bundle.namelist())
        assert {f"{FOLDER}/{name}" for name in (
            f"{FOLDER}.wav", "event-1.json", "deliveries.json", "recording.json", "review.json", "notes.json", "coverage.json",
            "history.txt",
        )} <= names  # fmt: skip
        assert not any(".." in name.split("/") or name.startswith("/") for name in names)
        assert bundle.read(f"{FOLDER}/event-1.json") == reviewed.inbox.journal.of_recording(1)[0].delivery.body
        assert json.loads(bundle.read(f"{FOLDER}/notes.json"))[0]["text"] == "They agree"
        coverage = json.loads(bundle.read(f"{FOLDER}/coverage.json"))
        assert coverage["heard_percent"] == pytest.approx(46.7, abs=0.2)
        assert [(one["begin"], one["end"], one["rate"]) for one in coverage["spans"]] == [(0.0, 7.5, 1.0), (10.0, 12.0, 1.5)]
        review = json.loads(bundle.read(f"{FOLDER}/review.json"))
        assert (review["verdict"], review["stars"], review["tags"]) == ("flagged", 4, ["Ärger"])
        assert review["answers"][0]["question"] == "Consent given?"
        kinds = [json.loads(line[65:])["kind"] for line in bundle.read(f"{FOLDER}/history.txt").decode().splitlines()]
        assert kinds == ["received", "downloaded", "played", "changed"]
        manifest = json.loads(bundle.read("manifest.json"))
        assert manifest["recordings"][1]["media_missing"] == "It is not downloaded here (waiting)."


def test_the_path_that_keeps_strangers_out_and_places_on_this_computer_stay_in_the_inbox(
    made: Exported, reviewed: ReviewedInbox
) -> None:
    content = made.path.read_bytes()
    assert PATH.encode() not in content
    assert str(reviewed.inbox.folder.root).encode() not in content
    assert b"BandwidthAPI" in content


def test_sha256sum_alone_checks_it_as_its_page_says(made: Exported, tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    with zipfile.ZipFile(made.path) as bundle:
        bundle.extractall(folder)
        page = bundle.read("HOW TO CHECK.txt").decode()
    commands = [line.strip() for line in page.splitlines() if line.startswith("       ")]
    told = subprocess.run(["bash", "-ec", commands[0].replace("BUNDLE.zip", str(made.path))], capture_output=True, check=True)
    assert told.stdout.decode().split()[0] == made.sha256
    assert commands[3] == "sha256sum -c SHA256SUMS"
    told = subprocess.run(["bash", "-ec", commands[3]], cwd=folder, capture_output=True, check=True)
    lines = told.stdout.decode().splitlines()
    assert len(lines) == sum(1 for path in folder.rglob("*") if path.is_file()) - 1
    assert all(line.endswith(": OK") for line in lines)
    recipe = commands[4].replace("FOLDER OF THE RECORDING", FOLDER) + "\n" + commands[5]
    told = subprocess.run(["bash", "-ec", recipe], cwd=folder, capture_output=True, check=True)
    printed = [line.split()[0] for line in told.stdout.decode().splitlines()]
    beginnings = [line[:64] for line in (folder / FOLDER / "history.txt").read_text().splitlines()]
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert printed == [*beginnings[1:], manifest["recordings"][0]["history_hash"]]
    assert beginnings[0] == "0" * 64


def _changed(path: Path, place: int, to: int | None = None) -> Checked:
    """Checks a copy in which one byte is another."""
    with path.open("r+b") as file:
        file.seek(place)
        before = file.read(1)[0]
        file.seek(place)
        file.write(bytes([before ^ 1 if to is None else to]))
        file.flush()
        found = check_bundle(path)
        file.seek(place)
        file.write(bytes([before]))
    return found


def test_one_changed_byte_in_any_file_is_found_and_named(made: Exported, tmp_path: Path) -> None:
    copy = Path(shutil.copy(made.path, tmp_path / "copy.zip"))
    with copy.open("rb") as file:
        directory = read_directory(file)
    for member in directory.members:
        begin = member.contents(directory.made_at)
        for place in {begin, begin + member.size // 2, begin + member.size - 1}:
            assert _changed(copy, place).problems == (f"“{member.name}” was changed",)
    assert check_bundle(copy).problems == ()


def test_one_changed_byte_between_the_files_is_found_and_named(made: Exported, tmp_path: Path) -> None:
    copy = Path(shutil.copy(made.path, tmp_path / "copy.zip"))
    with copy.open("rb") as file:
        directory = read_directory(file)
    for member in directory.members[::6]:
        for place in range(member.offset, member.contents(directory.made_at)):
            assert any(f"“{member.name}” has another header" in problem for problem in _changed(copy, place).problems), place
    for place in range(directory.begin, made.size, 5):  # every single one in test_stored_zip
        problems = _changed(copy, place).problems
        assert any(re.search("directory|its end|header|missing|times", problem) for problem in problems), (place, problems)
    assert check_bundle(copy).problems == ()


def _rewritten(made: Exported, path: Path, change: dict[str, bytes | None]) -> Checked:
    """Checks a bundle that somebody wrote anew, with other contents for some of its files."""
    from inbox.pipeline.export.stored_zip import StoredZip

    with made.path.open("rb") as reading, path.open("w+b") as file:
        directory = read_directory(reading)
        writing = StoredZip(file, directory.made_at)
        for member in directory.members:
            reading.seek(member.contents(directory.made_at))
            content = change.get(member.name, reading.read(member.size))
            if content is not None:
                writing.add(member.name, len(content), [content])
        for name, content in change.items():
            if content is not None and name not in {member.name for member in directory.members}:
                writing.add(name, len(content), [content])
        writing.finish()
    return check_bundle(path)


def test_a_file_that_somebody_changed_put_in_or_took_out_with_right_check_sums_is_named(made: Exported, tmp_path: Path) -> None:
    other = tmp_path / "other.zip"
    notes = f"{FOLDER}/notes.json"
    assert _rewritten(made, other, {notes: b"[]\n"}).problems == (f"“{notes}” is not the file that the manifest tells of",)
    assert _rewritten(made, other, {notes: None}).problems == (f"“{notes}” is missing from it",)
    assert _rewritten(made, other, {"more.txt": b""}).problems == ("“more.txt” was put into it: the manifest does not know it",)
    assert _rewritten(made, other, {"SHA256SUMS": b""}).problems == ("“SHA256SUMS” does not say what the manifest says",)
    assert _rewritten(made, other, {"manifest.json": None}).problems == ("it is no evidence bundle of Recording Inbox",)
    for nonsense in (b"", b"[]", b"{}", b"[" * 100_000, b'{"format":"recording-inbox evidence bundle","version":1}', b"\xff"):
        assert _rewritten(made, other, {"manifest.json": nonsense}).problems == (
            "“manifest.json” does not have the form of a manifest",
        )
    newer = b'{"format":"recording-inbox evidence bundle","version":2}'
    assert "check it with a newer one" in _rewritten(made, other, {"manifest.json": newer}).problems[0]


def test_what_is_no_bundle_is_told_as_a_sentence(made: Exported, tmp_path: Path) -> None:
    with pytest.raises(NotABundle, match="No such file"):
        check_bundle(tmp_path / "nothing.zip")
    with pytest.raises(NotABundle, match="directory"):
        check_bundle(tmp_path)
    path = tmp_path / "x.zip"
    for content in (b"", b"text", made.path.read_bytes()[:-1], made.path.read_bytes() + b"\0", b"\0" + made.path.read_bytes()):
        path.write_bytes(content)
        assert len(check_bundle(path).problems) == 1


def test_a_sound_that_is_no_longer_the_one_that_was_downloaded_is_left_out_and_it_says_so(
    reviewed: ReviewedInbox, tmp_path: Path
) -> None:
    row, gone = reviewed.receive(), reviewed.receive()
    reviewed.download(row).write_bytes(b"RIFF\x24\x00\x00\x00WAVE" + b"\x81" * 5_000)
    reviewed.download(gone).unlink()
    done = Exporting(reviewed.inbox).export([row, gone], ExportFormat.ZIP, tmp_path / "e.zip")
    assert done.without_sound == 2
    with zipfile.ZipFile(done.path) as bundle:
        first, second = json.loads(bundle.read("manifest.json"))["recordings"]
    assert first["media_missing"] == "Its file is not the one that was downloaded: the SHA-256 is another."
    assert second["media_missing"] == "Its file could not be read: it is no longer where it was saved."
    assert check_bundle(done.path).problems == ()


def test_its_history_tells_of_exports_before_and_of_all_that_was_received(reviewed: ReviewedInbox, tmp_path: Path) -> None:
    row = reviewed.receive()
    first = Exporting(reviewed.inbox).export([row], ExportFormat.CSV, tmp_path / "list.csv")
    assert reviewed.receive(conferenceId="conf-1", recordingId="r-1") == row
    set_review(reviewed.inbox.database, [row], ReviewStatus.REVIEWED, "Anna")
    done = Exporting(reviewed.inbox).export([row], ExportFormat.ZIP, tmp_path / "e.zip")
    entries = reviewed.inbox.history.entries(row)
    assert [entry.kind for entry in entries] == [
        HistoryKind.RECEIVED, HistoryKind.EXPORTED, HistoryKind.RECEIVED, HistoryKind.CHANGED, HistoryKind.EXPORTED,
    ]  # fmt: skip
    assert entries[1].detail["sha256"] == first.sha256
    assert (entries[-1].detail["file"], entries[-1].detail["sha256"]) == ("e.zip", done.sha256)
    assert check_bundle(done.path).problems == ()
