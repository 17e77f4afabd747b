"""The mark by which a running inbox hears that another program changed the account."""

import stat

import pytest

from inbox.storage.data_folder import DataFolder
from inbox.storage.settings.account_stamp import AccountStamp


@pytest.fixture
def prepared(folder: DataFolder) -> DataFolder:
    folder.prepare()
    return folder


def test_each_change_of_another_program_is_told_once(prepared: DataFolder) -> None:
    ours, theirs = AccountStamp(prepared), AccountStamp(prepared)
    assert not ours.has_changed()
    for _ in range(3):
        theirs.mark()
        assert ours.has_changed()
        assert not ours.has_changed()


def test_ones_own_change_is_none_and_neither_is_one_from_before_the_start(prepared: DataFolder) -> None:
    ours = AccountStamp(prepared)
    ours.mark()
    assert not ours.has_changed()
    assert not AccountStamp(prepared).has_changed()


def test_a_mark_that_is_taken_away_tells_nothing(prepared: DataFolder) -> None:
    ours, theirs = AccountStamp(prepared), AccountStamp(prepared)
    theirs.mark()
    assert ours.has_changed()
    prepared.account_stamp.unlink()
    assert not ours.has_changed()
    theirs.mark()
    assert ours.has_changed()


def test_the_mark_is_ones_own_to_read_and_no_other_file_is_left(prepared: DataFolder) -> None:
    before = set(prepared.root.iterdir())
    AccountStamp(prepared).mark()
    assert set(prepared.root.iterdir()) - before == {prepared.account_stamp}
    assert stat.S_IMODE(prepared.account_stamp.stat().st_mode) == 0o600


def test_where_nothing_can_be_written_the_failure_is_raised_and_nothing_is_told(prepared: DataFolder) -> None:
    ours, theirs = AccountStamp(prepared), AccountStamp(prepared)
    prepared.account_stamp.mkdir()
    with pytest.raises(IsADirectoryError):
        theirs.mark()
    assert not ours.has_changed()
    assert [path.name for path in prepared.root.iterdir() if path.name.endswith(".new")] == []
