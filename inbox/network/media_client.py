"""Fetching media from Bandwidth: credentials for the right origin only, every wait bounded, failures as values."""

import time
from collections.abc import Callable
from typing import Protocol

import requests
from urllib3.exceptions import HTTPError, ProtocolError

from inbox.domain.failure import Failure, Remedy
from inbox.domain.identifiers import RecordingIds
from inbox.network.base_address import BaseAddress, address_now
from inbox.network.sign_in import SignIn
from inbox.network.signed_requests import SignedRequests, refusal
from inbox.network.transport_failures import transport_failure

_READ_BYTES = 256 * 1024


class Sink(Protocol):
    """Where the bytes go."""

    def write(self, data: bytes, /) -> object:
        """Takes the next bytes."""


class MediaClient:
    """Downloads a recording's media. Not shared between threads: each worker has its own."""

    def __init__(
        self,
        voice_url: BaseAddress,
        sign_in: SignIn,
        *,
        stall_seconds: float = 30.0,
        total_seconds: float = 4 * 3600.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._voice_url = voice_url
        self._total_seconds = total_seconds
        self._clock = clock
        self._requests = SignedRequests(sign_in, accept="audio/*", read_seconds=stall_seconds)

    def close(self) -> None:
        """Closes the kept connections."""
        self._requests.close()

    def interrupt(self) -> None:
        """Makes a `fetch` that waits for bytes in another thread end at once; it reports the connection as lost."""
        self._requests.interrupt()

    def fetch(
        self,
        ids: RecordingIds,
        sink: Sink,
        *,
        progress: Callable[[int, int | None], None],
        cancelled: Callable[[], bool],
        largest_bytes: int,
    ) -> int | Failure:
        """Writes the media to ``sink`` and gives its length in bytes, or the failure.

        ``progress`` hears of bytes so far and bytes in all (None where the server does not say). The length is checked
        against the server's word. Raises OSError when ``sink`` does, ValueError for an id of a wrong form.
        """
        response = self._open(ids)
        if isinstance(response, Failure):
            return response
        with self._requests.reading(response):
            return self._copy(response, sink, progress, cancelled, largest_bytes)

    def _open(self, ids: RecordingIds) -> requests.Response | Failure:
        """The response of status 200, its body not read yet."""
        response = self._requests.get(ids.media_address(address_now(self._voice_url)), "the media")
        if isinstance(response, Failure) or response.status_code == 200:
            return response
        with response:
            if response.status_code in (404, 410):
                return Failure(f"Bandwidth has no such media ({response.status_code}).", Remedy.NOT_FOUND)
            return refusal(response, ids.account_id, "the media")

    def _copy(
        self,
        response: requests.Response,
        sink: Sink,
        progress: Callable[[int, int | None], None],
        cancelled: Callable[[], bool],
        largest_bytes: int,
    ) -> int | Failure:
        encoding = response.headers.get("Content-Encoding", "identity").lower()
        if encoding not in ("", "identity"):
            return Failure(f"The media came compressed ({encoding}), which was not asked for.", Remedy.TRY_LATER)
        total = _content_length(response)
        if total is not None and total > largest_bytes:
            return _too_large(largest_bytes)
        deadline = self._clock() + self._total_seconds
        received = 0
        while True:
            try:
                # read1 gives what has come: iter_content would wait for a whole chunk, deaf to deadline and cancel.
                chunk = response.raw.read1(_READ_BYTES, decode_content=False)
            except ProtocolError:  # urllib3 holds the body against its Content-Length
                came = f"{received:,} of {total:,} bytes came" if total is not None else f"only {received:,} bytes came"
                return Failure(f"The download broke off: {came}.", Remedy.TRY_LATER)
            except (HTTPError, OSError) as problem:
                return transport_failure(problem, response.url)
            if not chunk:
                break
            sink.write(chunk)
            received += len(chunk)
            progress(received, total)
            if received > largest_bytes:
                return _too_large(largest_bytes)
            if cancelled():
                return Failure("The download was stopped before its end.", Remedy.TRY_LATER)
            if self._clock() > deadline:
                return Failure("The download took too long and was stopped.", Remedy.TRY_LATER)
        return received


def _content_length(response: requests.Response) -> int | None:
    text = response.headers.get("Content-Length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _too_large(largest_bytes: int) -> Failure:
    return Failure(
        f"The media is larger than any recording can be ({largest_bytes:,} bytes), so the download was stopped.", Remedy.ACT
    )
