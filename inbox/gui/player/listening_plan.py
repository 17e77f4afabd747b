"""How the loaded recording is played through: without its silences, in a loop; and how long that takes."""

from dataclasses import dataclass

from inbox.domain.coverage import full_percent
from inbox.domain.durations import clock_text
from inbox.domain.sound.play_map import PlayMap
from inbox.domain.sound.sound_map import SoundMap, SpanOfTime

_WORTH_TELLING = 1.0
"""Seconds; a recording that takes hardly less than its length takes its length."""


@dataclass(frozen=True, slots=True)
class ListeningPlan:
    """What the person chose, and what is known of the recording."""

    skips_silence: bool = False
    skip_over: float = 1.0
    """Seconds: only silences that are longer are skipped."""
    loops: bool = False
    selection: SpanOfTime | None = None
    sound: SoundMap | None = None
    """None while it is not known where the recording is silent."""

    @property
    def worth_skipping(self) -> tuple[SpanOfTime, ...]:
        """The silences that are skipped when silence is skipped."""
        return () if self.sound is None else self.sound.longer_than(self.skip_over)

    @property
    def skips(self) -> tuple[SpanOfTime, ...]:
        """The silences that are not played."""
        return self.worth_skipping if self.skips_silence else ()

    def loop(self, length: float) -> SpanOfTime | None:
        """What is played again and again: the selection, or all of it where nothing is selected."""
        if not self.loops or length <= 0:
            return None
        return self.selection or (0.0, length)

    def play_map(self, length: float) -> PlayMap:
        """What the player is told."""
        return PlayMap(self.skips, self.loop(length))

    def takes(self, length: float, rate: float) -> str:
        """How long it really takes to hear all of it, in words; empty where that is its length."""
        whole = length / rate
        without = PlayMap(self.worth_skipping).seconds(length) / rate
        at = "" if rate == 1 else f" at {round(rate, 2):g}×"
        if whole - without >= _WORTH_TELLING:
            return f"{clock_text(without)} without silence{at}"
        return f"{clock_text(whole)}{at}" if at and length > 0 else ""

    def facts(self, length: float, rate: float, heard_share: float | None, is_waiting: bool) -> str:
        """What there is to know of hearing it, for the line beside the times."""
        facts = [self.takes(length, rate)] if length > 0 else []
        if heard_share is not None:
            facts.append(f"heard {share_text(heard_share)}")
        if is_waiting:
            facts.append("waiting for the download")
        return "  ·  ".join(fact for fact in facts if fact)

    @property
    def skip_hint(self) -> str:
        """What the box for skipping silence says of itself."""
        if self.sound is None:
            return "Silences are skipped as soon as it is known where they are"
        count, seconds = len(self.worth_skipping), sum(end - begin for begin, end in self.worth_skipping)
        if not count:
            return f"There is no silence of more than {self.skip_over:g} s in it"
        return (
            f"{count} {'silence' if count == 1 else 'silences'} of more than {self.skip_over:g} s, {clock_text(seconds)} in all"
        )

    @property
    def loop_hint(self) -> str:
        """What the button for the loop says of itself."""
        if self.selection is not None:
            return "Plays the selected part again and again"
        return "Plays it again and again; a part, when one is selected by Shift and drag in the waveform"


def share_text(share: float) -> str:
    """``43 %``: the percents that are full, so 100 only when nothing is left; ``< 1 %`` for what is more than nothing."""
    if share >= 1:
        return "100 %"
    return "< 1 %" if 0 < share < 0.01 else f"{full_percent(share):.0f} %"
