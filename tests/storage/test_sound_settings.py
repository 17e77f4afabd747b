"""Settings of which some are wrong: all of that is told, and the others are in force for who tells of it."""

import pytest

from inbox.storage.data_folder import DataFolder
from inbox.storage.problems import StorageProblem
from inbox.storage.settings.settings import Settings, load_settings, sound_settings


@pytest.fixture
def prepared(folder: DataFolder) -> DataFolder:
    folder.prepare()
    return folder


def test_what_is_right_is_in_force_and_all_that_is_wrong_is_told_in_order(prepared: DataFolder) -> None:
    prepared.settings.write_text('volume = 7\nparallel_downloads = 3\nclient_secret = "x"\ntls_key = "k.pem"\n')
    settings, wrong = sound_settings(prepared, {"listen": "nowhere"}, {"INBOX_STORE": "", "INBOX_WEBHOOK_USERNAME": "u"})
    assert (settings.parallel_downloads, settings.volume, settings.port) == (3, Settings().volume, 8025)
    told = [str(problem) for problem in wrong]
    expected = ("“volume” is 7", "“client_secret”", "The option --listen", "without “tls_certificate”", "INBOX_WEBHOOK_PASSWORD")
    assert len(told) == len(expected)
    assert all(words in sentence for words, sentence in zip(expected, told, strict=True)), told


def test_a_file_that_is_no_toml_means_the_defaults_and_its_line_is_told(prepared: DataFolder) -> None:
    prepared.settings.write_text("volume = 0.5\nvolume 1\n")
    settings, wrong = sound_settings(prepared, {}, {})
    assert settings == Settings()
    assert [f"{prepared.settings} is not TOML" in str(problem) and "line 2" in str(problem) for problem in wrong] == [True]


def test_nobody_runs_by_settings_of_which_one_is_wrong(prepared: DataFolder) -> None:
    prepared.settings.write_text('tls_certificate = 5\ntls_key = "k.pem"\n')
    with pytest.raises(StorageProblem, match="“tls_certificate” is 5"):
        load_settings(prepared, {}, {})


def test_right_settings_have_nothing_to_tell(prepared: DataFolder) -> None:
    prepared.settings.write_text("volume = 0.5\n")
    assert sound_settings(prepared, {}, {}) == (Settings(volume=0.5), [])
