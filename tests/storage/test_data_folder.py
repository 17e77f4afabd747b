import stat
from pathlib import Path

import pytest

from inbox.storage.data_folder import DataFolder, default_data_folder
from inbox.storage.problems import StorageProblem


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_new_folders_are_the_owners_alone(folder: DataFolder) -> None:
    folder.prepare()
    assert [mode(path) for path in (folder.root, folder.media, folder.backups)] == [0o700] * 3


def test_an_inbox_that_was_opened_to_others_is_closed_again(folder: DataFolder) -> None:
    folder.prepare()
    folder.settings.touch()
    for path in (folder.root, folder.media):
        path.chmod(0o755)
    folder.prepare()
    assert (mode(folder.root), mode(folder.media)) == (0o700, 0o700)


def test_a_folder_that_others_use_keeps_its_mode(folder: DataFolder) -> None:
    folder.root.mkdir(mode=0o755)
    folder.root.chmod(0o755)
    (folder.root / "of-another-program").touch()
    folder.prepare()
    assert (mode(folder.root), mode(folder.media)) == (0o755, 0o700)


def test_an_empty_folder_that_all_may_write_to_keeps_its_mode(folder: DataFolder) -> None:
    folder.root.mkdir()
    folder.root.chmod(0o1777)
    folder.prepare()
    assert mode(folder.root) == 0o1777


def test_a_file_in_the_way_is_a_sentence_and_stays(folder: DataFolder) -> None:
    folder.root.write_text("mine")
    with pytest.raises(StorageProblem, match=r"cannot be made or read: .+--data-dir"):
        folder.prepare()
    assert folder.root.read_text() == "mine"


def test_a_link_to_a_disk_that_was_taken_out_is_told_as_such_and_stays(folder: DataFolder, tmp_path: Path) -> None:
    folder.root.mkdir()
    folder.media.symlink_to(tmp_path / "stick")
    with pytest.raises(StorageProblem, match=r"is a link to .*stick, which is not there. .* put it back and start again"):
        folder.prepare()
    assert folder.media.is_symlink()
    (tmp_path / "stick").mkdir()
    folder.prepare()


def test_the_folder_is_where_the_desktop_keeps_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_data_folder().name == "recording-inbox"
