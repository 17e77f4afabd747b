"""``show ID``: one recording."""

import argparse

from inbox.app import open_inbox
from inbox.cli.output import print_json_lines, say
from inbox.domain.visible_text import visible


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``show ID [--json]``."""
    parser.add_argument("recording_id", metavar="ID", help="the recordingId of the event")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(arguments: argparse.Namespace) -> int:
    """Prints every recording that has this recordingId (one, unless two accounts or conferences share it)."""
    with open_inbox(arguments) as inbox:
        found = inbox.recordings.with_recording_id(arguments.recording_id)
    if not found:
        say(f"There is no recording {visible(arguments.recording_id)} in this inbox. `recording-inbox list` shows what there is.")
        return 1
    if arguments.json:
        print_json_lines(recording.as_json() for recording in found)
        return 0
    for number, recording in enumerate(found):
        if number:
            print()
        for key, value in recording.as_json().items():
            print(f"{key.replace('_', ' '):17} {'–' if value is None else visible(str(value), 2_000)}")
    return 0
