"""A stored delivery understood anew and folded into its recording, as when it came: what replay, rebuild and recovery share."""

import copy
import logging
import sqlite3
from dataclasses import dataclass, fields
from typing import assert_never

from inbox.domain.delivery import Delivery, DeliveryOutcome, StoredDelivery
from inbox.domain.events import IgnoredEvent, RecordingEvent, RejectedInput, Understood, understand
from inbox.storage.journal.merged_rows import (
    INSERT_RECORDING,
    inserted_values,
    key_of,
    last_id,
    stored_recordings,
    update_recordings,
)
from inbox.storage.journal.merging import MergedRecording, storable_event
from inbox.storage.sqlite_parts import COUNT_NEW
from inbox.storage.storable_text import storable, storable_or_none

_log = logging.getLogger(__name__)
_UNTOLD = frozenset({"doubt", "is_to_be_asked"})
"""What a fold changes for the verifier alone."""
_UPDATE_DELIVERY = "UPDATE deliveries SET outcome = ?, reason = ?, event_type = ?, recording_row = ? WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of a stored delivery that was folded in again."""

    delivery_id: int
    outcome: DeliveryOutcome | None
    """None: there is no delivery with this number."""
    reason: str = ""
    recording_row: int | None = None
    recording_id: str = ""
    is_new: bool = False
    """It made a recording that was not there."""
    changed: tuple[str, ...] = ()
    """What of the recording is different now, in the words of the command line's JSON."""

    @property
    def sentence(self) -> str:
        """What became of it, for the person."""
        which = f"Delivery {self.delivery_id}"
        match self.outcome:
            case None:
                return f"There is no delivery {self.delivery_id} in the journal."
            case DeliveryOutcome.RECORDING | DeliveryOutcome.DUPLICATE if self.is_new:
                return f"{which}: new recording {self.recording_id}."
            case DeliveryOutcome.RECORDING | DeliveryOutcome.DUPLICATE if self.changed:
                return f"{which}: recording {self.recording_id} updated ({', '.join(self.changed)})."
            case DeliveryOutcome.RECORDING | DeliveryOutcome.DUPLICATE:
                return f"{which}: nothing new about recording {self.recording_id}."
            case DeliveryOutcome.IGNORED:
                return f"{which}: still ignored. {self.reason}"
            case DeliveryOutcome.REJECTED:
                return f"{which}: still rejected. {self.reason}"
            case _:
                assert_never(self.outcome)


def understood(delivery: Delivery) -> Understood:
    """What a delivery says; a mistake of ours on the way must not stop those behind it."""
    try:
        return understand(delivery)
    except Exception:
        _log.exception("A stored delivery could not be understood because of a mistake in this program.")
        return RejectedInput("not-understood", "This program made a mistake while reading the event; its bytes are kept.")


def fold_in(cursor: sqlite3.Cursor, kept: StoredDelivery) -> Replayed:
    """Fold ``kept`` in within the caller's write transaction. It counts as a delivery of its recording once, however often."""
    said = understood(kept.delivery)
    match said:
        case RecordingEvent():
            replayed = _fold_event(cursor, kept, storable_event(said))
        case IgnoredEvent():
            replayed = Replayed(kept.id, DeliveryOutcome.IGNORED, storable(said.reason), kept.recording_row)
        case RejectedInput():
            replayed = Replayed(kept.id, DeliveryOutcome.REJECTED, storable(said.reason), kept.recording_row)
        case _:
            assert_never(said)
    outcome = replayed.outcome or kept.outcome
    after = (outcome.value, replayed.reason, storable_or_none(said.event_type), replayed.recording_row, kept.id)
    if after != (kept.outcome.value, kept.reason, kept.event_type, kept.recording_row, kept.id):
        cursor.execute(_UPDATE_DELIVERY, after)
    return replayed


def _fold_event(cursor: sqlite3.Cursor, kept: StoredDelivery, event: RecordingEvent) -> Replayed:
    key = key_of(event)
    recording = stored_recordings(cursor, [key]).get(key)
    if recording is None:
        recording = MergedRecording.first(last_id(cursor, "recordings") + 1, event, kept.delivery.received_at)
        cursor.execute(INSERT_RECORDING, inserted_values(recording))
        cursor.execute(COUNT_NEW, (recording.id,))
        return Replayed(kept.id, DeliveryOutcome.RECORDING, "", recording.id, recording.recording_id, is_new=True)
    before = copy.copy(recording)
    recording.merge(event, kept.delivery.received_at)
    was_counted = kept.recording_row == recording.id
    if was_counted:
        recording.deliveries = before.deliveries
    if recording != before:
        update_recordings(cursor, [recording])
    stays = was_counted and kept.outcome in (DeliveryOutcome.RECORDING, DeliveryOutcome.DUPLICATE)
    outcome = kept.outcome if stays else DeliveryOutcome.DUPLICATE
    return Replayed(kept.id, outcome, "", recording.id, recording.recording_id, changed=changed_fields(before, recording))


def changed_fields(before: MergedRecording, after: MergedRecording) -> tuple[str, ...]:
    """The names of what differs."""
    names = (field.name for field in fields(before) if getattr(before, field.name) != getattr(after, field.name))
    return tuple(dict.fromkeys("event_time" if name == "event_counts_at" else name for name in names if name not in _UNTOLD))
