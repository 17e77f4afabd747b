"""How signing in at Bandwidth goes, as the person should see it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SignInState:
    """What the last sign-ins of the account in use have shown."""

    works: bool | None = None
    """Whether Bandwidth took the credentials; None while that is not known."""
    refused_secret: str = ""
    """Which of two secrets Bandwidth refuses while it takes the other: ``first``, ``second``, or empty."""
    uses_basic: bool = False
    """An API user signs in, which Bandwidth ends."""
    sentence: str = ""
    """What the person should know or do; empty while there is nothing."""
