"""HTTP Basic credentials, compared without telling by the time taken which half was wrong."""

import base64
import binascii
import hmac


class BasicAuth:
    """Checks an ``Authorization`` header against one user name and password."""

    def __init__(self, username: str, password: str) -> None:
        self._username = username.encode()
        self._password = password.encode()
        pair = base64.b64encode(self._username + b":" + self._password)
        self._giveaways = tuple(secret.decode("latin-1") for secret in (self._password, pair) if self._password)

    def admits(self, header: str) -> bool:
        """Whether the header's value (each character one byte, as HTTP headers are read) carries the right credentials."""
        scheme, _, encoded = header.partition(" ")
        if scheme.lower() != "basic":
            return False
        try:
            pair = base64.b64decode(encoded.strip(" ").encode("ascii"), validate=True)
        except (binascii.Error, UnicodeEncodeError):
            return False
        username, colon, password = pair.partition(b":")
        right_username = hmac.compare_digest(_as_utf8(username), self._username)
        right_password = hmac.compare_digest(_as_utf8(password), self._password)
        return right_username & right_password & (colon == b":")

    def appears_in(self, value: str) -> bool:
        """Whether a header's value gives the password away, in the clear or as Basic credentials."""
        return any(secret in value for secret in self._giveaways)


def _as_utf8(text: bytes) -> bytes:
    """``text`` itself when it is UTF-8; otherwise read as Latin-1, which is how older HTTP clients send names like “Zoë”."""
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("latin-1").encode()
    return text
