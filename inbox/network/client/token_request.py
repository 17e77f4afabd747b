"""The request for an access token: OAuth2 client credentials, every wait and every size bounded."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

import orjson
import requests
from requests.auth import HTTPBasicAuth

from inbox.domain.failure import Failure, Remedy
from inbox.domain.retry_after import parse_retry_after, pause_text
from inbox.domain.times import now
from inbox.network.client.bounded_body import interrupt_reading, read_bounded
from inbox.network.client.origin import session_for
from inbox.network.client.transport_failures import CHECK_ADDRESS, transport_failure

_TIME_OUT_SECONDS = (10.0, 20.0)
_TOTAL_SECONDS = 30.0
_LARGEST_BYTES = 64 * 1024
_LIFETIME_WHEN_NOT_TOLD_SECONDS = 3600.0
_LONGEST_LIFETIME_SECONDS = 24 * 3600.0
LONGEST_TOLD = timedelta(hours=1)
"""After so long the sign-in is asked again, whatever pause it asked for: all that is downloaded waits for it."""
_NO_TOKEN = f"Bandwidth's sign-in gave an answer without a token. {CHECK_ADDRESS}"


@dataclass(frozen=True, slots=True)
class Token:
    """What the sign-in gave."""

    text: str
    lifetime_seconds: float


@dataclass(frozen=True, slots=True)
class NoToken:
    """What it did not give."""

    failure: Failure
    refuses_secret: bool = False
    """It is about this very secret: another one may fare better."""


class TokenRequest:
    """Asks one address for tokens, one after the other."""

    def __init__(self, token_url: str, clock: Callable[[], float]) -> None:
        self._token_url = token_url
        self._clock = clock
        self._session = session_for(_TOTAL_SECONDS)
        self._reading: requests.Response | None = None

    def interrupt(self) -> None:
        """Makes an `ask` in another thread end at once, and every later one."""
        self._session.interrupt(for_good=True)
        interrupt_reading(self._reading)

    def close(self) -> None:
        """Closes the connection."""
        self._session.close()

    def ask(self, client_id: str, secret: str) -> Token | NoToken:
        """A token for these, or why there is none."""
        try:
            response = self._session.post(
                self._token_url,
                data={"grant_type": "client_credentials"},
                # RFC 6749 section 2.3.1: both parts are form-encoded before they are joined.
                auth=HTTPBasicAuth(quote(client_id, safe=""), quote(secret, safe="")),
                headers={"Accept": "application/json"},
                timeout=_TIME_OUT_SECONDS,
                allow_redirects=False,
                stream=True,
            )
        except (requests.RequestException, OSError) as problem:
            return NoToken(transport_failure(problem, self._token_url))
        with response:
            if response.status_code != 200:
                return NoToken(_failure(response), response.status_code in (400, 401))
            self._reading = response
            body = read_bounded(response, _LARGEST_BYTES, _TOTAL_SECONDS, self._clock)
            self._reading = None
        if isinstance(body, Failure):
            return NoToken(body)
        return _understood(body) or NoToken(Failure(_NO_TOKEN, Remedy.TRY_LATER))


def _understood(body: bytes) -> Token | None:
    """The token of an answer; None when there is none that can stand in a header."""
    try:
        answer = orjson.loads(body)
        token, told = answer["access_token"], answer.get("expires_in")
        lifetime = _LIFETIME_WHEN_NOT_TOLD_SECONDS if told is None else float(told)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        return None
    if not isinstance(token, str) or not token or not token.isascii() or not token.isprintable() or " " in token:
        return None
    if not math.isfinite(lifetime) or lifetime <= 0:
        lifetime = _LIFETIME_WHEN_NOT_TOLD_SECONDS
    return Token(token, min(lifetime, _LONGEST_LIFETIME_SECONDS))


def _failure(response: requests.Response) -> Failure:
    match response.status_code:
        case 400 | 401 | 403 as status:
            return Failure(
                f"Bandwidth did not accept the client id and secret ({status}). Check both for slips of typing, under Settings, "
                "Account (BW_CLIENT_ID and BW_CLIENT_SECRET where they come from the environment). If they are right, the secret "
                "has expired or been rotated: make a new one in the Bandwidth dashboard, and put it in the old one's place.",
                Remedy.ACT,
            )
        case status if status == 429 or status >= 500:
            moment = now()
            wait = _told_wait(response, moment)
            what_is = "asks to slow down" if status == 429 else "has a problem of its own"
            return Failure(f"Bandwidth's sign-in {what_is} ({status}). {pause_text(wait, moment)}", Remedy.TRY_LATER, wait)
        case status:
            return Failure(
                f"The address of Bandwidth's sign-in answered {status}. Is it right (Settings, Account; or INBOX_TOKEN_URL)?",
                Remedy.ACT,
            )


def _told_wait(response: requests.Response, moment: datetime) -> timedelta | None:
    told = parse_retry_after(response.headers.get("Retry-After"), moment)
    return None if told is None else min(told, LONGEST_TOLD)
