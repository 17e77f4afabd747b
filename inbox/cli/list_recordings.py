"""``list``: recordings, newest first."""

import argparse
from collections.abc import Iterator

from inbox.cli.output import print_json_lines, print_table, say
from inbox.cli.reading import read_inbox
from inbox.cli.values import count
from inbox.domain.durations import clock_text
from inbox.domain.query import parse_query
from inbox.domain.query_problem import query_problem
from inbox.domain.recording import Recording
from inbox.domain.times import iso_z
from inbox.domain.visible_text import visible
from inbox.storage.running_note import running_state

_PAGE = 500


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``list [--query Q] [--limit N] [--json]``."""
    parser.add_argument("--query", metavar="Q", default="", help="words, and terms such as status:partial is:refuted from:+1919")
    parser.add_argument("--limit", metavar="N", type=count, default=None, help="at most N recordings")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(arguments: argparse.Namespace) -> int:
    """Prints the recordings that match. 2 when the query asks for what does not exist."""
    query = parse_query(arguments.query)
    if wrong := query_problem(query):
        say(wrong)
        return 2
    with read_inbox(arguments) as inbox:
        ids = inbox.recordings.ids(query, arguments.limit)

        def found() -> Iterator[Recording]:
            for start in range(0, len(ids), _PAGE):
                page = ids[start : start + _PAGE]
                rows = inbox.recordings.rows(page)
                yield from (rows[row] for row in page if row in rows)

        are_waiting = False

        def seen(recording: Recording) -> Recording:
            nonlocal are_waiting
            are_waiting = are_waiting or recording.is_to_come
            return recording

        if arguments.json:
            print_json_lines(recording.as_json() for recording in found())
        else:
            print_table(
                ("STATUS", "DOWNLOAD", "VERIFICATION", "REVIEW", "CONFERENCE OR CALL", "STARTED", "LENGTH", "RECORDING"),
                (
                    (
                        recording.status or "–",
                        f"{recording.download_status}{f', {recording.rest_text}' if recording.rest_text else ''}",
                        f"{recording.verification}{f', {recording.doubt}' if recording.doubt else ''}",
                        recording.review_status,
                        recording.title,
                        iso_z(recording.started_at) or "–",
                        clock_text(recording.duration_seconds),
                        recording.recording_id,
                    )
                    for recording in map(seen, found())
                ),
            )
            running = running_state(inbox.folder) if are_waiting else None
            if running is not None and running.resting:
                say(f"What waits is not downloaded at the moment. {visible(running.resting, 600)}")
    return 0
