"""Settings of receiving, and a settings file that becomes wrong, in the real program: what listener and banner make of it."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
import trustme
from network.certificates import Authority
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inbox.app import Core, window_parts
from inbox.gui.main_window import MainWindow
from inbox.gui.settings.receiving_page import ReceivingPage
from inbox.gui.settings.storage_page import StoragePage
from inbox.network.listener.binding import ListenerProblem
from inbox.pipeline.opened import Options

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints|raise\\(\\)")
_LONG = 20_000
Open = Callable[..., MainWindow]


class Opened(QObject):
    """What the desktop was asked to open."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.files.append(url.toLocalFile())


class Program:
    """The real program over a settings file, without an option that says where to listen."""

    def __init__(self, root: Path) -> None:
        self.file = root / "settings.toml"
        root.mkdir(mode=0o700)
        self.ends = ExitStack()

    def open(self, listen: str = "127.0.0.1:0") -> MainWindow:
        self.write(f'listen = "{listen}"')
        self.core = Core.open(Options(data_dir=str(self.file.parent)), {"BW_CLIENT_ID": "a", "BW_CLIENT_SECRET": "b"})
        self.ends.callback(self.core.stop)
        self.core.apply_settings({"catch_up": False})
        self.window = MainWindow(window_parts(self.core, None))
        self.ends.callback(self.window.deleteLater)
        self.ends.callback(self.window.close)
        with suppress(ListenerProblem):
            self.core.start()
        self.window.show()
        return self.window

    def write(self, *lines: str) -> None:
        self.file.write_text("\n".join([*lines, ""]))

    @property
    def said(self) -> str:
        notice = self.window.banner.notice
        return notice.sentence if notice is not None else ""


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    made = Program(tmp_path / "inbox")
    with made.ends:
        yield made


def _page(window: MainWindow) -> ReceivingPage:
    settings = window.extras.settings.settings
    assert settings is not None
    assert settings.receiving is not None
    return settings.receiving


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _is_answered(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 5) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        return b"200 OK" in connection.recv(4096)
    return False


@pytest.mark.expects_log
def test_another_port_is_a_button_beside_a_taken_one_and_is_listened_to_at_once(program: Program, qtbot: QtBot) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        window = program.open(f"127.0.0.1:{port}")
        qtbot.waitUntil(lambda: f"Port {port} on 127.0.0.1 is in use" in program.said, timeout=_LONG)
        assert (window.banner.button.text(), window.banner.other.text()) == ("Try again", "Another port…")
        QTest.mouseClick(window.banner.other, Qt.MouseButton.LeftButton)
        page = _page(window)
        qtbot.waitUntil(lambda: QApplication.focusWidget() is page.listen.port, timeout=_LONG)
        another = _free_port()
        QTest.keyClicks(page.listen.port, str(another))
        QTest.keyClick(page.listen.port, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: program.core.listener_address == f"http://127.0.0.1:{another}/", timeout=_LONG)
        qtbot.waitUntil(lambda: not window.banner.isVisible(), timeout=_LONG)
        assert _is_answered(another)
        assert f'listen = "127.0.0.1:{another}"' in program.file.read_text()
        qtbot.waitUntil(lambda: f"Listening at http://127.0.0.1:{another}/" in page.listen.now.text(), timeout=_LONG)


def test_a_certificate_is_spoken_with_at_once_and_plain_http_again(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    authority = Authority(tmp_path, trustme.CA())
    files = authority.issue()
    window = program.open()
    window.extras.settings.open_receiving("certificate")
    page = _page(window)
    for field, path in ((page.tls.certificate, files.certificate), (page.tls.key, files.key)):
        field.line.setText(str(path))
        QTest.keyClick(field.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.core.listener_address.startswith("https://"), timeout=_LONG)
    port = program.core.listener.port
    with (
        socket.create_connection(("127.0.0.1", port), 5) as plain,
        authority.trusting().wrap_socket(plain, server_hostname="127.0.0.1") as connection,
    ):
        assert isinstance(connection, ssl.SSLSocket)
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert b"200 OK" in connection.recv(4096)
    qtbot.waitUntil(page.tls.plain.isVisible, timeout=_LONG)
    QTest.mouseClick(page.tls.plain, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: program.core.listener_address == f"http://127.0.0.1:{port}/", timeout=_LONG)


@pytest.mark.expects_log
def test_a_settings_file_that_becomes_wrong_is_told_and_opened_until_it_is_right(program: Program, qtbot: QtBot) -> None:
    opened = Opened()
    QDesktopServices.setUrlHandler("file", opened, "take")  # type: ignore[arg-type]  # it takes text only
    try:
        window = program.open()
        qtbot.waitUntil(lambda: program.core.listener_address != "", timeout=_LONG)
        listen = 'listen = "127.0.0.1:0"'
        program.write(listen, "catch_up = false", 'parallel_downloads = "x"')
        qtbot.waitUntil(lambda: "“parallel_downloads” is 'x'; expected is a whole number" in program.said, timeout=_LONG)
        assert program.said.startswith(str(program.file))
        assert program.said.endswith("The settings from before stay in force until it is right.")
        assert program.core.settings.parallel_downloads == 2
        assert window.banner.button.text() == "Open the file"
        QTest.mouseClick(window.banner.button, Qt.MouseButton.LeftButton)
        assert opened.files == [str(program.file)]
        program.write(listen, "catch_up = false", "parallel_downloads = ")
        qtbot.waitUntil(lambda: "is not TOML: Invalid value (at line 3" in program.said, timeout=_LONG)
        program.write(listen, "catch_up = false", "parallel_downloads = 5")
        qtbot.waitUntil(lambda: not window.banner.isVisible(), timeout=_LONG)
        qtbot.waitUntil(lambda: program.core.settings.parallel_downloads == 5, timeout=_LONG)
    finally:
        QDesktopServices.unsetUrlHandler("file")


def test_the_limits_of_the_journal_are_kept_and_followed(program: Program, qtbot: QtBot) -> None:
    window = program.open()
    window.extras.settings.open("Storage")
    settings = window.extras.settings.settings
    assert settings is not None
    page = settings.pages["Storage"]
    assert isinstance(page, StoragePage)
    assert (page.journal_size.text(), page.journal_age.text()) == ("2.00 GB", "400 days")
    page.journal_size.setValue(0)
    page.journal_age.setValue(30)
    qtbot.waitUntil(
        lambda: (program.core.settings.journal_megabytes, program.core.settings.journal_days) == (0, 30), timeout=_LONG
    )
    assert page.journal_size.text() == "No limit"
    program.write('listen = "127.0.0.1:0"', "catch_up = false", "journal_days = 7")
    qtbot.waitUntil(lambda: page.journal_age.text() == "7 days", timeout=_LONG)
