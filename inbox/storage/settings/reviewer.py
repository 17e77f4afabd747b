"""Who reviews: told beside every note, verdict and exported bundle."""

import getpass
import os

from inbox.storage.settings.settings import Settings


def reviewer(settings: Settings) -> str:
    """Who it is that listens: as the settings say, else the name of the account on this computer."""
    return settings.reviewer.strip() or account_name()


def account_name() -> str:
    """The name of the person's account on this computer."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name, as in a container
        return f"user {os.getuid()}" if hasattr(os, "getuid") else "somebody"
