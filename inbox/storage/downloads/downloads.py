"""The download queue: the database itself, so that a crash loses nothing and needs no clean-up."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from inbox.domain.backoff import delay
from inbox.domain.bandwidth_word import name_and_tag
from inbox.domain.history import HistoryKind
from inbox.domain.recording import Recording
from inbox.domain.sound.peaks import Peaks
from inbox.domain.sound.sound_map import SoundMap
from inbox.domain.statuses import DownloadStatus
from inbox.domain.times import from_microseconds, now, to_microseconds
from inbox.storage.connecting import driver_cursor
from inbox.storage.database import Database
from inbox.storage.downloads.download_queue import next_of, next_row
from inbox.storage.downloads.media_store import MediaStore
from inbox.storage.listing.row_reading import RECORDING_COLUMNS, folder_prefix, recording
from inbox.storage.problems import StoreFailing
from inbox.storage.review.history import add_history
from inbox.storage.review.peaks import write_peaks
from inbox.storage.review.sound_maps import forget_sound_map, write_sound_map
from inbox.storage.storable_text import storable

_RULED_A_TRANSACTION = 50
_NEXT_DUE = (
    "SELECT min(next_try_at) FROM recordings INDEXED BY ix_recordings_retries WHERE download_status = 'failed' "
    "AND held IS NULL AND next_try_at IS NOT NULL{asked} UNION ALL "
    "SELECT min(claimed_until) FROM recordings WHERE download_status = 'downloading'{asked}"
)
NEXT_DUE = _NEXT_DUE.format(asked="")
NEXT_ASKED_DUE = _NEXT_DUE.format(asked=" AND asked_at IS NOT NULL")
_STATE = "SELECT download_status, media_name FROM recordings WHERE id = ?"
_ASK = (
    "UPDATE recordings SET download_status = ?, asked_at = coalesce(asked_at, ?), attempts = 0, next_try_at = NULL, "
    "error = NULL, media_name = NULL, media_bytes = NULL, media_sha256 = NULL, media_format = NULL, "
    "media_seconds = NULL, held = NULL WHERE id = ?"
)
_REMEMBER = (  # should the file turn up again, it is taken as it is
    "INSERT OR REPLACE INTO part_files (recording_row, synced_bytes, total_bytes, sha256, updated_at) "
    "SELECT id, media_bytes, media_bytes, media_sha256, ? FROM recordings "
    "WHERE id = ? AND download_status = 'downloaded' AND media_sha256 IS NOT NULL AND media_bytes > 0"
)
_NOT_CLAIMED = "claimed_by = NULL, claimed_until = NULL"
_WAITS_BY_ITSELF = "SELECT asked_at IS NULL FROM recordings WHERE id = ?"
_HOLD = (
    "UPDATE recordings SET held = 'rule', download_status = CASE download_status WHEN 'downloading' THEN 'waiting' "
    f"ELSE download_status END, {_NOT_CLAIMED} WHERE id = ?"
)
_CLAIM = (
    "UPDATE recordings SET attempts = attempts + (download_status = 'downloading'), download_status = 'downloading', "
    "claimed_by = ?, claimed_until = ?, next_try_at = NULL, error = NULL, held = NULL WHERE id = ?"
)
_DIED = "The program ended more than once while this was downloaded or looked through; it is tried again after a while."
_IS_CLAIMED = "SELECT 1 FROM recordings WHERE id = ? AND claimed_by = ? AND download_status = 'downloading'"
_DEATHS = 3


class Downloads:
    """Who downloads what, and how it went. Safe from any thread and for several processes; writes raise StoreFailing."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._media = folder_prefix(database.folder.media)
        self._files = MediaStore(database.folder.media.absolute())

    def claim(
        self,
        owner: str,
        now: datetime,
        lease: timedelta,
        only: Sequence[int] | None = None,
        *,
        asked_only: bool = False,
        wanted: Callable[[Recording], bool] = lambda _recording: True,
    ) -> Recording | None:
        """Take the next recording to download until ``now + lease``; None when there is none (of ``only``, of what is asked for).

        Candidates wait, or failed and are due, or were claimed by another owner whose lease has ended (that try counts as failed;
        what an owner has claimed itself it still works on, and lets go of by `release_owner`). What the
        person asked for comes first, then what Bandwidth deletes first. ``attempts`` of the result counts the failed tries.
        What nobody asked for and is not ``wanted`` is held back by the rule from now on; ``wanted`` must not wait.
        """
        moment = to_microseconds(now) or 0

        def look(connection: Connection) -> int | None:
            if only is None:
                return next_row(connection, moment, owner, asked_only=asked_only)
            return next_of(connection, moment, owner, only)

        while True:
            with self._database.reading() as connection:  # an idle queue is looked at often, and must not hold up the intake
                if look(connection) is None:
                    return None
            with self._database.writing() as connection:
                for _ in range(_RULED_A_TRANSACTION):
                    row = look(connection)
                    if row is None:
                        return None
                    by_itself = only is None and connection.exec_driver_sql(_WAITS_BY_ITSELF, (row,)).scalar_one()
                    if by_itself and not any(map(wanted, self._as_told(connection, row))):
                        connection.exec_driver_sql(_HOLD, (row,))
                        continue
                    connection.exec_driver_sql(_CLAIM, (owner, to_microseconds(now + lease), row))
                    return self._read(connection, row)

    def _read(self, connection: Connection, row: int) -> Recording:
        found = connection.exec_driver_sql(f"SELECT {RECORDING_COLUMNS} FROM recordings WHERE id = ?", (row,)).one()
        return recording(found, self._media)

    def _as_told(self, connection: Connection, row: int) -> Iterator[Recording]:
        """As events tell of it, and where these are in doubt, with Bandwidth's name and tag: no forged name holds it back."""
        found = self._read(connection, row)
        yield found
        if found.doubt is None:
            return
        metadata = connection.exec_driver_sql("SELECT bandwidth_metadata FROM recordings WHERE id = ?", (row,)).scalar()
        name, tag = name_and_tag(metadata)
        yield replace(found, name=name or found.name, tag=tag or found.tag)

    def renew(self, row: int, owner: str, until: datetime) -> bool:
        """Keep a claim until ``until``; False when it is no longer ``owner``'s, who then stops."""
        with self._database.writing() as connection:
            result = connection.exec_driver_sql(
                "UPDATE recordings SET claimed_until = ? WHERE id = ? AND claimed_by = ? AND download_status = 'downloading'",
                (to_microseconds(until), row, owner),
            )
            return result.rowcount == 1

    def is_claimed(self, row: int, owner: str) -> bool:
        """Whether a claim is still ``owner``'s: asking costs the disk nothing, unlike `renew`."""
        with self._database.reading() as connection:
            found = connection.exec_driver_sql(_IS_CLAIMED, (row, owner)).scalar()
        return found is not None

    def release_owner(self, owner: str) -> int:
        """Put everything that ``owner`` has claimed back to waiting; gives how many that were."""
        with self._database.writing() as connection:
            result = connection.exec_driver_sql(
                f"UPDATE recordings SET download_status = 'waiting', {_NOT_CLAIMED} "
                "WHERE download_status = 'downloading' AND claimed_by = ?",
                (owner,),
            )
            return result.rowcount

    def release(self, row: int, owner: str) -> None:
        """Put a recording back to waiting, when ``owner`` still has it."""
        with self._database.writing() as connection:
            connection.exec_driver_sql(
                f"UPDATE recordings SET download_status = 'waiting', {_NOT_CLAIMED} "
                "WHERE id = ? AND download_status = 'downloading' AND claimed_by = ?",
                (row, owner),
            )

    def take_over_from_the_dead(self, owner: str, now: datetime) -> int:
        """Put back what a process that is no more had claimed as ``owner``; that try counts as failed. Gives how many that were.

        What was under way each time that the program ended waits longer each time: it may be what ended the program.
        """
        died = "SELECT id, attempts + 1 FROM recordings WHERE download_status = 'downloading' AND claimed_by = ?"
        back = (
            "UPDATE recordings SET attempts = ?, download_status = ?, error = ?, next_try_at = ?, "
            f"{_NOT_CLAIMED} WHERE id = ? AND claimed_by = ?"
        )
        with self._database.writing() as connection:
            rows = connection.exec_driver_sql(died, (owner,)).all()
            for row, tries in rows:
                waits = to_microseconds(now + delay(tries, 0.0)) if tries >= _DEATHS else None
                status, error = ("waiting", None) if waits is None else ("failed", _DIED)
                connection.exec_driver_sql(back, (tries, status, error, waits, row, owner))
            return len(rows)

    def finished(
        self,
        row: int,
        owner: str,
        *,
        media_name: str,
        media_bytes: int,
        sha256: str,
        media_format: str,
        media_seconds: float | None,
        peaks: Peaks | None,
        sound: SoundMap | None = None,
        remark: str | None = None,
    ) -> None:
        """The file is in its place, whole and on disk; ``remark`` is a sentence on what is odd about it.

        A recording whose file was finished before stays as it is. The length as decoded is shown where the event gave none.
        """
        told = storable(remark) if remark is not None else None
        of_file = {"bytes": media_bytes, "format": media_format, "seconds": media_seconds, "sha256": sha256}
        with self._database.writing() as connection:
            result = connection.exec_driver_sql(
                "UPDATE recordings SET download_status = 'downloaded', media_name = ?, media_bytes = ?, media_sha256 = ?, "
                "media_format = ?, media_seconds = ?, duration_seconds = coalesce(duration_seconds, ?), error = ?, "
                f"next_try_at = NULL, asked_at = NULL, held = NULL, {_NOT_CLAIMED} "
                "WHERE id = ? AND (claimed_by = ? OR download_status <> 'downloaded')",
                (media_name, media_bytes, sha256, media_format, media_seconds, media_seconds, told, row, owner),
            )
            connection.exec_driver_sql("DELETE FROM part_files WHERE recording_row = ?", (row,))
            if result.rowcount != 1:
                return
            if peaks is not None:
                write_peaks(connection, row, peaks)
            cursor = driver_cursor(connection)
            forget_sound_map(cursor, row)
            if sound is not None:
                write_sound_map(cursor, row, sound)
            add_history(cursor, row, HistoryKind.DOWNLOADED, of_file, now())

    def failed(
        self,
        row: int,
        owner: str,
        status: DownloadStatus,
        sentence: str,
        next_try_at: datetime | None,
        *,
        attempts: int | None = None,
    ) -> None:
        """The try of ``owner`` failed with ``sentence``. No effect when the claim is no longer ``owner``'s.

        ``attempts`` is how many failed by now; one more when it is not given. ``next_try_at`` is needed with FAILED:
        without it nothing would ever try again.
        """
        if (status is DownloadStatus.FAILED) != (next_try_at is not None):
            raise ValueError("FAILED goes with the moment of the next try, a final status without one")
        with self._database.writing() as connection:
            connection.exec_driver_sql(
                "UPDATE recordings SET download_status = ?, error = ?, next_try_at = ?, attempts = coalesce(?, attempts + 1), "
                f"{_NOT_CLAIMED} "
                "WHERE id = ? AND claimed_by = ? AND download_status = 'downloading'",
                (status.value, storable(sentence), to_microseconds(next_try_at), attempts, row, owner),
            )

    def ask(self, rows: Sequence[int], now: datetime) -> None:
        """The person asks for these: first in the queue, attempts from 0.

        What is being downloaded goes on; what is downloaded stays, unless its file is gone. Raises StoreFailing, too, when
        the whole folder of files is gone, where a file that is missing says nothing.
        """
        if not rows:
            return
        moment = to_microseconds(now)
        with self._database.writing() as connection:
            for row in rows:
                found = connection.exec_driver_sql(_STATE, (row,)).first()
                if found is None or (found[0] == "downloaded" and found[1] and self._is_here(found[1])):
                    continue
                status = "downloading" if found[0] == "downloading" else "waiting"
                connection.exec_driver_sql(_REMEMBER, (moment, row))
                connection.exec_driver_sql(_ASK, (status, moment, row))

    def next_due(self, *, asked_only: bool = False) -> datetime | None:
        """The first moment at which a failed download is to be tried again or a lease ends; None when neither is to come.

        What waits is due at any time and not told of here. ``asked_only``: of what the person asked for.
        """
        with self._database.reading() as connection:
            moments = connection.exec_driver_sql(NEXT_ASKED_DUE if asked_only else NEXT_DUE).scalars()
            return from_microseconds(min((moment for moment in moments if moment is not None), default=None))

    def _is_here(self, media_name: str) -> bool:
        if not self._files.is_there:
            raise StoreFailing(
                f"The folder for recordings, {self._files.folder}, is not there. If it is on a disk that was taken out, put it "
                "back and ask again."
            )
        return self._files.path_of(media_name).is_file()
