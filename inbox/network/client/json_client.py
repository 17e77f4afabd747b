"""Asking Bandwidth for JSON: bodies bounded in size and time, and Bandwidth's own word told from that of others in between."""

import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import orjson
import requests

from inbox.domain.failure import Failure, Remedy
from inbox.network.client.base_address import BaseAddress, address_now
from inbox.network.client.bounded_body import read_bounded
from inbox.network.client.sign_in import SignIn
from inbox.network.client.signed_requests import SignedRequests, refusal
from inbox.network.client.transport_failures import CHECK_ADDRESS


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for, in the words of sentences."""

    name: str
    """As in "the list of conferences"."""
    not_found: str
    """What it means that Bandwidth itself answers "not found": a sentence; ``{status}`` stands for the number."""
    not_it: str
    """What is said of an answer that is something else: "… gave an answer that", and then this."""

    def is_not(self, response: requests.Response) -> Failure:
        """The failure that ``response``, though it has the status 200, is something else."""
        sentence = f"{urlsplit(response.url).netloc} gave an answer that {self.not_it}. {CHECK_ADDRESS}"
        return Failure(sentence, Remedy.TRY_LATER, only_here=True)


@dataclass(frozen=True, slots=True)
class JsonAnswer:
    """An answer of status 200 that was read to its end."""

    response: requests.Response
    """For its headers and address; it is closed."""
    body: bytes
    """As it came: the UTF-8 text of a JSON value."""
    value: object


class JsonClient:
    """Asks for one resource after the other. Not shared between threads, but for `interrupt`."""

    def __init__(
        self, voice_url: BaseAddress, sign_in: SignIn, *, stall_seconds: float, total_seconds: float, largest_bytes: int
    ) -> None:
        self._voice_url = voice_url
        self._total_seconds = total_seconds
        self._largest_bytes = largest_bytes
        self._requests = SignedRequests(sign_in, accept="application/json", read_seconds=stall_seconds)

    def close(self) -> None:
        """Closes the kept connections."""
        self._requests.close()

    def interrupt(self) -> None:
        """Makes a request that waits in another thread end at once; it reports the connection as lost."""
        self._requests.interrupt()

    def _base(self) -> str:
        """The address of Bandwidth's Voice API, as it is set at this moment."""
        return address_now(self._voice_url)

    def _get(self, address: str, account_id: str, wanted: Wanted) -> JsonAnswer | Failure:
        """What ``address`` gives. Remedy.NOT_FOUND is Bandwidth's own word only, never that of a proxy or a wrong server."""
        response = self._requests.get(address, wanted.name)
        if isinstance(response, Failure):
            return response
        with self._requests.reading(response):
            status = response.status_code
            if status not in (200, 404, 410):
                return self._refused(response, account_id, wanted)
            body = read_bounded(response, self._largest_bytes, self._total_seconds, time.monotonic)
        if isinstance(body, Failure):
            return body
        try:
            value = orjson.loads(body)
        except orjson.JSONDecodeError:
            return wanted.is_not(response) if status == 200 else _not_bandwidth(response)
        if status == 200:
            return JsonAnswer(response, body, value)
        if isinstance(value, dict) and any(isinstance(value.get(name), str) for name in ("type", "description")):
            return Failure(wanted.not_found.format(status=status), Remedy.NOT_FOUND)
        return _not_bandwidth(response)

    def _refused(self, response: requests.Response, account_id: str, wanted: Wanted) -> Failure:
        return refusal(response, account_id, wanted.name)


def _not_bandwidth(response: requests.Response) -> Failure:
    return Failure(
        f"{urlsplit(response.url).netloc} answered {response.status_code}, but not as Bandwidth does. Check the address under "
        "Settings, Account (or INBOX_VOICE_URL), and whether a proxy stands in between.",
        Remedy.ACT,
    )
