"""What the table of gaps shows of each, and what is said of all of them."""

from collections.abc import Sequence

from inbox.domain.gap import Gap, SpanEnd, found_text, length_text
from inbox.domain.times import now
from inbox.gui.badges import Badge, Shape, Tone
from inbox.gui.line_model import LineColumn
from inbox.gui.time_text import moment_text, within_sentence


def gap_badge(gap: Gap) -> Badge:
    """Why no event could be taken."""
    match gap.reason:
        case SpanEnd.STOPPED | SpanEnd.ASLEEP:
            return Badge(Shape.RING, Tone.NEUTRAL, gap.reason_text, f"Because it was {gap.reason_text}")
        case SpanEnd.LISTENER:
            return Badge(Shape.CROSS, Tone.ERROR, gap.reason_text, "Because nothing listened")
        case SpanEnd.STORE:
            return Badge(Shape.CROSS, Tone.ERROR, "not stored", "Because the inbox could not be written to")
        case SpanEnd.RUNNING | SpanEnd.UNKNOWN:
            return Badge(Shape.HALF, Tone.PARTIAL, "ended abruptly", f"Because it was {gap.reason_text}")


def when_text(gap: Gap) -> str:
    """``Yesterday 21:43 – 23:43``, ``19 Nov 22:10 – 20 Nov 03:44``, ``Today 08:10 – now``."""
    began, ended = moment_text(gap.began_at), moment_text(gap.ended_at) if gap.ended_at is not None else "now"
    day, _, time = ended.rpartition(" ")
    return f"{began} – {time if day == began.rpartition(' ')[0] else within_sentence(ended)}"


def _found(gap: Gap) -> str:
    return found_text(gap.found) if gap.found is not None else "not asked about yet"


GAP_COLUMNS = (
    LineColumn("When", when_text, 214),
    LineColumn("Down for", lambda gap: length_text(gap.seconds(now())), 96, is_number=True),
    LineColumn("Why", lambda gap: gap_badge(gap).word, 144, badge=gap_badge),
    LineColumn("What was in it", _found, 0),
)


def gaps_summary(gaps: Sequence[Gap]) -> str:
    """``2 gaps in the last 30 days. Of 5 recordings in them 5 were recovered.``"""
    told = [gap.found for gap in gaps if gap.found is not None]
    recordings, recovered = sum(found.recordings for found in told), sum(found.recovered for found in told)
    said = [f"{last_gap_text(gaps)}."]
    if recordings:
        said.append(f"Of {recordings:,} recording{'' if recordings == 1 else 's'} in them {recovered:,} no event had told of.")
        said.append("All of these were recovered." if recovered else "")
    elif told:
        said.append("No recording was in them.")
    unknown = len(gaps) - len(told)
    if unknown:
        said.append(f"Bandwidth was not asked about {'any' if not told else f'{unknown:,}'} of them yet.")
    return " ".join(part for part in said if part)


def last_gap_text(gaps: Sequence[Gap]) -> str:
    """``No gaps in the last 30 days``, ``2 gaps in the last 30 days``."""
    if not gaps:
        return "No gaps in the last 30 days"
    return "1 gap in the last 30 days" if len(gaps) == 1 else f"{len(gaps):,} gaps in the last 30 days"
