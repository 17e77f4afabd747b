"""The keys that judge: reviewed and next, stars, the trash, and taking it back."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from inbox.domain.statuses import ReviewStatus
from inbox.gui.frame.actions import Group, Place
from inbox.gui.listing.recording_table_model import RecordingTableModel

if TYPE_CHECKING:
    from inbox.gui.review.desk import Desk
    from inbox.pipeline.requests.review_requests import ReviewRequests

_OF_TURN, _OUTSIDE = "turn ", "outside"
"""What follows: the next one of the queue, or of the conference, wherever that stands in the list; nothing that is known."""


class Judging(QObject):
    """Lives in the GUI thread; what is written is written by others."""

    _marked = Signal(bool, str)

    def __init__(self, desk: "Desk", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._is_over = False
        self._marked.connect(self._go_on, Qt.ConnectionType.QueuedConnection)
        self._add_verdicts()
        if desk.parts.reviews is not None:
            self._add_others(desk.parts.reviews)

    def stop(self) -> None:
        """Goes nowhere any more, whatever is written yet."""
        self._is_over = True

    def _add_verdicts(self) -> None:
        self._desk.actions.add(
            "reviewed_next", "Mark as reviewed, and play the next one", Group.JUDGING, ["E"], self._mark_and_go_on
        )

    def _add_others(self, reviews: "ReviewRequests") -> None:
        add = partial(self._desk.actions.add, group=Group.JUDGING)
        for count in (1, 2, 3, 4, 5):
            many = "1 star" if count == 1 else f"{count} stars"
            add(f"stars_{count}", many, keys=(str(count),), does=partial(self._star, count))
        add("stars_0", "No stars", keys=("0",), does=partial(self._star, None))
        add("undo", "Undo what was judged, noted or deleted last", keys=("Ctrl+Z",), does=reviews.undo)
        add("redo", "Do it again", keys=("Ctrl+Shift+Z",), does=reviews.redo)
        self._desk.actions.add(
            "delete_file", "Move the downloaded files to the trash", Group.LIST, ("Delete",), self._delete_files, Place.LIST
        )

    def _mark_and_go_on(self) -> None:
        """What comes next is settled before: where only new ones are listed, these are gone from the list in a moment."""
        rows = self._desk.judged.rows()
        if not rows:
            return
        following = f"{_OF_TURN}{rows[0]}" if self._desk.turns.of(rows) is not None else self._after(rows)
        reviews = self._desk.parts.reviews
        if reviews is None:
            self._desk.parts.set_review(rows, ReviewStatus.REVIEWED)
            self._go_on(True, following)
        else:
            reviews.set_verdict(rows, ReviewStatus.REVIEWED, lambda is_done: self._marked.emit(is_done, following))

    def _after(self, rows: Sequence[int]) -> str:
        """The row id, as text, of the recording that stands after these; empty when they are the last."""
        place, ids = self._model.row_of(rows[-1]), self._model.ids
        if place is None:
            return _OUTSIDE
        return "" if place + 1 >= len(ids) else str(ids[place + 1])

    @property
    def _model(self) -> RecordingTableModel:
        model = self._desk.table.model()
        assert isinstance(model, RecordingTableModel)
        return model

    def _go_on(self, is_done: bool, following: str) -> None:
        if not is_done or self._is_over:
            return  # why it is not done is said already
        if following.startswith(_OF_TURN):
            turn = self._desk.turns.of([int(following.removeprefix(_OF_TURN))])
            if turn is not None:  # else it went on by itself meanwhile, or the person did
                turn.go_on()
            return
        table = self._desk.table
        if following == _OUTSIDE:
            self._desk.status.say("It is not in this list, so none comes after it.")
            return
        if not following or not table.select_id(int(following)):
            self._desk.status.say("That was the last one of this list.")
            return
        found = table.current_recording() or self._desk.judged.recording(int(following))
        if found is not None:
            self._desk.playing.activate(found)

    def _star(self, stars: int | None) -> None:
        rows, reviews = self._desk.judged.rows(), self._desk.parts.reviews
        if rows and reviews is not None:
            reviews.set_stars(rows, stars)

    def _delete_files(self) -> None:
        """A key of the list: about its rows alone, whatever plays."""
        rows, reviews = self._desk.table.selected_ids(), self._desk.parts.reviews
        if not rows:
            self._desk.status.say("Choose a recording first.")
        elif reviews is not None:
            reviews.delete_files(rows)
