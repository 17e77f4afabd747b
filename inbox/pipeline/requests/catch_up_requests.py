"""What a window asks of catching up, and may show of it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from inbox.domain.catch_up import CatchUpProgress, Reason
from inbox.storage.catching_up.catch_up_runs import CatchUpRuns, Run

if TYPE_CHECKING:
    from inbox.pipeline.catching_up.catch_up import CatchUp


class CatchUpRequests:
    """From any thread; nothing here waits, but for `last_done`."""

    def __init__(self, running: "Callable[[], CatchUp | None]", runs: CatchUpRuns) -> None:
        """``running`` gives the thread that catches up, once it runs."""
        self._running = running
        self._runs = runs

    def now(self) -> None:
        """The person wants to catch up now; nothing while the program is still starting, since it begins with a round."""
        catch_up = self._running()
        if catch_up is not None:
            catch_up.wake(Reason.PERSON)

    def progress(self) -> CatchUpProgress | None:
        """How far the round is that is under way; None when there is none."""
        catch_up = self._running()
        return None if catch_up is None else catch_up.progress

    def problem(self) -> str | None:
        """A sentence: why something is left to catch up; None when there is nothing, or nothing is known yet."""
        catch_up = self._running()
        return None if catch_up is None else catch_up.problem

    def last_done(self) -> Run | None:
        """The last round that was gone through to its end; None before the first. Reads the inbox: not for the GUI thread."""
        return self._runs.last_done()
