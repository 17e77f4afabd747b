"""``replay``: stored deliveries again, as if they came now; the journal gets no new row."""

import argparse

from inbox.cli.output import say
from inbox.cli.reading import read_inbox
from inbox.cli.values import count
from inbox.domain.visible_text import visible
from inbox.storage.change_notes import note_changes
from inbox.storage.journal.replay import replay


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``replay ID…``."""
    parser.add_argument("ids", metavar="ID", nargs="+", type=count, help="the number of a delivery (`deliveries` shows them)")


def run(arguments: argparse.Namespace) -> int:
    """Prints what became of each. 1 when one of them is not in the journal; the others are done all the same."""
    missing = 0
    with read_inbox(arguments) as inbox:
        for delivery_id in dict.fromkeys(arguments.ids):
            (replayed,) = replay(inbox.database, [delivery_id])
            if replayed.recording_row is not None:
                note_changes(inbox.folder, [replayed.recording_row])
            if replayed.outcome is None:
                missing += 1
                say(replayed.sentence)
            else:
                print(visible(replayed.sentence, 1_000), flush=True)
    return 1 if missing else 0
