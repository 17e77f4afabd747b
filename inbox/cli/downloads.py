"""``downloads``: pause, resume or cancel downloads, one by one or all together."""

import argparse
import sys
from collections.abc import Sequence

from inbox.app import open_inbox
from inbox.cli.output import say
from inbox.domain.query import parse_query
from inbox.domain.statuses import DownloadStatus
from inbox.domain.visible_text import visible
from inbox.pipeline.opened import OpenInbox
from inbox.storage.settings import save_settings

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
        rows, missing = _rows_of(inbox, arguments.ids)
        changed = _all(inbox, arguments.verb) if arguments.all else _change(inbox, arguments.verb, rows)
        waits = inbox.settings.downloads_paused and arguments.verb == "resume" and not arguments.all
    if arguments.all and arguments.verb == "pause":
        _tell("Nothing is downloaded by itself any more.")
    else:
        _tell(f"{changed} {'download' if changed == 1 else 'downloads'} {_DONE[arguments.verb]}.")
    if waits:
        say("All downloads are paused as well, so it still waits: “downloads resume --all” ends that.")
    return 1 if missing else 0


def _rows_of(inbox: OpenInbox, ids: Sequence[str]) -> tuple[list[int], int]:
    """The rows of the named recordings, and how many names are not in the inbox."""
    rows: list[int] = []
    missing = 0
    for recording_id in dict.fromkeys(ids):
        found = inbox.recordings.with_recording_id(recording_id)
        rows += [recording.id for recording in found]
        if not found:
            missing += 1
            say(f"There is no recording {visible(recording_id)} in this inbox.")
    return rows, missing


def _all(inbox: OpenInbox, verb: str) -> int:
    if verb != "cancel":
        save_settings(inbox.folder, {"downloads_paused": verb == "pause"})
    if verb == "pause":  # by the setting alone: what is paused one by one stays so when all go on
        return 0
    rows: list[int] = []
    for status in (DownloadStatus.WAITING, DownloadStatus.DOWNLOADING, DownloadStatus.FAILED):
        rows += inbox.recordings.ids(parse_query(f"download:{status}"))
    return _change(inbox, verb, rows)


def _change(inbox: OpenInbox, verb: str, rows: Sequence[int]) -> int:
    match verb:
        case "pause":
            return len(inbox.control.pause(rows))
        case "resume":
            return len(inbox.control.resume(rows))
        case _:
            return len(inbox.control.cancel(rows))


def _tell(sentence: str) -> None:
    if sys.stdout is not None:
        print(sentence, flush=True)
