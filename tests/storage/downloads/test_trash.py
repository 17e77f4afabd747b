"""Files that were moved to the trash: they come back whole, and none is lost on the way."""

import os
import stat
from collections.abc import Callable
from datetime import datetime, timedelta
from errno import EXDEV
from pathlib import Path

import pytest
from storage.kept_media import column, downloaded, name_of, write

from inbox.domain.statuses import DownloadStatus, ReviewStatus
from inbox.domain.times import now
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.downloads import file_moves
from inbox.storage.downloads import trash as module
from inbox.storage.downloads.downloads import Downloads
from inbox.storage.downloads.trash import Trash
from inbox.storage.journal.intake_store import Committed
from inbox.storage.listing.recordings import Recordings
from inbox.storage.problems import StorageProblem
from inbox.storage.review.review_undo import TRASHED, ReviewUndo, delete_files

Deliver = Callable[..., Committed]
NOW = now()


@pytest.fixture
def trash(database: Database, folder: DataFolder) -> Trash:
    return Trash(database, folder)


@pytest.fixture
def row(database: Database, deliver: Deliver) -> int:
    return downloaded(database, deliver, 1)


def test_a_file_that_goes_to_the_trash_is_shown_as_removed_with_the_reason(
    trash: Trash, row: int, folder: DataFolder, recordings: Recordings
) -> None:
    assert trash.move(row, "It is old.", NOW)
    shown = recordings.rows([row])[row]
    assert (shown.download_status, shown.error, shown.media_path) == (DownloadStatus.REMOVED, "It is old.", None)
    assert (folder.trash / name_of(row)).read_bytes() == b"x" * 100
    assert list(folder.media.iterdir()) == []
    assert trash.size() == (1, 100)
    if os.name == "posix":
        assert stat.S_IMODE(folder.trash.stat().st_mode) == 0o700


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_a_trash_that_others_could_read_is_closed(trash: Trash, row: int, folder: DataFolder) -> None:
    folder.trash.mkdir()
    folder.trash.chmod(0o755)
    trash.move(row, "It is old.", NOW)
    assert stat.S_IMODE(folder.trash.stat().st_mode) == 0o700


def test_what_was_moved_comes_back_as_it_was(trash: Trash, row: int, folder: DataFolder, recordings: Recordings) -> None:
    before = recordings.rows([row])[row]
    trash.move(row, "It is old.", NOW)
    assert trash.bring_back(row)
    assert recordings.rows([row])[row] == before
    assert (folder.media / name_of(row)).read_bytes() == b"x" * 100
    assert trash.size() == (0, 0)
    assert not trash.bring_back(row)


@pytest.mark.parametrize("remark", ["Cut short at Bandwidth: 0:02 of 0:05 is all that it has of this recording.", None])
def test_what_is_odd_about_a_file_is_said_again_when_it_is_back(
    trash: Trash, row: int, database: Database, recordings: Recordings, remark: str | None
) -> None:
    write(database, "UPDATE recordings SET error = ? WHERE id = ?", remark, row)
    for _ in range(2):
        assert delete_files(database, trash, [row], "Ann") == [row]
        assert recordings.rows([row])[row].error == TRASHED
        assert ReviewUndo(database, trash).undo("Ann") is not None
        shown = recordings.rows([row])[row]
        assert (shown.download_status, shown.error) == (DownloadStatus.DOWNLOADED, remark)


def test_a_file_that_could_not_be_moved_keeps_its_remark(
    trash: Trash, row: int, folder: DataFolder, database: Database, recordings: Recordings
) -> None:
    write(database, "UPDATE recordings SET error = 'Cut short.' WHERE id = ?", row)
    folder.trash.write_bytes(b"a file is in the way")
    with pytest.raises(StorageProblem):
        trash.move(row, "It is old.", NOW)
    assert recordings.rows([row])[row].error == "Cut short."


def test_an_undo_brings_back_what_went_last(database: Database, deliver: Deliver, trash: Trash) -> None:
    rows = [downloaded(database, deliver, number) for number in range(3)]
    trash.move(rows[0], "Earlier.", NOW - timedelta(days=1))
    for row in rows[1:]:
        trash.move(row, "Now.", NOW)
    assert trash.newest() == rows[1:]
    for row in rows[1:]:
        trash.bring_back(row)
    assert trash.newest() == rows[:1]


