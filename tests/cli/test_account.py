"""``account``: shown without its secrets, kept through a terminal, tried, forgotten."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from processes.account_command import on_a_terminal, with_keyring
from processes.app_process import environment, run_command

from inbox.simulator.server import SimulatedBandwidth

_SECOND = "second-secret"


@pytest.fixture
def bandwidth() -> Iterator[SimulatedBandwidth]:
    server = SimulatedBandwidth()
    server.start()
    yield server
    server.stop()


def test_an_account_is_typed_in_kept_tried_shown_and_forgotten(tmp_path: Path, bandwidth: SimulatedBandwidth) -> None:
    environ, account = with_keyring(tmp_path, bandwidth), bandwidth.account
    bandwidth.tokens.secrets = (account.client_secret, _SECOND)
    words = ("--data-dir", str(tmp_path / "inbox"))
    code, shown = on_a_terminal(
        environ, tmp_path / "inbox", account.account_id, account.client_id, account.client_secret, _SECOND
    )
    assert code == 0, shown
    assert "Kept in the keyring." in shown
    assert shown.count("ok   ") == 4
    assert account.client_secret not in shown
    assert _SECOND not in shown
    result = run_command("account", *words, environ=environ)
    assert (result.returncode, result.stderr) == (0, "")
    assert f"account     {account.account_id}, from the keyring" in result.stdout
    assert f"client id   {account.client_id}, with two secrets" in result.stdout
    assert account.client_secret not in result.stdout
    bandwidth.tokens.secrets = (_SECOND,)
    result = run_command("account", "--test", *words, environ=environ)
    assert result.returncode == 1
    assert "look  Sign-in" in result.stdout
    assert "ok    Voice role" in result.stdout
    assert run_command("account", "--forget", *words, environ=environ).returncode == 0
    result = run_command("account", *words, environ=environ)
    assert (result.returncode, result.stdout.startswith("No account is set.")) == (1, True)


def test_without_a_terminal_no_secret_is_asked_for(tmp_path: Path, bandwidth: SimulatedBandwidth) -> None:
    result = run_command("account", "--set", "--data-dir", str(tmp_path / "inbox"), environ=with_keyring(tmp_path, bandwidth))
    assert result.returncode == 1
    assert "asked for on a terminal" in result.stderr


def test_without_a_keyring_the_variables_are_named(tmp_path: Path) -> None:
    result = run_command("account", "--set", "--data-dir", str(tmp_path))
    assert result.returncode == 1
    assert "There is no keyring here" in result.stderr
    assert "BW_CLIENT_SECRET" in result.stderr


def test_half_an_account_in_the_environment_is_told_as_such(tmp_path: Path) -> None:
    result = run_command("account", "--data-dir", str(tmp_path), environ={**os.environ, "BW_CLIENT_ID": "an-id"})
    assert result.returncode == 1
    half = "the client id (BW_CLIENT_ID) is there, but the client secret (BW_CLIENT_SECRET) is not"
    assert result.stdout.startswith(f"No account is set: {half}. Enter")
    doctor = run_command("doctor", "--data-dir", str(tmp_path), environ={**os.environ, "BW_CLIENT_ID": "an-id"}).stdout
    assert f"Only half of the Bandwidth account is set: {half}, so recordings are listed" in doctor


def test_nothing_is_said_to_be_forgotten_where_there_is_no_keyring(tmp_path: Path) -> None:
    result = run_command("account", "--forget", "--data-dir", str(tmp_path))
    assert (result.returncode, result.stdout) == (1, "")
    assert "There is no keyring here" in result.stderr


def test_the_environments_account_is_shown_as_such_and_not_forgotten(tmp_path: Path, bandwidth: SimulatedBandwidth) -> None:
    environ = environment(bandwidth, BW_USERNAME="old-user", BW_PASSWORD="old-password")
    result = run_command("account", "--data-dir", str(tmp_path), environ=environ)
    assert result.returncode == 0
    assert "from the environment" in result.stdout
    assert "old-user (not used), ends on 2 December 2026" in result.stdout
    assert bandwidth.voice_url in result.stdout
    assert "old-password" not in result.stdout
    result = run_command("account", "--forget", "--data-dir", str(tmp_path), environ=environ)
    assert result.returncode == 1
    assert "environment" in result.stderr


def test_a_missing_role_is_what_account_and_doctor_say(tmp_path: Path, bandwidth: SimulatedBandwidth) -> None:
    bandwidth.tokens.roles = ("Messaging",)
    words = ("--data-dir", str(tmp_path), "--listen", "127.0.0.1:0")
    result = run_command("account", "--test", *words, environ=environment(bandwidth))
    assert result.returncode == 1
    assert "look  Voice role" in result.stdout
    doctor = run_command("doctor", *words, environ=environment(bandwidth))
    (line,) = [line for line in doctor.stdout.splitlines() if " account " in line[:16]]
    assert line.startswith("look")
    assert "Voice role" in line
    assert doctor.returncode == 1


def test_no_secret_is_taken_from_the_command_line(tmp_path: Path) -> None:
    assert run_command("account", "--set", "secret", "--data-dir", str(tmp_path)).returncode == 2
