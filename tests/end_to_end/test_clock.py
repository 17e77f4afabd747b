"""The wall clock jumps, as after sleep or by a wrong setting: answers and deadlines stay, the order of events stays."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from faults.clock import Clock, moment, needs_faketime, started_at
from faults.proof import prove_sound
from faults.senders import event
from processes.app_process import Serving, environment, run_command
from wire.raw_client import RawClient

_SLOW_SECONDS = 10.0
_LATE = datetime(2038, 1, 19, 3, 14, 5)  # two seconds before 32 bits end


def post(serving: Serving, recording_id: str) -> None:
    began = time.monotonic()
    assert requests.post(serving.address, json=event(recording_id), timeout=15).status_code == 204
    assert time.monotonic() - began < 5


def numbers_in(value: Any) -> list[float]:
    """Every number in what a command printed."""
    match value:
        case dict():
            return [number for item in value.values() for number in numbers_in(item)]
        case list():
            return [number for item in value for number in numbers_in(item)]
        case bool() | str() | None:
            return []
        case _:
            return [value]


@needs_faketime()
@pytest.mark.timed
def test_a_clock_that_jumps_changes_neither_the_order_nor_who_is_let_finish_nor_makes_times_negative(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    clock = Clock(tmp_path / "clock")
    environ = environment() | clock.environment
    with Serving(inbox, environ) as serving, RawClient(_port(serving)) as slow:
        body = json.dumps(event("r-6")).encode()
        slow.send(f"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body[:10])
        for number, jump in enumerate(["+0", "+400d", "-400d", moment(_LATE), "-10y", "+1"]):
            clock.jump(jump)
            post(serving, f"r-{number}")
        assert slow.send(body[10:]).answer().status == 204, "cut by the wall clock"
        assert serving.terminate()[0] == 0
        assert "Traceback" not in serving.errors
    prove_sound(inbox)
    deliveries = printed("deliveries", inbox, environment())
    assert [json.loads(delivery["body"])["recordingId"] for delivery in deliveries] == [
        f"r-{number}" for number in (6, 5, 4, 3, 2, 1, 0)
    ]
    recordings = printed("list", inbox, environment())
    assert len(recordings) == 7
    assert [number for row in deliveries + recordings for number in numbers_in(row) if number < 0] == []
    seen = {row["recording_id"]: datetime.fromisoformat(row["first_seen_at"]) for row in recordings}
    assert seen["r-3"] >= _LATE.replace(tzinfo=UTC)
    assert seen["r-1"] > seen["r-0"] > seen["r-2"]


@needs_faketime()
@pytest.mark.soak
def test_a_clock_set_back_saves_no_slow_sender_from_being_cut(tmp_path: Path) -> None:
    clock = Clock(tmp_path / "clock")
    with Serving(tmp_path / "inbox", environment() | clock.environment) as serving:
        with RawClient(_port(serving), seconds=_SLOW_SECONDS * 3) as slow:
            slow.send(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
            clock.jump("-400d")
            assert _SLOW_SECONDS * 0.7 < slow.seconds_until_closed() < _SLOW_SECONDS * 1.5
        assert serving.terminate()[0] == 0


@needs_faketime()
def test_an_inbox_is_started_and_used_after_2038(tmp_path: Path) -> None:
    environ = environment() | started_at(datetime(2044, 2, 29, 12))
    with Serving(tmp_path / "inbox", environ) as serving:
        post(serving, "r-0")
        assert serving.terminate()[0] == 0
    (recording,) = printed("list", tmp_path / "inbox", environ)
    assert recording["first_seen_at"].startswith("2044-02-29T12:00:")
    assert recording["expires_at"].startswith("2044-03-30T12:00:")


def _port(serving: Serving) -> int:
    return int(serving.address.rstrip("/").rpartition(":")[2])


def printed(command: str, inbox: Path, environ: dict[str, str]) -> list[dict[str, Any]]:
    result = run_command(command, "--json", "--data-dir", str(inbox), environ=environ)
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]
