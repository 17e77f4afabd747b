"""What Bandwidth's answer to "do you know this recording?" proves, and when it is asked again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from inbox.domain.backoff import delay
from inbox.domain.differences import differences
from inbox.domain.failure import Failure, Remedy
from inbox.domain.recording import Recording
from inbox.domain.statuses import Verification

REFUTED = (
    "Bandwidth does not know this recording (404): the event may not have come from Bandwidth. It is not downloaded unless you "
    "ask for it."
)
_AGAIN_AFTER = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
"""An event may come before Bandwidth's own list has the recording, or has its last status."""
_PERSON_MUST_ACT = 60
"""What only the person can mend is asked again this many times more seldom: after 5 minutes first."""
_LONGEST = timedelta(days=1)
_TRIES_OF_EXPIRED = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """The recording's verification after an answer, the sentence for the person, and the moment of the next ask, if any."""

    verification: Verification
    note: str | None
    next_at: datetime | None


def find(recording: Recording, tries: int, answer: str | Failure, now: datetime, spread: float) -> Finding:
    """What ``answer`` (metadata, or a failure) means; ``tries`` asks went before, of a refuted recording: refutations.

    Only Bandwidth's own word refutes, and only while Bandwidth would still have the recording; ``spread`` as in `backoff.delay`.
    """
    if isinstance(answer, str):
        is_behind = any(one.property == "status" for one in differences(recording, answer))
        return Finding(Verification.VERIFIED, None, _again(tries, now) if is_behind else None)
    if answer.remedy is Remedy.NOT_FOUND:
        return _not_known(recording, tries, now)
    wait = delay(tries + 1, spread, answer.retry_after)
    if answer.remedy is Remedy.ACT:
        wait = min(max(wait, wait * _PERSON_MUST_ACT), _LONGEST)
    is_hopeless = now >= recording.expires_at and tries + 1 >= _TRIES_OF_EXPIRED
    is_verified = recording.verification is Verification.VERIFIED
    note = f"{'Bandwidth could not be asked again' if is_verified else 'Not verified'}: {answer.sentence}"
    return Finding(recording.verification, note, None if is_hopeless else now + wait)


def why_never_verified(recording: Recording) -> str | None:
    """The sentence that says why Bandwidth cannot be asked about it at all; None when it can."""
    if unusable := recording.ids.unusable():
        return f"Not verified: the event's {' and '.join(unusable)} cannot be used in an address, so Bandwidth cannot be asked."
    return None


def _not_known(recording: Recording, tries: int, now: datetime) -> Finding:
    if recording.verification is Verification.VERIFIED:
        return Finding(
            Verification.VERIFIED, "Bandwidth knew this recording, and no longer does (404): it was deleted there.", None
        )
    if recording.media_sha256 is not None:
        note = "Bandwidth no longer knows this recording (404), but its media was downloaded from Bandwidth before."
        return Finding(Verification.UNVERIFIED, note, None)
    if now >= recording.expires_at:
        note = "Not verified: Bandwidth has no such recording (404), which proves nothing 30 days after it was made."
        return Finding(Verification.UNVERIFIED, note, None)
    refuted_before = tries if recording.verification is Verification.REFUTED else 0
    return Finding(Verification.REFUTED, REFUTED, _again(refuted_before, now))


def _again(asked_before: int, now: datetime) -> datetime | None:
    return now + _AGAIN_AFTER[asked_before] if asked_before < len(_AGAIN_AFTER) else None
