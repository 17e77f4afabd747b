"""What Bandwidth, asked back by id, says of the recordings, and which is asked about next: the database is this queue too.

``verify_next_at`` is the moment of the next ask, NULL for none. Two values are no moments, so that no clock that is set back can
hold them up: recordings that came and were never asked about have `_NEW`, those that the person wants asked about `_WANTED`.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from inbox.domain.bandwidth_word import made_at, why_nothing
from inbox.domain.differences import differences
from inbox.domain.recording import Recording, expiry, why_nothing_to_download
from inbox.domain.statuses import Doubt, DownloadStatus, RecordingStatus, Verification
from inbox.domain.times import from_microseconds, to_microseconds
from inbox.storage.database import Database
from inbox.storage.listing.row_reading import RECORDING_COLUMNS, folder_prefix, recording
from inbox.storage.storable_text import storable

_WANTED = -1
_NEW = 0

ASK_SOON = f"UPDATE recordings SET verify_next_at = {_WANTED} WHERE id = ?"
WANTED_NEXT = f"WHERE verify_next_at = {_WANTED} ORDER BY id DESC LIMIT 1"
NEW_NEXT = f"WHERE verify_next_at = {_NEW} ORDER BY id DESC LIMIT 1"
OLDEST_NEW_NEXT = f"WHERE verify_next_at = {_NEW} ORDER BY id LIMIT 1"
DUE_NEXT = f"WHERE verify_next_at > {_NEW} AND verify_next_at <= ? ORDER BY verify_next_at LIMIT 1"

_STOPPED = "asked_at IS NULL AND download_status IN ('waiting', 'failed', 'downloading')"
_VERIFIED = """UPDATE recordings SET verification = 'verified', verification_note = NULL, verified_at = ?, bandwidth_metadata = ?,
    verify_tries = verify_tries + 1, verify_next_at = ?, doubt = ?, expires_at = ?,
    held = CASE held WHEN 'rule' THEN NULL ELSE held END"""  # the rules look at what Bandwidth says, too
_GONE = """UPDATE recordings SET verification_note = ?, verified_at = ?, verify_tries = verify_tries + 1, verify_next_at = NULL,
    doubt = ?"""
_ONE = f"SELECT {RECORDING_COLUMNS} FROM recordings WHERE id = ?"
_RECONSIDERED = "UPDATE recordings SET download_status = ?, error = ?, attempts = 0, next_try_at = NULL WHERE id = ?"
_TO_COME = (DownloadStatus.WAITING, DownloadStatus.FAILED)
_REFUTED = """UPDATE recordings SET verification = 'refuted', verification_note = ?, verified_at = ?, verify_next_at = ?,
    verify_tries = CASE verification WHEN 'refuted' THEN verify_tries + 1 ELSE 1 END"""
_NO_DOWNLOAD = f"""UPDATE recordings SET download_status = 'given_up', error = ?, next_try_at = NULL, claimed_by = NULL,
    claimed_until = NULL WHERE id = ? AND {_STOPPED}"""
_UNKNOWN = """UPDATE recordings SET verify_next_at = ?, verify_tries = verify_tries + (verification <> 'refuted'),
    verification_note = CASE verification WHEN 'refuted' THEN verification_note ELSE ? END"""


@dataclass(frozen=True, slots=True)
class Unproven:
    """A recording that Bandwidth is to be asked about."""

    recording: Recording
    tries: int
    """How often it was asked about; of a refuted one: how often it was refuted."""


class Verifications:
    """Who is to be verified with Bandwidth, and how it went. Safe from any thread; writes raise StoreFailing."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._media = folder_prefix(database.folder.media)

    def next(self, now: datetime, *, due_first: bool = False, oldest_first: bool = False) -> Unproven | None:
        """The recording to ask about next: what the person wants, then the newest that was never asked about, then what is due.

        So that a flood of new ones does not hold anything up for ever: ``due_first`` is what has been due for longest before the
        new ones, ``oldest_first`` the oldest of these before the newest.
        """
        moment = to_microseconds(now) or 0
        new, due = (OLDEST_NEW_NEXT if oldest_first else NEW_NEXT, ()), (DUE_NEXT, (moment,))
        with self._database.reading_rows() as cursor:
            for which, parameters in ((WANTED_NEXT, ()), *((due, new) if due_first else (new, due))):
                row = cursor.execute(f"SELECT {RECORDING_COLUMNS}, verify_tries FROM recordings {which}", parameters).fetchone()
                if row is not None:
                    return Unproven(recording(row[:-1], self._media), int(row[-1]))
        return None

    def next_due(self) -> datetime | None:
        """The first moment at which one is to be asked about; None when none is. In 1970 for what is due at any time."""
        with self._database.reading_rows() as cursor:
            row = cursor.execute("SELECT min(verify_next_at) FROM recordings WHERE verify_next_at IS NOT NULL").fetchone()
        return from_microseconds(None if row[0] is None else max(int(row[0]), 0))

    def verified(self, row: int, metadata: str, at: datetime, next_at: datetime | None = None) -> None:
        """Bandwidth knows it, and says ``metadata`` (JSON, as it came).

        What was given up while it did not, or by the word of an event that it contradicts, waits again; what by its own word has
        no media is given up.
        """
        with self._database.writing_rows() as cursor:
            known = self._read(cursor, row)
            if known is None:
                return
            why_not = why_nothing(known.status, known.media_url, known.ids, metadata, is_verified=True)
            if _is_another_matter(known, why_not):
                status = DownloadStatus.WAITING if why_not is None else DownloadStatus.GIVEN_UP
                cursor.execute(_RECONSIDERED, (status.value, why_not, row))
            doubt = Doubt.DIFFERS if differences(known, metadata) else None
            expires = expiry(made_at(metadata) or known.ended_at, known.started_at, known.event_time, known.first_seen_at)
            times = to_microseconds(at), storable(metadata), to_microseconds(next_at)
            cursor.execute(f"{_VERIFIED} WHERE id = ?", (*times, doubt, to_microseconds(expires), row))

    def gone(self, row: int, sentence: str, at: datetime) -> None:
        """Bandwidth knew it, and does no longer: it stays verified. An event that says that it was deleted is right."""
        with self._database.writing_rows() as cursor:
            known = self._read(cursor, row)
            if known is None:
                return
            doubt, told = known.doubt, why_nothing_to_download(known.status, known.media_url, known.ids)
            if known.recording_status is RecordingStatus.DELETED and doubt is not None:
                (metadata,) = cursor.execute("SELECT bandwidth_metadata FROM recordings WHERE id = ?", (row,)).fetchone()
                others = [one for one in differences(known, metadata) if one.property != "status"]
                doubt = doubt if others or metadata is None else None
            if known.recording_status is RecordingStatus.DELETED and known.download_status in _TO_COME:
                cursor.execute(_RECONSIDERED, (DownloadStatus.GIVEN_UP.value, told, row))
            cursor.execute(f"{_GONE} WHERE id = ?", (storable(sentence), to_microseconds(at), doubt, row))

    def refuted(self, row: int, sentence: str, at: datetime, next_at: datetime | None) -> None:
        """Bandwidth does not know it: its download is given up, unless the person asked for it."""
        note = storable(sentence)
        with self._database.writing_rows() as cursor:
            cursor.execute(_NO_DOWNLOAD, (note, row))
            cursor.execute(f"{_REFUTED} WHERE id = ?", (note, to_microseconds(at), to_microseconds(next_at), row))

    def unknown(self, rows: Sequence[int], sentence: str, next_at: datetime | None) -> None:
        """No answer could be had, or none that proves something: each stays what it was, with ``sentence``."""
        values = [(to_microseconds(next_at), storable(sentence), row) for row in rows]
        with self._database.writing_rows() as cursor:
            cursor.executemany(f"{_UNKNOWN} WHERE id = ?", values)

    def never_asked(self, limit: int) -> list[int]:
        """The newest rows that Bandwidth was never asked about."""
        with self._database.reading_rows() as cursor:
            found = cursor.execute(f"SELECT id FROM recordings WHERE verify_next_at = {_NEW} ORDER BY id DESC LIMIT ?", (limit,))
            return [int(row[0]) for row in found]

    def ask(self, rows: Sequence[int]) -> None:
        """The person wants these asked about, before all others."""
        with self._database.writing_rows() as cursor:
            cursor.executemany(ASK_SOON, [(row,) for row in rows])

    def metadata(self, row: int) -> str | None:
        """What Bandwidth last said of it, as it came (JSON); None when it never did."""
        with self._database.reading_rows() as cursor:
            found = cursor.execute("SELECT bandwidth_metadata FROM recordings WHERE id = ?", (row,)).fetchone()
        return None if found is None or found[0] is None else str(found[0])

    def _read(self, cursor: sqlite3.Cursor, row: int) -> Recording | None:
        found = cursor.execute(_ONE, (row,)).fetchone()
        return None if found is None else recording(found, self._media)


def _is_another_matter(known: Recording, why_not: str | None) -> bool:
    """Whether ``why_not``, by Bandwidth's own word, is news for the download of the recording."""
    match known.download_status:
        case DownloadStatus.GIVEN_UP if known.verification is Verification.REFUTED:
            return True
        case DownloadStatus.GIVEN_UP:
            told = why_nothing_to_download(known.status, known.media_url, known.ids)
            return why_not is None and told is not None and (known.error or "").startswith(told)
        case DownloadStatus.WAITING | DownloadStatus.FAILED:
            return why_not is not None
        case DownloadStatus.DOWNLOADING | DownloadStatus.DOWNLOADED | DownloadStatus.EXPIRED | DownloadStatus.REMOVED:
            return False
