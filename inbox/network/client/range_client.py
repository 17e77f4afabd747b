"""Fetching a part of a recording's media, ahead of its download: the very bytes that were asked for, or nothing."""

import time

from inbox.domain.content_range import parse_content_range
from inbox.domain.failure import Failure, Remedy
from inbox.domain.identifiers import RecordingIds
from inbox.domain.part_file import MediaVersion, is_another
from inbox.network.client.base_address import BaseAddress, address_now
from inbox.network.client.bounded_body import read_bounded
from inbox.network.client.sign_in import SignIn
from inbox.network.client.signed_requests import SignedRequests, refusal
from inbox.network.client.throttle import Throttle
from inbox.network.client.transport_failures import CHECK_ADDRESS

_WHAT = "a part of the media"
_TOTAL_SECONDS = 20.0
_STALL_SECONDS = 10.0


class RangeClient:
    """Asks for one part after the other over a kept connection. For one thread, but for `interrupt`."""

    def __init__(self, voice_url: BaseAddress, sign_in: SignIn, throttle: Throttle | None = None) -> None:
        self._voice_url = voice_url
        self._throttle = throttle or Throttle(lambda: 0)
        self._requests = SignedRequests(sign_in, accept="audio/*", read_seconds=_STALL_SECONDS)
        self._is_interrupted = False

    def close(self) -> None:
        """Closes the kept connection."""
        self._requests.close()

    def interrupt(self) -> None:
        """Makes a `read` in another thread end at once, and every later one."""
        self._is_interrupted = True
        self._requests.interrupt()

    def read(self, ids: RecordingIds, begin: int, end: int, version: MediaVersion) -> bytes | Failure:
        """The bytes from ``begin`` to before ``end`` of the file that ``version`` is. Raises ValueError for an unusable id."""
        address = ids.media_address(address_now(self._voice_url))
        response = self._requests.get(address, _WHAT, {"Range": f"bytes={begin}-{end - 1}"})
        if isinstance(response, Failure):
            return response
        with self._requests.reading(response):
            if response.status_code != 206:
                if response.status_code == 200:
                    return Failure(f"Bandwidth's server does not give parts of the media. {CHECK_ADDRESS}", Remedy.NOTHING)
                return refusal(response, ids.account_id, _WHAT)
            span = parse_content_range(response.headers.get("Content-Range"))
            told = MediaVersion(
                span.total if span is not None else None, response.headers.get("ETag"), response.headers.get("Last-Modified")
            )
            if span is None or (span.first, span.last) != (begin, end - 1) or is_another(version, told):
                sentence = f"Bandwidth's server gave another part of the media than was asked for. {CHECK_ADDRESS}"
                return Failure(sentence, Remedy.NOTHING)
            body = read_bounded(response, end - begin, _TOTAL_SECONDS, time.monotonic)
        if not isinstance(body, Failure):
            self._throttle.take(len(body), lambda: self._is_interrupted)
            if len(body) != end - begin:
                return Failure("A part of the media came only in part.", Remedy.TRY_LATER, only_here=True)
        return body
