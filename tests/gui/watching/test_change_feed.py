"""Changes, told from many threads."""

import threading
import time

import pytest
from pytestqt.qtbot import QtBot

from inbox.gui.watching.change_feed import ChangeFeed


def test_a_failure_told_in_another_thread_is_heard_in_the_gui_thread(qtbot: QtBot) -> None:
    feed = ChangeFeed()
    heard: list[tuple[str, bool]] = []
    feed.failed.connect(lambda sentence: heard.append((sentence, threading.current_thread() is threading.main_thread())))
    teller = threading.Thread(target=lambda: feed.tell_failure("The disk is full."))
    teller.start()
    teller.join()
    assert heard == []
    qtbot.waitUntil(lambda: heard == [("The disk is full.", True)])


def test_changes_from_many_threads_arrive_in_few_bundles(qtbot: QtBot) -> None:
    feed = ChangeFeed()
    bundles: list[set[int]] = []
    feed.changed.connect(lambda text: bundles.append({int(row) for row in text.split(",")}))
    large = 2**40  # more than a Signal of int carries

    def tell(start: int) -> None:
        for row in range(start, start + 500):
            feed.recordings_changed([large + row])

    threads = [threading.Thread(target=tell, args=(start,)) for start in range(0, 2000, 500)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    everything = {large + row for row in range(2000)}
    qtbot.waitUntil(lambda: set().union(*bundles) == everything, timeout=5_000)
    assert len(bundles) < 50


def test_nothing_changed_is_not_told(qtbot: QtBot) -> None:
    feed = ChangeFeed()
    with qtbot.assertNotEmitted(feed.changed, wait=100):
        feed.recordings_changed([])


@pytest.mark.timed
def test_a_flood_passes_some_times_a_second_and_the_next_single_change_at_once(qtbot: QtBot) -> None:
    feed = ChangeFeed()
    bundles: list[str] = []
    feed.changed.connect(bundles.append)
    began = time.monotonic()
    row = 0
    while time.monotonic() - began < 1.5:
        feed.recordings_changed(range(row, row + 20))
        row += 20
        qtbot.wait(10)
    assert 1 < len(bundles) <= 8
    qtbot.wait(400)  # the last of the flood has passed
    bundles.clear()
    began = time.monotonic()
    feed.recordings_changed([row])
    qtbot.waitUntil(lambda: bundles == [str(row)], timeout=5_000)
    assert time.monotonic() - began < 0.2
