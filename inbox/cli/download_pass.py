"""One pass of ``download``: each recording once, by this process, or by the Recording Inbox that runs over the same folder."""

import os
import sys
import time
from collections.abc import Sequence
from datetime import timedelta

from inbox.cli.output import say
from inbox.domain.failure import Failure, Remedy
from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus
from inbox.domain.times import now
from inbox.domain.visible_text import visible
from inbox.pipeline.downloads.download import Download
from inbox.pipeline.downloads.second_opinion import SecondOpinion
from inbox.pipeline.opened import OpenInbox
from inbox.storage.change_notes import is_somebody_told, note_changes
from inbox.storage.downloads.downloads import Downloads

_LEASE = timedelta(minutes=5)
_RENEW_SECONDS = 30.0
_BAR_WIDTH = 24
_DRAW_EVERY_SECONDS = 0.1
_LOOK_SECONDS = 0.3
_LOOK_REST = 5
"""So many times as long as a look took there is none."""
_PATIENCE_SECONDS = 30.0
"""So long it is waited for a running inbox that does nothing."""
_NOT_TAKEN = "It still waits: the Recording Inbox that is running has not begun it."
_PAUSED = "It was paused meanwhile."


class DownloadPass:
    """Counts what became of the recordings. What another process has, or does, is waited for and counted apart."""

    def __init__(self, inbox: OpenInbox, patience_seconds: float = _PATIENCE_SECONDS) -> None:
        self.done = 0
        self.by_running = 0
        """How many the running inbox downloaded in the meantime."""
        self._failed: dict[int, str] = {}
        self._inbox, self._patience = inbox, patience_seconds
        self._owner = f"download-{os.getpid()}"
        self._client = inbox.media_client()()
        self._failure: Failure | None = None
        self._is_left_to_running = False
        self._download = Download(
            self._client,
            inbox.media,
            inbox.downloads,
            inbox.part_files,
            self._owner,
            keep_free_bytes=lambda: inbox.settings.keep_free_megabytes * 1_000_000,
            largest_megabytes=lambda: inbox.settings.largest_media_megabytes,
            failed=self._note_failure,
            second_opinion=SecondOpinion(inbox.verifications, inbox.metadata_client()),
        )

    @property
    def failed(self) -> int:
        """How many are not downloaded."""
        return len(self._failed)

    def run(self, rows: Sequence[int]) -> None:
        """Tries each once, and tells of each that failed."""
        self._inbox.downloads.ask(rows, now())
        try:
            self._wait_for(self._left_of(rows))
        finally:
            self._client.close()
            if self._inbox.downloads.release_owner(self._owner):
                note_changes(self._inbox.folder, rows)
        self._look_again()

    def _note_failure(self, failure: Failure) -> None:
        self._failure = failure

    def _left_of(self, rows: Sequence[int]) -> list[int]:
        """Tries each; gives those that are the running inbox's, which is asked for them where nothing can be had here."""
        left = [
            row
            for number, row in enumerate(rows, start=1)
            if self._is_left_to_running or not self._try(row, f"{number}/{len(rows)}")
        ]
        if left and self._is_left_to_running:
            self._inbox.downloads.ask(left, now())
            note_changes(self._inbox.folder, left)
        return left

    def _try(self, row: int, place: str) -> bool:
        """Downloads it; False when that is another's, who has it or is to have it."""
        inbox = self._inbox
        recording = inbox.downloads.claim(self._owner, now(), _LEASE, only=[row])
        if recording is None:
            return False
        note_changes(inbox.folder, [row])
        bar = _Bar(f"{place} {visible(recording.title, 40)}")
        claim = _Claim(inbox.downloads, self._owner, row)

        def progress(received: int, total: int | None) -> None:
            bar.show(received, total)
            claim.renew()

        self._failure = None
        verdict = self._download.run(recording, progress, claim.is_lost)
        bar.clear()
        note_changes(inbox.folder, [row])
        if verdict is None:
            self.done += 1
        elif claim.is_lost():
            return False
        elif self._can_running_do_better():
            self._is_left_to_running = True
            say(f"{visible(verdict.sentence, 600)} The Recording Inbox that is running is asked for the downloads instead.")
            return False
        else:
            self._fail(recording, verdict.sentence)
        return True

    def _can_running_do_better(self) -> bool:
        """Whether it is for want of credentials, which whoever runs over this folder may have, that nothing can be had here."""
        failure = self._failure
        is_sign_in = failure is not None and failure.remedy is Remedy.ACT and failure.for_all
        return is_sign_in and is_somebody_told(self._inbox.folder)

    def _wait_for(self, left: list[int]) -> None:
        """Until the running inbox has come to an end with these; what it lets go of is done here."""
        seen: list[DownloadStatus] = []
        moved_at, is_told = time.monotonic(), self._is_left_to_running
        while True:
            began = time.monotonic()
            found = self._inbox.recordings.rows(left)
            left = [row for row in left if row in found and not self._is_settled(found[row])]
            if not left:
                return
            if not is_told:
                say(f"Waiting for {_recordings(len(left))} that the Recording Inbox that is running downloads.")
                is_told = True
            statuses = [found[row].download_status for row in left]
            if statuses != seen or DownloadStatus.DOWNLOADING in statuses:
                seen, moved_at = statuses, time.monotonic()
            elif time.monotonic() - moved_at > self._patience:
                for row in left:
                    self._fail(found[row], _NOT_TAKEN)
                return
            time.sleep(max(_LOOK_SECONDS, _LOOK_REST * (time.monotonic() - began)))
            if not self._is_left_to_running:
                left = self._left_of(left)

    def _is_settled(self, recording: Recording) -> bool:
        """Whether somebody else has come to an end with it; then that is counted."""
        match recording.download_status:
            case DownloadStatus.DOWNLOADED:
                self.by_running += 1
            case DownloadStatus.WAITING if recording.held == "paused":
                self._fail(recording, _PAUSED)
            case DownloadStatus.WAITING | DownloadStatus.DOWNLOADING:
                return False
            case DownloadStatus.FAILED | DownloadStatus.GIVEN_UP | DownloadStatus.EXPIRED | DownloadStatus.REMOVED:
                self._fail(recording, recording.error or "It was not downloaded.")
        return True

    def _fail(self, recording: Recording, sentence: str) -> None:
        self._failed[recording.id] = sentence
        say(f"{name_of(recording)}: {visible(sentence, 600)}")

    def _look_again(self) -> None:
        """What failed here the running inbox may have downloaded since."""
        for row, recording in self._inbox.recordings.rows(list(self._failed)).items():
            if recording.download_status is DownloadStatus.DOWNLOADED:
                del self._failed[row]
                self.by_running += 1


