"""What hostile ids, names and formats of an event do to the files of this computer: nothing."""

from pathlib import Path

import orjson
import pytest
from pipeline.downloading_inbox import DownloadingInbox

from inbox.domain.delivery import Delivery
from inbox.domain.events import RecordingEvent, understand
from inbox.domain.statuses import DownloadStatus
from inbox.domain.times import now
from inbox.simulator.server import SimulatedBandwidth
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database

HOSTILE = [
    "../../outside",
    "/outside",
    "..",
    ".",
    "..\\..\\outside",
    "C:\\outside",
    "CON",
    "NUL.wav",
    "name:stream",
    "ends with a dot.",
    "\x00",
    "new\nline",
    "-rf",
    "%2e%2e%2foutside",
    "\u202efdp.wav",
    "~/outside",
    "$HOME",
    "x" * 5_000,
]


@pytest.fixture
def inbox(folder: DataFolder, database: Database, bandwidth: SimulatedBandwidth) -> DownloadingInbox:
    return DownloadingInbox(folder, database, bandwidth)


def event(inbox: DownloadingInbox, **changes: object) -> Delivery:
    """An event of a recording that Bandwidth has, in which these properties are others."""
    properties = inbox.bandwidth.make_recording().event(inbox.bandwidth.voice_url, now())
    return Delivery(now(), "POST", "/", (), orjson.dumps(properties | changes), "127.0.0.1:5")


def outside(root: Path, inbox: DownloadingInbox) -> set[Path]:
    """Everything below ``root`` but what the media folder and SQLite hold."""
    kept = {inbox.folder.database.with_name(f"{inbox.folder.database.name}{end}") for end in ("", "-wal", "-shm")}
    return {path for path in root.rglob("*") if inbox.folder.media not in path.parents} - kept


def test_hostile_names_tags_and_formats_never_reach_the_name_of_a_file(inbox: DownloadingInbox, tmp_path: Path) -> None:
    before = outside(tmp_path, inbox)
    rows = [inbox.commit(event(inbox, name=text, tag=text, fileFormat=text)) for text in HOSTILE]
    with inbox.downloader():
        paths = [inbox.until(row, DownloadStatus.DOWNLOADED).media_path for row in rows]
    assert outside(tmp_path, inbox) == before
    found = sorted(inbox.folder.media.iterdir())
    assert found == sorted(Path(path) for path in paths if path)
    assert len(found) == len(HOSTILE)
    for row, path in zip(rows, paths, strict=True):
        assert path is not None
        name = Path(path).name
        assert name.startswith(f"{row}-")
        assert name.endswith(".wav"), "as its first bytes say, whatever the event does"


@pytest.mark.parametrize("which", ["recordingId", "conferenceId", "accountId"])
def test_a_hostile_id_makes_no_address_and_no_file(inbox: DownloadingInbox, tmp_path: Path, which: str) -> None:
    before = outside(tmp_path, inbox)
    events = [event(inbox, **{which: text}) for text in HOSTILE]
    rows = [inbox.commit(each) for each in events if isinstance(understand(each), RecordingEvent)]
    assert rows, "most hostile recordingIds are rejected at the door; one without a sign that is forbidden is not"
    with inbox.downloader() as downloader:
        downloader.ask(rows)
        for row in rows:
            recording = inbox.until(row, DownloadStatus.GIVEN_UP, DownloadStatus.FAILED, DownloadStatus.EXPIRED)
            assert recording.error
    assert outside(tmp_path, inbox) == before
    assert list(inbox.folder.media.iterdir()) == []
    asked = [path for _method, path in inbox.bandwidth.requests if "token" not in path]
    assert not [path for path in asked if ".." in path or "outside" in path or "%" in path], asked
