"""A real inbox on disk, and events put into it the way the listener does."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from inbox.domain.delivery import Delivery
from inbox.domain.event_types import CONFERENCE_RECORDING_AVAILABLE
from inbox.domain.events import understand
from inbox.domain.recording import Recording
from inbox.domain.times import now
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.journal.intake_store import Committed, commit_deliveries
from inbox.storage.listing.recordings import Recordings
from inbox.storage.opening import open_inbox

Deliver = Callable[..., Committed]


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "inbox")


@pytest.fixture
def database(folder: DataFolder) -> Iterator[Database]:
    with contextlib.closing(open_inbox(folder)) as database:
        yield database


@pytest.fixture
def recordings(database: Database) -> Recordings:
    return Recordings(database)


@pytest.fixture
def delivery() -> Callable[..., Delivery]:
    """Makes the request that carries an event with these properties (None leaves one out), or a raw body."""

    def make(body: bytes | None = None, **properties: Any) -> Delivery:
        event = {
            "eventType": CONFERENCE_RECORDING_AVAILABLE,
            "accountId": "55555555",
            "conferenceId": "conf-1",
            "recordingId": "r-1",
            "status": "complete",
            "mediaUrl": "https://voice.bandwidth.com/media",
            **properties,
        }
        content = orjson.dumps({key: value for key, value in event.items() if value is not None}) if body is None else body
        return Delivery(now(), "POST", "/", (("Content-Type", "application/json"),), content, "127.0.0.1:40000")

    return make


@pytest.fixture
def deliver(database: Database, delivery: Callable[..., Delivery]) -> Deliver:
    """Commits one event with these properties, or a raw body."""

    def commit(body: bytes | None = None, **properties: Any) -> Committed:
        made = delivery(body, **properties)
        (committed,) = commit_deliveries(database, [(made, understand(made))])
        return committed

    return commit


@pytest.fixture
def only_recording(recordings: Recordings) -> Callable[[], Recording]:
    """The one recording of the inbox; fails when there are none or several."""

    def read() -> Recording:
        (recording,) = recordings.with_recording_id("r-1")
        return recording

    return read
