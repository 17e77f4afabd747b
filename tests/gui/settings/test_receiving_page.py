"""The page on which the address, the port and the certificate of the listener are chosen: each is tried before it is taken."""

import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme
from network.certificates import Authority
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from window.window_inbox import LISTENING, WindowInbox

from inbox.gui.main_window import MainWindow
from inbox.gui.settings.receiving_page import ReceivingPage
from inbox.storage.data_folder import DataFolder
from inbox.storage.settings.settings import load_settings

OpenWindow = Callable[..., MainWindow]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints|raise\\(\\)")


@pytest.fixture
def page(inbox: WindowInbox, open_window: OpenWindow) -> ReceivingPage:
    return _opened(open_window())


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("certificates"), trustme.CA())


def _opened(window: MainWindow) -> ReceivingPage:
    window.extras.settings.open("Receiving")
    settings = window.extras.settings.settings
    assert settings is not None
    assert settings.receiving is not None
    assert list(settings.pages)[:2] == ["Receiving", "Downloads"]
    return settings.receiving


def _type_port(page: ReceivingPage, number: int) -> None:
    page.take_keyboard("port")
    QTest.keyClicks(page.listen.port, str(number))
    QTest.keyClick(page.listen.port, Qt.Key.Key_Return)


def _type_host(page: ReceivingPage, host: str) -> None:
    page.listen.host.setFocus()
    page.listen.host.selectAll()
    QTest.keyClicks(page.listen.host, host)
    QTest.keyClick(page.listen.host, Qt.Key.Key_Return)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def test_a_free_port_is_taken_at_once_and_kept(page: ReceivingPage, inbox: WindowInbox, qtbot: QtBot) -> None:
    port = _free_port()
    _type_port(page, port)
    qtbot.waitUntil(lambda: inbox.in_force.port == port, timeout=5_000)
    assert load_settings(DataFolder(inbox.root), {}, {}).port == port
    assert "Listening at http://127.0.0.1:8025/" in page.listen.now.text()


def test_a_port_that_another_program_has_is_not_taken_and_the_listener_goes_on(
    page: ReceivingPage, inbox: WindowInbox, qtbot: QtBot
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        _type_port(page, port)
        qtbot.waitUntil(lambda: f"Port {port} on 127.0.0.1 is in use" in page.listen.now.text(), timeout=5_000)
    assert "goes on listening as before" in page.listen.now.text()
    qtbot.waitUntil(lambda: int(page.listen.port.value()) == 8025, timeout=5_000)
    assert not {"host", "port"} & set(inbox.saved)
    free = _free_port()
    _type_port(page, free)
    qtbot.waitUntil(lambda: inbox.in_force.port == free, timeout=5_000)
    qtbot.waitUntil(lambda: "in use" not in page.listen.now.text(), timeout=5_000)


def test_what_is_no_address_is_said(page: ReceivingPage, inbox: WindowInbox, qtbot: QtBot) -> None:
    _type_host(page, "my computer")
    assert "“my computer” is not an address" in page.listen.now.text()
    page.look()
    assert page.listen.host.text() == "127.0.0.1"
    assert not inbox.saved


def test_an_address_that_others_reach_is_warned_of(page: ReceivingPage, inbox: WindowInbox, qtbot: QtBot) -> None:
    assert not page.listen.reached.isVisible(), "127.0.0.1 is this computer alone"
    inbox.state = replace(LISTENING, protected=False)
    _type_host(page, "0.0.0.0")
    qtbot.waitUntil(lambda: inbox.in_force.host == "0.0.0.0", timeout=5_000)
    qtbot.waitUntil(page.listen.reached.isVisible, timeout=5_000)
    assert "Nothing keeps them from posting" in page.listen.reached.text()


def test_brackets_around_an_address_are_not_part_of_it(page: ReceivingPage, inbox: WindowInbox, qtbot: QtBot) -> None:
    _type_host(page, "[::1]")
    qtbot.waitUntil(lambda: inbox.in_force.host == "::1", timeout=5_000)
    assert load_settings(DataFolder(inbox.root), {}, {}).host == "::1"


def test_what_was_given_at_the_start_is_shown_and_cannot_be_changed(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    inbox.listen_from = "--listen"
    page = _opened(open_window())
    assert "Given by --listen for this start" in page.listen.now.text()
    _type_port(page, 9000)
    _type_host(page, "0.0.0.0")
    assert (page.listen.host.text(), page.listen.port.value()) == ("127.0.0.1", 8025)
    assert not inbox.saved


def test_certificate_and_key_are_taken_once_both_are_there_and_fit(
    page: ReceivingPage, inbox: WindowInbox, qtbot: QtBot, authority: Authority
) -> None:
    good = authority.issue("good", not_after=datetime(2199, 1, 2, 12, tzinfo=UTC))
    other = authority.issue("other")
    assert "plain http" in page.tls.now.text()
    assert not page.tls.plain.isVisible()
    page.take_keyboard("certificate")
    QTest.keyClicks(page.tls.certificate.line, str(good.certificate))
    QTest.keyClick(page.tls.certificate.line, Qt.Key.Key_Return)
    assert "Choose its key, too" in page.tls.now.text()
    page.look()
    assert page.tls.certificate.path == str(good.certificate), "what is half chosen stays"
    page.tls.key.line.setText(str(other.key))
    QTest.keyClick(page.tls.key.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "does not belong to the certificate" in page.tls.now.text(), timeout=5_000)
    assert not inbox.saved
    page.tls.key.line.setText(str(good.key))
    QTest.keyClick(page.tls.key.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: inbox.in_force.tls_key == str(good.key), timeout=5_000)
    assert inbox.in_force.tls_certificate == str(good.certificate)
    assert "valid until 2 January 2199" in page.tls.now.text()
    qtbot.waitUntil(page.tls.plain.isVisible, timeout=5_000)
    qtbot.mouseClick(page.tls.plain, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: inbox.in_force.tls_certificate == "", timeout=5_000)
    assert load_settings(DataFolder(inbox.root), {}, {}).tls_key == ""


def test_a_file_is_chosen_in_the_dialog(page: ReceivingPage, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "own.pem").write_text("")
    qtbot.mouseClick(page.tls.certificate.button, Qt.MouseButton.LeftButton)
    dialog = page.tls.certificate.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "own.pem"))
    dialog.close()
    assert page.tls.certificate.path == str(tmp_path / "own.pem")


def test_the_files_in_force_are_looked_at_when_the_page_is_opened(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    inbox.in_force = replace(inbox.in_force, tls_certificate=str(tmp_path / "gone.pem"), tls_key=str(tmp_path / "gone.key"))
    page = _opened(open_window())
    qtbot.waitUntil(lambda: "gone.pem does not exist" in page.tls.now.text(), timeout=5_000)
