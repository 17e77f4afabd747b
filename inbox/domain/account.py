"""The person's account at Bandwidth."""

from dataclasses import dataclass, field

HOW_TO_SET = (
    "Enter it in the window under Settings, Account, or with “recording-inbox account --set”; or set BW_ACCOUNT_ID, BW_CLIENT_ID "
    "and BW_CLIENT_SECRET in the environment and start again."
)
"""What to do where there is no account."""


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
    next_client_secret: str = field(default="", repr=False)
    """A second secret of the same client id, while one takes the place of the other: Bandwidth takes two at a time."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """The secrets that the client id may sign in with; none, one or two."""
        return tuple(dict.fromkeys(secret for secret in (self.client_secret, self.next_client_secret) if secret))

    @property
    def has_oauth(self) -> bool:
        """Whether OAuth2 client credentials are there; they come first."""
        return bool(self.client_id and self.secrets)

    @property
    def has_basic(self) -> bool:
        """Whether a legacy API user is there."""
        return bool(self.username and self.password)

    @property
    def is_set(self) -> bool:
        """Whether anything is there to sign in with."""
        return self.has_oauth or self.has_basic

    @property
    def missing_half(self) -> str:
        """Which half of the credentials is there and which is not: a clause; empty where they are whole or not there at all."""
        if self.is_set:
            return ""
        for one, has_one, other, has_other in (
            ("the client id (BW_CLIENT_ID)", self.client_id, "the client secret (BW_CLIENT_SECRET)", self.secrets),
            ("the user name (BW_USERNAME)", self.username, "the password (BW_PASSWORD)", self.password),
        ):
            if has_one or has_other:
                there, lacking = (one, other) if has_one else (other, one)
                return f"{there} is there, but {lacking} is not"
        return ""

    @property
    def why_not_set(self) -> str:
        """The beginning of a sentence about an account that cannot sign in."""
        half = self.missing_half
        return f"Only half of the Bandwidth account is set: {half}" if half else "No Bandwidth account is set"
