"""``download``: fetch media now, in one pass."""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from inbox.app import open_inbox
from inbox.cli.output import say
from inbox.domain.query import parse_query
from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus
from inbox.domain.times import now
from inbox.domain.visible_text import visible
from inbox.pipeline.download import Download
from inbox.pipeline.opened import OpenInbox
from inbox.storage.change_notes import note_changes
from inbox.storage.downloads import Downloads
from inbox.storage.problems import StorageProblem

_ROWS_A_LOOK = 500
_LEASE = timedelta(minutes=5)
_RENEW_SECONDS = 30.0
_BAR_WIDTH = 24
_DRAW_EVERY_SECONDS = 0.1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``download [ID… | --all]``."""
    parser.add_argument("ids", metavar="ID", nargs="*", help="the recordingId of a recording")
    parser.add_argument("--all", action="store_true", help="everything that is not downloaded yet and may still be had")


def run(arguments: argparse.Namespace) -> int:
    """Tries each recording once, going on where an earlier try broke off; the later tries are the downloader's.

    1 when something failed.
    """
    if bool(arguments.ids) == arguments.all:
        say("Name the recordings to download, or give --all.")
        return 2
    with open_inbox(arguments) as inbox:
        rows, failed = _chosen(inbox, arguments.ids) if arguments.ids else (_not_downloaded(inbox), 0)
        try:
            done, more_failed = _one_pass(inbox, rows)
        except KeyboardInterrupt:
            say("Stopped. What has come is kept, and the next download goes on there.")
            return 1
        failed += more_failed
    if sys.stdout.isatty() or failed:
        say(f"{_recordings(done)} downloaded, {failed} failed." if failed else f"{_recordings(done)} downloaded.")
    return 1 if failed else 0


def _chosen(inbox: OpenInbox, ids: Sequence[str]) -> tuple[list[int], int]:
    """The rows of the named recordings, and how many names are not in the inbox."""
    rows: dict[int, None] = {}
    missing = 0
    for recording_id in dict.fromkeys(ids):
        found = inbox.recordings.with_recording_id(recording_id)
        if not found:
            missing += 1
            say(f"There is no recording {visible(recording_id)} in this inbox.")
        for recording in found:
            if recording.download_status is DownloadStatus.DOWNLOADED and Path(recording.media_path or "").is_file():
                say(f"{_name(recording)} is downloaded already: {recording.media_path}")
            elif _is_back(inbox, recording.id):
                note_changes(inbox.folder, [recording.id])
                say(f"{_name(recording)} was in the trash, and is back.")
            else:
                rows[recording.id] = None
    return list(rows), missing


def _is_back(inbox: OpenInbox, row: int) -> bool:
    """Whether the trash still had its file, which may be gone at Bandwidth."""
    try:
        return inbox.trash.bring_back(row)
    except StorageProblem as problem:
        say(f"{problem} It is downloaded again.")
        return False


def _not_downloaded(inbox: OpenInbox) -> list[int]:
    """Without what Bandwidth does not know, and what rests: that is only asked for by its name."""
    rows: list[int] = []
    for status in (DownloadStatus.WAITING, DownloadStatus.FAILED):
        rows += inbox.recordings.ids(parse_query(f"download:{status}"))
    refuted = set(inbox.recordings.ids(parse_query("is:refuted")))
    rows = [row for row in rows if row not in refuted]
    held = (inbox.recordings.rows(rows[start : start + _ROWS_A_LOOK]) for start in range(0, len(rows), _ROWS_A_LOOK))
    resting = {row for some in held for row, recording in some.items() if recording.held is not None}
    return [row for row in rows if row not in resting]


def _one_pass(inbox: OpenInbox, rows: Sequence[int]) -> tuple[int, int]:
    """How many were downloaded, and how many failed."""
    owner = f"download-{os.getpid()}"
    client = inbox.media_client()()
    download = Download(
        client,
        inbox.media,
        inbox.downloads,
        inbox.part_files,
        owner,
        keep_free_bytes=lambda: inbox.settings.keep_free_megabytes * 1_000_000,
        largest_megabytes=lambda: inbox.settings.largest_media_megabytes,
    )
    done = failed = 0
    inbox.downloads.ask(rows, now())
    try:
        for number, row in enumerate(rows, start=1):
            recording = inbox.downloads.claim(owner, now(), _LEASE, only=[row])
            if recording is None:
                _tell_who_has_it(inbox, row)
                continue
            note_changes(inbox.folder, [row])
            bar = _Bar(f"{number}/{len(rows)} {visible(recording.title, 40)}")
            claim = _Claim(inbox.downloads, owner, row)

            def progress(received: int, total: int | None, bar: _Bar = bar, claim: _Claim = claim) -> None:
                bar.show(received, total)
                claim.renew()

            verdict = download.run(recording, progress, claim.is_lost)
            bar.clear()
            note_changes(inbox.folder, [row])
            if verdict is None:
                done += 1
            else:
                failed += 1
                say(f"{_name(recording)}: {visible(verdict.sentence, 600)}")
    finally:
        client.close()
        if inbox.downloads.release_owner(owner):
            note_changes(inbox.folder, rows)
    return done, failed


def _tell_who_has_it(inbox: OpenInbox, row: int) -> None:
    """Of a recording that could not be claimed: the downloader of a running inbox was first."""
    recording = inbox.recordings.rows([row]).get(row)
    if recording is not None:
        is_here = recording.download_status is DownloadStatus.DOWNLOADED
        say(f"{_name(recording)} {'was' if is_here else 'is being'} downloaded by the Recording Inbox that is running.")


def _name(recording: Recording) -> str:
    return f"{visible(recording.recording_id)} ({visible(recording.name, 60)})" if recording.name else recording.recording_id


def _recordings(count: int) -> str:
    return "1 recording" if count == 1 else f"{count} recordings"


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
