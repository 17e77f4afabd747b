"""What a round of catch-up found, told to the ledger of when events could be taken."""

from datetime import datetime

from inbox.pipeline.catching_up.catch_up_round import RoundDone
from inbox.storage.journal.ledger import Ledger


def tell_ledger(ledger: Ledger, done: RoundDone, at: datetime) -> None:
    """Notes what was found in the gaps that the round looked at. Raises StoreFailing."""
    if done.problem is not None and not done.added:
        return  # nothing is known of them
    ledger.found(done.since, done.until, done.rows, is_final=False, at=at)
    if done.settled_until is not None and done.settled_until > done.since:
        ledger.found(done.since, done.settled_until, done.rows, is_final=True, at=at)
