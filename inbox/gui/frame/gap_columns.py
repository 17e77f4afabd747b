"""What the table of gaps shows of each, and what is said of all of them."""

import re
from collections.abc import Sequence

from inbox.domain.gap import Gap, SpanEnd, found_text, length_text
from inbox.domain.times import now
from inbox.gui.look.badges import Badge, Shape, Tone
from inbox.gui.look.time_text import moment_text, within_sentence
from inbox.gui.widgets.line_model import LineColumn


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


def _began(gap: Gap) -> str:
    return moment_text(gap.began_at)


def _when_without_year(gap: Gap) -> str:
    return _without_year(when_text(gap))


def _began_without_year(gap: Gap) -> str:
    return _without_year(_began(gap))


def _without_year(moments: str) -> str:
    # in January; of the last month only is told here
    return re.sub(r" \d{4} ", " ", moments)


def _found(gap: Gap) -> str:
    # the column says what it is in, and is narrow
    return found_text(gap.found).replace(" in it", "", 1) if gap.found is not None else "not asked about yet"


def _found_shorter(gap: Gap) -> str:
    return _found(gap).replace(" told by an event after all", " by event")


def _found_shortest(gap: Gap) -> str:
    return _found_shorter(gap).replace(" recordings,", ":").replace(" recording,", ":")


GAP_COLUMNS = (
    LineColumn("When", when_text, 127, roomy_width=232, shorter=(_when_without_year, _began, _began_without_year)),
    LineColumn("Down for", lambda gap: length_text(gap.seconds(now())), 99, is_number=True),
    LineColumn("Why", lambda gap: gap_badge(gap).word, 135, badge=gap_badge),
    LineColumn("What was in it", _found, 0, shorter=(_found_shorter, _found_shortest)),
)


def gaps_summary(gaps: Sequence[Gap]) -> str:
    """``2 gaps in the last 30 days. 5 recordings were in them: 5 recovered.``"""
    told = [gap.found for gap in gaps if gap.found is not None]
    recordings, recovered = sum(found.recordings for found in told), sum(found.recovered for found in told)
    said = [f"{last_gap_text(gaps)}."]
    it = "it" if len(gaps) == 1 else "them"
    if recordings:
        late = f", {recordings - recovered:,} told by an event after all" if recordings > recovered else ""
        many = "1 recording was" if recordings == 1 else f"{recordings:,} recordings were"
        said.append(f"{many} in {it}: {recovered:,} recovered{late}.")
    elif told:
        said.append(f"No recording was in {it}.")
    unknown = len(gaps) - len(told)
    if unknown:
        which = it if unknown == len(gaps) else f"{unknown:,} of them"
        said.append(f"Bandwidth has not been asked about {which} yet.")
    return " ".join(said)


def last_gap_text(gaps: Sequence[Gap]) -> str:
    """``No gaps in the last 30 days``, ``2 gaps in the last 30 days``."""
    if not gaps:
        return "No gaps in the last 30 days"
    return "1 gap in the last 30 days" if len(gaps) == 1 else f"{len(gaps):,} gaps in the last 30 days"
