"""Signing in at Bandwidth: OAuth2 client credentials, or an API user as legacy."""

import threading
import time
from collections.abc import Callable
from urllib.parse import quote

import requests
from requests.auth import AuthBase, HTTPBasicAuth

from inbox.domain.account import Account
from inbox.domain.failure import Failure, Remedy
from inbox.domain.retry_after import parse_retry_after
from inbox.domain.times import now
from inbox.network.base_address import BaseAddress, address_now
from inbox.network.transport_failures import transport_failure

_REFRESH_EARLY_SECONDS = 60
_LIFETIME_WHEN_NOT_TOLD_SECONDS = 3600
_TIME_OUT_SECONDS = (10.0, 20.0)
_NO_ACCOUNT = Failure(
    "No Bandwidth credentials are set, so the media cannot be asked for. Set BW_ACCOUNT_ID, BW_CLIENT_ID and BW_CLIENT_SECRET "
    "in the environment and start again.",
    Remedy.ACT,
)


class BearerAuth(AuthBase):
    """Puts a token on one request. Given as ``auth`` so that `requests` does not look into a .netrc file instead."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class SignIn:
    """Gives each request its credentials; one token is shared by all threads and renewed 60 s before it ends."""

    def __init__(
        self,
        account: Callable[[], Account],
        token_url: BaseAddress,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._account = account
        self._token_url = token_url
        self._clock = clock
        self._lock = threading.Lock()
        self._token = ""
        self._token_of: tuple[Account, str] | None = None
        self._renew_at = 0.0

    def credentials(self) -> AuthBase | Failure:
        """What to sign a request with, or why there is nothing."""
        account = self._account()
        if not account.is_set:
            return _NO_ACCOUNT
        if not account.has_oauth:
            return HTTPBasicAuth(account.username.encode(), account.password.encode())
        with self._lock:
            wanted = account, address_now(self._token_url)
            if not self._token or self._token_of != wanted or self._clock() >= self._renew_at:
                failure = self._renew(*wanted)
                if failure is not None:
                    return failure
            return BearerAuth(self._token)

    def forget(self, refused: AuthBase) -> bool:
        """Drops a token that was refused before its time. True when asking again can help."""
        if not isinstance(refused, BearerAuth):
            return False
        with self._lock:
            self._token = ""
        return True

    def _renew(self, account: Account, token_url: str) -> Failure | None:
        self._token = ""
        try:
            response = requests.post(
                token_url,
                data={"grant_type": "client_credentials"},
                # RFC 6749 section 2.3.1: both parts are form-encoded before they are joined.
                auth=HTTPBasicAuth(quote(account.client_id, safe=""), quote(account.secrets[0], safe="")),
                headers={"Accept": "application/json"},
                timeout=_TIME_OUT_SECONDS,
                allow_redirects=False,
            )
        except (requests.RequestException, OSError) as problem:
            return transport_failure(problem, token_url)
        if response.status_code != 200:
            return _token_failure(response)
        try:
            answer = response.json()
            token, lifetime = answer["access_token"], float(answer.get("expires_in") or _LIFETIME_WHEN_NOT_TOLD_SECONDS)
        except (ValueError, TypeError, KeyError, AttributeError):
            token = None
        if not isinstance(token, str) or not token or not token.isascii() or not token.isprintable():
            return Failure("Bandwidth's sign-in gave an answer without a token.", Remedy.TRY_LATER)
        self._token, self._token_of = token, (account, token_url)
        self._renew_at = self._clock() + max(lifetime - _REFRESH_EARLY_SECONDS, 0)
        return None


def _token_failure(response: requests.Response) -> Failure:
    match response.status_code:
        case 400 | 401 | 403:
            return Failure(
                f"Bandwidth did not accept the client id and secret ({response.status_code}). The secret may have expired or "
                "been rotated: make a new one in the Bandwidth dashboard and set BW_CLIENT_ID and BW_CLIENT_SECRET.",
                Remedy.ACT,
            )
        case 429:
            wait = parse_retry_after(response.headers.get("Retry-After"), now())
            return Failure("Bandwidth's sign-in asks to slow down (429).", Remedy.TRY_LATER, wait)
        case status if status >= 500:
            return Failure(f"Bandwidth's sign-in has a problem of its own ({status}).", Remedy.TRY_LATER)
        case status:
            return Failure(f"The address of Bandwidth's sign-in answered {status}. Is INBOX_TOKEN_URL right?", Remedy.ACT)
