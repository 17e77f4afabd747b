"""The doctor: one line for each thing, and exit 1 when one needs a hand."""

import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme
from network.certificates import Authority
from processes.app_process import Serving, environment, run_command

from inbox.network.listener.listener import Listener
from inbox.simulator.server import SimulatedBandwidth
from inbox.storage.data_folder import DataFolder
from inbox.storage.incidents import Incidents
from inbox.storage.opening import open_inbox


def lines(result_text: str) -> dict[str, tuple[str, str]]:
    """State and text of each named line."""
    found = {}
    for line in result_text.splitlines():
        state, name, text = line.split(None, 2)
        found[name] = (state, text)
    return found


def wrong_of(found: dict[str, tuple[str, str]]) -> list[str]:
    """The lines that ask for a hand; not that of the sound, which a machine without a device for it has too."""
    return [name for name, (state, _) in found.items() if state == "look" and name != "audio"]


def test_each_thing_has_one_line(tmp_path: Path) -> None:
    result = run_command("doctor", "--data-dir", str(tmp_path), "--listen", "127.0.0.1:0")
    found = lines(result.stdout)
    assert list(found) == [
        "version",
        "Qt",
        "audio",
        "keyring",
        "settings",
        "port",
        "disk",
        "database",
        "journal",
        "incidents",
        "clock",
        "account",
        "catch-up",
        "downloads",
        "expiry",
        "media",
    ]
    assert found["account"][0] == "look"
    assert "BW_CLIENT_ID" in found["account"][1]
    assert found["database"] == ("ok", "0 recordings, 0 deliveries, checked and sound")
    assert found["journal"] == ("ok", "0 deliveries, 0.0 MB of 2,000 MB that it may have, kept for 400 days")
    assert found["incidents"] == ("ok", "none that is not read yet")
    assert result.returncode == 1
    assert result.stderr == ""


def test_good_and_bad_credentials_are_told_apart(tmp_path: Path) -> None:
    bandwidth = SimulatedBandwidth()
    bandwidth.start()
    words = ("doctor", "--data-dir", str(tmp_path), "--listen", "127.0.0.1:0")
    good = lines(run_command(*words, environ=environment(bandwidth)).stdout)
    bad = lines(run_command(*words, environ=environment(bandwidth, BW_CLIENT_SECRET="wrong")).stdout)
    bandwidth.stop()
    assert good["account"][0] == "ok"
    assert good["account"][1].startswith("signed in with OAuth2 for account")
    assert bad["account"][0] == "look"
    assert "401" in bad["account"][1]


def test_an_inbox_that_does_not_open_is_one_of_the_lines(tmp_path: Path) -> None:
    (tmp_path / "inbox.sqlite3").write_bytes(b"not a database, but somebody's file" * 100)
    result = run_command("doctor", "--data-dir", str(tmp_path), "--listen", "127.0.0.1:0")
    found = lines(result.stdout)
    assert list(found) == ["version", "Qt", "audio", "keyring", "settings", "port", "disk", "database", "account"]
    assert wrong_of(found) == ["database", "account"]
    assert (result.returncode, result.stderr) == (1, "")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("journal_days = 30\npaused downloads", ("{file} is not TOML: Expected '=' after a key in a key/value pair (at line 2",)),
        (
            'parallel_downloads = "two"\nlisten = "here"\nvolume = 0.5',
            ("{file}: “parallel_downloads” is 'two'; expected is a whole number from 1 to 16.", "{file}: “listen” is 'here';"),
        ),
    ],
)
def test_wrong_settings_have_the_line_of_their_own_and_the_others_are_told_all_the_same(
    tmp_path: Path, text: str, says: tuple[str, ...]
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text)
    result = run_command("doctor", "--data-dir", str(tmp_path), "--listen", "127.0.0.1:0")
    found = lines(result.stdout)
    for each in says:
        assert each.format(file=file) in found["settings"][1]
    assert wrong_of(found) == ["settings", "account"]
    assert (len(found), found["database"][0]) == (16, "ok")
    assert (result.returncode, result.stderr) == (1, "")


