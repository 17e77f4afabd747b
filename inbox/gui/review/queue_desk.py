"""The queue by time at the desk: its window, its keys, and what it plays."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from inbox.domain.problems import Problem
from inbox.domain.times import now
from inbox.gui.frame.actions import Group
from inbox.gui.look.theme import Theme
from inbox.gui.look.time_text import day_began
from inbox.gui.widgets.query_worker import QueryWorker

if TYPE_CHECKING:
    from inbox.gui.review.desk import Desk
    from inbox.gui.review.queue_window import Offer, QueueWindow
    from inbox.storage.review.time_queue import TimeQueue, UnheardList


class QueueDesk(QObject):
    """A `DeskPart`. What is not heard yet is read in a thread, which the first queue starts."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._worker: QueryWorker | None = None
        self._window: QueueWindow | None = None
        self._queue = desk.parts.time_queue
        if self._queue is not None:
            desk.actions.add("queue", "Make a queue: “I have 20 minutes”…", Group.LISTENING, ["Ctrl+T"], self._open)
            desk.actions.add("queue_next", "Play the next recording of the queue", Group.LISTENING, ["W"], self._go_on)

    @property
    def window(self) -> "QueueWindow | None":
        """None until it was opened once."""
        return self._window

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        if self._window is not None:
            self._window.set_theme(theme)

    def stop(self) -> None:
        """Closes the window, and joins the thread."""
        if self._window is not None:
            self._window.close()
        if self._worker is not None:
            self._worker.stop()

    def _open(self) -> None:
        from inbox.gui.review.queue_window import QueueWindow  # not needed for the first paint

        if self._window is None:
            self._window = QueueWindow(self._desk.themes.theme, self._read, self._desk.window)
            self._window.started.connect(self._desk.queue.begin)
        self._window.ask()

    def _go_on(self) -> None:
        if self._desk.queue.is_on:
            self._desk.queue.go_on()
        else:
            self._open()

    def _read(self, take: "Callable[[Offer], None]") -> None:
        from inbox.gui.review.queue_window import Offer

        queue, settings, at = self._queue, self._desk.parts.current_settings(), now()
        player, rate = self._desk.player, self._desk.player.audio.rate
        assert queue is not None
        if self._worker is None:
            self._worker = QueryWorker("queue", self)
            self._worker.start()

        def taken(found: "UnheardList") -> None:
            take(Offer(found, found.speed_today or rate, at, player.plan.skips_silence))

        self._worker.submit(
            "queue",
            lambda: _found(queue, at, settings.skip_silence_over, settings.expiry_warning_days),
            taken,
            self._tell,
        )

    def _tell(self, problem: Problem) -> None:
        if self._window is not None:
            self._window.tell(str(problem))


def _found(queue: "TimeQueue", at: datetime, skip_over: float, warning_days: int) -> "UnheardList":
    return queue.read(at, day_began(at), skip_over, warning_days)
