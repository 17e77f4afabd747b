"""One download as the app does it, in a process of its own: ``FOLDER ADDRESS``.

Prints seconds from the claim to the finished row, seconds of looking the file through once more, bytes, and the most memory used.
"""

import sys
import time
import wave
from datetime import timedelta
from pathlib import Path

import orjson

from inbox.domain.account import Account
from inbox.domain.delivery import Delivery
from inbox.domain.events import understand
from inbox.domain.media_format import MediaFormat
from inbox.domain.times import now
from inbox.network.client.media_client import MediaClient
from inbox.network.client.sign_in import SignIn
from inbox.pipeline.downloads.download import Download
from inbox.pipeline.media.inspection import inspect
from inbox.storage.data_folder import DataFolder
from inbox.storage.downloads.downloads import Downloads
from inbox.storage.downloads.media_store import MediaStore
from inbox.storage.downloads.part_files import PartFiles
from inbox.storage.journal.intake_store import commit_deliveries
from inbox.storage.opening import open_inbox

_EVENT = {
    "eventType": "conferenceRecordingAvailable", "accountId": "5555555", "conferenceId": "conf-1", "recordingId": "r-1",
    "status": "complete", "duration": "PT24H",
}  # fmt: skip


def most_memory() -> int:
    """The most memory that this process has had resident, in bytes."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def warm_up(path: Path) -> None:
    """Loads what a running app has loaded with its first recording."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(bytes(16_000))
    inspect(path, MediaFormat.WAV)


def main() -> None:
    """Downloads once, from the claim to the finished row."""
    folder = DataFolder(Path(sys.argv[1]))
    folder.prepare()
    database = open_inbox(folder)
    delivery = Delivery(now(), "POST", "/", (), orjson.dumps(_EVENT), "127.0.0.1:5")
    (committed,) = commit_deliveries(database, [(delivery, understand(delivery))])
    assert committed.recording_row is not None
    downloads = Downloads(database)
    sign_in = SignIn(lambda: Account(client_id="a", client_secret="b"), f"{sys.argv[2]}/token")
    client = MediaClient(sys.argv[2], sign_in)
    download = Download(client, MediaStore(folder.media), downloads, PartFiles(database), "me")
    warm_up(folder.root / "warm.wav")
    began = time.perf_counter()
    recording = downloads.claim("me", now(), timedelta(hours=1), only=[committed.recording_row])
    assert recording is not None
    verdict = download.run(recording, lambda _received, _total: None, lambda: False)
    seconds = time.perf_counter() - began
    assert verdict is None, verdict
    (path,) = folder.media.iterdir()
    began = time.perf_counter()
    inspect(path, MediaFormat.WAV)
    looking = time.perf_counter() - began
    print(seconds, looking, path.stat().st_size, most_memory(), flush=True)
    database.close()


if __name__ == "__main__":
    main()
