"""Qt's own messages go where all log lines go, not to the terminal."""

import logging

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

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
    _log.log(_LEVELS.get(kind, logging.INFO), "%s: %s", context.category or "default", message)
