"""Fixtures of the end-to-end tests."""

from collections.abc import Iterator

import pytest

from inbox.simulator.server import SimulatedBandwidth


@pytest.fixture
def bandwidth() -> Iterator[SimulatedBandwidth]:
    server = SimulatedBandwidth()
    server.start()
    yield server
    server.stop()
