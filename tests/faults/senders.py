"""Concurrent senders that note what they were answered, so that it can be compared with what is stored."""

import contextlib
import itertools
import json
import threading
import time
from collections import Counter
from types import TracebackType
from typing import Any, Self

from wire.raw_client import RawAnswer, RawClient, post

_PATIENCE_SECONDS = 30.0
_REPEATED = 5
"""Each fifth event is sent twice, as Bandwidth does when an answer is lost."""


def event(recording_id: str) -> dict[str, Any]:
    """An event that can be told whole or torn by its own name."""
    return {
        "eventType": "conferenceRecordingAvailable",
        "recordingId": recording_id,
        "conferenceId": f"c-{recording_id}",
        "accountId": "1",
        "name": name_of(recording_id),
    }


def name_of(recording_id: str) -> str:
    """The name in that event."""
    return f"Call {recording_id} " + recording_id[::-1] * 20


class Senders:
    """Threads that post events one after the other.

    They end with `stop`, or by themselves when the receiver is gone if ``until_gone``. Otherwise what is cut or refused is noted,
    and they go on.
    """

    def __init__(
        self, address: str, prefix: str, *, count: int = 8, until_gone: bool = False, pause_seconds: float = 0.0
    ) -> None:
        self.acknowledged: Counter[str] = Counter()
        """How often each recording was answered 204."""
        self.sent: Counter[str] = Counter()
        self.answers: Counter[int] = Counter()
        """How often each status came."""
        self.refused: list[RawAnswer] = []
        """The answers other than 204."""
        self.cut = 0
        """Requests that got no answer at all."""
        self.longest_seconds = 0.0
        """The longest that one was waited for."""
        self._port = int(address.rstrip("/").rpartition(":")[2])
        self._until_gone = until_gone
        self._pause = pause_seconds
        self._stopping = threading.Event()
        self._noting = threading.Lock()
        self._threads = [
            threading.Thread(target=self._send, args=(f"r-{prefix}-{number}",), name="sender") for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        with contextlib.suppress(AssertionError) if kind else contextlib.nullcontext():
            self.stop()

    def stop(self) -> None:
        """Sends no more, and waits for the answers that are due."""
        self._stopping.set()
        self.join()

    def join(self) -> None:
        """Waits until all have ended."""
        for thread in self._threads:
            thread.join(40)
            assert not thread.is_alive()

    def wait_for(self, status: int, count: int = 1, seconds: float = 30) -> None:
        """Until an answer with ``status`` has come ``count`` times more."""
        before = self.answers[status]
        deadline = time.monotonic() + seconds
        while self.answers[status] < before + count:
            assert time.monotonic() < deadline, f"no {status}: {self.answers}"
            time.sleep(0.02)

    def _send(self, prefix: str) -> None:
        client: RawClient | None = None
        for number in itertools.count():
            for _ in range(2 if number % _REPEATED == 0 else 1):
                if self._stopping.wait(self._pause):
                    break
                client = self._post(client, f"{prefix}-{number}")
                if client is None and self._until_gone:
                    return
            if self._stopping.is_set():
                break
        if client is not None:
            client.socket.close()

    def _post(self, client: RawClient | None, recording_id: str) -> RawClient | None:
        """Sends one event; gives the connection for the next one, None when it is not to be used again."""
        with self._noting:
            self.sent[recording_id] += 1
        began = time.monotonic()
        try:
            client = client or RawClient(self._port, _PATIENCE_SECONDS)
            answer = client.ask(post(json.dumps(event(recording_id)).encode()))
        except OSError:  # refused, cut or too late
            if client is not None:
                client.socket.close()
            with self._noting:
                self.cut += 1
            return None
        with self._noting:
            self.longest_seconds = max(self.longest_seconds, time.monotonic() - began)
            self.answers[answer.status] += 1
            if answer.status == 204:
                self.acknowledged[recording_id] += 1
            else:
                self.refused.append(answer)
        if answer.headers.get("connection") == "close":
            client.socket.close()
            return None
        return client
