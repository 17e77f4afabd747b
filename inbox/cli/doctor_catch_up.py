"""The doctor's line on catching up: how far the last round came, and whether a gap was not looked at."""

from inbox.domain.recording import KEPT_BY_BANDWIDTH
from inbox.domain.times import now
from inbox.domain.visible_text import visible
from inbox.pipeline.opened import OpenInbox


def caught_up(inbox: OpenInbox) -> tuple[bool, str]:
    """Whether everything is in the inbox that Bandwidth's lists have, as far as that was looked at."""
    if not inbox.settings.catch_up:
        return True, "not by itself (catch_up is false); `recording-inbox catch-up` does it once"
    last = inbox.catch_up_runs.last(inbox.account().account_id)
    if last is None:
        return True, "nothing was caught up as yet; it begins when an account is set and the window, or serve, runs"
    if last.problem is not None:
        return False, f"the round of {last.started_at:%Y-%m-%d %H:%M} UTC has something left to do: {visible(last.problem, 600)}"
    if last.finished_at is None:
        return True, f"a round is under way since {last.started_at:%Y-%m-%d %H:%M} UTC, or goes on at the next start"
    gaps = inbox.ledger.gaps(now() - KEPT_BY_BANDWIDTH)
    unseen = [gap for gap in gaps if gap.found is None and gap.ended_at is not None and gap.ended_at < last.until]
    if unseen:
        which = "1 gap was" if len(unseen) == 1 else f"{len(unseen)} gaps were"
        return False, f"{which} not looked at: run `recording-inbox catch-up --since 30d`, and see `recording-inbox gaps`"
    recordings = "1 recording" if last.added == 1 else f"{last.added:,} recordings"
    return True, f"done up to {last.until:%Y-%m-%d %H:%M} UTC; the last round found {recordings} that no event had told of"
