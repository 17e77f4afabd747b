"""A Qt object in a circle of references is destroyed in the window's thread, whichever thread makes objects meanwhile."""

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from inbox.gui.watching.garbage import GarbageCollection


class _Circle(QObject):
    """Refers to itself, and tells where it is destroyed."""

    def __init__(self, told: list[str]) -> None:
        super().__init__()
        self._myself, self._told = self, told

    def __del__(self) -> None:
        self._told.append(threading.current_thread().name)


@pytest.fixture
def collection() -> Iterator[GarbageCollection]:
    gc.enable()
    collection = GarbageCollection()
    collection.start()
    yield collection
    collection.stop()
    gc.disable()  # as it is between tests


def test_what_is_garbage_is_destroyed_in_the_windows_thread(qtbot: QtBot, collection: GarbageCollection) -> None:
    told: list[str] = []
    _Circle(told)
    kept: list[list[int]] = []
    busy = threading.Thread(target=lambda: kept.extend([number] for number in range(5_000)), name="busy")
    busy.start()
    busy.join()
    assert told == [], "Python would have collected it in the thread that made so many"
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    assert told == [threading.current_thread().name]


def test_python_collects_by_itself_again_afterwards(qtbot: QtBot) -> None:
    collection = GarbageCollection()
    collection.start()
    collection.stop()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
    gc.disable()  # as it is between tests
