"""The settings of the review: how it plays, what reviewed asks for, the form, the keys."""

import tomllib

import pytest

from inbox.storage.data_folder import DataFolder
from inbox.storage.problems import StorageProblem
from inbox.storage.settings.settings import Settings, load_settings, save_settings, unknown_keys

OTHERS = {
    "skip_silence": True,
    "skip_silence_over": 0.5,
    "rewind_on_pause": 2.0,
    "remember_position": False,
    "boost_decibels": 12,
    "levelling": True,
    "output_device": "6869",
    "media_keys": False,
    "reviewed_needs_percent": 80,
    "reviewer": "Ann",
    "review_questions": ("Consent given? = yes / no", "Größe = klein / groß"),
    "export_names": "{name}",
    "conference_gap_seconds": 0.0,
    "keys": ("note = T", "play = Space, Media Play", "settings = Ctrl+Comma"),
}


@pytest.fixture
def folder(folder: DataFolder) -> DataFolder:
    folder.prepare()
    return folder


def test_what_is_saved_is_in_force_afterwards(folder: DataFolder) -> None:
    folder.settings.write_text("# mine\nvolume = 0.5\n")
    save_settings(folder, OTHERS)
    assert load_settings(folder, {}, {}) == Settings(volume=0.5, **OTHERS)  # type: ignore[arg-type]
    assert folder.settings.read_text().startswith("# mine\n")
    assert unknown_keys(folder) == []
    assert tomllib.loads(folder.settings.read_text())["keys"][0] == "note = T"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("skip_silence_over = 0.1", "a number of seconds from 0.3 to 10"),
        ("rewind_on_pause = -1", "a number of seconds from 0 to 10"),
        ("boost_decibels = 30", "a whole number of decibels from 0 to 24"),
        ("reviewed_needs_percent = 101", "a whole number from 0 to 100"),
        ('review_questions = ["Consent given?"]', "a list of questions"),
        ("review_questions = [1]", "a list of questions"),
        ('keys = ["note"]', "a list of actions and their keys"),
        ('keys = "note = T"', "a list of actions and their keys"),
        ('export_names = "  "', "a text such as {date} {time} {name}"),
        ("conference_gap_seconds = 61", "a number of seconds from 0 to 60"),
    ],
)
def test_a_wrong_value_is_a_sentence_with_file_key_and_what_is_expected(folder: DataFolder, line: str, expected: str) -> None:
    folder.settings.write_text(line + "\n")
    with pytest.raises(StorageProblem) as told:
        load_settings(folder, {}, {})
    for part in (str(folder.settings), line.split(" = ")[0], expected):
        assert part in str(told.value)