def test_a_wrong_variable_of_the_environment_is_one_of_the_settings(tmp_path: Path) -> None:
    result = run_command("doctor", "--data-dir", str(tmp_path), environ=environment(INBOX_LISTEN="nowhere"))
    found = lines(result.stdout)
    assert found["settings"][0] == "look"
    assert "The environment variable INBOX_LISTEN is 'nowhere'" in found["settings"][1]
    assert found["database"][0] == "ok"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    found = lines(run_command("doctor", "--data-dir", str(tmp_path / "taken")).stdout)
    assert found["folder"][0] == "look"
    assert "--data-dir" in found["folder"][1]
    assert "database" not in found


def test_an_account_without_its_number_needs_a_hand(tmp_path: Path) -> None:
    bandwidth = SimulatedBandwidth()
    bandwidth.start()
    environ = environment(bandwidth, BW_ACCOUNT_ID="")
    found = lines(run_command("doctor", "--data-dir", str(tmp_path), "--listen", "127.0.0.1:0", environ=environ).stdout)
    bandwidth.stop()
    assert found["account"][0] == "look"
    assert "BW_ACCOUNT_ID" in found["account"][1]


def test_a_port_that_an_inbox_has_is_well_and_one_that_another_program_has_is_not(tmp_path: Path) -> None:
    import socket

    with Serving(tmp_path) as serving:
        where = serving.address.removeprefix("http://").strip("/")
        beside = lines(run_command("doctor", "--data-dir", str(tmp_path), "--listen", where).stdout)
    assert beside["port"][0] == "ok"
    assert "answers" in beside["port"][1]
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        taken = lines(run_command("doctor", "--data-dir", str(tmp_path), "--listen", f"127.0.0.1:{port}").stdout)
    assert taken["port"][0] == "look"
    assert str(port) in taken["port"][1]


def test_what_happened_to_the_inbox_is_told_until_it_was_read(tmp_path: Path) -> None:
    database = open_inbox(DataFolder(tmp_path))
    Incidents(database).tell("The file was damaged.\x1b[31m", datetime(2026, 11, 23, tzinfo=UTC))
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE journal_size SET deliveries = 9, body_bytes = 12000000")
    database.close()
    (tmp_path / "settings.toml").write_text("journal_megabytes = 10\njournal_days = 0\n")
    found = lines(run_command("doctor", "--data-dir", str(tmp_path), "--listen", "127.0.0.1:0").stdout)
    assert found["incidents"] == ("look", "2026-11-23T00:00:00.000Z The file was damaged.\\u001b[31m")
    assert found["journal"][0] == "look"
    assert found["journal"][1].startswith("9 deliveries, 12.0 MB of 10 MB that it may have, kept for ever; what is left still")


def test_a_damaged_inbox_that_a_suspended_program_uses_is_one_of_the_lines(tmp_path: Path) -> None:
    with Serving(tmp_path) as serving:
        serving.signal(signal.SIGSTOP)
        with (tmp_path / "inbox.sqlite3").open("r+b") as file:
            file.write(b"\xa5" * 4096)
        found = lines(run_command("doctor", "--data-dir", str(tmp_path), "--listen", "127.0.0.1:0").stdout)
        serving.kill()
    assert found["database"][0] == "look"
    assert "is damaged; the program that uses it" in found["database"][1]


def test_an_inbox_that_speaks_tls_is_known_at_its_port(tmp_path: Path) -> None:
    files = Authority(tmp_path, trustme.CA()).issue()
    (tmp_path / "settings.toml").write_text(f'tls_certificate = "{files.certificate}"\ntls_key = "{files.key}"\n')
    listener = Listener("127.0.0.1", 0, lambda _delivery, _done: False, tls=files, path="/unguessable")
    listener.start()
    found = lines(run_command("doctor", "--data-dir", str(tmp_path), "--listen", f"127.0.0.1:{listener.port}").stdout)
    listener.stop()
    assert found["port"] == ("ok", f"127.0.0.1:{listener.port} is taken by a Recording Inbox that is running and answers")


def test_a_misspelt_setting_is_told(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('jurnal_days = 30\n"\\u001b[31m" = 1\n')
    found = lines(run_command("doctor", "--data-dir", str(tmp_path), "--listen", "127.0.0.1:0").stdout)
    assert found["settings"][0] == "look"
    assert "“jurnal_days”, “\\u001b[31m”" in found["settings"][1]
    with Serving(tmp_path) as serving:
        serving.terminate()
    assert "“jurnal_days”, which this version does not know" in serving.errors
