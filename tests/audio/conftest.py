"""What the tests of this folder share: a null sink, and a player in a child process."""

from collections.abc import Iterator

import pytest
from audio.null_sink import NullSink, missing_tools


@pytest.fixture
def no_sink() -> Iterator[NullSink]:
    """A sound server without any sound card; `NullSink.add_sink` plugs one in."""
    if why := missing_tools():
        pytest.skip(why)
    with NullSink(with_sink=False) as started:
        yield started


@pytest.fixture
def sink() -> Iterator[NullSink]:
    """A sound card that can be listened to."""
    if why := missing_tools():
        pytest.skip(why)
    with NullSink() as started:
        yield started
