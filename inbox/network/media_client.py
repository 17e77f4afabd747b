"""Fetching media from Bandwidth: credentials for the right origin only, every wait bounded, failures as values."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol
from urllib.parse import urljoin, urlsplit

import requests
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError, ProtocolError

from inbox.domain.failure import Failure, Remedy
from inbox.domain.identifiers import RecordingIds
from inbox.domain.retry_after import parse_retry_after
from inbox.domain.times import now
from inbox.network.sign_in import SignIn
from inbox.network.transport_failures import transport_failure

_CONNECT_SECONDS = 10.0
_READ_BYTES = 256 * 1024
_REDIRECTS = 3


class Sink(Protocol):
    """Where the bytes go."""

    def write(self, data: bytes, /) -> object:
        """Takes the next bytes."""


class MediaClient:
    """Downloads a recording's media. Not shared between threads: each worker has its own."""

    def __init__(
        self,
        voice_url: str,
        sign_in: SignIn,
        *,
        stall_seconds: float = 30.0,
        total_seconds: float = 4 * 3600.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._voice_url = voice_url
        self._sign_in = sign_in
        self._stall_seconds = stall_seconds
        self._total_seconds = total_seconds
        self._clock = clock
        self._response: requests.Response | None = None
        self._session = requests.Session()
        self._session.headers.update({"Accept-Encoding": "identity", "Accept": "audio/*", "User-Agent": "recording-inbox"})

    def close(self) -> None:
        """Closes the kept connections."""
        self._session.close()

    def interrupt(self) -> None:
        """Makes a `fetch` that waits for bytes in another thread end at once; it reports the connection as lost."""
        response = self._response
        if response is not None:
            with suppress(ValueError, RuntimeError, OSError):
                response.raw.shutdown()

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
        address = ids.media_address(self._voice_url)
        response = self._open(address, ids.account_id)
        if isinstance(response, Failure):
            return response
        with response:
            self._response = response
            try:
                return self._copy(response, sink, progress, cancelled, largest_bytes)
            finally:
                self._response = None

    def _open(self, address: str, account_id: str) -> requests.Response | Failure:
        """The response of status 200, its body not read yet."""
        second_token = False
        for _ in range(_REDIRECTS + 2):
            credentials = self._sign_in.credentials()
            if isinstance(credentials, Failure):
                return credentials
            response = self._get(address, credentials)
            if isinstance(response, Failure):
                return response
            status = response.status_code
            if status == 200:
                return response
            with response:
                if status == 401 and not second_token and self._sign_in.forget(credentials):
                    second_token = True
                elif status in (301, 302, 303, 307, 308):
                    target = _same_origin(address, response.headers.get("Location", ""))
                    if target is None:
                        return Failure(
                            "Bandwidth's server pointed to another host for the media; credentials are not sent there, so it was "
                            "not followed.",
                            Remedy.ACT,
                        )
                    address = target
                else:
                    return _refusal(response, address, account_id)
        return Failure("Bandwidth's server sent the request round in a circle.", Remedy.TRY_LATER)

    def _get(self, address: str, credentials: AuthBase) -> requests.Response | Failure:
        try:
            return self._session.get(
                address,
                auth=credentials,
                stream=True,
                allow_redirects=False,
                timeout=(_CONNECT_SECONDS, self._stall_seconds),
            )
        except (requests.RequestException, OSError) as problem:
            return transport_failure(problem, address)

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


def _same_origin(address: str, location: str) -> str | None:
    """The address that a redirect leads to, when it stays on scheme, host and port; else None."""
    try:
        target = urljoin(address, location)
        here, there = urlsplit(address), urlsplit(target)
        same = (here.scheme, here.hostname, here.port) == (there.scheme, there.hostname, there.port)
    except ValueError:
        return None
    return target if location and same and "@" not in there.netloc else None


def _content_length(response: requests.Response) -> int | None:
    text = response.headers.get("Content-Length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _too_large(largest_bytes: int) -> Failure:
    return Failure(
        f"The media is larger than any recording can be ({largest_bytes:,} bytes), so the download was stopped.", Remedy.ACT
    )


def _refusal(response: requests.Response, address: str, account_id: str) -> Failure:
    """The failure that an answer other than 200 means."""
    host = urlsplit(address).netloc
    match response.status_code:
        case 401:
            return Failure(
                "Bandwidth did not accept the credentials (401). Check BW_CLIENT_ID and BW_CLIENT_SECRET; API users "
                "(BW_USERNAME) end on 2 December 2026.",
                Remedy.ACT,
            )
        case 403:
            return Failure(
                f"The credentials may not read the recordings of account {account_id} (403). Give them the Voice role for that "
                "account in the Bandwidth dashboard.",
                Remedy.ACT,
            )
        case 404 | 410 as status:
            return Failure(f"Bandwidth has no such media ({status}).", Remedy.NOT_FOUND)
        case 429:
            wait = parse_retry_after(response.headers.get("Retry-After"), now())
            return Failure("Bandwidth asks to slow down (429).", Remedy.TRY_LATER, wait)
        case status if status >= 500:
            wait = parse_retry_after(response.headers.get("Retry-After"), now())
            return Failure(f"{host} has a problem of its own ({status}).", Remedy.TRY_LATER, wait)
        case 200 | 206 as status:
            return Failure(f"{host} gave a part of the media where the whole was asked for ({status}).", Remedy.TRY_LATER)
        case status:
            return Failure(f"{host} did not give the media (it answered {status}).", Remedy.ACT)
