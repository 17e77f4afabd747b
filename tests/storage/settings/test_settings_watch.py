"""Settings that are written into the file while the program runs."""

import pytest

from inbox.storage.data_folder import DataFolder
from inbox.storage.problems import StorageProblem
from inbox.storage.settings.setting_values import RULES
from inbox.storage.settings.settings import save_settings
from inbox.storage.settings.settings_watch import FOLLOWED, SettingsWatch


@pytest.fixture
def prepared(folder: DataFolder) -> DataFolder:
    folder.prepare()
    return folder


def test_what_is_followed_are_settings() -> None:
    assert set(FOLLOWED) <= set(RULES)


def test_a_change_is_told_once(prepared: DataFolder) -> None:
    watch = SettingsWatch(prepared)
    assert not watch.has_changed()
    save_settings(prepared, {"downloads_paused": True})
    assert watch.has_changed()
    assert not watch.has_changed()
    save_settings(prepared, {"downloads_paused": False})
    assert watch.has_changed()


def test_a_change_of_what_is_read_at_the_start_only_is_none(prepared: DataFolder) -> None:
    watch = SettingsWatch(prepared)
    save_settings(prepared, {"volume": 0.5, "listen": "127.0.0.1:1"})
    assert not watch.has_changed()


def test_a_file_that_is_removed_means_the_defaults(prepared: DataFolder) -> None:
    save_settings(prepared, {"downloads_paused": True})
    watch = SettingsWatch(prepared)
    prepared.settings.unlink()
    assert watch.has_changed()


def test_a_file_that_is_half_written_is_looked_at_again(prepared: DataFolder) -> None:
    watch = SettingsWatch(prepared)
    prepared.settings.write_text("downloads_paused = tr")
    with pytest.raises(StorageProblem, match="is not TOML"):
        watch.has_changed()
    with pytest.raises(StorageProblem, match="is not TOML"):
        watch.has_changed()
    prepared.settings.write_text("downloads_paused = true")
    assert watch.has_changed()
