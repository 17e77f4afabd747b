"""Fetching media from Bandwidth: credentials for the right origin only, every wait bounded, failures as values."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import requests
from urllib3.exceptions import HTTPError, ProtocolError

from inbox.domain.content_range import parse_content_range
from inbox.domain.failure import Failure, Remedy
from inbox.domain.identifiers import RecordingIds
from inbox.domain.largest_media import LargestMedia
from inbox.domain.part_file import MediaVersion, PartFile, if_range, is_another, resumes_at
from inbox.network.client.base_address import BaseAddress, address_now
from inbox.network.client.sign_in import SignIn
from inbox.network.client.signed_requests import SignedRequests, refusal
from inbox.network.client.throttle import Throttle
from inbox.network.client.transport_failures import CHECK_ADDRESS, CHECK_CONNECTION, transport_failure

_log = logging.getLogger(__name__)

_READ_BYTES = 512 * 1024
_WHAT = "the media"
_FOR_ALL = frozenset({401, 429, 503})
_MADE_NO_SENSE = (
    f"Bandwidth's server answered with another part of the media than was asked for, so it was not kept. {CHECK_ADDRESS}"
)
_GOES_ON = "What came is kept, and the next try goes on there where the server lets it."


class ResumableSink(Protocol):
    """Where the bytes go."""

    def begin(self, offset: int, version: MediaVersion) -> None:
        """The bytes that follow begin at ``offset`` of that file: 0, or within what is here already. Called once."""

    def write(self, data: bytes, /) -> object:
        """Takes the next bytes."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """An answer whose body is to be read."""

    response: requests.Response
    offset: int
    end: int | None
    """The first byte that does not come any more; None where the server does not say."""
    version: MediaVersion


class MediaClient:
    """Downloads a recording's media. Not shared between threads: each worker has its own."""

    def __init__(
        self,
        voice_url: BaseAddress,
        sign_in: SignIn,
        *,
        throttle: Throttle | None = None,
        stall_seconds: float = 30.0,
        total_seconds: float = 4 * 3600.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``total_seconds`` is how long one try may take: what came by then is kept, and the next try goes on there."""
        self._voice_url = voice_url
        self._throttle = throttle or Throttle(lambda: 0)
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
        sink: ResumableSink,
        *,
        part: PartFile | None = None,
        progress: Callable[[int, int | None], None],
        cancelled: Callable[[], bool],
        largest: LargestMedia,
    ) -> int | Failure:
        """Writes the media to ``sink``, its rest where ``part`` is here already; gives its whole length in bytes, or the failure.

        ``progress`` hears of bytes so far and bytes in all (None where the server does not say). The length is checked
        against the server's word. Raises OSError when ``sink`` does, ValueError for an id of a wrong form.
        """
        opened = self._open(ids, part)
        if isinstance(opened, Failure):
            return opened
        with self._requests.reading(opened.response):
            return self._copy(opened, sink, progress, cancelled, largest)

    def _open(self, ids: RecordingIds, part: PartFile | None) -> _Opened | Failure:
        """The answer with all of the media, or with its rest after ``part``; its body not read yet."""
        address = ids.media_address(address_now(self._voice_url))
        offset = resumes_at(part)
        if part is not None and offset:
            condition = if_range(part)
            headers = {"Range": f"bytes={offset}-"} | ({"If-Range": condition} if condition else {})
            response = self._requests.get(address, _WHAT, headers)
            if isinstance(response, Failure):
                return _of_all(response)
            rest = _rest(response, offset, part)
            if rest is not None:
                return rest
            if response.status_code not in (200, 206, 416):
                return _refused(response, ids)
            if response.status_code == 200:  # another file by now, or a server without ranges: all of it comes
                return _whole(response)
            _log.info("The rest of a recording could not be had (%d), so it is fetched anew.", response.status_code)
            response.close()
        response = self._requests.get(address, _WHAT)
        if isinstance(response, Failure):
            return _of_all(response)
        return _whole(response) if response.status_code == 200 else _refused(response, ids)

    def _copy(
        self,
        opened: _Opened,
        sink: ResumableSink,
        progress: Callable[[int, int | None], None],
        cancelled: Callable[[], bool],
        largest: LargestMedia,
    ) -> int | Failure:
        response, total = opened.response, opened.version.total_bytes
        encoding = response.headers.get("Content-Encoding", "identity").lower()
        if encoding not in ("", "identity"):
            sentence = f"The media came compressed ({encoding}), which was not asked for. {CHECK_ADDRESS}"
            return Failure(sentence, Remedy.TRY_LATER, only_here=True)
        if total is not None and total > largest.told:
            return Failure(largest.refused(total), Remedy.NOTHING)
        sink.begin(opened.offset, opened.version)
        deadline = self._clock() + self._total_seconds
        received = opened.offset
        progress(received, total)
        while True:
            if cancelled():
                return Failure(f"The download was stopped before its end. {_GOES_ON}", Remedy.TRY_LATER, only_here=True)
            if self._clock() > deadline:
                return Failure(f"The download took too long and was stopped. {_GOES_ON}", Remedy.TRY_LATER, only_here=True)
            try:
                # read1 gives what has come: iter_content would wait for a whole chunk, deaf to deadline and cancel.
                chunk = response.raw.read1(self._throttle.piece(_READ_BYTES), decode_content=False)
            except ProtocolError:  # urllib3 holds the body against its Content-Length
                return _broke_off(received, total)
            except (HTTPError, OSError) as problem:
                return replace(transport_failure(problem, response.url), only_here=received > opened.offset)
            if not chunk:
                break
            if opened.end is not None and received + len(chunk) > opened.end:
                return Failure(_MADE_NO_SENSE, Remedy.TRY_LATER, only_here=True)
            sink.write(chunk)
            received += len(chunk)
            progress(received, total)
            if total is None and received > largest.untold:
                return Failure(largest.stopped(), Remedy.NOTHING)
            self._throttle.take(len(chunk), cancelled)
        return received if total is None or received == total else _broke_off(received, total)


def _rest(response: requests.Response, offset: int, part: PartFile) -> _Opened | None:
    """The answer as the rest of ``part`` from ``offset`` on; None when it is not that."""
    if response.status_code != 206:
        return None
    span = parse_content_range(response.headers.get("Content-Range"))
    if span is None or span.first != offset:  # of several ranges there is no Content-Range
        return None
    version = MediaVersion(span.total, response.headers.get("ETag"), response.headers.get("Last-Modified"))
    if is_another(part.version, version):
        return None
    total = span.total if span.total is not None else part.total_bytes
    known = MediaVersion(total, version.etag or part.etag, version.last_modified or part.last_modified)
    return _Opened(response, offset, span.last + 1, known)


def _whole(response: requests.Response) -> _Opened:
    text = response.headers.get("Content-Length", "")
    total = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
    version = MediaVersion(total, response.headers.get("ETag"), response.headers.get("Last-Modified"))
    return _Opened(response, 0, total, version)


def _refused(response: requests.Response, ids: RecordingIds) -> Failure:
    with response:
        if response.status_code in (404, 410):
            # `domain.download_outcome` says what that means, and what to do
            is_gone = response.status_code == 410
            failure = Failure(f"Bandwidth has no such media ({response.status_code}).", Remedy.NOT_FOUND, is_gone=is_gone)
        else:
            failure = refusal(response, ids.account_id, _WHAT)
    return replace(failure, for_all=True) if response.status_code in _FOR_ALL else failure


def _of_all(failure: Failure) -> Failure:
    """Nothing could be asked at all: no connection, or no credentials."""
    return failure if failure.only_here or failure.remedy is Remedy.NOT_FOUND else replace(failure, for_all=True)


def _broke_off(received: int, total: int | None) -> Failure:
    came = f"{received:,} of {total:,} bytes came" if total is not None else f"only {received:,} bytes came"
    return Failure(f"The download broke off: {came}. {_GOES_ON} {CHECK_CONNECTION}", Remedy.TRY_LATER, only_here=True)
