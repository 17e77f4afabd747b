"""``simulate serve`` and ``simulate send``, as a person starts them."""

import contextlib
import json
import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import NamedTuple

import pytest
import requests
from processes.app_process import environment, run_command
from servers.scripted_server import ScriptedServer, answer

from inbox.simulator.server import SimulatedBandwidth


class Running(NamedTuple):
    """A ``simulate serve`` that has said where it is."""

    process: "subprocess.Popen[str]"
    address: str


@pytest.fixture
def serving() -> Iterator[Running]:
    process = subprocess.Popen(
        [sys.executable, "-m", "inbox", "simulate", "serve", "--listen", "127.0.0.1:0"],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        match = re.fullmatch(r"simulated Bandwidth on (http://127\.0\.0\.1:\d+/)\n", line)
        assert match is not None, line
        yield Running(process, match[1])
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_says_where_it_is_and_stops_cleanly(serving: Running, number: signal.Signals) -> None:
    serving.process.send_signal(number)
    out, errors = serving.process.communicate(timeout=20)
    assert (serving.process.returncode, out) == (0, "")
    told = dict(line.split("=", 1) for line in errors.splitlines())
    assert told == {
        "INBOX_VOICE_URL": f"{serving.address}api/v2",
        "INBOX_TOKEN_URL": f"{serving.address}api/v1/oauth2/token",
        "BW_ACCOUNT_ID": "5555555",
        "BW_CLIENT_ID": "simulated-client",
        "BW_CLIENT_SECRET": "simulated-client-secret",
    }


def test_what_is_sent_can_be_had_from_a_server_in_another_process(serving: Running) -> None:
    with ScriptedServer(answer(204)) as inbox:
        result = run_command("simulate", "send", "--to", f"{inbox.address}/", "--bandwidth", serving.address, "--count", "2")
    assert (result.returncode, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    events = [json.loads(request.body) for request in inbox.requests]
    assert len(lines) == 2
    assert all(line.startswith("204  ") and event["recordingId"] in line for line, event in zip(lines, events, strict=True))
    for event in events:
        assert event["mediaUrl"].startswith(f"{serving.address}api/v2/accounts/5555555/conferences/conf-")
        media = requests.get(event["mediaUrl"], auth=("simulated-user", "simulated-password"), timeout=10)
        assert (media.status_code, media.content[:4]) == (200, b"RIFF")
    listed = requests.get(
        f"{serving.address}api/v2/accounts/5555555/conferences", auth=("simulated-user", "simulated-password"), timeout=10
    )
    assert {one["id"] for one in listed.json()} == {event["conferenceId"] for event in events}


def test_serve_on_a_port_that_is_taken_is_one_sentence() -> None:
    taken = SimulatedBandwidth()
    taken.start()
    try:
        result = run_command("simulate", "serve", "--listen", f"127.0.0.1:{taken.port}")
    finally:
        taken.stop()
    assert (result.returncode, result.stdout) == (1, "")
    assert re.fullmatch(rf"recording-inbox: .*127\.0\.0\.1:{taken.port}: Address already in use\..*\n", result.stderr)


def test_a_burst_is_summed_up_in_one_line() -> None:
    with ScriptedServer(answer(204)) as inbox:
        result = run_command("simulate", "send", "--to", f"{inbox.address}/", "--scenario", "burst", "--count", "30")
    assert (result.returncode, result.stderr) == (0, "")
    assert re.fullmatch(r"30 events in [\d.]+ s \(\d+ a second\): 30 taken, 0 lost; slowest answer \d+ ms\n", result.stdout), (
        result.stdout
    )
    assert len({json.loads(request.body)["recordingId"] for request in inbox.requests}) == 30


def test_events_that_are_not_taken_are_told_in_one_sentence() -> None:
    with ScriptedServer(answer(204), answer(500)) as inbox:
        result = run_command("simulate", "send", "--to", f"{inbox.address}/", "--count", "3")
    assert result.returncode == 1
    assert [line[:3] for line in result.stdout.splitlines()] == ["204", "500", "500"]
    assert re.fullmatch(r"recording-inbox: 2 of 3 events were not taken; the first was answered 500\. .*\n", result.stderr)


def test_credentials_come_from_the_options_or_the_environment() -> None:
    challenge = answer(401, WWW_Authenticate='Basic realm="x"')
    for words, environ in (
        (("--username", "u", "--password", "p"), environment()),
        ((), environment(INBOX_WEBHOOK_USERNAME="u", INBOX_WEBHOOK_PASSWORD="p")),
    ):
        with ScriptedServer(challenge, answer(204)) as inbox:
            result = run_command("simulate", "send", "--to", f"{inbox.address}/", *words, environ=environ)
        assert (result.returncode, len(inbox.requests)) == (0, 2)
        assert inbox.requests[1].headers["authorization"] == "Basic dTpw"
    with ScriptedServer(answer(204)) as inbox:
        run_command("simulate", "send", "--to", f"{inbox.address}/", "--username", "u", "--password", "p", "--at-once")
    assert inbox.requests[0].headers["authorization"] == "Basic dTpw"


def test_get_puts_the_properties_in_the_query() -> None:
    with ScriptedServer(answer(204)) as inbox:
        assert run_command("simulate", "send", "--to", f"{inbox.address}/", "--method", "GET").returncode == 0
    assert inbox.requests[0].method == "GET"
    assert "eventType=conferenceRecordingAvailable" in inbox.requests[0].target


def test_a_bandwidth_that_does_not_answer_is_said_before_anything_is_sent() -> None:
    with ScriptedServer(answer(204)) as inbox, ScriptedServer(answer(404)) as other:
        result = run_command("simulate", "send", "--to", f"{inbox.address}/", "--bandwidth", other.address)
    assert (result.returncode, result.stdout, inbox.requests) == (1, "", [])
    assert "is not a simulated Bandwidth" in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("send",),
        ("send", "--to", "nowhere"),
        ("send", "--to", "ftp://127.0.0.1/"),
        ("send", "--to", "http://127.0.0.1:99999/"),
        ("send", "--to", "http://127.0.0.1:9/", "--scenario", "sunny"),
        ("send", "--to", "http://127.0.0.1:9/", "--count", "0"),
        ("send", "--to", "http://127.0.0.1:9/", "--count", "-1"),
        ("send", "--to", "http://127.0.0.1:9/", "--interval", "nan"),
        ("send", "--to", "http://127.0.0.1:9/", "--username", "u"),
        ("serve", "--listen", "8026"),
        ("serve", "--listen", "127.0.0.1:99999"),
    ],
)
def test_wrong_usage_exits_2(words: tuple[str, ...]) -> None:
    result = run_command("simulate", *words)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr
    assert "Traceback" not in result.stderr


def test_global_options_are_taken_everywhere(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = str(tmp_path_factory.mktemp("data"))
    with ScriptedServer(answer(204)) as inbox:
        before = run_command("--data-dir", folder, "simulate", "send", "--to", f"{inbox.address}/")
        after = run_command("simulate", "send", "--to", f"{inbox.address}/", "--data-dir", folder)
    assert (before.returncode, after.returncode) == (0, 0)


def test_on_a_terminal_a_burst_draws_a_bar() -> None:
    ours, theirs = pty.openpty()
    with ScriptedServer(answer(204)) as inbox:
        words = [sys.executable, "-m", "inbox", "simulate", "send", "--to", f"{inbox.address}/", "--scenario", "burst"]
        result = subprocess.run(words, env=environment(), stderr=theirs, stdout=subprocess.PIPE, timeout=60, check=False)
    os.close(theirs)
    drawn = b""
    with contextlib.suppress(OSError):  # how a terminal ends
        while piece := os.read(ours, 4_096):
            drawn += piece
    os.close(ours)
    assert result.returncode == 0
    assert "█".encode() in drawn
    assert drawn.endswith(b"\r\x1b[K")
