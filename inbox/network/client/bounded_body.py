"""Reading the body of an answer that should be short: so many bytes at most, so many seconds at most, uncompressed."""

from collections.abc import Callable
from contextlib import suppress

import requests
from urllib3.exceptions import HTTPError

from inbox.domain.failure import Failure, Remedy
from inbox.network.client.transport_failures import CHECK_ADDRESS, CHECK_CONNECTION, transport_failure

_READ_BYTES = 64 * 1024


def read_bounded(response: requests.Response, most: int, seconds: float, clock: Callable[[], float]) -> bytes | Failure:
    """The whole body, or why it was not read: it was compressed, has more than ``most`` bytes, takes longer than ``seconds``.

    A server that falls silent is left after the response's own time-out. The caller closes the response.
    """
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        sentence = f"The answer came compressed ({encoding[:40]}), which was not asked for. {CHECK_ADDRESS}"
        return Failure(sentence, Remedy.TRY_LATER, only_here=True)
    deadline = clock() + seconds
    body = bytearray()
    while True:
        try:
            # read1 gives what has come: iter_content would wait for a whole chunk, deaf to the deadline.
            chunk = response.raw.read1(_READ_BYTES, decode_content=False)
        except (HTTPError, OSError) as problem:
            return transport_failure(problem, response.url)
        if not chunk:
            return bytes(body)
        body += chunk
        if len(body) > most:
            sentence = f"The answer is larger than any such answer can be ({most:,} bytes), so it was not read. {CHECK_ADDRESS}"
            return Failure(sentence, Remedy.TRY_LATER, only_here=True)
        if clock() > deadline:
            return Failure(f"Bandwidth's answer took too long. {CHECK_CONNECTION}", Remedy.TRY_LATER)


def interrupt_reading(response: requests.Response | None) -> None:
    """Makes the reading of its body in another thread end at once, as a connection that is lost; None: nothing is read."""
    if response is not None:
        with suppress(ValueError, RuntimeError, OSError):
            response.raw.shutdown()
