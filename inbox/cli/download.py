"""``download``: fetch media now, in one pass."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from inbox.cli.download_pass import DownloadPass, name_of, summary
from inbox.cli.output import say
from inbox.cli.reading import read_inbox
from inbox.domain.query import parse_query
from inbox.domain.statuses import DownloadStatus
from inbox.domain.visible_text import visible
from inbox.pipeline.opened import OpenInbox
from inbox.storage.change_notes import note_changes
from inbox.storage.problems import StorageProblem

_ROWS_A_LOOK = 500


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``download [ID… | --all]``."""
    parser.add_argument("ids", metavar="ID", nargs="*", help="the recordingId of a recording")
    parser.add_argument("--all", action="store_true", help="everything that is not downloaded yet and may still be had")


def run(arguments: argparse.Namespace) -> int:
    """Tries each recording once, going on where an earlier try broke off; the later tries are the downloader's.

    1 when something is not downloaded in the end, by whichever process.
    """
    if bool(arguments.ids) == arguments.all:
        say("Name the recordings to download, or give --all.")
        return 2
    with read_inbox(arguments) as inbox:
        rows, missing = _chosen(inbox, arguments.ids) if arguments.ids else (_not_downloaded(inbox), 0)
        downloads = DownloadPass(inbox)
        try:
            downloads.run(rows)
        except KeyboardInterrupt:
            say("Stopped. What has come is kept, and the next download goes on there.")
            return 1
    failed = missing + downloads.failed
    if sys.stdout.isatty() or failed or downloads.by_running:
        say(summary(downloads.done, downloads.by_running, failed))
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
                say(f"{name_of(recording)} is downloaded already: {recording.media_path}")
            elif _is_back(inbox, recording.id):
                note_changes(inbox.folder, [recording.id])
                say(f"{name_of(recording)} was in the trash, and is back.")
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
