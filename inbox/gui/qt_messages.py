"""Qt's own messages go where all log lines go, not to the terminal; but what ends the program is told there too."""

import logging
import sys

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from inbox.domain.visible_text import visible

_log = logging.getLogger("qt")

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.DEBUG,
    QtMsgType.QtWarningMsg: logging.INFO,
    QtMsgType.QtCriticalMsg: logging.WARNING,
    QtMsgType.QtFatalMsg: logging.ERROR,
}


def log_qt_messages() -> None:
    """Installs the handler. A warning of Qt's is no warning to the person, so levels go down by one."""
    qInstallMessageHandler(_handle)


def _handle(kind: QtMsgType, context: QMessageLogContext, message: str | None) -> None:
    if kind == QtMsgType.QtFatalMsg and sys.stderr is not None:
        # Qt aborts the process after this: no exception will carry it to the person.
        reason = visible(" ".join((message or "").split()), 1_000)
        print(f"recording-inbox: Qt cannot go on: {reason}", file=sys.stderr, flush=True)
    _log.log(_LEVELS.get(kind, logging.INFO), "%s: %s", context.category or "default", message)
