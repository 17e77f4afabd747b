"""A test during which something warned or failed in the log fails, unless it is marked ``expects_log``."""

import logging
from collections.abc import Iterator

import pytest


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps the record for the end of the test."""
        self.records.append(record)


@pytest.fixture(autouse=True)
def no_unexpected_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Keeps every record of WARNING and above that reaches the root logger, from set-up to tear-down."""
    kept = _Kept()
    root = logging.getLogger()
    root.addHandler(kept)
    yield
    root.removeHandler(kept)
    if kept.records and request.node.get_closest_marker("expects_log") is None:
        told = "\n".join(f"  {record.levelname} {record.name}: {record.getMessage()}" for record in kept.records)
        pytest.fail(f"logged, and not expected (mark the test expects_log if it is):\n{told}", pytrace=False)
