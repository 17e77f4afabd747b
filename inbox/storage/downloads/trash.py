"""The trash: downloaded files that a rule, or the person, moved away, until its own age ends.

What is odd about a file (`recordings.error` of one that is here) goes with it, and comes back with it.

The database says first that a file is in the trash, then it is moved: when the program dies in between, the file lies in its
old place, where both `Trash.bring_back` and `Trash.empty` find it. On the way back the file is moved first.
"""

import logging
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from inbox.domain.times import to_microseconds
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.downloads.file_moves import carry
from inbox.storage.downloads.media_store import MediaStore
from inbox.storage.problems import StorageProblem
from inbox.storage.storable_text import storable
from inbox.storage.syncing import sync_folder

_log = logging.getLogger(__name__)

_EMPTIED = "The downloaded file was moved to the trash, which was emptied since."
_ROWS_A_READ = 200
_HAS_FILE = """SELECT media_name FROM recordings WHERE id = ? AND download_status = 'downloaded' AND media_name IS NOT NULL
    AND media_bytes IS NOT NULL AND media_sha256 IS NOT NULL AND media_format IS NOT NULL"""
_KEEP = """INSERT OR REPLACE INTO trash
    SELECT id, media_name, media_bytes, media_sha256, media_format, media_seconds, ?, ?, error FROM recordings WHERE id = ?"""
_REMOVE = """UPDATE recordings SET download_status = 'removed', error = ?, media_name = NULL, media_bytes = NULL,
    media_sha256 = NULL, media_format = NULL, media_seconds = NULL WHERE id = ?"""
_MAY_COME_BACK = """SELECT media_name, media_bytes FROM trash WHERE recording_row = ? AND EXISTS
    (SELECT 1 FROM recordings WHERE id = recording_row AND download_status NOT IN ('downloaded', 'downloading'))"""
_BACK = """UPDATE recordings SET download_status = 'downloaded', next_try_at = NULL, asked_at = NULL, held = NULL,
    (media_name, media_bytes, media_sha256, media_format, media_seconds, error) =
    (SELECT media_name, media_bytes, media_sha256, media_format, media_seconds, remark FROM trash
    WHERE recording_row = recordings.id)
    WHERE id = ? AND download_status NOT IN ('downloaded', 'downloading')"""
_FORGET = "DELETE FROM trash WHERE recording_row = ?"
_TELL_EMPTIED = "UPDATE recordings SET error = ? WHERE id = ? AND download_status = 'removed'"
_REMOVED = "FROM trash JOIN recordings ON id = recording_row WHERE download_status = 'removed'"
_OLD = """SELECT recording_row, trash.media_name, download_status FROM trash JOIN recordings ON id = recording_row
    WHERE trashed_at < ? AND recording_row > ? ORDER BY recording_row LIMIT ?"""


