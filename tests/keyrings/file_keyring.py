"""A keyring for processes of a test: their `PYTHON_KEYRING_BACKEND`, over the file that `KEYRING_FILE` names."""

import json
import os
from pathlib import Path
from typing import Any, ClassVar

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class Keyring(KeyringBackend):
    """Says that it keeps secrets safe, which a test's need not be."""

    priority: ClassVar[Any] = 5

    def get_password(self, service: str, username: str) -> str | None:
        """What is kept."""
        value = self._kept().get(f"{service} {username}")
        return None if value is None else str(value)

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keeps it."""
        self._keep({**self._kept(), f"{service} {username}": password})

    def delete_password(self, service: str, username: str) -> None:
        """Forgets it."""
        kept = self._kept()
        if kept.pop(f"{service} {username}", None) is None:
            raise PasswordDeleteError("there is none")
        self._keep(kept)

    def _kept(self) -> dict[str, Any]:
        path = Path(os.environ["KEYRING_FILE"])
        return dict(json.loads(path.read_text())) if path.exists() else {}

    def _keep(self, kept: dict[str, Any]) -> None:
        Path(os.environ["KEYRING_FILE"]).write_text(json.dumps(kept))
