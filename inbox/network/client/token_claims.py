"""What an access token says of itself: a hint for the person, never a proof, since its signature is not looked at."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

import orjson

_LONGEST = 64 * 1024
_MOST = 50


@dataclass(frozen=True, slots=True)
class TokenClaims:
    """The accounts and the roles that a token names; empty where it does not say."""

    accounts: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


def claims(token: str) -> TokenClaims:
    """What ``token`` claims; nothing when it is no JWT, or one of another form. Never raises."""
    parts = token.split(".")
    if len(token) > _LONGEST or len(parts) != 3:
        return TokenClaims()
    try:
        said = orjson.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError):
        return TokenClaims()
    if not isinstance(said, dict):
        return TokenClaims()
    return TokenClaims(_texts(said, "accounts"), _texts(said, "roles"))


def _texts(said: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = said.get(name)
    several = value if isinstance(value, list) else [value]
    return tuple(str(one) for one in several[:_MOST] if isinstance(one, str | int) and not isinstance(one, bool))
