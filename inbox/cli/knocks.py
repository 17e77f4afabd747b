"""``knocks``: who was turned away at the door."""

import argparse
from typing import Any

from inbox.cli.output import print_json_lines, print_table
from inbox.cli.reading import read_inbox
from inbox.cli.values import count
from inbox.domain.knock import KnockEntry
from inbox.domain.times import iso_z
from inbox.storage.journal.knock_log import KnockLog

_ALL = 1_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``knocks [--limit N] [--json]``."""
    parser.add_argument("--limit", metavar="N", type=count, default=_ALL, help="at most N visitors")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(arguments: argparse.Namespace) -> int:
    """Prints the visitors, those seen last first."""
    with read_inbox(arguments) as inbox:
        entries = KnockLog(inbox.database).entries(arguments.limit)
    if arguments.json:
        print_json_lines(map(_as_json, entries))
    else:
        print_table(
            ("LAST", "COUNT", "REASON", "FROM", "FORWARDED FOR", "PATH"),
            (
                (
                    iso_z(entry.last_at) or "–",
                    str(entry.count),
                    entry.reason.value,
                    entry.peer,
                    entry.forwarded_for or "–",
                    entry.path or "–",
                )
                for entry in entries
            ),
        )
    return 0


def _as_json(entry: KnockEntry) -> dict[str, Any]:
    return {
        "reason": entry.reason.value,
        "sentence": entry.reason.sentence,
        "is_ordinary": entry.reason.is_ordinary,
        "peer": entry.peer,
        "forwarded_for": entry.forwarded_for or None,
        "path": entry.path or None,
        "first_at": iso_z(entry.first_at),
        "last_at": iso_z(entry.last_at),
        "count": entry.count,
    }
