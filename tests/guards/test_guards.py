"""Each guard catches what it is there for, with the project's own conftest and settings; and lets pass what is right."""

from pathlib import Path

import pytest

_TESTS = Path(__file__).parents[1]
_SETTINGS = _TESTS.parent / "pyproject.toml"


@pytest.fixture
def guarded(pytester: pytest.Pytester) -> pytest.Pytester:
    """A folder whose tests run as ours do."""
    pytester.makeconftest((_TESTS / "conftest.py").read_text())
    return pytester


def _run(guarded: pytest.Pytester, source: str) -> pytest.RunResult:
    path = guarded.makepyfile(source)
    return guarded.runpytest_subprocess("-c", str(_SETTINGS), str(path))


_WRONG = {
    "test_a_thread_that_is_left_running": "left running: forgotten-worker",
    "test_an_unexpected_line_in_the_log": "WARNING inbox.somewhere: the disk is nearly full",
    "test_an_unexpected_line_in_the_log_while_things_are_taken_down": "ERROR inbox: could not stop",
    "test_a_connection_to_another_machine_its_error_swallowed": "talked past loopback: connect to ('192.0.2.1', 443)",
    "test_a_connection_to_another_machine_by_connect_ex": "talked past loopback: connect to ('192.0.2.1', 443)",
    "test_a_datagram_to_another_machine": "talked past loopback: datagram to ('192.0.2.1', 9)",
    "test_a_name_look_up": "talked past loopback: look-up of voice.example.invalid",
    "test_a_warning": "DeprecationWarning: old",
    "test_an_exception_in_a_thread": "nobody saw this",
    "test_a_warning_of_Qt": "QPainter::begin: nothing to paint on",
}
"""Tests that each do one wrong thing, and what a guard says of it."""

_WRONG_TESTS = """
import contextlib
import logging
import socket
import threading
import warnings

import pytest
import requests
from PySide6.QtCore import qWarning

def test_a_thread_that_is_left_running(request):
    go = threading.Event()
    threading.Thread(target=go.wait, args=(20,), name="forgotten-worker", daemon=True).start()

def test_an_unexpected_line_in_the_log():
    logging.getLogger("inbox.somewhere").warning("the disk is nearly full")

@pytest.fixture
def noisy_end():
    yield
    logging.getLogger("inbox").error("could not stop")

def test_an_unexpected_line_in_the_log_while_things_are_taken_down(noisy_end):
    pass

def test_a_connection_to_another_machine_its_error_swallowed():
    with socket.socket() as s, contextlib.suppress(OSError):
        s.settimeout(0.1)
        s.connect(("192.0.2.1", 443))

def test_a_connection_to_another_machine_by_connect_ex():
    with socket.socket() as s:
        s.settimeout(0.1)
        s.connect_ex(("192.0.2.1", 443))

def test_a_datagram_to_another_machine():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s, contextlib.suppress(OSError):
        s.sendto(b"hello", ("192.0.2.1", 9))

def test_a_name_look_up():
    with contextlib.suppress(requests.ConnectionError):
        requests.get("http://voice.example.invalid/", timeout=1)

def test_a_warning():
    warnings.warn("old", DeprecationWarning)

def test_an_exception_in_a_thread():
    def die():
        raise ValueError("nobody saw this")
    thread = threading.Thread(target=die)
    thread.start()
    thread.join()

def test_a_warning_of_Qt():
    qWarning("QPainter::begin: nothing to paint on")
"""


def test_the_guards_catch_what_is_wrong(guarded: pytest.Pytester) -> None:
    result = _run(guarded, _WRONG_TESTS)

    counts = result.parseoutcomes()
    assert counts.get("failed", 0) + counts.get("errors", 0) == len(_WRONG)
    for name, complaint in _WRONG.items():
        told = result.stdout.str().partition(f" {name} _")[2].partition("\n_")[0]
        assert complaint in told, name


def test_a_misspelt_marker_stops_the_run(guarded: pytest.Pytester) -> None:
    result = _run(guarded, "import pytest\n\n@pytest.mark.sometimes\ndef test_it():\n    pass\n")

    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["*'sometimes' not found in `markers`*"])


def test_what_is_right_passes(guarded: pytest.Pytester) -> None:
    result = _run(
        guarded,
        """
        import logging, os, socket, threading
        from pathlib import Path

        import pytest

        def test_a_thread_that_ends_soon():
            threading.Thread(target=threading.Event().wait, args=(0.3,)).start()

        @pytest.mark.expects_log
        def test_an_expected_line():
            logging.getLogger("inbox").warning("as announced")

        def test_a_quiet_line():
            logging.getLogger("inbox").info("all is well")

        @pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
        def test_loopback(host):
            with socket.create_server(("127.0.0.1", 0)) as server:
                socket.create_connection(server.getsockname(), timeout=5).close()
                socket.create_connection((host, server.getsockname()[1]), timeout=5).close()

        def test_a_unix_socket(tmp_path):
            with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
                server.bind(str(tmp_path / "s"))
                server.listen()
                client.connect(str(tmp_path / "s"))
        """,
    )

    result.assert_outcomes(passed=6)


def test_a_test_sees_nothing_of_the_developers_desktop(guarded: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BW_CLIENT_SECRET", "the developer's own")
    monkeypatch.setenv("INBOX_LISTEN", "127.0.0.1:1")
    monkeypatch.setenv("DISPLAY", ":77")
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    result = _run(
        guarded,
        """
        import os
        from pathlib import Path

        import keyring, keyring.errors, platformdirs, pytest

        def test_first():
            Path.home().joinpath("left-behind").write_text("")

        def test_second():
            assert not Path.home().joinpath("left-behind").exists()

        def test_the_surroundings(tmp_path_factory):
            mine = tmp_path_factory.getbasetemp()
            assert mine in Path.home().parents
            assert mine in platformdirs.user_data_path("recording-inbox").parents
            assert mine in platformdirs.user_config_path("recording-inbox").parents
            assert not {"BW_CLIENT_SECRET", "INBOX_LISTEN", "DISPLAY"} & set(os.environ)
            assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
            with pytest.raises(keyring.errors.NoKeyringError):
                keyring.get_password("recording-inbox", "client_secret")
        """,
    )

    result.assert_outcomes(passed=3)
