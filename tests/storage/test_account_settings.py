"""The settings of the account's part: what is downloaded, what is kept, how Bandwidth is asked for what was missed."""

import tomllib

import pytest

from inbox.storage.data_folder import DataFolder
from inbox.storage.problems import StorageProblem
from inbox.storage.settings.setting_values import RULES
from inbox.storage.settings.settings import Settings, load_settings, save_settings, unknown_keys

OTHERS = {
    "download_rule": "verified",
    "download_names": ("Board *", "Größe“"),
    "download_tags": ("billing",),
    "download_on_metered": True,
    "download_kilobytes_per_second": 250,
    "downloads_paused": True,
    "media_megabytes": 5000,
    "media_days": 90,
    "trash_days": 1,
    "keep_free_megabytes": 0,
    "catch_up": False,
    "catch_up_minutes": 5,
    "catch_up_calls": False,
    "expiry_warning_days": 0,
}


@pytest.fixture
def folder(folder: DataFolder) -> DataFolder:
    folder.prepare()
    return folder


def test_what_is_saved_is_in_force_afterwards(folder: DataFolder) -> None:
    folder.settings.write_text("# mine\nvolume = 0.5\n")
    save_settings(folder, OTHERS)
    settings = load_settings(folder, {}, {})
    assert settings == Settings(volume=0.5, **OTHERS)  # type: ignore[arg-type]
    assert folder.settings.read_text().startswith("# mine\n")
    assert unknown_keys(folder) == []
    assert tomllib.loads(folder.settings.read_text())["download_names"] == ["Board *", "Größe“"]


def test_a_list_can_be_emptied_again(folder: DataFolder) -> None:
    save_settings(folder, {"download_names": ["Board *"]})
    save_settings(folder, {"download_names": []})
    assert load_settings(folder, {}, {}).download_names == ()


def test_every_setting_but_what_the_environment_gives_has_its_rule() -> None:
    of_the_listener = {"host", "port", "webhook_username", "webhook_password"}
    fields = set(Settings.__slots__) - of_the_listener
    assert fields <= RULES.keys()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('download_rule = "some"', "“all”, “verified” or “click”"),
        ('download_names = "Board"', "a list of names"),
        ("download_names = [1]", "a list of names"),
        ('download_tags = [" "]', "a list of tags"),
        ("download_on_metered = 1", "true or false"),
        ("download_kilobytes_per_second = -1", "whole number of kilobytes"),
        ('downloads_paused = "no"', "true or false"),
        ("media_megabytes = 9", "from 10, 0 for no limit"),
        ("media_days = 1.5", "whole number of days"),
        ("trash_days = 0", "from 1 to 3650"),
        ("keep_free_megabytes = -1", "from 0 to 1000000"),
        ("catch_up = 1", "true or false"),
        ("catch_up_minutes = 1", "from 5 to 1440"),
        ('catch_up_calls = "yes"', "true or false"),
        ("expiry_warning_days = 31", "from 0 to 30"),
    ],
)
def test_a_wrong_value_is_a_sentence_with_file_key_and_what_is_expected(folder: DataFolder, line: str, expected: str) -> None:
    folder.settings.write_text(f"{line}\n")
    with pytest.raises(StorageProblem) as caught:
        load_settings(folder, {}, {})
    assert f"{folder.settings}: “{line.partition(' ')[0]}” is " in str(caught.value)
    assert expected in str(caught.value)


def test_the_second_secret_is_not_taken_from_the_file_nor_written_to_it(folder: DataFolder) -> None:
    with pytest.raises(StorageProblem, match="BW_CLIENT_SECRET_2"):
        save_settings(folder, {"next_client_secret": "geheim"})
    folder.settings.write_text('next_client_secret = "geheim"\n')
    with pytest.raises(StorageProblem, match="set BW_CLIENT_SECRET_2 instead") as caught:
        load_settings(folder, {}, {})
    assert "geheim" not in str(caught.value)
