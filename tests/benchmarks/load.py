"""Load from Debian's ``wrk``, which costs little beside what it measures: events with ids of their own over kept connections."""

import json
import subprocess
import uuid
from dataclasses import dataclass
from pathlib import Path

_SCRIPT = Path(__file__).with_name("events.lua")


@dataclass(frozen=True, slots=True)
class Load:
    """What a round of load met with."""

    per_second: float
    """Answers that took the event."""
    p50: float
    """Seconds."""
    p99: float
    refused: int
    """Answers of 400 and above."""
    broken: int
    """Connections that could not be made or were cut, and requests without an answer in two seconds."""


def load(address: str, connections: int, seconds: int) -> Load:
    """Posts events to ``address`` over so many connections for so long, each connection as fast as it is answered."""
    command = ["wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s", "--script", str(_SCRIPT)]
    result = subprocess.run(
        [*command, address, "--", uuid.uuid4().hex[:12]], check=True, capture_output=True, text=True, timeout=seconds + 60
    )
    said = json.loads(result.stdout.splitlines()[-1])
    taken = said["answers"] - said["refused"]
    return Load(taken / (said["microseconds"] / 1e6), said["p50"] / 1e6, said["p99"] / 1e6, said["refused"], said["broken"])
