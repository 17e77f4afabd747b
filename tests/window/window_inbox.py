"""An inbox on disk for tests of the window: events go in by the real way, and what the window asks for is written down."""

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

from inbox.domain.delivery import Delivery
from inbox.domain.events import understand
from inbox.domain.progress import DownloadProgress
from inbox.domain.recording import Recording
from inbox.domain.sound.peaks import Peaks
from inbox.domain.statuses import DownloadStatus, ReviewStatus
from inbox.domain.times import now
from inbox.gui.frame.parts import ListenerState, WindowParts
from inbox.pipeline.requests.receiving_requests import ReceivingRequests
from inbox.storage.data_folder import DataFolder
from inbox.storage.downloads.downloads import Downloads
from inbox.storage.downloads.verifications import Verifications
from inbox.storage.incidents import Incidents
from inbox.storage.journal.delivery_list import DeliveryList
from inbox.storage.journal.first_seen import FirstSeenList
from inbox.storage.journal.intake_store import commit_deliveries
from inbox.storage.journal.journal import Journal
from inbox.storage.journal.knock_log import KnockLog
from inbox.storage.journal.replay import replay
from inbox.storage.listing.recordings import Recordings
from inbox.storage.opening import open_inbox
from inbox.storage.review.reviews import set_review
from inbox.storage.settings.settings import Settings, save_settings

LISTENING = ListenerState("http://127.0.0.1:8025/", None, "", True)


class CountingRecordings(Recordings):
    """The real reads, counted."""

    reads = 0

    def rows(self, ids: Sequence[int]) -> dict[int, Recording]:
        self.reads += 1
        return super().rows(ids)