def name_of(recording: Recording) -> str:
    """What to call it in a sentence."""
    return f"{visible(recording.recording_id)} ({visible(recording.name, 60)})" if recording.name else recording.recording_id


def _recordings(count: int) -> str:
    return "1 recording" if count == 1 else f"{count} recordings"


def summary(done: int, by_running: int, failed: int) -> str:
    """``3 recordings downloaded, 8 were downloaded by the running inbox, 1 failed.``"""
    parts = [f"{_recordings(done)} downloaded"] if done or not by_running else []
    if by_running:
        count = str(by_running) if parts else _recordings(by_running)
        parts.append(f"{count} {'was' if by_running == 1 else 'were'} downloaded by the running inbox")
    if failed:
        parts.append(f"{failed} failed")
    return f"{', '.join(parts)}."


class _Claim:
    """Keeps a claim while bytes come."""

    def __init__(self, downloads: Downloads, owner: str, row: int) -> None:
        self._downloads = downloads
        self._owner = owner
        self._row = row
        self._renewed_at = time.monotonic()
        self._lost = False

    def is_lost(self) -> bool:
        """Whether another process has taken it over."""
        return self._lost

    def renew(self) -> None:
        """Renews the claim, now and then."""
        if time.monotonic() - self._renewed_at >= _RENEW_SECONDS:
            self._renewed_at = time.monotonic()
            self._lost = not self._downloads.renew(self._row, self._owner, now() + _LEASE)


class _Bar:
    """A progress bar on a terminal; nothing in a pipe."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._draws = sys.stderr.isatty()
        self._drawn_at = 0.0

    def show(self, received: int, total: int | None) -> None:
        """Draws ``received`` of ``total`` bytes."""
        moment = time.monotonic()
        if not self._draws or moment - self._drawn_at < _DRAW_EVERY_SECONDS:
            return
        self._drawn_at = moment
        if total:
            filled = _BAR_WIDTH * received // total
            bar = f"[{'█' * filled}{'·' * (_BAR_WIDTH - filled)}] {received * 100 // total:3} %"
        else:
            bar = f"{received / 1e6:.1f} MB"
        print(f"\r\x1b[K{bar}  {self._title}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Leaves the line empty."""
        if self._draws:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
