"""The journal on the command line: single deliveries whole, again, and as commands."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from processes.app_process import Serving, environment, listed, run_command
from wire.raw_client import RawClient, post

from inbox.storage.opening import open_inbox

GOOD = b'{"eventType":"conferenceRecordingAvailable","recordingId":"r-1","name":"Stand-\xc3\xbcp","status":"complete"}'
BROKEN = b'{"eventType":"conferenceRecordingAvailable",\n "recordingId": oops}'
HOSTILE = b'{"eventType":"conferenceCreated","x":"\x1b[31mred\xe2\x80\xae' + b'"}'


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An inbox that took three deliveries: a recording, a broken one, one that is ignored."""
    folder = tmp_path_factory.mktemp("inbox")
    with Serving(folder) as serving:
        with RawClient(int(serving.address.rsplit(":", 1)[1].strip("/"))) as client:
            statuses = [client.ask(post(body, "X-Text: caf\xe9")).status for body in (GOOD, BROKEN, HOSTILE)]
        assert statuses == [204, 400, 400]
        serving.terminate()
    return folder


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in this process: fifteen new ones would take as many seconds."""
    from inbox.cli.arguments import main

    def command(name: str, inbox: Path, *words: str) -> subprocess.CompletedProcess[str]:
        code = main([name, *words, "--data-dir", str(inbox)])
        out, err = capsysbinary.readouterr()
        return subprocess.CompletedProcess(name, code, out.decode(), err.decode())

    for variable in ("INBOX_LISTEN", "INBOX_STORE"):
        monkeypatch.delenv(variable, raising=False)
    return command


@pytest.fixture
def deliveries(run: Run) -> Run:
    return lambda inbox, *words: run("deliveries", inbox, *words)


def test_the_list_can_be_narrowed_to_an_outcome(inbox: Path, deliveries: Run) -> None:
    lines = deliveries(inbox, "--outcome", "rejected").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["ID", "3", "2"]
    assert len(deliveries(inbox, "--outcome", "rejected", "--limit", "1").stdout.splitlines()) == 2
    (kept,) = deliveries(inbox, "--outcome", "recording", "--json").stdout.splitlines()
    assert json.loads(kept)["delivery_id"] == 1


def test_a_delivery_is_shown_whole_with_the_place_where_it_breaks(inbox: Path, deliveries: Run) -> None:
    shown = deliveries(inbox, "2").stdout
    assert shown.startswith("delivery 2: POST /\n")
    assert "outcome   rejected: The body is not JSON" in shown
    assert "X-Text: caf\xe9" in shown
    lines = shown.splitlines()
    assert any("line 2, column 17" in line for line in lines)
    caret = next(number for number, line in enumerate(lines) if line.strip() == "^")
    assert lines[caret - 1][lines[caret].index("^") :].startswith("oops")


def test_what_could_deceive_the_eye_is_shown_as_escapes(inbox: Path, deliveries: Run) -> None:
    for words in (["3"], ["3", "--hex"], []):
        shown = deliveries(inbox, *words).stdout
        assert "\x1b" not in shown
        assert "\u202e" not in shown
    assert "\\u202e" in deliveries(inbox, "3").stdout


def test_json_has_the_duration_of_the_answer(inbox: Path, deliveries: Run) -> None:
    (line,) = deliveries(inbox, "1", "--json").stdout.splitlines()
    entry = json.loads(line)
    assert (entry["delivery_id"], entry["body"], entry["body_encoding"]) == (1, GOOD.decode(), "utf-8")
    assert entry["answer_seconds"] is None or 0 < entry["answer_seconds"] < 10


def test_the_body_comes_out_byte_for_byte(inbox: Path, deliveries: Run) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "inbox", "deliveries", "3", "1", "--raw", "--data-dir", str(inbox)],
        capture_output=True, env=environment(), timeout=60, check=True,
    )  # fmt: skip
    assert done.stdout == HOSTILE + GOOD
    assert "7b 22 65 76" in deliveries(inbox, "1", "--hex").stdout


def test_a_number_that_is_not_there_is_told_and_the_others_are_shown(inbox: Path, deliveries: Run) -> None:
    done = deliveries(inbox, "1", "77")
    assert done.returncode == 1
    assert done.stdout.startswith("delivery 1:")
    assert "There is no delivery 77" in done.stderr


def test_the_command_that_sends_it_again_really_does(inbox: Path, tmp_path: Path, deliveries: Run) -> None:
    with Serving(tmp_path) as serving:
        where = serving.address.removeprefix("http://").strip("/")
        command = deliveries(inbox, "1", "--curl", "--listen", where).stdout
        subprocess.run(["bash", "-c", f"{command.strip()} --fail --silent"], timeout=30, check=True)
        (recording,) = listed(tmp_path)
        assert recording["name"] == "Stand-üp"
        (line,) = deliveries(tmp_path, "--json").stdout.splitlines()
        assert json.loads(line)["body"] == GOOD.decode()
        assert ["X-Text", "caf\xe9"] in json.loads(line)["headers"]
        serving.terminate()


def test_replay_tells_what_became_of_each(inbox: Path, deliveries: Run, run: Run) -> None:
    done = run("replay", inbox, "1", "2", "3", "99")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0] == "Delivery 1: nothing new about recording r-1."
    assert lines[1].startswith("Delivery 2: still rejected. The body is not JSON")
    assert lines[2].startswith("Delivery 3: still rejected.")
    assert done.stderr == "recording-inbox: There is no delivery 99 in the journal.\n"
    assert len(deliveries(inbox, "--json").stdout.splitlines()) == 3


def test_rebuild_prints_what_changed(inbox: Path, run: Run) -> None:
    import contextlib
    import sqlite3

    with contextlib.closing(sqlite3.connect(inbox / "inbox.sqlite3")) as connection:
        connection.execute("UPDATE recordings SET name = 'wrong'")
        connection.commit()
    done = run("rebuild", inbox)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "r-1  changed: name", "new 0", "changed 1 (name 1)", "unchanged 0", "kept without journal 0",
    ]  # fmt: skip
    assert listed(inbox)[0]["name"] == "Stand-üp"


def test_a_running_receiver_and_rebuild_do_not_disturb_each_other(inbox: Path, run: Run) -> None:
    with Serving(inbox) as serving:
        done = run("rebuild", inbox)
        assert done.stdout.splitlines()[-2] == "unchanged 1"
        assert requests.post(serving.address, data=GOOD, timeout=10).status_code == 204
        serving.terminate()


def test_who_was_turned_away_and_what_is_new_are_listed(tmp_path: Path, run: Run) -> None:
    from datetime import UTC, datetime

    from inbox.domain.knock import KnockEntry, KnockReason
    from inbox.storage.data_folder import DataFolder
    from inbox.storage.journal.knock_log import KnockLog

    moment = datetime(2026, 11, 23, 8, tzinfo=UTC)
    database = open_inbox(DataFolder(tmp_path))
    KnockLog(database).add([KnockEntry(KnockReason.OTHER_PATH, "192.0.2.7", "", "/wp-login.php", moment, moment, 12)])
    with database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO first_seen VALUES ('property', 'recordingAvailable', 'mood', '\x1bgood', 0, 0, 3, NULL)"
        )
    database.close()
    knocks = run("knocks", tmp_path).stdout
    assert "12     other-path  192.0.2.7  –              /wp-login.php" in knocks
    (knock,) = run("knocks", tmp_path, "--json").stdout.splitlines()
    assert json.loads(knock) | {"sentence": ""} == {
        "reason": "other-path", "sentence": "", "is_ordinary": False, "peer": "192.0.2.7", "forwarded_for": None,
        "path": "/wp-login.php", "first_at": "2026-11-23T08:00:00.000Z", "last_at": "2026-11-23T08:00:00.000Z", "count": 12,
    }  # fmt: skip
    seen = run("first-seen", tmp_path).stdout
    assert "mood" in seen
    assert "\x1b" not in seen
    (new,) = run("first-seen", tmp_path, "--json").stdout.splitlines()
    assert json.loads(new)["count"] == 3
    assert json.loads(new)["delivery_id"] is None


def test_an_outcome_beside_a_number_is_wrong_usage(tmp_path: Path) -> None:
    wrong = run_command("deliveries", "1", "--outcome", "rejected", "--data-dir", str(tmp_path))
    assert wrong.returncode == 2
    assert "leave them out" in wrong.stderr


def test_a_curl_command_for_an_inbox_with_a_password_says_that_it_needs_one(tmp_path: Path) -> None:
    secrets = {"INBOX_WEBHOOK_USERNAME": "zoe", "INBOX_WEBHOOK_PASSWORD": "canary"}
    shown = run_command("deliveries", "--curl", "--data-dir", str(tmp_path), environ={**environment(), **secrets})
    assert shown.returncode == 0
    assert "add -u" in shown.stderr
    assert "canary" not in shown.stdout + shown.stderr
