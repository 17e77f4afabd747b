"""The person's account at Bandwidth."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Account:
    """Credentials for the API and the media: OAuth2 client credentials, or an API user as legacy (until 2026-12-02).

    Secrets are left out of ``repr`` so that no log line or traceback shows them.
    """

    account_id: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    username: str = ""
    password: str = field(default="", repr=False)

    @property
    def has_oauth(self) -> bool:
        """Whether OAuth2 client credentials are there; they come first."""
        return bool(self.client_id and self.client_secret)

    @property
    def has_basic(self) -> bool:
        """Whether a legacy API user is there."""
        return bool(self.username and self.password)

    @property
    def is_set(self) -> bool:
        """Whether anything is there to sign in with."""
        return self.has_oauth or self.has_basic
