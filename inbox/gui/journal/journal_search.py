"""Looking for words in the journal, some thousand deliveries at a time, until there is enough to look at; then on, when asked."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from inbox.domain.delivery import DeliveryOutcome
from inbox.domain.problems import Problem
from inbox.domain.visible_text import visible
from inbox.gui.look.time_text import moment_text, within_sentence
from inbox.gui.widgets.line_model import LineModel
from inbox.gui.widgets.query_worker import QueryWorker
from inbox.storage.journal.delivery_list import DeliveryLine, DeliveryList
from inbox.storage.journal.delivery_search import NAMED, DeliverySearch, LookedThrough, words_of

AT_ONCE = 100_000
"""So many deliveries are looked through before the person is asked whether to go on."""
ENOUGH = 200
"""Or until so many were found."""


@dataclass(frozen=True, slots=True)
class _Step:
    named: list[DeliveryLine]
    looked: LookedThrough
    newest: int


class JournalSearch(QObject):
    """Lives in the GUI thread; the worker takes a step at a time, so that it has time for other questions between them."""

    changed = Signal()
    """More was found, or it is further."""
    failed = Signal(object)
    """The `Problem` for which it cannot go on."""
    _newest: int | None
    """The newest delivery that was looked at; None before the first step."""
    _before: int | None
    """Below which id it goes on; None: at the newest."""
    _back_to: datetime | None
    is_looking: bool
    """Whether it is at it."""
    _is_whole: bool

    def __init__(self, deliveries: DeliveryList, worker: QueryWorker, model: LineModel, parent: QObject | None = None) -> None:
        """What is found is put into ``model``."""
        super().__init__(parent)
        self._deliveries, self._search, self._worker, self._model = deliveries, DeliverySearch(deliveries), worker, model
        self.words: tuple[str, ...] = ()
        """What is looked for."""
        self._outcome: DeliveryOutcome | None = None
        self._is_resting, self._is_at_newer = False, False
        self._begin_anew()

    @property
    def is_on(self) -> bool:
        """Whether anything is looked for."""
        return bool(self.words)

    @property
    def can_go_on(self) -> bool:
        """Whether it stopped although there are older deliveries."""
        return self.is_on and not self.is_looking and not self._is_whole

    def seek(self, text: str, outcome: DeliveryOutcome | None) -> None:
        """Looks for other words, or for nothing when there are none, among deliveries of an outcome (None: of any)."""
        self.words, self._outcome = words_of(text), outcome
        self._begin_anew()
        if self.words:
            self.go_on()

    def go_on(self) -> None:
        """Looks through the next, older ones."""
        if self.is_on and not self.is_looking and not self._is_whole:
            self._looked_now, self._found_before, self.is_looking = 0, len(self._found), True
            self._take_step()

    def look_at_newer(self) -> None:
        """Looks at what came since."""
        if self._newest is None or self._is_at_newer or not self.is_on:
            return
        words, outcome, newest = self.words, self._outcome, self._newest
        self._is_at_newer = True

        def read() -> tuple[list[DeliveryLine], int]:
            last = self._deliveries.last_id()
            lines = self._search.newer(words, newest, outcome) if last > newest else []
            return lines, max(last, lines[0].id if lines else 0)

        def take(answer: tuple[list[DeliveryLine], int]) -> None:
            self._is_at_newer = False
            if (words, outcome) == (self.words, self._outcome):
                lines, self._newest = answer
                self._add(lines)

        self._worker.submit("search-newer", read, take, self._fail)

    def rest(self, is_resting: bool) -> None:
        """Looks at nothing while nobody looks at the journal."""
        was_resting, self._is_resting = self._is_resting, is_resting
        if was_resting and not is_resting and self.is_looking:
            self._take_step()

    @property
    def sentence(self) -> str:
        """What was found, and how far back was looked."""
        count = len(self._found)
        many = {0: "Nothing", 1: "1 delivery"}.get(count, f"{count:,} deliveries".replace(",", "\u202f"))
        if self._is_whole:
            return f"{many} found in the whole journal."
        if self._back_to is None:
            return "Looking…"
        back = f"back to {within_sentence(moment_text(self._back_to))}"
        if self.is_looking:
            return f"{many} found so far, {back}. Looking further…"
        cut = f", the newest {NAMED}" if self._is_cut else ""
        return f"{many} found {back}. Of older ones: by the recording's name and ids only{cut}."

    @property
    def nothing_found(self) -> str:
        """The same where there is nothing to be seen."""
        if self.is_looking:
            return "Looking…"
        words = visible(" ".join(self.words), 64)
        far = "" if self._is_whole or self._back_to is None else f", back to {within_sentence(moment_text(self._back_to))},"
        return f"No delivery{far} has “{words}” in it."

    def _begin_anew(self) -> None:
        self._found: dict[int, DeliveryLine] = {}
        self._before = self._newest = self._back_to = None
        self._looked_now = self._found_before = 0
        self._is_whole = self._is_cut = self._is_at_newer = self.is_looking = False

    def _take_step(self) -> None:
        words, outcome, before, newest = self.words, self._outcome, self._before, self._newest

        def read() -> _Step:
            last = self._deliveries.last_id() if newest is None else newest
            named = self._search.named(words, outcome) if newest is None else []
            return _Step(named, self._search.step(words, last + 1 if before is None else before, outcome), last)

        self._worker.submit("search", read, lambda step: self._take(step, words, outcome), self._fail)

    def _take(self, step: _Step, words: tuple[str, ...], outcome: DeliveryOutcome | None) -> None:
        if (words, outcome) != (self.words, self._outcome):
            return
        if self._newest is None:
            self._newest, self._is_cut = step.newest, len(step.named) >= NAMED
        looked = step.looked
        self._before, self._is_whole = looked.down_to, looked.down_to is None
        self._back_to = looked.back_to or self._back_to
        self._looked_now += looked.count
        is_enough = self._looked_now >= AT_ONCE or len(self._found) + len(looked.lines) - self._found_before >= ENOUGH
        self.is_looking = not self._is_whole and not is_enough
        self._add([*looked.lines, *step.named])
        if self.is_looking and not self._is_resting:
            self._take_step()

    def _add(self, lines: list[DeliveryLine]) -> None:
        self._found.update((line.id, line) for line in lines)
        if lines:
            self._model.take([self._found[delivery] for delivery in sorted(self._found, reverse=True)])
        self.changed.emit()

    def _fail(self, problem: Problem) -> None:
        self.is_looking = self._is_at_newer = False
        self.failed.emit(problem)
