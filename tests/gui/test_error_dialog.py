"""Mistakes in the program are shown, never swallowed."""

import logging
import sys
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inbox.gui.error_dialog import ErrorDialog, install_error_dialog

pytestmark = [pytest.mark.expects_log, pytest.mark.qt_log_ignore("propagateSizeHints")]


def _dialog() -> ErrorDialog | None:
    return next((top for top in QApplication.topLevelWidgets() if isinstance(top, ErrorDialog) and top.isVisible()), None)


def test_a_mistake_in_a_worker_thread_is_logged_and_shown(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    install_error_dialog()

    def work() -> None:
        raise RuntimeError("<b>a mistake</b>")

    thread = threading.Thread(target=work, name="a-worker")
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: _dialog() is not None, timeout=5_000)
    dialog = _dialog()
    assert dialog is not None
    report = dialog.report.toPlainText()
    assert "RuntimeError: <b>a mistake</b>" in report
    assert "Thread: a-worker" in report
    assert any(record.levelno == logging.CRITICAL for record in caplog.records)
    QTest.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == report
    dialog.close()
