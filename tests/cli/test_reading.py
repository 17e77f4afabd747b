"""A folder that --data-dir names and that has no inbox may be a slip of typing."""

from pathlib import Path

import pytest
from processes.app_process import environment, run_command


@pytest.mark.parametrize(
    "words",
    [
        ("list", "--json"),
        ("show", "r-1"),
        ("deliveries",),
        ("gaps",),
        ("knocks",),
        ("first-seen",),
        ("download", "--all"),
        ("tidy", "--dry-run"),
        ("export", "--format", "csv", "-o", "-"),
    ],
)
def test_a_folder_that_was_not_there_is_told(words: tuple[str, ...], tmp_path: Path) -> None:
    folder = tmp_path / "tpyo"
    first = run_command(*words, "--data-dir", str(folder))
    assert f"recording-inbox: There was no inbox in {folder}; a new one was made" in first.stderr
    again = run_command(*words, "--data-dir", str(folder))
    assert "There was no inbox" not in again.stderr
    assert (first.returncode, first.stdout) == (again.returncode, again.stdout)


def test_a_folder_of_other_programs_is_told_and_an_empty_one_or_one_with_settings_is_an_inbox(tmp_path: Path) -> None:
    for name, file, is_told in (("others", "letter.txt", True), ("settings", "settings.toml", False), ("empty", None, False)):
        folder = tmp_path / name
        folder.mkdir()
        if file is not None:
            (folder / file).write_text("")
        result = run_command("list", "--data-dir", str(folder))
        assert (result.returncode, "There was no inbox" in result.stderr) == (0, is_told), name


def test_a_fresh_start_without_the_option_says_nothing(tmp_path: Path) -> None:
    for environ in (environment(INBOX_DATA_DIR=str(tmp_path / "named")), environment(XDG_DATA_HOME=str(tmp_path / "share"))):
        result = run_command("list", "--json", environ=environ)
        assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert (tmp_path / "share" / "recording-inbox" / "inbox.sqlite3").exists()


def test_a_database_elsewhere_is_not_called_new(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}"
    result = run_command("list", "--data-dir", str(tmp_path / "new"), "--store", store)
    assert (result.returncode, result.stderr) == (0, "")
