"""Bugs: logged, and shown with a report that can be copied. Known failures never come this way."""

import logging
import platform
import sys
import threading
import traceback
from types import TracebackType

import PySide6
from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

import inbox

_log = logging.getLogger(__name__)
_LONGEST = 100_000


def report_of(kind: type[BaseException], problem: BaseException, trace: TracebackType | None, thread: str) -> str:
    """Versions and the traceback, as plain text."""
    lines = traceback.format_exception(kind, problem, trace)
    version = getattr(inbox, "__version__", "?")
    head = f"Recording Inbox {version}, Python {platform.python_version()}, PySide6 {PySide6.__version__}, {platform.platform()}"
    return f"{head}\nThread: {thread}\n\n{''.join(lines)}"[:_LONGEST]


class ErrorDialog(QDialog):
    """Says that something went wrong that should not, and shows the report."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("A mistake in this program")
        self.setMinimumSize(640, 380)
        sentence = QLabel(
            "Something went wrong that should not have. Recordings that arrived are safe. "
            "You can go on; if it happens again, please report it with the text below."
        )
        sentence.setTextFormat(Qt.TextFormat.PlainText)
        sentence.setWordWrap(True)
        self.report = QPlainTextEdit(report)
        self.report.setReadOnly(True)
        self.report.setTabChangesFocus(True)
        self.report.setAccessibleName("Report")
        self.report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.copy_button = QPushButton("Copy the report")
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.report.toPlainText()))
        close = QPushButton("Close")
        close.setDefault(True)
        close.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.copy_button)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(sentence)
        layout.addWidget(self.report, 1)
        layout.addLayout(buttons)


class _Reporter(QObject):
    """Carries reports into the GUI thread; one dialog at a time, later reports are only logged."""

    _reported = Signal(str)

    def __init__(self) -> None:
        super().__init__(QCoreApplication.instance())
        self._dialog: ErrorDialog | None = None
        self._reported.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def in_main_thread(self, kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
        self._take(kind, problem, trace, threading.current_thread().name)

    def in_thread(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            name = arguments.thread.name if arguments.thread is not None else "?"
            self._take(arguments.exc_type, arguments.exc_value, arguments.exc_traceback, name)

    def _take(self, kind: type[BaseException], problem: BaseException, trace: TracebackType | None, thread: str) -> None:
        if issubclass(kind, KeyboardInterrupt | SystemExit):
            sys.__excepthook__(kind, problem, trace)
            return
        _log.critical("A mistake in this program, in thread %s", thread, exc_info=(kind, problem, trace))
        self._reported.emit(report_of(kind, problem, trace, thread))

    def _show(self, report: str) -> None:
        if self._dialog is None or not self._dialog.isVisible():
            self._dialog = ErrorDialog(report)
            self._dialog.show()


def install_error_dialog() -> None:
    """From now on exceptions that nobody caught are logged and shown. Needs the QApplication."""
    reporter = _Reporter()
    sys.excepthook = reporter.in_main_thread
    threading.excepthook = reporter.in_thread
