"""GET requests to Bandwidth's API: credentials for the right origin only, every wait bounded, failures as values."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase

from inbox.domain.failure import Failure, Remedy
from inbox.domain.retry_after import parse_retry_after, pause_text
from inbox.domain.times import now
from inbox.network.client.bounded_body import interrupt_reading
from inbox.network.client.origin import same_origin, session_for
from inbox.network.client.sign_in import SignIn
from inbox.network.client.transport_failures import CHECK_ADDRESS, transport_failure

_CONNECT_SECONDS = 10.0
_REDIRECTS = 3
_NONE: Mapping[str, str] = MappingProxyType({})


class SignedRequests:
    """Asks Bandwidth for one resource after the other over kept connections. Not shared between threads."""

    def __init__(self, sign_in: SignIn, *, accept: str, read_seconds: float) -> None:
        self._sign_in = sign_in
        self._read_seconds = read_seconds
        self._reading: requests.Response | None = None
        self._is_signing_in = False
        self._session = session_for(_CONNECT_SECONDS + read_seconds)
        self._session.headers["Accept"] = accept

    def close(self) -> None:
        """Closes the kept connections."""
        self._session.close()

    def get(self, address: str, what: str, headers: Mapping[str, str] = _NONE) -> requests.Response | Failure:
        """The final answer, whatever its status, its body not read yet; ``what`` names the resource in a sentence ("the media").

        ``headers`` go with this request and with those that it leads to. A token that is refused is renewed once; redirects are
        followed within the origin only. The caller closes the response.
        """
        second_token = False
        for _ in range(_REDIRECTS + 2):
            self._is_signing_in = True
            credentials = self._sign_in.credentials()
            self._is_signing_in = False
            if isinstance(credentials, Failure):
                return credentials
            response = self._send(address, credentials, headers)
            if isinstance(response, Failure):
                return response
            is_refused = response.status_code == 401
            if is_refused and not second_token and self._sign_in.forget(credentials):
                second_token = True
            elif response.status_code in (301, 302, 303, 307, 308):
                target = same_origin(address, response.headers.get("Location", ""))
                if target is None:
                    response.close()
                    return Failure(
                        f"Bandwidth's server pointed to another host for {what}; credentials are not sent there, so it was not "
                        f"followed. {CHECK_ADDRESS}",
                        Remedy.ACT,
                        only_here=True,
                    )
                address = target
            else:
                if is_refused or response.ok:
                    self._sign_in.heard(credentials, is_accepted=not is_refused)
                return response
            response.close()
        return Failure(
            f"Bandwidth's server sent the request round in a circle. {CHECK_ADDRESS}", Remedy.TRY_LATER, only_here=True
        )

    @contextmanager
    def reading(self, response: requests.Response) -> Iterator[None]:
        """While its body is read: closed at the end, and within reach of `interrupt`."""
        with response:
            self._reading = response
            try:
                yield
            finally:
                self._reading = None

    def interrupt(self) -> None:
        """Makes a `get`, or the reading of a body, that waits in another thread end at once, as a connection that is lost."""
        if self._is_signing_in:
            self._sign_in.interrupt()
        self._session.interrupt()
        interrupt_reading(self._reading)

    def _send(self, address: str, credentials: AuthBase, headers: Mapping[str, str]) -> requests.Response | Failure:
        try:
            return self._session.get(
                address,
                headers=headers,
                auth=credentials,
                stream=True,
                allow_redirects=False,
                timeout=(_CONNECT_SECONDS, self._read_seconds),
            )
        except (requests.RequestException, OSError) as problem:
            return transport_failure(problem, address)


def refusal(response: requests.Response, account_id: str, what: str) -> Failure:
    """The failure that an answer other than 200 means, whatever was asked for; ``what`` names it ("the media")."""
    host = urlsplit(response.url).netloc.rpartition("@")[2]
    match response.status_code:
        case 401:
            return Failure(
                "Bandwidth did not accept the credentials (401). Check them under Settings, Account, or with “recording-inbox "
                "account --test” (BW_CLIENT_ID and BW_CLIENT_SECRET where they come from the environment); API users "
                "(BW_USERNAME) end on 2 December 2026.",
                Remedy.ACT,
            )
        case 403:
            return Failure(
                f"The credentials may not read the recordings of account {account_id} (403). Give them the Voice role for that "
                "account in the Bandwidth dashboard.",
                Remedy.ACT,
                only_here=True,
            )
        case status if status == 429 or status >= 500:
            moment = now()
            wait = parse_retry_after(response.headers.get("Retry-After"), moment)
            what_is = "Bandwidth asks to slow down" if status == 429 else f"{host} has a problem of its own"
            return Failure(f"{what_is} ({status}). {pause_text(wait, moment)}", Remedy.TRY_LATER, wait)
        case 200 | 206 as status:
            sentence = f"{host} gave a part of {what} where the whole was asked for ({status}). {CHECK_ADDRESS}"
            return Failure(sentence, Remedy.TRY_LATER)
        case 400 | 414 | 422 as status:  # ids of a form that Bandwidth does not give; anybody can make such an event up
            return Failure(
                f"{host} did not take the ids with which {what} was asked for (it answered {status}). Check the account's "
                "number, and in the journal whether the event came from Bandwidth.",
                Remedy.ACT,
                only_here=True,
            )
        case status:
            return Failure(f"{host} did not give {what} (it answered {status}). {CHECK_ADDRESS}", Remedy.ACT)
