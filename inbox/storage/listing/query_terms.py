"""What each term of the search language asks of the SQLite store."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta

from inbox.domain.expiring import STILL_TO_COME
from inbox.domain.query import RecordingQuery, Term
from inbox.domain.statuses import Doubt, DownloadStatus, RecordingStatus, ReviewStatus, Source, Verification
from inbox.domain.times import to_microseconds
from inbox.storage.listing.conditions import NOTHING, Condition
from inbox.storage.listing.judged_terms import answered, is_answered, is_noted, is_starred, is_tagged, noted, stars, tagged
from inbox.storage.storable_text import storable

_FTS_COLUMNS = {
    "name": "name", "tag": "tag", "conference": "{name conference_id}", "call": "call_id", "from": "from_number",
    "to": "to_number",
}  # fmt: skip
_TEXT_COLUMNS = {
    "name": ("name",), "tag": ("tag",), "conference": ("name", "conference_id"), "call": ("call_id",), "from": ("from_number",),
    "to": ("to_number",), "": ("name", "tag"),
}  # fmt: skip
_ERRORS = "status_kind = 'error'"
_FAILED = "download_status IN ('failed', 'given_up', 'expired')"
_CANCELLED = "download_status = 'given_up' AND held = 'paused' AND verification <> 'refuted'"
_NOT_HERE = "download_status NOT IN ('downloaded', 'removed')"
_TO_COME = ", ".join(f"'{status}'" for status in STILL_TO_COME)
_PHONE_NUMBER = re.compile(r"\+[\d ().\-/]+")
_JUDGED = {"noted": is_noted, "starred": is_starred, "tagged": is_tagged, "answered": is_answered}
_MOST_CHARACTERS = 64  # characters past these are left out: each is a condition of its own, and SQLite takes a thousand


CANCELLED = Condition(_CANCELLED, finds=f"SELECT id FROM recordings INDEXED BY ix_recordings_cancelled WHERE {_CANCELLED}")
"""What the person ended (`Recording.is_cancelled`): nothing is wrong with it."""
_REVIEWED = "SELECT 1 FROM recordings AS reviewed INDEXED BY ix_recordings_review WHERE review_status = 'reviewed'"
OPEN_CANCELLED_COUNT = (
    f"SELECT count(*) FROM recordings INDEXED BY ix_recordings_cancelled WHERE {_CANCELLED} AND NOT {_ERRORS} "
    f"AND NOT EXISTS ({_REVIEWED} AND reviewed.id = recordings.id)"  # looked for in an index: no row itself is read
)
"""Counts those of which Bandwidth reports no error either, and that are not reviewed."""
_OPEN = f"review_status IN ('{ReviewStatus.NEW}', '{ReviewStatus.FLAGGED}')"
_IS_OPEN = Condition(_OPEN, finds=f"SELECT id FROM recordings INDEXED BY ix_recordings_review WHERE {_OPEN}")


def conditions(query: RecordingQuery, now: datetime, warning_days: int) -> list[Condition]:
    """What the rows of ``query`` fulfil, all of it; ``warning_days`` is how soon something counts as expiring."""
    found = [_condition(term, now, warning_days) for term in query.terms if term.field not in _FTS_COLUMNS]
    texts = [(term.field, _as_kept(term.value)) for term in query.terms if term.field in _FTS_COLUMNS]
    texts += [("", _as_kept(word)) for word in query.words]
    texts = list(dict.fromkeys(texts))
    words = [(field, text) for field, text in texts if _has_token(text)]
    if words:
        found.append(_match(words))
    found += [_contains(field, text) for field, text in texts if not _has_token(text)][:_MOST_CHARACTERS]
    return found


def expiring(now: datetime, days: int) -> Condition:
    """What is about to be lost, by the rule of `inbox.domain.expiring`; read along an index that holds nothing else."""
    where = f"{_NOT_HERE} AND expires_at > ? AND expires_at <= ? AND download_status IN ({_TO_COME})"
    span = to_microseconds(now), to_microseconds(now + timedelta(days=days))
    return Condition(where, span, f"SELECT id FROM recordings INDEXED BY ix_recordings_without_media WHERE {where}")


def _condition(term: Term, now: datetime, warning_days: int) -> Condition:
    value = term.value.strip().lower()
    match term.field:
        case "status":
            return _status(value)
        case "download":
            return _one_of("download_status", value.replace("-", "_"), DownloadStatus)
        case "review":
            return _one_of("review_status", value, ReviewStatus)
        case "verification":
            return _one_of("verification", value, Verification)
        case "direction":
            return Condition("direction = ? COLLATE NOCASE", (storable(value),))
        case "is":
            return _is(value, now, warning_days)
        case "recording":
            return _beginning("recording_id", storable(term.value.strip()))
        case "account":
            return Condition("account_id = ?", (storable(term.value.strip()),))
        case "format":
            return Condition("file_format = ? COLLATE NOCASE", (storable(value),))
        case "stars":
            return stars(value)
        case "tagged":
            return tagged(term.value)
        case "note":
            return noted(term.value)
        case "answer":
            return answered(term.value)
        case "source":
            return Condition("source = ?", (value,)) if value in set(Source) else NOTHING
        case _:
            return NOTHING


def _is(value: str, now: datetime, warning_days: int) -> Condition:
    if value == "error":
        failed = f"SELECT id FROM recordings WHERE {_FAILED} EXCEPT {CANCELLED.finds}"
        finds = f"{failed} UNION SELECT id FROM recordings WHERE {_ERRORS}"  # one after the other, as SQLite reads it
        return Condition(f"({_ERRORS} OR ({_FAILED} AND ({_CANCELLED}) IS NOT 1))", finds=finds)
    if value == "expiring":
        return expiring(now, warning_days)
    if value == "cancelled":
        return CANCELLED
    if value == "open":
        return _IS_OPEN
    if value == Doubt.DIFFERS:
        return _indexed("doubt = ?", value)
    if value == "call":
        finds = "SELECT id FROM recordings INDEXED BY ix_recordings_calls WHERE call_id <> ''"
        return Condition("call_id <> ''", finds=finds, ordered_by="ix_recordings_calls")
    if value == "paused":
        where = "held = 'paused' AND download_status IN ('waiting', 'failed')"
        index = "SELECT id FROM recordings INDEXED BY ix_recordings_held WHERE held IS NOT NULL AND "
        return Condition(where, finds=index + where)
    if value in _JUDGED:
        return _JUDGED[value]()
    if value == "conference":
        return Condition("call_id = ''")
    if value in set(Verification):
        return _one_of("verification", value, Verification)
    if value in set(ReviewStatus):
        return _one_of("review_status", value, ReviewStatus)
    if value in set(DownloadStatus):
        return _one_of("download_status", value, DownloadStatus)
    return _status(value)


def _status(value: str) -> Condition:
    kind = RecordingStatus.of(value)
    if kind is not RecordingStatus.UNKNOWN or value == RecordingStatus.UNKNOWN:
        return _one_of("status_kind", kind, RecordingStatus)
    return _indexed("status_kind = 'unknown' AND status = ? COLLATE NOCASE", storable(value))


def _one_of(column: str, value: str, values: Iterable[str]) -> Condition:
    if value not in set(values):
        return NOTHING
    index = f"ix_recordings_{column.partition('_')[0]}"
    return Condition(f"{column} = ?", (str(value),), f"SELECT id FROM recordings WHERE {column} = ?", index)


def _indexed(where: str, *parameters: object) -> Condition:
    return Condition(where, parameters, f"SELECT id FROM recordings WHERE {where}")


def _beginning(column: str, text: str) -> Condition:
    return _indexed(f"{column} >= ? AND {column} < ?", text, text + "\U0010ffff")


def _has_token(text: str) -> bool:
    """Whether the full-text index sees a word in ``text``: letters, digits and private characters make words."""
    return any(unicodedata.category(letter)[0] in "LN" or unicodedata.category(letter) == "Co" for letter in text)


def _as_kept(text: str) -> str:
    """``text`` as the index has it: of a phone number, as people write it, the digits."""
    if _PHONE_NUMBER.fullmatch(text.strip()):
        return "+" + "".join(letter for letter in text if letter.isdigit())
    return storable(text)


def _match(words: list[tuple[str, str]]) -> Condition:
    phrases = []
    for field, text in words:
        quoted = text.replace('"', '""')  # inside quotes nothing else is syntax
        phrases.append(f'{_FTS_COLUMNS[field]} : "{quoted}" *' if field else f'"{quoted}" *')
    expression = " AND ".join(phrases)
    finds = "SELECT rowid AS id FROM recordings_fts WHERE recordings_fts MATCH ?"
    as_set = f"recordings.id IN ({finds})"  # asked row by row, FTS5 takes 100 µs for each (MEASURED)
    return Condition(as_set, (expression,), finds, "recordings_fts")


def _contains(field: str, text: str) -> Condition:
    columns = _TEXT_COLUMNS[field]
    return Condition(f"({' OR '.join(f'instr({column}, ?) > 0' for column in columns)})", (text,) * len(columns))