def test_a_program_that_dies_before_the_file_is_moved_loses_nothing(
    trash: Trash, row: int, folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dead(BaseException):
        pass

    def die(_source: Path, _target: Path) -> None:
        raise Dead

    monkeypatch.setattr(module, "carry", die)
    with pytest.raises(Dead):
        trash.move(row, "It is old.", NOW)
    monkeypatch.undo()
    assert (folder.media / name_of(row)).is_file()
    assert trash.bring_back(row)
    assert (folder.media / name_of(row)).is_file()


def test_a_file_that_was_left_behind_goes_with_the_trash(trash: Trash, row: int, folder: DataFolder) -> None:
    trash.move(row, "It is old.", NOW)
    (folder.trash / name_of(row)).rename(folder.media / name_of(row))
    assert trash.empty(NOW + timedelta(seconds=1)) == [row]
    assert list(folder.media.iterdir()) == []


def test_a_file_that_cannot_be_moved_stays_where_it_is(
    trash: Trash, row: int, folder: DataFolder, recordings: Recordings
) -> None:
    folder.trash.write_bytes(b"a file is in the way")
    before = recordings.rows([row])[row]
    with pytest.raises(StorageProblem, match="It stays where it is"):
        trash.move(row, "It is old.", NOW)
    assert recordings.rows([row])[row] == before
    assert (folder.media / name_of(row)).is_file()
    assert trash.size() == (0, 0)


def test_files_on_a_disk_that_is_not_connected_are_not_called_removed(
    trash: Trash, row: int, folder: DataFolder, recordings: Recordings
) -> None:
    away = folder.root / "away"
    folder.media.rename(away)
    with pytest.raises(StorageProblem, match="Is its disk connected"):
        trash.move(row, "It is old.", NOW)
    folder.media.mkdir()  # the empty folder on which it would be mounted
    assert not trash.move(row, "It is old.", NOW)
    assert recordings.rows([row])[row].download_status is DownloadStatus.DOWNLOADED


def test_a_recording_that_was_flagged_in_the_meantime_stays(database: Database, trash: Trash, row: int) -> None:
    write(database, "UPDATE recordings SET review_status = ?", ReviewStatus.FLAGGED.value)
    assert not trash.move(row, "It is old.", NOW, reviewed_only=True)
    assert trash.move(row, "The person wants it so.", NOW)


def test_the_trash_is_emptied_by_its_own_age(database: Database, deliver: Deliver, trash: Trash, folder: DataFolder) -> None:
    old, new = (downloaded(database, deliver, number) for number in range(2))
    trash.move(old, "Old.", NOW - timedelta(days=15))
    trash.move(new, "New.", NOW - timedelta(days=13))
    assert trash.empty(NOW - timedelta(days=14)) == [old]
    assert [path.name for path in folder.trash.iterdir()] == [name_of(new)]
    assert "emptied since" in str(column(database, "error", old))
    assert column(database, "error", new) == "New."
    assert not trash.bring_back(old)


def test_emptying_the_trash_leaves_what_was_downloaded_again(
    database: Database, trash: Trash, row: int, folder: DataFolder
) -> None:
    trash.move(row, "Old.", NOW)
    Downloads(database).ask([row], NOW)
    (folder.media / name_of(row)).write_bytes(b"downloaded again")
    write(database, "UPDATE recordings SET download_status = 'downloaded', media_name = ?", name_of(row))
    assert not trash.bring_back(row), "the new file is the good one"
    assert trash.newest() == []
    assert trash.empty(NOW + timedelta(seconds=1)) == [row]
    assert (folder.media / name_of(row)).read_bytes() == b"downloaded again"
    assert column(database, "error", row) is None


def test_a_recording_that_was_asked_for_again_can_still_come_back(database: Database, trash: Trash, row: int) -> None:
    trash.move(row, "Old.", NOW)
    Downloads(database).ask([row], NOW)
    assert trash.bring_back(row)
    assert column(database, "download_status", row) == "downloaded"


def test_what_was_emptied_by_hand_is_told_so(database: Database, trash: Trash, row: int, folder: DataFolder) -> None:
    trash.move(row, "Old.", NOW)
    (folder.trash / name_of(row)).unlink()
    assert not trash.bring_back(row)
    assert "emptied since" in str(column(database, "error", row))
    assert trash.newest() == []


def test_a_file_that_changed_in_the_trash_does_not_come_back_as_the_recording(
    database: Database, trash: Trash, row: int, folder: DataFolder
) -> None:
    trash.move(row, "Old.", NOW)
    (folder.trash / name_of(row)).write_bytes(b"short")
    with pytest.raises(StorageProblem, match="not what was put into the trash"):
        trash.bring_back(row)
    assert column(database, "download_status", row) == "removed"


@pytest.fixture
def other_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The trash is on another disk than the files."""
    replace = Path.replace

    def other(self: Path, target: Path) -> Path:
        if self.parent != Path(target).parent:
            raise OSError(EXDEV, os.strerror(EXDEV))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", other)


@pytest.mark.usefixtures("other_disk")
def test_a_trash_on_another_disk_leaves_the_inbox_its_room(
    database: Database, trash: Trash, row: int, folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_moves, "_LEFT_FREE_BYTES", 10**18)
    with pytest.raises(StorageProblem, match="No space left"):
        trash.move(row, "Old.", NOW)
    assert column(database, "download_status", row) == "downloaded"
    assert (folder.media / name_of(row)).read_bytes() == b"x" * 100
    assert list(folder.trash.iterdir()) == []


@pytest.mark.usefixtures("other_disk")
def test_a_trash_on_another_disk_takes_the_file_whole(trash: Trash, row: int, folder: DataFolder) -> None:
    assert trash.move(row, "Old.", NOW)
    assert [path.name for path in folder.trash.iterdir()] == [name_of(row)]
    assert list(folder.media.iterdir()) == []
    assert trash.bring_back(row)
    assert (folder.media / name_of(row)).read_bytes() == b"x" * 100


def test_what_came_back_counts_as_new(database: Database, deliver: Deliver, trash: Trash, folder: DataFolder) -> None:
    ancient = datetime.fromtimestamp(0, NOW.tzinfo)
    row = downloaded(database, deliver, 9, came_at=ancient)
    trash.move(row, "Old.", NOW)
    trash.bring_back(row)
    assert abs((folder.media / name_of(row)).stat().st_mtime - now().timestamp()) < 60


def test_a_name_that_a_damaged_inbox_tells_touches_no_other_file(database: Database, trash: Trash, row: int) -> None:
    victim = database.folder.root / "victim"
    victim.write_bytes(b"")
    trash.move(row, "Old.", NOW)
    write(database, "UPDATE trash SET media_name = '../victim'")
    assert not trash.bring_back(row)
    write(database, "INSERT OR REPLACE INTO trash VALUES (?, '../victim', 1, '', 'wav', NULL, '', 0, NULL)", row)
    assert trash.empty(NOW) == [row]
    assert victim.exists()
