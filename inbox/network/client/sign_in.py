"""Signing in at Bandwidth: OAuth2 client credentials, or an API user as legacy."""

import threading
import time
from collections.abc import Callable

import requests
from requests.auth import AuthBase, HTTPBasicAuth

from inbox.domain.account import HOW_TO_SET, Account
from inbox.domain.failure import Failure, Remedy
from inbox.domain.sign_in_state import SignInState
from inbox.network.client.base_address import BaseAddress, address_now
from inbox.network.client.sign_in_memory import SignInMemory
from inbox.network.client.token_request import NoToken, Token, TokenRequest

_NO_ACCOUNT = f"{{why}}, so Bandwidth cannot be asked for anything. {HOW_TO_SET}"
_STOPPED = Failure("The sign-in was stopped before its end; the next try signs in anew.", Remedy.TRY_LATER)


class BearerAuth(AuthBase):
    """Puts a token on one request. Given as ``auth`` so that `requests` does not look into a .netrc file instead."""

    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


class SignIn:
    """Gives each request its credentials; one token is shared by all threads and renewed 60 s before it ends.

    Of two secrets the one that worked last is tried first. What was refused, or could not be asked, is remembered for a while,
    so that many waiting threads do not ask Bandwidth the same thing; another account or address is asked about at once.
    """

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
        self._asking = threading.Lock()
        """Held by the one thread that asks for a token; never together with ``_lock`` while it waits."""
        self._lock = threading.Lock()
        self._memory = SignInMemory(Account(), "", clock)
        self._request: TokenRequest | None = None
        self._interruptions = 0

    def credentials(self) -> AuthBase | Failure:
        """What to sign a request with, or why there is nothing. May wait for the network."""
        with self._lock:
            interruptions = self._interruptions
        account, token_url = self._account(), address_now(self._token_url)
        with self._lock:
            known = self._known(account, token_url)
        if known is not None:
            return known
        with self._asking:
            with self._lock:
                if interruptions != self._interruptions:
                    return _STOPPED
                known = self._known(account, token_url)  # another thread may have asked meanwhile
                if known is not None:
                    return known
                memory = self._memory
                request = self._request = TokenRequest(token_url, self._clock)
            answer = _ask(request, account.client_id, memory)
            with self._lock:
                self._request = None
                if interruptions != self._interruptions:
                    return _STOPPED
                memory.learn(answer)
        return BearerAuth(answer.text) if isinstance(answer, Token) else answer.failure

    def forget(self, refused: AuthBase) -> bool:
        """Drops a token that was refused before its time, if it is the one in use. True when asking again can help."""
        if not isinstance(refused, BearerAuth):
            return False
        with self._lock:
            return self._memory.forget(refused.token)

    def heard(self, used: AuthBase, *, is_accepted: bool) -> None:
        """What Bandwidth's API finally said of credentials: for an API user there is no other way to know."""
        with self._lock:
            self._memory.heard(used.token if isinstance(used, BearerAuth) else None, is_accepted=is_accepted)

    def ask_again(self) -> None:
        """Remembers no refusal any more: the person has done something about it."""
        with self._lock:
            self._memory = SignInMemory(Account(), "", self._clock)

    def interrupt(self) -> None:
        """Ends a sign-in that waits in another thread, and those that wait for it; the next one asks anew."""
        with self._lock:
            self._interruptions += 1
            request = self._request
        if request is not None:
            request.interrupt()

    @property
    def state(self) -> SignInState:
        """What is known of it. From any thread; never waits for the network."""
        with self._lock:
            return self._memory.state()

    def _known(self, account: Account, token_url: str) -> AuthBase | Failure | None:
        """What can be said without asking; with the lock held."""
        if not self._memory.is_of(account, token_url):
            self._memory = SignInMemory(account, token_url, self._clock)
        if not account.is_set:
            return Failure(_NO_ACCOUNT.format(why=account.why_not_set), Remedy.ACT)
        if not account.has_oauth:
            return HTTPBasicAuth(account.username.encode(), account.password.encode())
        token = self._memory.good_token()
        return BearerAuth(token) if token is not None else self._memory.remembered()


def _ask(request: TokenRequest, client_id: str, memory: SignInMemory) -> Token | NoToken:
    """A token for one of the secrets, the likeliest first; else what was said of the last that was tried."""
    try:
        for secret in memory.order():
            answer = request.ask(client_id, secret)
            memory.told(secret, answer)
            if isinstance(answer, Token) or not answer.refuses_secret:
                break
        return answer
    finally:
        request.close()
