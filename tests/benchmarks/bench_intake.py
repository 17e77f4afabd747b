"""Acknowledged events per second over real sockets: with the store, and with the store taken out."""

import json
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.figures import percentile, tell

from inbox.domain.delivery import Accept, Delivery, DeliveryOutcome, Receipt
from inbox.network.listener import Listener
from inbox.pipeline.intake import Intake
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.intake_store import commit_deliveries

_CONNECTIONS = 16
_SECONDS = 4.0


def _request(number: int) -> bytes:
    body = json.dumps(
        {
            "eventType": "conferenceRecordingAvailable",
            "eventTime": "2026-06-10T19:15:19.694Z",
            "accountId": "5555555",
            "conferenceId": f"conf-{number:032x}",
            "recordingId": f"r-{number:032x}",
            "name": "benchmark",
            "channels": 1,
            "startTime": "2026-06-10T19:10:19.694Z",
            "endTime": "2026-06-10T19:15:19.694Z",
            "duration": "PT300S",
            "fileFormat": "wav",
            "mediaUrl": "https://voice.bandwidth.com/api/v2/accounts/5555555/x",
            "status": "complete",
        }
    ).encode()
    head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def load(port: int, seconds: float) -> tuple[float, list[float]]:
    """Acknowledgements per second, and the seconds each took, from 16 kept connections in another process."""
    import subprocess

    result = subprocess.run(
        [sys.executable, __file__, "client", str(port), str(seconds)], check=True, capture_output=True, text=True, timeout=120
    )
    taken = [float(line) for line in result.stdout.split()]
    return len(taken) / seconds, taken


def _client(port: int, seconds: float) -> None:
    taken: list[float] = []
    numbers = iter(range(10**9))
    lock = threading.Lock()

    def send() -> None:
        mine = []
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                with lock:
                    number = next(numbers)
                request = _request(number)
                started = time.perf_counter()
                connection.sendall(request)
                answer = connection.recv(4096)
                if not answer.startswith(b"HTTP/1.1 204"):
                    raise SystemExit(f"not acknowledged: {answer[:80]!r}")
                mine.append(time.perf_counter() - started)
        with lock:
            taken.extend(mine)

    threads = [threading.Thread(target=send) for _ in range(_CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("\n".join(map(str, taken)))


def _no_store(_delivery: Delivery, done: Callable[[Receipt], None]) -> bool:
    done(Receipt(DeliveryOutcome.RECORDING))
    return True


def _measure(accept: Accept) -> tuple[float, list[float]]:
    listener = Listener("127.0.0.1", 0, accept)
    listener.start()
    try:
        load(listener.port, 0.5)
        return load(listener.port, _SECONDS)
    finally:
        listener.stop()


def main() -> None:
    """Prints the figures."""
    with tempfile.TemporaryDirectory(prefix="recording-inbox-bench-", dir=Path.cwd()) as path:
        folder = DataFolder(Path(path))
        database = Database.open(folder)
        intake = Intake(partial(commit_deliveries, database), lambda _rows: None, probe=database.prove_writable)
        intake.start()
        stored, taken = _measure(intake.accept)
        intake.stop()
        database.close()
        without, _ = _measure(_no_store)
    tell("durable acknowledgements per second, 16 connections", f"{stored:,.0f}/s", "", None)
    tell("  p50 and p99", f"{percentile(taken, 0.5) * 1e3:.1f} ms, {percentile(taken, 0.99) * 1e3:.1f} ms", "", None)
    tell(
        "  against the same listener without the store",
        f"× {stored / without:.2f} of {without:,.0f}/s",
        "≥ 0.6",
        stored / without >= 0.6,
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["client"]:
        _client(int(sys.argv[2]), float(sys.argv[3]))
    else:
        main()
