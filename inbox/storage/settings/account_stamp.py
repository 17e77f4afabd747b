"""A mark in the data folder that tells a running inbox that another program changed the account in the keyring."""

import os
import secrets
import threading

from inbox.storage.data_folder import DataFolder

_MARK_BYTES = 16


class AccountStamp:
    """The file holds a random number and nothing of the account: that it is another one is all that is told."""

    def __init__(self, folder: DataFolder) -> None:
        """What is marked now is known."""
        self._path = folder.account_stamp
        self._lock = threading.Lock()
        self._known = self._read()

    def mark(self) -> None:
        """Tells the others; to this one it is known. Raises OSError, and then nobody is told."""
        text = secrets.token_hex(_MARK_BYTES)
        new = self._path.with_name(f"{self._path.name}.{os.getpid()}.new")
        with self._lock:
            new.unlink(missing_ok=True)
            try:
                with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                    file.write(text)
                new.replace(self._path)
            except OSError:
                new.unlink(missing_ok=True)
                raise
            self._known = text

    def has_changed(self) -> bool:
        """Whether another program marked a change since this was last asked. Costs the reading of a few bytes."""
        with self._lock:
            before, self._known = self._known, self._read() or self._known
            return self._known != before

    def _read(self) -> str:
        try:
            with self._path.open("rb") as file:
                return file.read(2 * _MARK_BYTES).decode("ascii", "replace")
        except OSError:  # nothing was marked as yet, or it cannot be told
            return ""
