"""Where Bandwidth is: for production, for tests, or at addresses of one's own."""

from enum import StrEnum


class Environment(StrEnum):
    """Which of Bandwidth's environments the inbox asks."""

    PRODUCTION = "production"
    TEST = "test"
    OWN = "own"
    """Addresses that are neither: a simulated Bandwidth, or a host that Bandwidth gave out for somebody alone."""


ADDRESSES = {
    Environment.PRODUCTION: ("https://voice.bandwidth.com/api/v2", "https://api.bandwidth.com/api/v1/oauth2/token"),
    Environment.TEST: ("https://test.voice.bandwidth.com/api/v2", "https://test.api.bandwidth.com/api/v1/oauth2/token"),
}
"""The base address of the Voice API and the address of the sign-in, of those that are known."""


def environment_of(voice_url: str, token_url: str) -> Environment:
    """The environment that these two addresses belong to; both must be of the same one."""
    given = voice_url.rstrip("/"), token_url.rstrip("/")
    return next((environment for environment, addresses in ADDRESSES.items() if addresses == given), Environment.OWN)