class Trash:
    """Safe from any thread and beside other processes. Methods raise StoreFailing, and StorageProblem where it is said."""

    def __init__(self, database: Database, folder: DataFolder) -> None:
        self._database = database
        self._media = folder.media
        self._folder = folder.trash

    def move(self, row: int, reason: str, at: datetime, *, reviewed_only: bool = False) -> bool:
        """Moves the file of ``row`` to the trash; False when there is none, or (``reviewed_only``) it has to stay.

        Raises StorageProblem when it cannot be moved; then it is where it was.
        """
        self.prove_media()
        with self._database.writing() as connection:
            reviewed = " AND review_status = 'reviewed'" if reviewed_only else ""
            name = connection.exec_driver_sql(_HAS_FILE + reviewed, (row,)).scalar()
            if name is None or not self._in_media(name).is_file():
                return False
            before = connection.exec_driver_sql("SELECT media_name FROM trash WHERE recording_row = ?", (row,)).scalar()
            connection.exec_driver_sql(_KEEP, (storable(reason), to_microseconds(at), row))
            connection.exec_driver_sql(_REMOVE, (storable(reason), row))
        try:
            self._prepare()
            if before is not None and before != name:  # of an earlier download, in the other format
                self._in_trash(before).unlink(missing_ok=True)
            carry(self._in_media(name), self._in_trash(name))
        except OSError as problem:
            self._note_back(row)
            raise StorageProblem(
                f"A file could not be moved to the trash {self._folder}: {problem.strerror or problem}. It stays where it is."
            ) from problem
        return True

    def bring_back(self, row: int) -> bool:
        """Puts the file of ``row`` back; False when the trash does not have it, or it was downloaded again meanwhile.

        To the limits of age and size it is new then. Raises StorageProblem when it cannot be put back.
        """
        with self._database.reading() as connection:
            kept = connection.exec_driver_sql(_MAY_COME_BACK, (row,)).first()
        if kept is None:
            return False
        self.prove_media()
        name, size = kept
        try:
            source, target = self._in_trash(name), self._in_media(name)
            if source.is_file():
                _prove_size(source, size)
                carry(source, target)
                sync_folder(self._folder)
            elif not target.is_file():
                self._note_emptied(row)
                return False
            else:
                _prove_size(target, size)
            os.utime(target)
            sync_folder(self._media)
        except ValueError:  # a damaged inbox told of it
            self._note_emptied(row)
            return False
        except OSError as problem:
            raise StorageProblem(
                f"{name} could not be brought back from the trash: {problem.strerror or problem}. It is still there."
            ) from problem
        return self._note_back(row)

    def bring_back_all(self, rows: Sequence[int]) -> list[int]:
        """`bring_back` for those of ``rows`` that the trash has; gives the ones that are here again.

        One that cannot be put back keeps no other from coming. Raises StorageProblem for the first when none could.
        """
        here: list[int] = []
        why_not: StorageProblem | None = None
        for row in self._kept_of(rows):
            try:
                if self.bring_back(row):
                    here.append(row)
            except StorageProblem as problem:
                why_not = why_not or problem
                _log.info("Not brought back: %s", problem)
        if why_not is not None and not here:
            raise why_not
        return here

    def newest(self) -> list[int]:
        """The recordings whose files were moved last, all at one time: what an undo brings back."""
        with self._database.reading() as connection:
            newest = f"SELECT recording_row {_REMOVED} AND trashed_at = (SELECT max(trashed_at) {_REMOVED}) ORDER BY 1"
            return list(connection.exec_driver_sql(newest).scalars())

    def size(self) -> tuple[int, int]:
        """How many files are in it, and their bytes."""
        with self._database.reading() as connection:
            count, total = connection.exec_driver_sql("SELECT count(*), coalesce(sum(media_bytes), 0) FROM trash").one()
            return int(count), int(total)

    def empty(self, before: datetime) -> list[int]:
        """Deletes what was moved here before that moment, for good; gives the recordings. What cannot be deleted stays."""
        gone: list[int] = []
        after = 0
        while True:
            with self._database.reading() as connection:
                page = connection.exec_driver_sql(_OLD, (to_microseconds(before), after, _ROWS_A_READ)).all()
            if not page:
                return gone
            after = page[-1][0]
            deleted = [row for row, name, status in page if self._delete(name, is_removed=status == "removed")]
            for row in deleted:
                self._note_emptied(row)
            gone += deleted

    def prove_media(self) -> None:
        """Raises StorageProblem when the folder of the files is not there: nothing can be said of what it holds."""
        if not self._media.is_dir():
            raise StorageProblem(
                f"The folder of the recordings, {self._media}, is not there, so no file is moved. Is its disk connected?"
            )

    def _kept_of(self, rows: Sequence[int]) -> list[int]:
        kept: list[int] = []
        with self._database.reading() as connection:
            for start in range(0, len(rows), _ROWS_A_READ):
                some = tuple(rows[start : start + _ROWS_A_READ])
                places = ", ".join("?" * len(some))
                sql = f"SELECT recording_row FROM trash WHERE recording_row IN ({places})"
                kept += connection.exec_driver_sql(sql, some).scalars()
        return kept

    def _delete(self, name: str, *, is_removed: bool) -> bool:
        try:
            self._in_trash(name).unlink(missing_ok=True)
            if is_removed:  # else it is the file of a recording that was downloaded again
                self._in_media(name).unlink(missing_ok=True)
        except ValueError:
            return True  # a damaged inbox told of it: no file of ours is called so
        except OSError as problem:
            _log.warning("%s could not be deleted from the trash: %s", name, problem)
            return False
        return True

    def _note_back(self, row: int) -> bool:
        with self._database.writing() as connection:
            if connection.exec_driver_sql(_BACK, (row,)).rowcount != 1:
                return False
            connection.exec_driver_sql(_FORGET, (row,))
            return True

    def _note_emptied(self, row: int) -> None:
        with self._database.writing() as connection:
            connection.exec_driver_sql(_FORGET, (row,))
            connection.exec_driver_sql(_TELL_EMPTIED, (_EMPTIED, row))

    def _in_media(self, name: str) -> Path:
        return MediaStore(self._media).path_of(name)

    def _in_trash(self, name: str) -> Path:
        return MediaStore(self._folder).path_of(name)

    def _prepare(self) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        if os.name == "posix" and self._folder.stat().st_mode & 0o077:
            self._folder.chmod(0o700)


def _prove_size(file: Path, size: int) -> None:
    if file.stat().st_size != size:
        raise StorageProblem(f"{file} is not what was put into the trash, so it is not brought back.")
