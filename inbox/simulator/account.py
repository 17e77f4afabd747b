"""The account that the simulated Bandwidth knows."""

from dataclasses import dataclass, field

from inbox.domain.account import Account

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8026
DEFAULT_VOICE_URL = f"http://{DEFAULT_HOST}:{DEFAULT_PORT}/api/v2"
"""Where `simulate serve` answers unless told otherwise; the sender's events name it in their ``mediaUrl``."""


@dataclass(frozen=True, slots=True)
class SimulatedAccount:
    """Account and credentials of the simulation. Server and sender agree on recordings when they agree on ``account_id``."""

    account_id: str = "5555555"
    client_id: str = "simulated-client"
    client_secret: str = field(default="simulated-client-secret", repr=False)
    username: str = "simulated-user"
    password: str = field(default="simulated-password", repr=False)

    def as_account(self, *, legacy: bool = False) -> Account:
        """The same credentials as the app keeps them: OAuth2, or only the API user when ``legacy``."""
        if legacy:
            return Account(account_id=self.account_id, username=self.username, password=self.password)
        return Account(account_id=self.account_id, client_id=self.client_id, client_secret=self.client_secret)
