"""Python's other threads run on while Qt is being called."""

import threading
import time

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from inbox.gui.unlocked_call import unlocked_call

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def test_other_threads_run_while_a_slot_waits(qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    end = QTimer()
    end.timeout.connect(dialog.accept)
    end.start(300)
    turns, stop = [0], threading.Event()

    def take_turns() -> None:
        while not stop.wait(0.005):
            turns[0] += 1

    other = threading.Thread(target=take_turns)
    other.start()
    unlocked_call(dialog, "exec")
    stop.set()
    other.join()
    assert turns[0] > 10


def test_arguments_arrive(qtbot: QtBot) -> None:
    timer = QTimer()
    fired = []
    timer.timeout.connect(lambda: fired.append(time.monotonic()))
    timer.setSingleShot(True)
    unlocked_call(timer, "start", ("int", 10))
    qtbot.waitUntil(lambda: len(fired) == 1)


@pytest.mark.qt_log_ignore("No such method", "no such method")
def test_a_slot_that_is_not_there_is_a_mistake() -> None:
    with pytest.raises((TypeError, RuntimeError)):
        unlocked_call(QTimer(), "nothingOfTheKind")
