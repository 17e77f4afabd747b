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


def test_the_limits_of_the_journal_are_followed(prepared: DataFolder) -> None:
    watch = SettingsWatch(prepared)
    save_settings(prepared, {"journal_days": 7})
    assert watch.has_changed()
    save_settings(prepared, {"journal_megabytes": 20})
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('parallel_downloads = "x"', "“parallel_downloads” is 'x'; expected is a whole number from 1 to 16."),
        ('listen = "nowhere"', "“listen” is 'nowhere'; expected is HOST:PORT"),
        ('client_secret = "s"', "holds “client_secret”, which does not belong into a file."),
        ('tls_key = "key.pem"', "sets “tls_key” without “tls_certificate”."),
        ("volume = 7\nparallel_downloads = 0", "“volume” is 7; .* And 1 more."),
        ("a b", "is not TOML: .* line 1"),
    ],
)
def test_what_cannot_be_used_is_told_until_it_is_right_again(prepared: DataFolder, text: str, expected: str) -> None:
    watch = SettingsWatch(prepared)
    prepared.settings.write_text(text)
    for _look in range(2):
        with pytest.raises(StorageProblem, match=expected):
            watch.has_changed()
        assert str(prepared.settings) in watch.problem
    prepared.settings.write_text('listen = "127.0.0.1:1"')  # which was perhaps changed in the window meanwhile
    assert watch.has_changed()
    assert watch.problem == ""
    assert not watch.has_changed()


def test_a_file_that_is_wrong_and_is_removed_is_no_problem_any_more(prepared: DataFolder) -> None:
    watch = SettingsWatch(prepared)
    prepared.settings.write_text("volume = 7")
    with pytest.raises(StorageProblem):
        watch.has_changed()
    prepared.settings.unlink()
    assert watch.has_changed()
    assert watch.problem == ""
