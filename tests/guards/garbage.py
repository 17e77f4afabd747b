"""Garbage is collected between tests, in the main thread, as the window does it: no widget may be destroyed anywhere else."""

import gc
from collections.abc import Iterator
from itertools import count

import pytest

_ALL_EVERY = 25
_tests = count(1)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart() -> None:
    """Collects no more by itself."""
    gc.disable()


@pytest.fixture(autouse=True)
def _garbage() -> Iterator[None]:
    yield
    gc.collect(1 if next(_tests) % _ALL_EVERY else 2)
