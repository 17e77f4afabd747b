"""Giving files in the media folder back to the recordings that they belong to, when the store no longer knows of them."""

import hashlib
import re
from pathlib import Path

from inbox.domain.media_format import MAGIC_LENGTH, media_format
from inbox.storage.database import Database
from inbox.storage.downloads.media_store import media_name

_NAME = re.compile(r"(?P<row>\d{1,19})-(?P<hash>[0-9a-f]{16})\.(?:wav|mp3)", re.ASCII)
_WITHOUT = "SELECT id, recording_id FROM recordings WHERE media_name IS NULL AND id > ? ORDER BY id LIMIT 500"
_TAKEN = "SELECT 1 FROM recordings WHERE media_name = ?"
_ATTACH = """UPDATE recordings SET download_status = 'downloaded', media_name = ?, media_bytes = ?, media_sha256 = ?,
    media_format = ?, error = NULL, next_try_at = NULL, asked_at = NULL, claimed_by = NULL, claimed_until = NULL
    WHERE id = ? AND media_name IS NULL"""


def attach_media(database: Database, folder: Path) -> int:
    """Attach whole files whose name fits a recording that has none; gives how many. Raises OSError and StoreFailing."""
    files = _unknown_files(database, folder)
    attached, after = 0, 0
    while files:
        with database.reading_rows() as cursor:
            rows = cursor.execute(_WITHOUT, (after,)).fetchall()
        if not rows:
            break
        after = rows[-1][0]
        for row, recording_id in rows:
            attached += _attach(database, row, recording_id, files)
    return attached


def _unknown_files(database: Database, folder: Path) -> dict[str, list[Path]]:
    """Files that no recording has, by the hash in their names."""
    found: dict[str, list[Path]] = {}
    with database.reading_rows() as cursor:
        for path in sorted(folder.iterdir()):
            match = _NAME.fullmatch(path.name)
            is_ours = match is not None and path.is_file() and not path.is_symlink()
            if match is not None and is_ours and cursor.execute(_TAKEN, (path.name,)).fetchone() is None:
                found.setdefault(match["hash"], []).append(path)
    return found


def _attach(database: Database, row: int, recording_id: str, files: dict[str, list[Path]]) -> int:
    for path in files.get(hashlib.sha256(recording_id.encode()).hexdigest()[:16], ()):
        digest = hashlib.sha256()
        with path.open("rb") as file:
            kind = media_format(file.read(MAGIC_LENGTH))
            if kind is None or path.name != media_name(row, recording_id, kind):
                continue
            file.seek(0)
            while chunk := file.read(1 << 20):
                digest.update(chunk)
            size = file.tell()
        with database.writing_rows() as cursor:
            cursor.execute(_ATTACH, (path.name, size, digest.hexdigest(), kind.value, row))
        return 1
    return 0
