"""What the person wants of downloads, from the window: pause, resume, cancel, one by one and all together."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from inbox.domain.standstill import NONE, Standstill
from inbox.storage.downloads.download_control import DownloadControl

if TYPE_CHECKING:
    from inbox.pipeline.running import Running

Errand = Callable[[Callable[["Running"], None]], None]
"""Has something done soon in a thread of its own, and tells the person when it could not be done."""


class DownloadRequests:
    """Every method returns at once; ``changed`` hears of the rows when it is done."""

    def __init__(
        self,
        control: DownloadControl,
        do: Errand,
        changed: Callable[[Sequence[int]], None],
        save: Callable[[Mapping[str, object]], None],
        running: Callable[[], "Running | None"],
    ) -> None:
        self._control = control
        self._do = do
        self._changed = changed
        self._save = save
        self._running = running

    def pause(self, rows: Sequence[int]) -> None:
        """Lets these rest until they are resumed or clicked; what came of them stays."""
        self._stop(self._control.pause, rows)

    def resume(self, rows: Sequence[int]) -> None:
        """Puts these back into the queue; they go on where they were."""

        def resume(running: "Running") -> None:
            self._changed(self._control.resume(rows))
            running.downloader.wake()

        self._do(resume)

    def cancel(self, rows: Sequence[int]) -> None:
        """Ends these for good, until they are asked for again."""
        self._stop(self._control.cancel, rows)

    def pause_all(self, paused: bool) -> None:
        """Nothing is downloaded by itself any more, or again; the setting outlives a restart. A click downloads all the same."""

        self._do(lambda _running: self._save({"downloads_paused": paused}))

    def resting(self) -> str | None:
        """The sentence why nothing at all is downloaded at the moment: offline, credentials, the disk; None when all is well."""
        running = self._running()
        return running.downloader.resting if running is not None else None

    def standstill(self) -> Standstill:
        """Why what waits is not being downloaded, as it was found last; never waits."""
        running = self._running()
        if running is None:
            return NONE
        return Standstill(running.downloader.resting or "", running.gate.why_not() or "")

    def _stop(self, write: Callable[[Sequence[int]], list[int]], rows: Sequence[int]) -> None:
        def stop(running: "Running") -> None:
            changed = write(rows)
            for row in changed:
                running.downloader.stop_row(row)
            self._changed(changed)

        self._do(stop)
