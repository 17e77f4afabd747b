"""Access tokens of the simulation, and who may come in with what."""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
import threading
import time

from inbox.simulator.account import SimulatedAccount

VOICE_ROLE = "Programmable Voice"


class Tokens:
    """Gives out tokens of the form of a JWT and knows its own again. Safe from any thread."""

    def __init__(self, account: SimulatedAccount, lifetime_seconds: int) -> None:
        self._account = account
        self.lifetime_seconds = lifetime_seconds
        self.restore()
        self._key = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._good_until: dict[str, float] = {}

    def restore(self) -> None:
        """The account's own secret and role, and its API user, are good; tokens stay as they are."""
        self.secrets: tuple[str, ...] = (self._account.client_secret,)
        """Secrets of the client that are good now: two while they are changed over, none once they have expired."""
        self.roles: tuple[str, ...] = (VOICE_ROLE,)
        """Of the client; without `VOICE_ROLE` the API is forbidden to everyone who comes in."""
        self.api_user_is_good = True
        """False: the API user (Basic) is refused, as all of them are from 2026-12-02 on."""

    def issue(self) -> str:
        """A new token."""
        now = int(time.time())
        claims = {
            "iss": "simulated-bandwidth",
            "sub": self._account.client_id,
            "accounts": [self._account.account_id],
            "roles": list(self.roles),
            "iat": now,
            "exp": now + self.lifetime_seconds,
            "jti": secrets.token_hex(8),
        }
        signed = f"{_segment(json.dumps({'alg': 'HS256', 'typ': 'JWT'}).encode())}.{_segment(json.dumps(claims).encode())}"
        token = f"{signed}.{_segment(hmac.digest(self._key, signed.encode(), hashlib.sha256))}"
        with self._lock:
            self._good_until[token] = time.monotonic() + self.lifetime_seconds
        return token

    def revoke(self) -> None:
        """No token given out so far is good any more."""
        with self._lock:
            self._good_until.clear()

    def is_good(self, token: str) -> bool:
        """Whether this is a token of ours whose time is not over."""
        with self._lock:
            until = self._good_until.get(token)
        return until is not None and time.monotonic() < until

    def may_have_token(self, authorization: str) -> bool:
        """Whether an Authorization header is Basic with the client's id and a secret that is good now."""
        given = basic_credentials(authorization)
        return any(_same(given, (self._account.client_id, secret)) for secret in self.secrets)

    def may_come_in(self, authorization: str) -> bool:
        """Whether an Authorization header opens the API: Bearer with a good token, or Basic of the legacy API user."""
        scheme, _, rest = authorization.partition(" ")
        if scheme.lower() == "bearer":
            return self.is_good(rest.strip())
        return self.api_user_is_good and _same(basic_credentials(authorization), (self._account.username, self._account.password))

    def has_role(self) -> bool:
        """Whether the role that the Voice API needs was given."""
        return VOICE_ROLE in self.roles


def basic_credentials(authorization: str) -> tuple[str, str] | None:
    """User name and password of a Basic Authorization header; None when it is none."""
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = base64.b64decode(rest.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (name, password) if colon else None


def _same(given: tuple[str, str] | None, wanted: tuple[str, str]) -> bool:
    return given is not None and all(hmac.compare_digest(a.encode(), b.encode()) for a, b in zip(given, wanted, strict=True))


def _segment(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
