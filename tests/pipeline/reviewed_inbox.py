"""An inbox with recordings that were received, downloaded, heard and judged, for tests of exports."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from inbox.domain.coverage import HeardSpan
from inbox.domain.delivery import Delivery
from inbox.domain.events import understand
from inbox.domain.history import HistoryKind
from inbox.domain.sound.sound_map import SoundMap
from inbox.domain.statuses import ReviewStatus
from inbox.domain.times import now
from inbox.pipeline.opened import OpenInbox, Options
from inbox.storage.journal.intake_store import commit_deliveries
from inbox.storage.review.reviews import set_review

PATH = "/hooks/Q9f7a2c41e5b8d3f6a7c9e1b2d4f6a8c0"
"""Where events are taken, which nobody is to guess."""


class ReviewedInbox:
    """A real inbox on disk."""

    def __init__(self, root: Path, inbox: OpenInbox | None = None) -> None:
        self.inbox = inbox or OpenInbox(Options(data_dir=str(root)), {})
        self.inbox.settings = replace(self.inbox.settings, export_names="{name}", reviewer="Anna")
        self._number = 0

    def receive(self, **changes: object) -> int:
        """An event of another recording; gives its row."""
        self._number += 1
        event = {
            "eventType": "conferenceRecordingAvailable",
            "eventTime": "2026-06-10T19:15:19.694Z",
            "accountId": "55555555",
            "conferenceId": f"conf-{self._number}",
            "name": f"Conference {self._number}",
            "recordingId": f"r-{self._number}",
            "startTime": "2026-06-10T19:00:00Z",
            "endTime": "2026-06-10T19:00:20Z",
            "duration": "PT20S",
            "fileFormat": "wav",
            "mediaUrl": "https://voice.bandwidth.com/api/v2/media",
            "status": "complete",
            **changes,
        }
        return self.deliver(json.dumps(event).encode())

    def deliver(self, body: bytes) -> int:
        """A request comes in; gives the row of its recording."""
        headers = (("Content-Type", "application/json"), ("User-Agent", "BandwidthAPI"))
        delivery = Delivery(now(), "POST", f"{PATH}?x=1", headers, body, "203.0.113.7:40000")
        (done,) = commit_deliveries(self.inbox.database, [(delivery, understand(delivery))])
        assert done.recording_row is not None
        return done.recording_row

    def download(self, row: int, content: bytes = b"RIFF\x24\x00\x00\x00WAVE" + b"\x80" * 5_000) -> Path:
        """Its sound arrives, as a downloader leaves it."""
        inbox = self.inbox
        inbox.downloads.ask([row], now())
        assert inbox.downloads.claim("test", now(), timedelta(minutes=5), only=[row]) is not None
        name = f"{row}-{row:016x}.wav"
        path = inbox.folder.media / name
        path.write_bytes(content)
        sound = SoundMap(((5.0, 10.0),), (), 20.0)
        digest = hashlib.sha256(content).hexdigest()
        inbox.downloads.finished(
            row,
            "test",
            media_name=name,
            media_bytes=len(content),
            sha256=digest,
            media_format="wav",
            media_seconds=20.0,
            peaks=None,
            sound=sound,
        )
        return path

    def review(self, row: int, text: str = "They agree") -> None:
        """Somebody hears a part, and judges."""
        moment = datetime(2026, 6, 11, 9, tzinfo=UTC)
        inbox = self.inbox
        inbox.heard.add(row, [HeardSpan(0.0, 7.5, 1.0), HeardSpan(10.0, 12.0, 1.5)], moment)
        inbox.history.add(row, HistoryKind.PLAYED, {"spans": [[0.0, 7.5, 1.0]], "seconds": 7.5, "by": "Anna"}, moment)
        set_review(inbox.database, [row], ReviewStatus.FLAGGED, "Anna")
        with inbox.database.writing() as connection:
            for table, columns, values in (
                ("notes", "begin_ms, text, author, made_at", (4_250, text, "Anna", 10**15)),
                ("recording_stars", "stars, changed_at, author", (4, 1, "Anna")),
                ("recording_tags", "tag, tag_key, made_at", ("Ärger", "ärger", 1)),
                ("review_answers", "question, answer, author, changed_at", ("Consent given?", "yes", "Anna", 10**15)),
            ):
                places = ", ".join("?" * len(values))
                sql = f"INSERT INTO {table} (recording_row, {columns}) VALUES (?, {places})"
                connection.exec_driver_sql(sql, (row, *values))

    def close(self) -> None:
        """Closes it."""
        self.inbox.close()
