"""The limit of speed: kept by all together, felt as an even flow, changed while it holds."""

import threading
import time

import pytest

from inbox.network.client.throttle import Throttle

pytestmark = pytest.mark.timed


def never() -> bool:
    return False


def test_without_a_limit_nothing_waits() -> None:
    throttle = Throttle(lambda: 0)
    began = time.monotonic()
    for _ in range(1000):
        throttle.take(1 << 20, never)
    assert time.monotonic() - began < 1
    assert throttle.piece(512 * 1024) == 512 * 1024


def test_two_that_download_at_once_share_one_limit() -> None:
    throttle = Throttle(lambda: 1_000_000)
    began = time.monotonic()

    def download() -> None:
        for _ in range(5):
            throttle.take(50_000, never)

    threads = [threading.Thread(target=download) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert 0.45 <= time.monotonic() - began < 3


def test_little_is_read_at_once_under_a_low_limit() -> None:
    assert Throttle(lambda: 100_000).piece(512 * 1024) == 10_000
    assert Throttle(lambda: 1).piece(512 * 1024) == 2048


def test_who_is_stopped_waits_no_longer() -> None:
    throttle = Throttle(lambda: 1_000)
    stopped = threading.Event()
    threading.Timer(0.2, stopped.set).start()
    began = time.monotonic()
    throttle.take(1_000_000, stopped.is_set)
    assert time.monotonic() - began < 5


def test_a_limit_that_is_lifted_is_not_paid_for_any_longer() -> None:
    rate = [1_000]
    throttle = Throttle(lambda: rate[0])
    threading.Timer(0.2, lambda: rate.__setitem__(0, 0)).start()
    began = time.monotonic()
    throttle.take(1_000_000, never)
    assert time.monotonic() - began < 5
    rate[0] = 1_000_000
    throttle.take(1_000, never)
    assert time.monotonic() - began < 6
