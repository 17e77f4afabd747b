"""The doctor: one line for each thing, and exit 1 when one needs a hand."""

from pathlib import Path

from processes.app_process import Serving, environment, run_command

from inbox.simulator.server import SimulatedBandwidth


def lines(result_text: str) -> dict[str, tuple[str, str]]:
    """State and text of each named line."""
    found = {}
    for line in result_text.splitlines():
        state, name, text = line.split(None, 2)
        found[name] = (state, text)
    return found


def test_each_thing_has_one_line(tmp_path: Path) -> None:
    result = run_command("doctor", "--data-dir", str(tmp_path), "--listen", "127.0.0.1:0")
    found = lines(result.stdout)
    assert list(found) == ["version", "Qt", "audio", "keyring", "port", "disk", "database", "clock", "account"]
    assert found["account"][0] == "look"
    assert "BW_CLIENT_ID" in found["account"][1]
    assert found["database"] == ("ok", "0 recordings, 0 deliveries, checked and sound")
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
    assert list(found) == ["version", "Qt", "audio", "keyring", "database"]
    assert found["database"][0] == "look"
    assert (result.returncode, result.stderr) == (1, "")


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
