"""``export``: recordings as a table, or as an evidence bundle."""

import argparse
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from inbox.cli.output import say
from inbox.cli.progress_bar import ProgressBar
from inbox.cli.reading import read_inbox
from inbox.domain.query import RecordingQuery, parse_query
from inbox.domain.query_problem import query_problem
from inbox.domain.visible_text import visible
from inbox.pipeline.export.exporting import Exported, ExportFormat, Exporting
from inbox.pipeline.opened import OpenInbox
from inbox.storage.change_notes import note_changes

_STDOUT = "-"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``export --format csv|json|zip -o PATH [--query Q | ID…]``."""
    parser.add_argument("ids", metavar="ID", nargs="*", help="the recordingId of a recording; none: all, or those of the query")
    parser.add_argument(
        "--format",
        choices=[kind.value for kind in ExportFormat],
        required=True,
        help="a table (csv, json), or an evidence bundle with the sound, the raw events, notes and the history (zip)",
    )
    parser.add_argument(
        "-o", "--output", metavar="PATH", required=True, help="the file; an older one is replaced. -: a table goes to stdout"
    )
    parser.add_argument("--query", metavar="Q", default=None, help="those that `list --query` finds, in its order")


def run(arguments: argparse.Namespace) -> int:
    """Writes the file whole or not at all. 1 when it was not written."""
    query, kind = parse_query(arguments.query or ""), ExportFormat(arguments.format)
    if wrong := _wrong_usage(arguments, query, kind):
        say(wrong)
        return 2
    path = None if arguments.output == _STDOUT else Path(arguments.output)
    with read_inbox(arguments) as inbox:
        rows = _named(inbox, arguments.ids) if arguments.ids else inbox.recordings.ids(query)
        if rows is None:
            return 1
        bar = ProgressBar(visible("stdout" if path is None else path.name, 40))
        show = bar.show if path is not None or not sys.stdout.isatty() else lambda _done, _of: None
        try:
            with _ended_by_signals() as is_ended:
                exporting = Exporting(inbox, show, is_ended)
                done = exporting.pour(rows, kind, sys.stdout.buffer) if path is None else exporting.export(rows, kind, path)
        finally:
            bar.clear()
        note_changes(inbox.folder, rows if done.is_told else [])
    if path is not None:
        _tell(done)
    return 0


def _wrong_usage(arguments: argparse.Namespace, query: RecordingQuery, kind: ExportFormat) -> str:
    if arguments.ids and arguments.query is not None:
        return "Name the recordings to export, or give a --query, not both."
    if kind is ExportFormat.ZIP and arguments.output == _STDOUT:
        return "An evidence bundle is not written to stdout, since what is read back of it makes its sums. Name a file with -o."
    return query_problem(query)


@contextmanager
def _ended_by_signals() -> Iterator[Callable[[], bool]]:
    """Ctrl-C and SIGTERM end an export where it can be ended, with nothing left behind; a second one ends the program at once."""
    ended = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        if ended.is_set():
            raise KeyboardInterrupt
        ended.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield ended.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _named(inbox: OpenInbox, ids: Sequence[str]) -> list[int] | None:
    """The rows of the named recordings; None, said, when one is not there."""
    rows: list[int] = []
    for recording_id in dict.fromkeys(ids):
        found = inbox.recordings.with_recording_id(recording_id)
        if not found:
            say(f"There is no recording {visible(recording_id)} in this inbox, so nothing was exported.")
            return None
        rows += (recording.id for recording in found)
    return rows


def _tell(done: Exported) -> None:
    many = "1 recording" if done.recordings == 1 else f"{done.recordings:,} recordings"
    if done.without_sound:
        of_many = "The recording" if done.recordings == 1 else f"{done.without_sound:,} of {many}"
        verb, its = ("is", "its") if done.without_sound == 1 else ("are", "their")
        say(f"{of_many} {verb} in the bundle without {its} sound; manifest.json says why.")
    if sys.stdout.isatty():
        print(f"{many} in {done.path} ({done.size:,} bytes), SHA-256 {done.sha256}")
