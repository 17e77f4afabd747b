"""``export`` and ``verify`` as a person types them."""

import csv
import hashlib
import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pipeline.reviewed_inbox import ReviewedInbox
from processes.app_process import environment, run_command

from inbox.cli.arguments import main
from inbox.domain.history import HistoryKind


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "inbox"


@pytest.fixture
def filled(root: Path) -> int:
    """An inbox with a recording that was reviewed, and one with a name that a spreadsheet would take for a formula."""
    inbox = ReviewedInbox(root)
    row = inbox.receive(tag="a,b")
    inbox.download(row)
    inbox.review(row, '=HYPERLINK("x")\nsecond line')
    inbox.receive(name="=1+1", recordingId="r-formula")
    inbox.close()
    return row


def _left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "inbox")


def test_a_table_opens_safely_in_a_spreadsheet(filled: int, root: Path, tmp_path: Path) -> None:
    target = tmp_path / "list.csv"
    result = run_command("export", "--format", "csv", "-o", str(target), "--data-dir", str(root))
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert target.stat().st_mode & 0o777 == 0o600
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")  # by which spreadsheets know that it is UTF-8
    with target.open(encoding="utf-8-sig", newline="") as file:
        newest, first = csv.DictReader(file)
    assert newest["name"] == "'=1+1"
    assert first["tag"] == "a,b"
    assert (first["stars"], first["tags"], first["answer: Consent given?"]) == ("4", "Ärger", "yes")
    assert first["notes"] == '0:04 =HYPERLINK("x")\nsecond line'
    assert "media_path" not in first


def test_a_table_in_json_holds_what_the_query_finds(filled: int, root: Path, tmp_path: Path) -> None:
    target = tmp_path / "list.json"
    words = "export", "--format", "json", "-o", str(target), "--data-dir", str(root)
    assert run_command(*words, "--query", "review:flagged").returncode == 0
    (told,) = json.loads(target.read_bytes())
    assert (told["recording_id"], told["review_status"], told["notes"][0]["begin"]) == ("r-1", "flagged", 4.25)
    assert _left(tmp_path) == ["list.json"]


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_table_goes_to_stdout_as_it_would_into_a_file(filled: int, root: Path, tmp_path: Path, kind: str) -> None:
    words = "export", "--format", kind, "r-1", "--data-dir", str(root), "-o"
    poured = subprocess.run(
        [sys.executable, "-m", "inbox", *words, "-"], env=environment(), capture_output=True, timeout=60, check=True
    )
    assert run_command(*words, str(tmp_path / "table")).returncode == 0
    assert (poured.stdout, poured.stderr) == ((tmp_path / "table").read_bytes(), b"")
    assert not Path("-").exists()
    inbox = ReviewedInbox(root)
    told = next(entry.detail for entry in inbox.inbox.history.entries(filled) if entry.kind is HistoryKind.EXPORTED)
    inbox.close()
    assert (told["file"], told["sha256"]) == ("standard output", hashlib.sha256(poured.stdout).hexdigest())


def test_a_bundle_verifies_and_names_what_was_changed(filled: int, root: Path, tmp_path: Path) -> None:
    target = tmp_path / "evidence.zip"
    result = run_command("export", "--format", "zip", "-o", str(target), "r-formula", "r-1", "--data-dir", str(root))
    assert result.returncode == 0
    assert result.stderr == "recording-inbox: 1 of 2 recordings is in the bundle without its sound; manifest.json says why.\n"
    good = run_command("verify", str(target))
    assert (good.returncode, good.stderr) == (0, "")
    assert "2 recordings, 1 of them without sound" in good.stdout
    content = bytearray(target.read_bytes())
    content[content.index(b"nsecond line")] ^= 1
    target.write_bytes(content)
    bad = run_command("verify", str(target))
    assert (bad.returncode, bad.stdout) == (1, "")
    assert bad.stderr.count("\n") == 1
    assert "notes.json” was changed." in bad.stderr
    missing = run_command("verify", str(tmp_path / "none.zip"))
    assert (missing.returncode, missing.stderr.count("\n")) == (1, 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--format", "csv", "-o", "{}/x.csv", "r-unknown"), "There is no recording r-unknown"),
        (("--format", "zip", "-o", "{}/x.zip", "--query", "nothing-like-this"), "There is no recording to put"),
    ],
)
def test_what_cannot_be_exported_is_said_in_a_sentence_and_leaves_nothing(
    filled: int, root: Path, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    result = run_command("export", *(word.format(tmp_path) for word in words), "--data-dir", str(root))
    assert (result.returncode, result.stdout) == (1, "")
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert _left(tmp_path) == []


def test_wrong_usage_is_told_before_any_inbox_is_opened(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["export", "--data-dir", str(tmp_path / "none"), "-o", str(tmp_path / "x"), "--format"]
    for wrong, said in (
        (["csv", "r-1", "--query", "a"], "not both"),
        (["csv", "--query", "is:bogus"], "“is:bogus” means nothing"),
        (["zip", "-o", "-"], "not written to stdout"),
    ):
        assert main([*words, *wrong]) == 2
        assert said in capsys.readouterr().err
    assert main(["list", "--data-dir", str(tmp_path / "none"), "--query", "is:bogus"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    for wrong in (["xls"], ["csv", "--limit", "3"]):
        with pytest.raises(SystemExit) as ended:
            main([*words, *wrong])
        assert ended.value.code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_takes_no_more_leaves_the_older_file_as_it_was(root: Path, tmp_path: Path) -> None:
    inbox = ReviewedInbox(root)
    inbox.download(inbox.receive(), b"RIFF" + bytes(9_000_000))
    inbox.close()
    target = tmp_path / "e.zip"
    target.write_text("older")
    limited = f"import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (4_000_000, 4_000_000)); {_RUN}"
    result = subprocess.run(
        [sys.executable, "-c", limited, "export", "--format", "zip", "-o", str(target), "--data-dir", str(root)],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 1, result.stderr
    assert "the file would be larger than that disk allows. Nothing of it was left behind." in result.stderr
    assert target.read_text() == "older"
    assert _left(tmp_path) == ["e.zip"]


_RUN = "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); from inbox.cli.arguments import main; sys.exit(main())"


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_export_that_is_broken_off_shows_progress_and_leaves_nothing(root: Path, tmp_path: Path, end: signal.Signals) -> None:
    inbox = ReviewedInbox(root)
    row = inbox.receive()
    with inbox.download(row).open("r+b") as file:
        file.truncate(3_000_000_000)  # a hole: long to read, and no room taken
    with inbox.inbox.database.writing() as connection:
        connection.exec_driver_sql("UPDATE recordings SET media_bytes = 1000, media_sha256 = NULL")
    inbox.close()
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "inbox", "export", "--format", "zip", "-o", str(tmp_path / "e.zip"), "--data-dir", str(root)],
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    drawn = b""
    while b"%" not in drawn:
        drawn += os.read(ours, 1000)
    child.send_signal(end)
    assert child.wait(30) == (1 if end is not signal.SIGKILL else -signal.SIGKILL)
    assert child.stdout is not None
    child.stdout.close()
    try:
        while piece := os.read(ours, 1000):
            drawn += piece
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    assert _left(tmp_path) == []
    assert end is signal.SIGKILL or b"Nothing of it was left behind." in drawn
