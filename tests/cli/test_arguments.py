"""The command line: options before and after the command, exit codes, no tracebacks for known failures."""

import subprocess
import sys
from pathlib import Path

import pytest
from processes.app_process import environment, run_command

from inbox.cli.arguments import main


@pytest.mark.parametrize("words", [("--data-dir", "{dir}", "list", "--json"), ("list", "--json", "--data-dir", "{dir}")])
def test_global_options_are_taken_before_and_after_the_command(
    words: tuple[str, ...], tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    folder = tmp_path / "here"
    assert main([word.replace("{dir}", str(folder)) for word in words]) == 0
    assert capfdbinary.readouterr().out == b""
    assert (folder / "inbox.sqlite3").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("downloads", "pause", "--data-dir", "{dir}", "r-1", "r-2"), ["r-1", "r-2"]),
        (("downloads", "cancel", "r-1", "--data-dir", "{dir}", "r-2"), ["r-1", "r-2"]),
        (("download", "r-1", "--data-dir", "{dir}", "r-2"), ["r-1", "r-2"]),
        (("deliveries", "4", "--json", "5", "--data-dir", "{dir}"), ["delivery 4", "delivery 5"]),
        (("export", "r-1", "--format", "csv", "-o", "{dir}/t.csv", "--data-dir", "{dir}", "r-2"), ["r-1"]),
        (("show", "--json", "--data-dir", "{dir}", "--", "-r"), ["-r"]),
    ],
)
def test_options_may_stand_between_the_words_of_a_command(words: tuple[str, ...], said: list[str], tmp_path: Path) -> None:
    result = run_command(*(word.replace("{dir}", str(tmp_path)) for word in words))
    assert result.returncode == 1, result.stderr  # and not 2: there is nothing of that name in an empty inbox
    assert all(f"There is no {'' if 'delivery' in name else 'recording '}{name}" in result.stderr for name in said), result.stderr


def test_the_environment_names_the_folder_and_the_option_wins(tmp_path: Path) -> None:
    environ = environment(INBOX_DATA_DIR=str(tmp_path / "environment"))
    assert run_command("list", environ=environ).returncode == 0
    assert (tmp_path / "environment" / "inbox.sqlite3").exists()
    assert run_command("list", "--data-dir", str(tmp_path / "option"), environ=environ).returncode == 0
    assert (tmp_path / "option" / "inbox.sqlite3").exists()


def test_a_store_that_cannot_be_used_is_a_sentence(tmp_path: Path) -> None:
    result = run_command("list", "--data-dir", str(tmp_path), "--store", "postgresql://someone:secret@127.0.0.1/x")
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "secret" not in result.stderr


def test_help_and_version_are_there() -> None:
    assert run_command("--version").stdout.startswith("recording-inbox 0.")
    shown = run_command("--help")
    assert shown.returncode == 0
    for command in ("serve", "demo", "simulate", "list", "show", "deliveries", "download", "self-test", "doctor"):
        assert command in shown.stdout


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    result = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m inbox list --data-dir {tmp_path} | head -c 0"],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.stderr == ""


def test_what_the_program_runs_itself_with_is_not_offered_and_ends_with_its_input() -> None:
    assert "listener" not in run_command("--help").stdout.split("commands")[1]
    command = [sys.executable, "-m", "inbox", "listener"]
    alone = subprocess.run(command, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    assert (alone.returncode, alone.stderr) == (0, b"")
