"""``first-seen``: what events held that Bandwidth's documentation does not have."""

import argparse
from typing import Any

from inbox.cli.output import print_json_lines, print_table
from inbox.cli.reading import read_inbox
from inbox.domain.novelty import FirstSeen
from inbox.domain.times import iso_z
from inbox.storage.journal.first_seen import FirstSeenList


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``first-seen [--json]``."""
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(arguments: argparse.Namespace) -> int:
    """Prints what is new, what came last first."""
    with read_inbox(arguments) as inbox:
        entries = FirstSeenList(inbox.database).entries()
    if arguments.json:
        print_json_lines(map(_as_json, entries))
    else:
        print_table(
            ("FIRST", "LAST", "COUNT", "KIND", "EVENT", "NAME", "EXAMPLE", "DELIVERY"),
            (
                (
                    iso_z(entry.first_at) or "–",
                    iso_z(entry.last_at) or "–",
                    str(entry.count),
                    entry.novelty.kind.value,
                    entry.novelty.event_type or "–",
                    entry.novelty.name,
                    entry.novelty.example,
                    "–" if entry.delivery_id is None else str(entry.delivery_id),
                )
                for entry in entries
            ),
        )
    return 0


def _as_json(entry: FirstSeen) -> dict[str, Any]:
    return {
        "kind": entry.novelty.kind.value,
        "event_type": entry.novelty.event_type or None,
        "name": entry.novelty.name,
        "example": entry.novelty.example,
        "first_at": iso_z(entry.first_at),
        "last_at": iso_z(entry.last_at),
        "count": entry.count,
        "delivery_id": entry.delivery_id,
    }
