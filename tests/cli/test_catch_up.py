"""``catch-up``: the missed recordings by command, beside a running program or alone."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from catching.rounds import made
from processes.app_process import environment, listed, run_command

from inbox.cli.arguments import _parser
from inbox.cli.values import with_minus
from inbox.domain.times import now, parse_time
from inbox.simulator.scenario import Scenario
from inbox.simulator.server import SimulatedBandwidth


@pytest.fixture
def bandwidth() -> Iterator[SimulatedBandwidth]:
    server = SimulatedBandwidth()
    server.start()
    yield server
    server.stop()


def test_it_tells_what_it_found_and_is_quiet_in_a_pipe(tmp_path: Path, bandwidth: SimulatedBandwidth) -> None:
    for hours in (2, 3):
        made(bandwidth, hours)
    made(bandwidth, 24 * 10)
    made(bandwidth, 1, Scenario.CALL)
    environ = environment(bandwidth)
    first = run_command("catch-up", "--data-dir", str(tmp_path), environ=environ)
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == "2 conferences asked, 3 recordings new, 0 changed, 0 known.\n"
    second = run_command("catch-up", "--since", "30d", "--json", "--data-dir", str(tmp_path), environ=environ)
    assert (second.returncode, second.stderr) == (0, "")
    told = json.loads(second.stdout)
    assert {name: told[name] for name in ("conferences", "added", "changed", "known", "problem")} == {
        "conferences": 3, "added": 1, "changed": 0, "known": 3, "problem": None,
    }  # fmt: skip
    since = parse_time(told["since"])
    assert since is not None
    assert abs(since - (now() - timedelta(days=30))) < timedelta(minutes=5)
    assert {line["source"] for line in listed(tmp_path)} == {"catch-up"}
    assert len(listed(tmp_path)) == 4
    doctor = run_command("doctor", "--data-dir", str(tmp_path), "--listen", "127.0.0.1:0", environ=environ)
    assert "the last round found 1 recording that no event had told of" in doctor.stdout


def test_an_account_without_its_number_is_told_from_none(tmp_path: Path, bandwidth: SimulatedBandwidth) -> None:
    result = run_command("catch-up", "--data-dir", str(tmp_path), environ=environment(bandwidth, BW_ACCOUNT_ID=""))
    assert result.returncode == 1
    assert result.stderr.startswith("recording-inbox: The account is not named by its number")


def test_without_an_account_it_says_how_to_set_one(tmp_path: Path) -> None:
    result = run_command("catch-up", "--data-dir", str(tmp_path))
    assert result.returncode == 1
    assert result.stderr.startswith("recording-inbox: No Bandwidth account is set")
    for way in ("Settings, Account", "recording-inbox account --set", "BW_ACCOUNT_ID, BW_CLIENT_ID and BW_CLIENT_SECRET"):
        assert way in result.stderr


def since_of(*words: str) -> datetime:
    """What these words of ``catch-up`` mean."""
    since = _parser(["catch-up"]).parse_args(with_minus(["catch-up", *words])).since
    assert isinstance(since, datetime)
    return since


@pytest.mark.parametrize(
    ("since", "says"),
    [
        (("--since", "yesterday"), "“yesterday” is neither a length of time nor a date or time. Give 30d,"),
        (("--since", "\x1b[31m"), "“\\u001b[31m” is neither"),
        (("--since=",), "“” is neither"),
        (("--since", "2099-01-01"), "“2099-01-01” is still to come; it is 20"),
        (("--since", "-x"), "expected one argument"),
    ],
)
def test_a_wrong_since_has_its_sentence(since: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as wrong:
        since_of(*since)
    assert wrong.value.code == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    ("since", "hours"),
    [(("--since", "-3h"), 3), (("--since=-3h",), 3), (("--since", "3H"), 3), (("--since", "90m"), 1.5), (("--since", "2w"), 336)],
)
def test_lengths_of_time_are_taken_as_people_write_them(since: tuple[str, ...], hours: float) -> None:
    assert abs(now() - since_of(*since) - timedelta(hours=hours)) < timedelta(minutes=1)


def test_a_date_is_the_beginning_of_that_day() -> None:
    assert since_of("--since", "2026-11-01") == datetime(2026, 11, 1, tzinfo=UTC)


def test_further_back_than_bandwidth_keeps_recordings_is_told_and_done_as_far_as_can_be(
    tmp_path: Path, bandwidth: SimulatedBandwidth
) -> None:
    made(bandwidth, 24 * 30 - 1)
    words = ("catch-up", "--data-dir", str(tmp_path))
    result = run_command(*words, "--since", "-40d", environ=environment(bandwidth))
    assert (result.returncode, result.stdout) == (0, "1 conference asked, 1 recording new, 0 changed, 0 known.\n")
    assert "further back than Bandwidth keeps recordings, which is 30 days: the last 31 days are looked at." in result.stderr
    assert run_command(*words, "--since", "31d", environ=environment(bandwidth)).stderr == ""


def test_a_failure_is_told_and_what_is_left_is_done_the_next_time(tmp_path: Path, bandwidth: SimulatedBandwidth) -> None:
    made(bandwidth, 2)
    environ = environment(bandwidth)
    bandwidth.answer_api_with(403)
    failed = run_command("catch-up", "--data-dir", str(tmp_path), environ=environ)
    assert failed.returncode == 1
    assert "Voice role" in failed.stderr
    assert "Traceback" not in failed.stderr
    doctor = run_command("doctor", "--data-dir", str(tmp_path), "--listen", "127.0.0.1:0", environ=environ)
    assert "has something left to do" in doctor.stdout
    bandwidth.answer_normally()
    again = run_command("catch-up", "--data-dir", str(tmp_path), environ=environ)
    assert (again.returncode, "1 recording new" in again.stdout) == (0, True)


def test_ctrl_c_says_that_the_round_is_not_done(tmp_path: Path, bandwidth: SimulatedBandwidth) -> None:
    made(bandwidth, 2)
    bandwidth.answer_api_with(429, {"Retry-After": "60"})
    command = [sys.executable, "-m", "inbox", "catch-up", "--data-dir", str(tmp_path)]
    with subprocess.Popen(command, env=environment(bandwidth), stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 60
        while not any(request.path.endswith("/conferences") for request in bandwidth.request_log):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=30)
    assert (process.returncode, told) == (
        1,
        "recording-inbox: Stopped. What was found is kept, and the next round goes on there.\n",
    )


def test_on_a_terminal_a_bar_counts_the_conferences(tmp_path: Path, bandwidth: SimulatedBandwidth) -> None:
    for hours in range(2, 22):
        made(bandwidth, hours)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "inbox", "catch-up", "--data-dir", str(tmp_path)]
    with subprocess.Popen(command, env=environment(bandwidth), stderr=theirs, stdout=subprocess.PIPE) as process:
        os.close(theirs)
        drawn = b""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if select.select([ours], [], [], 0.2)[0]:
                try:
                    drawn += os.read(ours, 4096)
                except OSError:  # the terminal's other end is closed
                    break
        assert process.wait(30) == 0
    os.close(ours)
    assert b"conferences 10/20" in drawn
    assert drawn.rstrip().endswith(b"\x1b[K"), "the bar is gone at the end"
