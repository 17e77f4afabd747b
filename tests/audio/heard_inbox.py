"""An inbox on disk with recordings that can be played, without a network."""

import hashlib
import math
from datetime import timedelta
from pathlib import Path

import numpy as np
import orjson
import soundfile

from inbox.domain.delivery import Delivery
from inbox.domain.events import understand
from inbox.domain.media_format import MediaFormat
from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus
from inbox.domain.times import now
from inbox.pipeline.media.inspection import Inspection, inspect
from inbox.storage.data_folder import DataFolder
from inbox.storage.downloads.downloads import Downloads
from inbox.storage.downloads.media_store import MediaStore
from inbox.storage.journal.intake_store import commit_deliveries
from inbox.storage.journal.journal import Journal
from inbox.storage.listing.recordings import Recordings
from inbox.storage.opening import open_inbox

RATE = 8_000


def write_tone(path: Path, seconds: float) -> Path:
    """A WAV with a tone in its first half and silence in the other."""
    moments = np.arange(int(seconds * RATE)) / RATE
    soundfile.write(path, 0.5 * np.sin(2 * math.pi * 440 * moments) * (moments < seconds / 2), RATE, subtype="PCM_16")
    return path


class HeardInbox:
    """A database and a media folder under ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = DataFolder(folder)
        self.folder.prepare()
        self.database = open_inbox(self.folder)
        self.recordings = Recordings(self.database)
        self.journal = Journal(self.database)
        self._downloads = Downloads(self.database)

    def close(self) -> None:
        """Closes the database."""
        self.database.close()

    def receive(self, recording_id: str = "r-1", **properties: object) -> int:
        """An event arrives; gives the row."""
        event = {
            "eventType": "conferenceRecordingAvailable", "accountId": "55555555", "conferenceId": "conf-1", "name": "Stand-up",
            "recordingId": recording_id, "status": "complete", "duration": "PT600S", "fileFormat": "wav", "channels": 1,
            **properties,
        }  # fmt: skip
        headers = (("Host", "127.0.0.1:8025"), ("Content-Type", "application/json"))
        return self.deliver(Delivery(now(), "POST", "/", headers, orjson.dumps(event), "127.0.0.1:50000"))

    def deliver(self, delivery: Delivery) -> int:
        """A request arrives; gives the row of the recording that it tells of."""
        row = commit_deliveries(self.database, [(delivery, understand(delivery))])[0].recording_row
        assert row is not None
        return row

    def download(self, row: int, seconds: float = 4.0, *, with_peaks: bool = True) -> Recording:
        """The media of ``row`` arrives: a tone of this length."""
        claimed = self._downloads.claim("test", now(), timedelta(minutes=1), [row])
        assert claimed is not None
        store = MediaStore(self.folder.media)
        with store.open_part(row):
            pass
        tone = write_tone(self.folder.root / "tone.wav", seconds).read_bytes()
        store.part_file(row).write_bytes(tone)
        path = store.finish(row, claimed.recording_id, MediaFormat.WAV)
        looked = inspect(path, MediaFormat.WAV)
        assert isinstance(looked, Inspection)
        self._downloads.finished(
            row, "test", media_name=path.name, media_bytes=len(tone), sha256=hashlib.sha256(tone).hexdigest(), media_format="wav",
            media_seconds=looked.seconds, peaks=looked.peaks if with_peaks else None,
        )  # fmt: skip
        return self.read(row)

    def fail(self, row: int, sentence: str) -> Recording:
        """The download of ``row`` is given up."""
        assert self._downloads.claim("test", now(), timedelta(minutes=1), [row]) is not None
        self._downloads.failed(row, "test", DownloadStatus.GIVEN_UP, sentence, None)
        return self.read(row)

    def read(self, row: int) -> Recording:
        """The recording as the store has it now."""
        return self.recordings.rows([row])[row]
