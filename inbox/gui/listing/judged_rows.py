"""Which recordings a verdict, stars, a tag or an answer is about: what is heard, or else what is selected."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from inbox.domain.problems import Problem
from inbox.domain.recording import Recording
from inbox.gui.frame.status_bar import StatusBar
from inbox.gui.listing.recording_table import RecordingTable
from inbox.gui.listing.recording_table_model import RecordingTableModel
from inbox.gui.player.player_bar import PlayerBar

RULE = "These keys are about what plays; while nothing plays, or several rows are selected, about what is selected."
"""For whoever wants to know it before pressing a key."""
_NOBODY = "Choose a recording first."


class JudgedRows:
    """Asked at the moment of the key."""

    def __init__(
        self,
        table: RecordingTable,
        player: PlayerBar,
        read: Callable[[Sequence[int]], Mapping[int, Recording]],
        status: StatusBar,
    ) -> None:
        """``read`` gives rows as they are in the store; ``status`` hears when there is nothing to judge."""
        self._table, self._player, self._read, self._status = table, player, read, status
        self._meant: list[int] | None = None

    def rows(self) -> list[int]:
        """Several selected rows: always these. Else what plays, or what the player has that the list has not; else the selected.

        Says so where there is none.
        """
        selected, loaded = self._table.selected_ids(), self._player.recording
        if self._meant is not None:
            selected = self._meant
        elif len(selected) < 2 and loaded is not None and (self._player.is_playing or self._model.row_of(loaded.id) is None):
            selected = [loaded.id]
        if not selected:
            self._status.say(_NOBODY)
        return selected

    def in_player(self) -> list[int]:
        """What the player's bar shows."""
        loaded = self._player.recording
        return [loaded.id] if loaded is not None else []

    @contextmanager
    def meaning(self, rows: Sequence[int]) -> Iterator[None]:
        """Within it `rows` are these: for a button or a menu that stands beside what it is about."""
        before, self._meant = self._meant, list(rows)
        try:
            yield
        finally:
            self._meant = before

    def recording(self, row: int) -> Recording | None:
        """One row as it is in the store."""
        try:
            return self._read([row]).get(row)
        except Problem as problem:
            self._status.say(str(problem), True)
            return None

    @property
    def _model(self) -> RecordingTableModel:
        model = self._table.model()
        assert isinstance(model, RecordingTableModel)
        return model
