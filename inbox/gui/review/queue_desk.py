"""The queue by time at the desk: its window, its keys, and what it plays."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from inbox.domain.problems import Problem
from inbox.domain.recording import Recording
from inbox.domain.times import now
from inbox.gui.frame.actions import Group
from inbox.gui.look.theme import Theme
from inbox.gui.look.time_text import day_began
from inbox.gui.widgets.query_worker import QueryWorker

if TYPE_CHECKING:
    from inbox.gui.review.desk import Desk
    from inbox.gui.review.queue_window import Offer, QueueWindow
    from inbox.storage.review.time_queue import TimeQueue, UnheardList


_log = logging.getLogger(__name__)


class QueueDesk(QObject):
    """A `DeskPart`. What is not heard yet is read in a thread, which the first queue starts."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._worker: QueryWorker | None = None
        self._window: QueueWindow | None = None
        self._begun: int | None = None
        self._queue = desk.parts.time_queue
        if self._queue is not None:
            desk.actions.add("queue", "Make a queue: “I have 20 minutes”…", Group.LISTENING, ["Ctrl+T"], self._open)
            desk.actions.add("queue_next", "Play the next recording of the queue", Group.LISTENING, ["W"], self._go_on)
            desk.queue.begun.connect(partial(setattr, self, "_begun", None))
            desk.queue.turned.connect(self._begin_unheard)
            desk.player.loaded.connect(self._begin_loaded)  # after it went to where it was left

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

    def _begin_loaded(self, recording: Recording | None) -> None:
        """What comes into the player in its turn begins where it was not heard yet."""
        self._begun = None
        if recording is not None and recording.id == self._desk.queue.turn:
            self._begin_unheard(recording.id)

    def _begin_unheard(self, row: int) -> None:
        """Goes to the first part that was not heard; what was heard of nothing begins as it would."""
        player, queue = self._desk.player, self._queue
        if queue is None or self._begun == row or self._desk.queue.turn != row or not player.can_play:
            return
        self._begun = row
        try:
            begin = queue.first_unheard(row)
        except Problem as problem:
            _log.info("What was heard of recording %d could not be read: %s", row, problem)
            return
        if begin is not None:
            player.audio.seek(begin)

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
