"""A secret is nowhere but where it was given: not on disk, in a log, in the command line, in a traceback or a core file."""

import base64
import contextlib
import json
import signal
import socket
import time
from pathlib import Path
from urllib.parse import quote

import psutil
import pytest
import requests
from faults.canary import CANARY, forms, places_with
from faults.failing_store import until
from processes.app_process import Serving, environment, listed_when, run_command
from processes.shown_window import showing
from servers.scripted_server import Request, ScriptedServer, answer
from wire.raw_client import RawClient, post

_USER = "sender"
_CRASHING = Path(__file__).parents[1] / "faults" / "crashing_serve.py"
_OTHERS = ("wrong-" + CANARY, CANARY + "-wrong")
_SECOND = "second-" + CANARY
"""The account's other secret, which is tried when the first one is refused."""


def echo(request: Request, connection: socket.socket) -> None:
    """A server so rude that it says back what it was told, credentials too."""
    said = str(request.headers) + request.body.decode("latin-1")
    answer(401, said.encode("utf-8", "replace"), WWW_Authenticate='Basic realm="x"')(request, connection)


def secrets(rude: ScriptedServer) -> dict[str, str]:
    """Every secret that the environment can hold."""
    return environment() | {
        "INBOX_WEBHOOK_USERNAME": _USER,
        "INBOX_WEBHOOK_PASSWORD": CANARY,
        "BW_ACCOUNT_ID": "9900000",
        "BW_CLIENT_ID": _USER,
        "BW_CLIENT_SECRET": CANARY,
        "BW_CLIENT_SECRET_2": _SECOND,
        "BW_USERNAME": _USER,
        "BW_PASSWORD": CANARY,
        "INBOX_VOICE_URL": f"{rude.address}/api/v2",
        "INBOX_TOKEN_URL": f"{rude.address}/token",
        "PYTHONFAULTHANDLER": "1",
    }


def basic(password: str) -> dict[str, str]:
    """The header with these credentials."""
    return {"Authorization": "Basic " + base64.b64encode(f"{_USER}:{password}".encode()).decode()}


def knock(address: str) -> None:
    """Right and wrong credentials, in the places where people and programs put them."""
    event = {"eventType": "conferenceRecordingAvailable", "recordingId": "r-1", "conferenceId": "c-1", "accountId": "9900000"}

    def status(password: str | None, data: bytes = json.dumps(event).encode(), path: str = "") -> int:
        headers = {"X-Api-Key": quote(CANARY)} | (basic(password) if password is not None else {})
        return requests.post(address + path, data=data, headers=headers, timeout=10).status_code

    assert status(CANARY) == 204
    assert status(CANARY, b"{") == 400
    assert status(None) == 401
    for wrong in _OTHERS:
        assert status(wrong) == 401
        assert status(wrong, path="other") in (401, 404)


def nowhere(folder: Path, *texts: str) -> None:
    """Fails where the secret, or a wrong one that holds it, is found."""
    found = [place for secret in (CANARY, _SECOND, *_OTHERS) for place in places_with(secret, _USER, folder, *texts)]
    assert found == []


def process_facts(pid: int) -> str:
    """What everybody may read of a process and those it started, and its limits."""
    return _facts(pid, "cmdline", "comm", "status", "limits")


def listener_environment(pid: int) -> str:
    """What the listener's process, which the internet talks to, was told in its environment."""
    (listener,) = psutil.Process(pid).children()
    return _facts(listener.pid, "environ")


def _facts(pid: int, *names: str) -> str:
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return "".join((Path("/proc") / str(each.pid) / name).read_text() for each in family for name in names)


def test_a_secret_is_found_nowhere_after_right_wrong_and_failing_sign_ins(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    with ScriptedServer(echo) as rude:
        environ = secrets(rude)
        with Serving(inbox, environ) as serving:
            knock(serving.address)
            until(lambda: bool(rude.requests), "a sign-in")
            listed_when(inbox, lambda rows: rows[0]["error"] is not None)
            facts = process_facts(serving.pid) + listener_environment(serving.pid)
            nowhere(inbox)  # the write-ahead log as well, which is folded in at the end
            assert serving.terminate()[0] == 0
        told = [serving.errors, facts]
        for words in (
            ["doctor"],
            ["account"],
            ["account", "--test"],
            ["download", "--all"],
            ["list", "--json"],
            ["deliveries", "--json"],
        ):
            result = run_command(*words, "--data-dir", str(inbox), "--listen", "127.0.0.1:0", environ=environ)
            assert "Traceback" not in result.stderr
            told += [result.stdout, result.stderr]
        for secret in (CANARY, _SECOND):
            assert any(form in str(request.headers).encode() for request in rude.requests for form in forms(secret, _USER)), (
                "the secret was never used: this proves nothing"
            )
    nowhere(inbox, *told)


def test_a_secret_is_not_in_the_window_s_log(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    with ScriptedServer(echo) as rude, showing(inbox, secrets(rude)) as window:
        knock(window.address)
        until(lambda: bool(rude.requests), "a sign-in")
        facts = process_facts(window.process.pid)
        assert window.terminate() == 0
    assert (inbox / "inbox.log").exists()
    nowhere(inbox, facts, window.errors)


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="needs Linux's /proc to see a process's limits")
@pytest.mark.parametrize("crash", ["exception", "abort"])
def test_a_crash_tells_no_secret_and_leaves_no_core_file(tmp_path: Path, crash: str) -> None:
    inbox = tmp_path / "inbox"
    with ScriptedServer(echo) as rude, Serving(inbox, secrets(rude) | {"CRASH": crash}, program=(str(_CRASHING),)) as serving:
        limits = [line for line in process_facts(serving.pid).splitlines() if line.startswith("Max core file size")]
        assert [limit.split()[4:6] for limit in limits] == [["0", "0"]] * 2, "the app's and its listener's"
        if crash == "abort":
            serving.signal(signal.SIGABRT)
            assert serving.end()[0] == -signal.SIGABRT
            assert "Fatal Python error: Aborted" in serving.errors
        else:
            with contextlib.suppress(requests.RequestException):
                requests.post(serving.address, data=b"{}", headers=basic(CANARY), timeout=10)
            until(lambda: "the mistake that this test makes" in serving.errors, "the traceback")
            serving.kill()
    nowhere(inbox, serving.errors)


def test_no_event_forges_a_line_of_the_log(tmp_path: Path) -> None:
    nasty = "r\r\n2026-01-01T00:00:00Z ERROR forged\x1b[31m\u202e\u2028\x85"
    with Serving(tmp_path) as serving:
        port = int(serving.address.rstrip("/").rpartition(":")[2])
        for name in ("recordingId", "name", "conferenceId", "eventType", "mediaUrl"):
            event = {"eventType": "conferenceRecordingAvailable", "recordingId": f"r-{name}", name: nasty}
            assert requests.post(serving.address, json=event, timeout=10).status_code in (204, 400)
        for target, header in (("/%0d%0aforged%1b[31m", "X: y"), ("/", "X-Forwarded-For: 1.2.3.4\x1b[31m\xc2\x85forged")):
            with RawClient(port) as client, contextlib.suppress(ConnectionError):
                client.ask(post(b"{}", header, target=target))
        time.sleep(0.2)
        assert serving.terminate()[0] == 0
    lines = serving.errors.split("\n")
    assert lines.pop() == ""
    for line in lines:
        assert line.isprintable(), line
        assert line[:2] == "20"
        assert not line.startswith("2026-01-01T00:00:00Z ERROR forged")
    assert not any(character in serving.errors for character in "\r\x1b\u202e\u2028\x85")
