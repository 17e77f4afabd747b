"""The loaded recording over time: its waveform, the marks on it, and how it is played through."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from inbox.domain.coverage import HeardSpan
from inbox.domain.notes import Note
from inbox.domain.sound.sound_map import SoundMap, SpanOfTime
from inbox.gui.look.theme import Theme
from inbox.gui.player.listening_plan import ListeningPlan
from inbox.gui.waveform.timeline_marks import TimelineMarks
from inbox.gui.waveform.waveform import Waveform


class Timeline(QObject):
    """Keeps waveform, marks and plan at one."""

    changed = Signal()
    """The plan is another, or more was heard."""
    selection_changed = Signal(object)
    """A `SpanOfTime`, or None."""

    def __init__(self, theme: Theme, skips_silence: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.waveform = Waveform(theme)
        self.plan = ListeningPlan(skips_silence=skips_silence)
        self.heard_share: float | None = None
        """Of what sounds; None while nobody told."""
        self._marks = TimelineMarks()
        self._length = 0.0
        self.waveform.selection_changed.connect(self.select)

    def begin_anew(self) -> None:
        """Another recording: nothing is known of it yet, and nothing selected."""
        self.waveform.set_shape(None)
        self.waveform.set_available(None)
        self.waveform.set_selection(None)
        self.waveform.zoom_all()
        self.heard_share = None
        self._marks = TimelineMarks()
        had_selection = self.plan.selection is not None
        self._change_plan(selection=None, loops=False, sound=None)
        if had_selection:
            self.selection_changed.emit(None)

    def set_length(self, seconds: float) -> None:
        """How long it is."""
        self._length = seconds
        self.waveform.set_length(seconds)
        self._change_plan()

    def set_sound_map(self, sound: SoundMap | None) -> None:
        """Where it is silent."""
        self._change_plan(sound=sound)

    def set_heard(self, spans: Sequence[HeardSpan], share: float) -> None:
        """What was heard of it."""
        self.heard_share = share
        self._change_marks(heard=tuple(spans))
        self.changed.emit()

    def set_notes(self, notes: Sequence[Note]) -> None:
        """The notes on it."""
        self._change_marks(notes=tuple(notes))

    def set_skip(self, is_on: bool, over: float | None = None) -> None:
        """Whether silences are skipped, and how long they have to be."""
        self._change_plan(skips_silence=is_on, skip_over=self.plan.skip_over if over is None else over)

    def set_loop(self, is_on: bool) -> None:
        """Whether the selection, or all where nothing is selected, plays again and again."""
        self._change_plan(loops=is_on)

    def select(self, span: SpanOfTime | None) -> None:
        """Selects a part, or nothing."""
        if span != self.plan.selection:
            self.waveform.set_selection(span)
            self._change_plan(selection=span)
            self.selection_changed.emit(span)

    def _change_plan(self, **changes: Any) -> None:
        plan = self.plan = replace(self.plan, **changes)
        silences, gaps = (plan.sound.silences, plan.sound.gaps) if plan.sound is not None else ((), ())
        self._change_marks(silences=silences, gaps=gaps, skips=plan.skips, loop=plan.loop(self._length))
        self.changed.emit()

    def _change_marks(self, **changes: Any) -> None:
        self._marks = replace(self._marks, **changes)
        self.waveform.set_marks(self._marks)
