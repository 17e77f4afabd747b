"""A desktop's keyring, held in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import keyring
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class MemoryKeyring(KeyringBackend):
    """Forgets everything with the process."""

    priority: ClassVar[Any] = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """What is kept."""
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keeps it."""
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forgets it."""
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("there is none")


@contextmanager
def using(backend: KeyringBackend) -> Iterator[None]:
    """The keyring of this process until the end of the block."""
    before = keyring.get_keyring()
    keyring.set_keyring(backend)
    try:
        yield
    finally:
        keyring.set_keyring(before)
