"""Sends events as Bandwidth does."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson
import requests
import requests.auth
import requests.utils

from inbox.simulator.account import SimulatedAccount
from inbox.simulator.scenario import Scenario
from inbox.simulator.scenarios import PlannedEvent, plan

TIME_OUT_SECONDS = 15.0
_MOST_OF_AN_ANSWER = 64 * 1024
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class SendResult:
    """What became of one event."""

    status: int | None
    """Of the last answer; None when there was none."""
    attempts: int
    """Requests sent, the one that was challenged and the retry included."""
    seconds: float
    """From the first request to the last answer."""
    sentence: str
    """For the person."""

    @property
    def ok(self) -> bool:
        """Whether the answer was 2xx; anything else loses the event, as it does with Bandwidth."""
        return self.status is not None and 200 <= self.status < 300


class Sender:
    """Posts events to one address.

    As Bandwidth: at most 15 s for an answer; one retry, and only on a connection exception, not on a time-out or any answer;
    the first request without credentials, and with them only after a 401 with ``WWW-Authenticate: Basic``. Redirects are not
    followed.
    ``credentials_at_once`` sends them with the first request. Not safe for several threads: each has its own sender.
    """

    def __init__(
        self,
        target: str,
        account: SimulatedAccount | None = None,
        credentials: tuple[str, str] | None = None,
        *,
        method: str = "POST",
        credentials_at_once: bool = False,
        time_out_seconds: float = TIME_OUT_SECONDS,
    ) -> None:
        self._target = target
        self._account = account or SimulatedAccount()
        self._auth = None if credentials is None else _basic(*credentials)
        self._method = method
        self._at_once = credentials_at_once
        self._time_out = time_out_seconds
        self._session = requests.Session()
        self._session.trust_env = False  # no password from a .netrc
        if urlsplit(target).hostname not in _LOOPBACK:
            self._session.proxies.update(requests.utils.get_environ_proxies(target))

    def play(self, scenario: Scenario | str, count: int | None = None, interval: float = 0.0) -> Iterator[SendResult]:
        """Plan a scenario of the account and send it event by event, with its delays, as the results are asked for."""
        for event in plan(scenario, count, self._account, interval=interval):
            time.sleep(event.delay)
            yield self.send(event)

    def send(self, event: PlannedEvent | Mapping[str, Any]) -> SendResult:
        """Send one event, at once; its ``delay`` is the caller's affair."""
        properties = event.properties if isinstance(event, PlannedEvent) else event
        began = time.monotonic()
        attempts, retries_left, challenged = 0, 1, False
        auth = self._auth if self._at_once else None
        while True:
            attempts += 1
            try:
                status, challenge = self._request(properties, auth)
            except requests.Timeout:
                return self._lost(attempts, began, f"No answer within {self._time_out:g} s.")
            except requests.ConnectionError as problem:
                if not retries_left:
                    return self._lost(attempts, began, f"The connection failed twice: {_cause(problem)}.")
                retries_left -= 1
                continue
            except requests.RequestException as problem:
                return self._lost(attempts, began, f"The request could not be made: {_cause(problem)}.")
            if status == 401 and not challenged and auth is None and self._auth is not None and is_basic_challenge(challenge):
                auth, challenged = self._auth, True
                continue
            sentence = self._sentence(status, challenge, challenged=challenged)
            return SendResult(status, attempts, time.monotonic() - began, sentence)

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def __enter__(self) -> "Sender":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _request(self, properties: Mapping[str, Any], auth: requests.auth.AuthBase | None) -> tuple[int, str]:
        """Status and challenge of the answer."""
        as_query = self._method == "GET"
        answer = self._session.request(
            self._method,
            self._target,
            params=as_strings(properties) if as_query else None,
            data=None if as_query else orjson.dumps(properties),
            headers={"User-Agent": "simulated-bandwidth"} | ({} if as_query else {"Content-Type": "application/json"}),
            auth=auth,
            timeout=self._time_out,
            allow_redirects=False,
            stream=True,
        )
        with answer:
            if "Content-Length" in answer.headers or answer.status_code == 204:
                answer.raw.read(_MOST_OF_AN_ANSWER, decode_content=False)
            return answer.status_code, answer.headers.get("WWW-Authenticate", "")

    def _sentence(self, status: int, challenge: str, *, challenged: bool) -> str:
        if 200 <= status < 300:
            return "Taken, after the challenge." if challenged else "Taken."
        if status == 401:
            if challenged or self._at_once:
                return "The credentials were refused; the event is lost."
            if self._auth is None:
                return "Credentials are asked for and there are none; the event is lost."
            if not is_basic_challenge(challenge):
                return "Refused without WWW-Authenticate: Basic, so the credentials are not sent; the event is lost."
        return "Not taken; there is no retry after an answer, so the event is lost."

    def _lost(self, attempts: int, began: float, reason: str) -> SendResult:
        return SendResult(None, attempts, time.monotonic() - began, f"{reason} The event is lost.")


def as_strings(properties: Mapping[str, Any]) -> dict[str, str]:
    """Properties as they stand in a query: all strings; null is left out."""
    return {name: str(value) for name, value in properties.items() if value is not None}


def is_basic_challenge(header: str) -> bool:
    """Whether a WWW-Authenticate header asks for Basic."""
    return header.strip().lower().split(" ", 1)[0] == "basic"


def _basic(username: str, password: str) -> requests.auth.HTTPBasicAuth:
    return requests.auth.HTTPBasicAuth(username.encode(), password.encode())


def _cause(problem: BaseException) -> str:
    """The innermost reason, in the words of the system."""
    cause: BaseException = problem
    while (inner := cause.__cause__ or cause.__context__) is not None:
        cause = inner
    return (getattr(cause, "strerror", None) or str(cause) or type(cause).__name__).rstrip(".")
