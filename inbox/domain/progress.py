"""How far a download is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DownloadProgress:
    """Bytes received, and bytes in all where the server said so."""

    received: int
    total: int | None

    @property
    def percent(self) -> int | None:
        """0 to 100; None when the total is not known."""
        if not self.total:
            return None
        return min(100, self.received * 100 // self.total)
