"""Asking Bandwidth what it knows of a recording: the proof that an event, which is not signed, came from it."""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

import orjson
import requests

from inbox.domain.failure import Failure, Remedy
from inbox.domain.identifiers import RecordingIds
from inbox.network.base_address import BaseAddress, address_now
from inbox.network.bounded_body import read_bounded
from inbox.network.sign_in import SignIn
from inbox.network.signed_requests import SignedRequests, refusal

_WHAT = "the recording's metadata"
_LARGEST_BYTES = 1 << 20


class MetadataClient:
    """Fetches the metadata of one recording after the other. Not shared between threads."""

    def __init__(
        self,
        voice_url: BaseAddress,
        sign_in: SignIn,
        *,
        stall_seconds: float = 10.0,
        total_seconds: float = 20.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._voice_url = voice_url
        self._total_seconds = total_seconds
        self._clock = clock
        self._requests = SignedRequests(sign_in, accept="application/json", read_seconds=stall_seconds)

    def close(self) -> None:
        """Closes the kept connections."""
        self._requests.close()

    def interrupt(self) -> None:
        """Makes an `ask` that waits for bytes in another thread end at once; it reports the connection as lost."""
        self._requests.interrupt()

    def ask(self, ids: RecordingIds) -> str | Failure:
        """What Bandwidth says of the recording: a JSON text as it came, of this very recording; or the failure.

        Remedy.NOT_FOUND is Bandwidth's own word that it does not know the recording; with every other failure there is no answer
        about it. Raises ValueError for an id of a wrong form.
        """
        response = self._requests.get(ids.metadata_address(address_now(self._voice_url)), _WHAT)
        if isinstance(response, Failure):
            return response
        with self._requests.reading(response):
            return self._understand(response, ids)

    def _understand(self, response: requests.Response, ids: RecordingIds) -> str | Failure:
        status = response.status_code
        if status not in (200, 404, 410):
            return refusal(response, ids.account_id, _WHAT)
        body = read_bounded(response, _LARGEST_BYTES, self._total_seconds, self._clock)
        if isinstance(body, Failure):
            return body
        said = _json(body)
        host = urlsplit(response.url).netloc
        if status != 200:
            if isinstance(said, dict) and any(isinstance(said.get(name), str) for name in ("type", "description")):
                return Failure(f"Bandwidth does not know this recording ({status}).", Remedy.NOT_FOUND)
            return Failure(
                f"{host} answered {status}, but not as Bandwidth does. Is INBOX_VOICE_URL right, or is there a proxy in between?",
                Remedy.ACT,
            )
        if isinstance(said, list) and len(said) == 1:  # the live API sometimes wraps one object so
            said = said[0]
        if isinstance(said, dict) and said.get("recordingId") == ids.recording_id:
            return body.decode()
        return Failure(f"{host} gave an answer that does not tell of this recording.", Remedy.TRY_LATER, only_here=True)


def _json(body: bytes) -> object:
    """The value that ``body`` is the JSON text of; None when it is none."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
