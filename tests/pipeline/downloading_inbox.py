"""A database with a downloader over it, and the simulated Bandwidth that it downloads from."""

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import orjson

from inbox.domain.delivery import Delivery
from inbox.domain.events import understand
from inbox.domain.largest_media import DEFAULT_MEGABYTES
from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus
from inbox.domain.times import now
from inbox.network.client.media_client import MediaClient
from inbox.network.client.sign_in import SignIn
from inbox.pipeline.downloads.downloader import Downloader
from inbox.pipeline.downloads.gate import Gate
from inbox.simulator.media import SimulatedMedia
from inbox.simulator.recording import SimulatedRecording
from inbox.simulator.request_log import SeenRequest
from inbox.simulator.server import SimulatedBandwidth
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.downloads.downloads import Downloads
from inbox.storage.downloads.media_store import MediaStore
from inbox.storage.downloads.part_files import PartFiles
from inbox.storage.downloads.verifications import Verifications
from inbox.storage.journal.intake_store import commit_deliveries
from inbox.storage.listing.recordings import Recordings
from inbox.storage.settings.settings import Settings


class DownloadingInbox:
    """A database with a downloader over it, and the simulated Bandwidth it downloads from."""

    def __init__(self, folder: DataFolder, database: Database, bandwidth: SimulatedBandwidth) -> None:
        self.folder = folder
        self.database = database
        self.bandwidth = bandwidth
        self.recordings = Recordings(database)
        self.changed: list[int] = []

    def receive(self, made: SimulatedRecording, **changes: object) -> int:
        """An event of that recording comes, with these properties changed; gives the row."""
        body = orjson.dumps({**made.event(self.bandwidth.voice_url, now()), **changes})
        delivery = Delivery(now(), "POST", "/", (), body, "127.0.0.1:5")
        return self.commit(delivery)

    def commit(self, delivery: Delivery) -> int:
        """Commits an event, and notes that Bandwidth was asked about its recording."""
        row = commit_deliveries(self.database, [(delivery, understand(delivery))])[0].recording_row
        assert row is not None
        Verifications(self.database).unknown([row], "Bandwidth did not answer.", None)
        return row

    @contextmanager
    def downloader(
        self,
        *,
        automatic: bool = True,
        keep_free_bytes: int = 0,
        largest_megabytes: int = DEFAULT_MEGABYTES,
        workers: Callable[[], int] = lambda: 2,
        stall_seconds: float = 2.0,
    ) -> Iterator[Downloader]:
        """A downloader that runs until the end of the ``with`` block."""
        account = self.bandwidth.account.as_account()
        sign_in = SignIn(lambda: account, self.bandwidth.token_url)
        downloader = Downloader(
            Downloads(self.database),
            MediaStore(self.folder.media),
            PartFiles(self.database),
            partial(MediaClient, self.bandwidth.voice_url, sign_in, stall_seconds=stall_seconds),
            self.changed.extend,
            keep_free_bytes=lambda: keep_free_bytes,
            largest_megabytes=lambda: largest_megabytes,
            workers=workers,
            gate=Gate(lambda: Settings(download_automatically=automatic), lambda: True, lambda: None),
        )
        downloader.start()
        try:
            yield downloader
        finally:
            downloader.stop()

    def until(self, row: int, *statuses: DownloadStatus, seconds: float = 20) -> Recording:
        """Waits until the download has one of these statuses; gives the recording as it is then."""
        deadline = time.monotonic() + seconds
        while (recording := self.recordings.rows([row])[row]).download_status not in statuses:
            assert time.monotonic() < deadline, recording
            time.sleep(0.02)
        return recording

    def until_whole(self, row: int, downloader: Downloader, seconds: float = 20) -> Recording:
        """Waits until it is downloaded; after a try that failed the next one is due at once, without the wait between tries."""
        deadline = time.monotonic() + seconds
        while (recording := self.recordings.rows([row])[row]).download_status is not DownloadStatus.DOWNLOADED:
            assert time.monotonic() < deadline, recording
            if recording.download_status is DownloadStatus.FAILED:
                self.write(f"UPDATE recordings SET next_try_at = 0 WHERE id = {row} AND download_status = 'failed'")
                downloader.wake()
            time.sleep(0.02)
        return recording

    def write(self, sql: str) -> None:
        """Changes the database by hand."""
        with self.database.writing() as connection:
            connection.exec_driver_sql(sql)

    def is_the_source(self, row: int, made: SimulatedRecording) -> bool:
        """Whether the file that is here holds what is at Bandwidth, byte for byte."""
        recording = self.recordings.rows([row])[row]
        assert recording.media_path is not None
        data = Path(recording.media_path).read_bytes()
        return hashlib.sha256(data).hexdigest() == recording.media_sha256 == source_sha256(made)

    def media_requests(self) -> list[SeenRequest]:
        """Every request for media, in order."""
        return [request for request in self.bandwidth.request_log if request.path.endswith("/media")]


def source_sha256(made: SimulatedRecording) -> str:
    """Of the file as it is at the simulated Bandwidth."""
    media = SimulatedMedia.of(made)
    return hashlib.sha256(media.part(0, len(media))).hexdigest()
