"""``downloads``: pause, resume or cancel downloads, one by one or all together."""

import argparse
import sys
from collections.abc import Sequence

from inbox.app import open_inbox
from inbox.cli.output import say
from inbox.domain.query import parse_query
from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus
from inbox.domain.visible_text import visible
from inbox.pipeline.opened import OpenInbox
from inbox.storage.change_notes import note_changes
from inbox.storage.settings.settings import save_settings

_DONE = {"pause": "paused", "resume": "resumed", "cancel": "cancelled"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``downloads pause|resume|cancel [ID… | --all]``."""
    parser.add_argument("verb", choices=list(_DONE), help="what to do; a click, or “download ID”, downloads all the same")
    parser.add_argument("ids", metavar="ID", nargs="*", help="the recordingId of a recording")
    parser.add_argument(
        "--all",
        action="store_true",
        help="every download, and with pause those that are still to come (the setting downloads_paused), until “resume --all”",
    )


def run(arguments: argparse.Namespace) -> int:
    """Does it, also for an inbox that is running, which goes by it within seconds. 1 when an ID is not in the inbox."""
    if bool(arguments.ids) == arguments.all:
        say(f"Name the recordings whose downloads to {arguments.verb}, or give --all.")
        return 2
    with open_inbox(arguments) as inbox:
        found, missing = _found(inbox, arguments.ids)
        rows = [recording.id for recording in found]
        changed = _all(inbox, arguments.verb) if arguments.all else _change(inbox, arguments.verb, rows)
        note_changes(inbox.folder, sorted(changed))
        waits = inbox.settings.downloads_paused and arguments.verb == "resume" and not arguments.all
    for recording in found:
        if recording.id not in changed:
            say(f"{visible(recording.recording_id)}: {_why_not(recording, arguments.verb)}")
    count = f"{len(changed):,} {'download' if len(changed) == 1 else 'downloads'} {_DONE[arguments.verb]}."
    match arguments.verb:
        case "pause" if arguments.all:
            _tell("Nothing is downloaded by itself any more, until “downloads resume --all”. What you click is.")
        case "resume" if arguments.all:
            _tell(f"Downloads are no longer paused.{f' {count}' if changed else ''}")
        case _:
            _tell(count)
    if waits:
        say("All downloads are paused as well, so it still waits: “downloads resume --all” ends that.")
    return 1 if missing else 0


def _found(inbox: OpenInbox, ids: Sequence[str]) -> tuple[list[Recording], int]:
    """The named recordings, and how many names are not in the inbox."""
    recordings: list[Recording] = []
    missing = 0
    for recording_id in dict.fromkeys(ids):
        found = inbox.recordings.with_recording_id(recording_id)
        recordings += found
        if not found:
            missing += 1
            say(f"There is no recording {visible(recording_id)} in this inbox.")
    return recordings, missing


def _why_not(recording: Recording, verb: str) -> str:
    """Why nothing was done, of a recording as it was before."""
    again = "“download” with its id fetches it all the same."
    match recording.download_status:
        case DownloadStatus.DOWNLOADED:
            return "It is downloaded already."
        case DownloadStatus.EXPIRED:
            return "Bandwidth no longer has it."
        case DownloadStatus.GIVEN_UP:
            return f"Its download is given up; {again}"
        case DownloadStatus.REMOVED:
            return f"Its file was here and went to the trash; “tidy --undo” brings back what went last, {again}"
        case DownloadStatus.WAITING | DownloadStatus.DOWNLOADING | DownloadStatus.FAILED:
            return "It is paused already." if verb == "pause" else "It is not paused."


def _all(inbox: OpenInbox, verb: str) -> set[int]:
    if verb != "cancel":
        save_settings(inbox.folder, {"downloads_paused": verb == "pause"})
    if verb == "pause":  # by the setting alone: what is paused one by one stays so when all go on
        return set()
    rows: list[int] = []
    for status in (DownloadStatus.WAITING, DownloadStatus.DOWNLOADING, DownloadStatus.FAILED):
        rows += inbox.recordings.ids(parse_query(f"download:{status}"))
    return _change(inbox, verb, rows)


def _change(inbox: OpenInbox, verb: str, rows: Sequence[int]) -> set[int]:
    match verb:
        case "pause":
            return set(inbox.control.pause(rows))
        case "resume":
            return set(inbox.control.resume(rows))
        case _:
            return set(inbox.control.cancel(rows))


def _tell(sentence: str) -> None:
    if sys.stdout is not None:
        print(sentence, flush=True)
