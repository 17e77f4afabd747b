"""Where Bandwidth is: one address for good, or the one that is set at the moment of each request."""

from collections.abc import Callable

BaseAddress = str | Callable[[], str]


def address_now(address: BaseAddress) -> str:
    """The address as text, as it is at this moment."""
    return address if isinstance(address, str) else address()
