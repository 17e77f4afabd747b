"""A second start raises the window of the first: how the two processes find each other and what they say."""

import hashlib
import logging
import os
import secrets
import stat
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

_log = logging.getLogger(__name__)

_PATIENCE_MS = 1_000
_LONGEST_LINE = 4_096
_LONGEST_PLACE = 80
"""Characters of a socket's path: the system takes some 100, and Qt makes the socket in a folder beside it first."""
_TOKENS = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
"""What a desktop gives to a program that it starts, so that its window may come to the front."""


def door_name(folder: Path) -> str:
    """Where the window over the data folder ``folder`` can be reached: a socket only this user can use, or a pipe's name."""
    name = f"recording-inbox-{hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:32]}"
    if sys.platform == "win32":
        return name
    for place in (os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir()):
        if place and Path(place).is_dir() and os.access(place, os.W_OK) and len(f"{place}/{name}") <= _LONGEST_PLACE:
            return f"{place}/{name}"
    return f"/tmp/{name}"


def raise_other_window(folder: Path) -> bool:
    """Asks the window over the data folder ``folder``, in another process, to come to the front.

    True when it has said that it does. False when no window answers within a second: a ``serve`` holds the folder, or nobody.
    """
    from PySide6.QtNetwork import QLocalSocket

    name = door_name(folder)
    if not _is_our_own(name):
        return False
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(_PATIENCE_MS):
        return False
    nonce = secrets.token_hex(16)
    token = next((os.environ[one] for one in _TOKENS if os.environ.get(one)), "")
    socket.write(f"raise {nonce} {token}\n".encode(errors="replace"))
    while not socket.canReadLine():
        if not socket.waitForReadyRead(_PATIENCE_MS):
            return False
    return bytes(socket.readLine(_LONGEST_LINE).data()) == f"raised {nonce}\n".encode()


class WindowDoor:
    """Lets another start of the program raise ``window``. Lives in the GUI thread; the caller holds the data folder."""

    def __init__(self, folder: Path, window: QWidget) -> None:
        self._name = door_name(folder)
        self._window = window
        self._server: QLocalServer | None = None

    def start(self) -> None:
        """Listens. Where that is not possible a second start says that the folder is in use, as it would without this."""
        from PySide6.QtNetwork import QLocalServer  # not needed for the first paint

        server = QLocalServer()
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._welcome)
        if server.listen(self._name):  # in the place of a socket that a killed process left: this one holds the folder
            self._server = server
        else:
            _log.info("A second start will not raise this window: %s", server.errorString())

    def close(self) -> None:
        """Listens no more."""
        if self._server is not None:
            self._server.close()
            self._server.deleteLater()
            self._server = None

    def _welcome(self) -> None:
        while self._server is not None and (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(lambda socket=socket: self._hear(socket))
            self._hear(socket)

    def _hear(self, socket: "QLocalSocket") -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() >= _LONGEST_LINE:
                socket.abort()
            return
        words = bytes(socket.readLine(_LONGEST_LINE).data()).decode(errors="replace").split()
        if len(words) < 2 or words[0] != "raise":
            socket.abort()
            return
        bring_to_front(self._window, words[2] if len(words) > 2 else "")
        socket.write(f"raised {words[1]}\n".encode())
        socket.disconnectFromServer()


def bring_to_front(window: QWidget, token: str = "") -> None:
    """Shows ``window`` above the others, and marks it in the task bar where the desktop does not allow that.

    ``token`` is what the desktop gave to the start that asks for it.
    """
    if token:
        os.environ[_TOKENS[0]] = token  # from here Qt takes it when it asks a Wayland desktop to activate the window
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
    os.environ.pop(_TOKENS[0], None)
    if not window.isActiveWindow():
        QApplication.alert(window)


def _is_our_own(name: str) -> bool:
    """Whether the socket at ``name`` was made by this user; in a folder for all, another might stand in wait there."""
    if sys.platform == "win32":
        return True
    try:
        found = os.lstat(name)
    except OSError:
        return False
    return stat.S_ISSOCK(found.st_mode) and found.st_uid == os.getuid()
