"""The limits of the downloaded files, by size and by age: what would go to the trash, told first, and its going.

Only what was reviewed goes: flagged recordings, and new ones, which nobody has listened to, stay whatever the limits are.
"""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from inbox.domain.identifiers import RecordingIds
from inbox.domain.recording import title_of
from inbox.domain.removal import Candidate, RemovalPlan, too_much_for, too_old_for
from inbox.domain.times import from_microseconds
from inbox.storage.database import Database
from inbox.storage.downloads.media_store import MediaStore
from inbox.storage.downloads.trash import Trash
from inbox.storage.problems import StorageProblem
from inbox.storage.settings.settings import Settings

_log = logging.getLogger(__name__)

_LEFT_ALONE_AT_FIRST = timedelta(days=1)
"""What was downloaded, or brought back from the trash, so lately does not go for its size."""
_MOST_CANDIDATES = 5_000
_ROWS_A_READ = 500
_SUM = """SELECT review_status, count(*), coalesce(sum(media_bytes), 0) FROM recordings INDEXED BY ix_recordings_media
    WHERE download_status = 'downloaded' GROUP BY review_status"""
REVIEWED = """SELECT first_seen_at, media_bytes, id, media_name, name, from_number, to_number, account_id, conference_id, call_id,
    recording_id FROM recordings INDEXED BY ix_recordings_media WHERE download_status = 'downloaded'
    AND review_status = 'reviewed' AND media_name IS NOT NULL AND media_bytes IS NOT NULL
    AND (first_seen_at, media_bytes, id) > (?, ?, ?) ORDER BY first_seen_at, media_bytes, id LIMIT ?"""
"""Downloaded and reviewed, the oldest first, from one on."""

_Row = tuple[int, int, int, str, str | None, str | None, str | None, str, str, str, str]


def plan(database: Database, settings: Settings, now: datetime) -> RemovalPlan:
    """What the settings ``media_days`` and ``media_megabytes`` would move to the trash now, the oldest first.

    Its cost grows with what is downloaded and reviewed. Raises StoreFailing, and StorageProblem when the folder of the files
    is not there.
    """
    with database.reading_rows() as cursor:
        kept = {review: (count, total) for review, count, total in cursor.execute(_SUM)}
    none = (0, 0)
    flagged, new = kept.get("flagged", none)[0], kept.get("new", none)[0]
    files = MediaStore(database.folder.media)
    used = _used(database.folder.media)
    quota = settings.media_megabytes * 1_000_000
    excess = max(used - quota, 0) if quota else 0
    too_old = now - timedelta(days=settings.media_days) if settings.media_days else None
    candidates: list[Candidate] = []
    for row in _reviewed(database):
        seen_at = from_microseconds(row[0]) or now
        if excess <= 0 and (too_old is None or seen_at >= too_old):
            break
        if len(candidates) == _MOST_CANDIDATES:
            return RemovalPlan(tuple(candidates), used, flagged, new, is_cut=True)
        try:
            found = files.path_of(row[3]).stat()
            came_at = max(seen_at, datetime.fromtimestamp(found.st_mtime, now.tzinfo))
        except (OSError, OverflowError, ValueError):
            continue  # not there: there is nothing to move, and it takes no room
        if too_old is not None and came_at < too_old:
            why = too_old_for(settings.media_days)
        elif excess > 0 and came_at < now - _LEFT_ALONE_AT_FIRST:
            why = too_much_for(settings.media_megabytes)
        else:
            continue
        excess -= found.st_size
        candidates.append(Candidate(row[2], _title(row), found.st_size, *why))
    return RemovalPlan(tuple(candidates), used, flagged, new, is_over=excess > 0)


def apply(plan: RemovalPlan, trash: Trash, at: datetime, is_stopped: Callable[[], bool] = lambda: False) -> list[int]:
    """Moves what the plan holds to the trash, all as of ``at``; gives the recordings whose files went.

    What is flagged, downloaded again or gone since it was planned stays. Raises StoreFailing, and StorageProblem when none
    could be moved.
    """
    gone: list[int] = []
    for candidate in plan.candidates:
        if is_stopped():
            break
        try:
            if trash.move(candidate.row, candidate.why, at, reviewed_only=True):
                gone.append(candidate.row)
        except StorageProblem as problem:
            if not gone:
                raise
            _log.warning("The rest stays: %s", problem)
            break
    return gone


def _reviewed(database: Database) -> Iterator[_Row]:
    after = (-(2**62), 0, 0)
    while True:
        with database.reading_rows() as cursor:
            page: list[_Row] = cursor.execute(REVIEWED, (*after, _ROWS_A_READ)).fetchall()
        if not page:
            return
        after = page[-1][:3]
        yield from page


def _used(media: Path) -> int:
    total = 0
    try:
        with os.scandir(media) as entries:
            for entry in entries:
                if not entry.name.endswith(".part"):
                    with suppress(OSError):  # it has gone just now
                        total += entry.stat(follow_symlinks=False).st_size
    except OSError as problem:
        raise StorageProblem(
            f"The folder of the recordings, {media}, cannot be read: {problem.strerror or problem}. Is its disk connected?"
        ) from problem
    return total


def _title(row: _Row) -> str:
    _, _, _, _, name, from_number, to_number, account_id, conference_id, call_id, recording_id = row
    return title_of(name, from_number, to_number, RecordingIds(account_id, conference_id, call_id, recording_id))
