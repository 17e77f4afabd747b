"""A real inbox on disk for the pipeline's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pipeline.reviewed_inbox import ReviewedInbox

from inbox.simulator.server import SimulatedBandwidth
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.opening import open_inbox


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path / "inbox")
    folder.prepare()
    return folder


@pytest.fixture
def database(folder: DataFolder) -> Iterator[Database]:
    database = open_inbox(folder)
    yield database
    database.close()


@pytest.fixture
def bandwidth() -> Iterator[SimulatedBandwidth]:
    server = SimulatedBandwidth()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def reviewed(tmp_path: Path) -> Iterator[ReviewedInbox]:
    inbox = ReviewedInbox(tmp_path / "inbox")
    yield inbox
    inbox.close()