class WindowInbox:
    """A real store, and the surroundings that a window is given."""

    def __init__(self, root: Path) -> None:
        folder = DataFolder(root)
        folder.prepare()
        self.root = root
        self.database = open_inbox(folder)
        self.recordings = CountingRecordings(self.database, lambda: self.in_force.expiry_warning_days)
        self.downloads = Downloads(self.database)
        self.knocks, self.incidents = KnockLog(self.database), Incidents(self.database)
        self.verifications = Verifications(self.database)
        self.asked: list[list[int]] = []
        self.asked_bandwidth: list[list[int]] = []
        self.protected_with: list[tuple[str, str]] = []
        self.protect_problem: str | None = None
        self._asks: list[tuple[list[int], Callable[[], None] | None]] = []
        self.reviewed: list[tuple[list[int], ReviewStatus]] = []
        self.saved: dict[str, object] = {}
        self.state = LISTENING
        self.retries = 0
        self.demos = 0
        self.intake_problem: str | None = None
        self.settings_problem = self.listen_from = ""
        self.progress: dict[int, DownloadProgress] = {}
        self.account_is_set = True
        self.in_force = Settings(theme="light")
        self.keep: Callable[[Mapping[str, object]], None] = partial(save_settings, folder)
        self._number = 0

    def receive(self, count: int = 1, **changes: object) -> list[int]:
        """Events of new recordings; gives their row ids, the oldest first."""
        batch = []
        for _ in range(count):
            self._number += 1
            properties: dict[str, object] = {
                "eventType": "conferenceRecordingAvailable",
                "eventTime": "2026-06-10T19:15:19.694Z",
                "accountId": "55555555",
                "conferenceId": f"conf-{self._number}",
                "name": f"Conference {self._number}",
                "recordingId": f"r-{self._number}",
                "startTime": "2026-06-10T19:00:00Z",
                "duration": "PT20S",
                "fileFormat": "wav",
                "mediaUrl": "https://voice.bandwidth.com/api/v2/media",
                "status": "complete",
                **changes,
            }
            delivery = Delivery(now(), "POST", "/", (), json.dumps(properties).encode(), "127.0.0.1:40000")
            batch.append((delivery, understand(delivery)))
        return [done.recording_row for done in commit_deliveries(self.database, batch) if done.recording_row is not None]

    def deliver(self, body: bytes, target: str = "/", method: str = "POST", **headers: str) -> None:
        """A request comes in, whatever it holds."""
        delivery = Delivery(now(), method, target, tuple(headers.items()), body, "203.0.113.7:40000")
        commit_deliveries(self.database, [(delivery, understand(delivery))])

    def download(self, row: int, peaks: Peaks | None = None) -> None:
        """The media of a row arrives."""
        self.begin(row)
        name = f"{row}-{0:016x}.wav"
        (self.root / "media" / name).write_bytes(b"RIFF")
        self.downloads.finished(
            row, "test", media_name=name, media_bytes=4, sha256="0" * 64, media_format="wav", media_seconds=20.0, peaks=peaks
        )

    def begin(self, row: int) -> None:
        """The download of a row begins, after what the window asked for was written."""
        self.write_asks()
        assert self.downloads.claim("test", now(), timedelta(minutes=5), only=[row]) is not None

    def fail(self, row: int, sentence: str, status: DownloadStatus = DownloadStatus.FAILED) -> None:
        """The download of a row fails."""
        self.begin(row)
        again = now() + timedelta(minutes=1) if status is DownloadStatus.FAILED else None
        self.downloads.failed(row, "test", status, sentence, again)

    def write_asks(self) -> None:
        """What the window asked for reaches the store."""
        asks, self._asks = self._asks, []
        for rows, done in asks:
            self.downloads.ask(rows, now())
            if done is not None:
                done()

    def review(self, rows: Sequence[int], status: ReviewStatus) -> None:
        """What the window asks for, done at once."""
        self.reviewed.append((list(rows), status))
        set_review(self.database, rows, status)

    def parts(self, settings: Settings | None = None) -> WindowParts:
        """What a window is given."""
        self.in_force = settings or self.in_force
        return WindowParts(
            recordings=self.recordings,
            journal=Journal(self.database),
            downloads_ask=self._ask,
            download_progress=self.progress.get,
            set_review=self.review,
            listener_state=lambda: self.state,
            retry_listener=self._retry,
            intake_problem=lambda: self.intake_problem,
            settings=self.in_force,
            settings_now=lambda: self.in_force,
            save_settings=self._save,
            play_demo=self._demo,
            account_is_set=lambda: self.account_is_set,
            window_file=self.root / "window.json",
            delivery_list=DeliveryList(self.database),
            knocks=self.knocks,
            first_seen=FirstSeenList(self.database),
            incidents=self.incidents,
            metadata=self.verifications.metadata,
            replay=self._replay,
            verify_again=lambda rows: self.asked_bandwidth.append(list(rows)),
            apply_settings=self._apply,
            protect=self._protect,
            receiving=ReceivingRequests(
                self.listen_from, self.root / "settings.toml", lambda: self.settings_problem, lambda: self.in_force.port
            ),
        )

    def close(self) -> None:
        """Closes the store."""
        self.database.close()

    def _ask(self, rows: Sequence[int], done: Callable[[], None] | None = None) -> None:
        self.asked.append(list(rows))
        self._asks.append((list(rows), done))

    def _retry(self) -> None:
        self.retries += 1

    def _demo(self) -> None:
        self.demos += 1

    def _replay(self, ids: Sequence[int], done: Callable[[str], None]) -> None:
        done(" ".join(str(one) for one in replay(self.database, ids)))

    def _apply(self, changes: Mapping[str, object]) -> None:
        self.keep(changes)
        self._save(changes)
        known = {name: value for name, value in changes.items() if name in Settings.__slots__}
        self.in_force = dataclasses.replace(self.in_force, **known)  # type: ignore[arg-type]  # checked when they were kept
        path = changes.get("path")
        if isinstance(path, str):
            self.state = dataclasses.replace(self.state, path=path, address=f"http://127.0.0.1:8025{path}")

    def _protect(self, username: str, password: str) -> str | None:
        if self.protect_problem is None:
            self.protected_with.append((username, password))
            kept = "keyring" if username else ""
            self.state = dataclasses.replace(self.state, protected=bool(username), credentials_from=kept)
        return self.protect_problem

    def _save(self, changes: Mapping[str, object]) -> None:
        self.saved.update(changes)
