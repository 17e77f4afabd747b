"""What a delivery says, whatever happens on the way; and what its sender is told once it is stored."""

import logging

from inbox.domain.delivery import Delivery, DeliveryOutcome, Receipt
from inbox.domain.events import RejectedInput, Understood, understand
from inbox.storage.journal.intake_store import Committed

_log = logging.getLogger(__name__)
_RECEIPTS = {outcome: Receipt(outcome) for outcome in DeliveryOutcome}


def understood(delivery: Delivery) -> Understood:
    """What the delivery says; a bug of ours on the way must not lose its bytes: they are kept as rejected."""
    try:
        return understand(delivery)
    except Exception:
        _log.exception("A delivery could not be understood because of a mistake in this program.")
        return RejectedInput("not-understood", "This program made a mistake while reading the event; its bytes are kept.")


def receipt_for(said: Understood, committed: Committed) -> Receipt:
    """What the sender of a stored delivery is told."""
    if not committed.reason:
        return _RECEIPTS[committed.outcome]
    error = said.error if isinstance(said, RejectedInput) else ""
    return Receipt(committed.outcome, committed.reason, error)
