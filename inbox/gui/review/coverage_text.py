"""What was heard of a recording, in words."""

from inbox.domain.coverage import Coverage
from inbox.domain.durations import clock_text
from inbox.gui.player.listening_plan import share_text

_SHOWN = 12
"""So many parts are told one by one."""


def heard_text(coverage: Coverage) -> str:
    """``93 % of what sounds, at 1× to 1.5×``."""
    if not coverage.spans:
        return "Nothing yet"
    slowest, fastest = min(span.rate for span in coverage.spans), max(span.rate for span in coverage.spans)
    rates = f"{slowest:.3g}×" if slowest == fastest else f"{slowest:.3g}× to {fastest:.3g}×"
    return f"{share_text(coverage.share)} of what sounds, at {rates}"


def spans_text(coverage: Coverage) -> str:
    """Each part that was heard, and how fast; of many the first ones."""
    told = [f"{clock_text(span.begin)} to {clock_text(span.end)} at {span.rate:.3g}×" for span in coverage.spans[:_SHOWN]]
    left = len(coverage.spans) - _SHOWN
    return "\n".join([*told, *([f"and {left:,} more parts"] if left > 1 else ["and one more part"] if left == 1 else [])])
