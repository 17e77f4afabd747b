"""``deliveries``: the raw journal, newest first."""

import argparse
import base64
from typing import Any

from inbox.app import open_inbox
from inbox.cli.output import print_json_lines, print_table
from inbox.cli.values import count
from inbox.domain.delivery import StoredDelivery
from inbox.domain.times import iso_z


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``deliveries [--limit N] [--json]``."""
    parser.add_argument("--limit", metavar="N", type=count, default=None, help="at most N deliveries")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, with the body as text or base64")


def run(arguments: argparse.Namespace) -> int:
    """Prints what was delivered, whatever became of it."""
    with open_inbox(arguments) as inbox:
        entries = inbox.journal.entries(arguments.limit)
        if arguments.json:
            print_json_lines(_as_json(entry) for entry in entries)
        else:
            print_table(
                ("ID", "RECEIVED", "METHOD", "FROM", "BYTES", "OUTCOME", "EVENT", "REASON"),
                (
                    (
                        str(entry.id),
                        iso_z(entry.delivery.received_at) or "–",
                        entry.delivery.method,
                        entry.delivery.peer,
                        str(len(entry.delivery.body)),
                        entry.outcome,
                        entry.event_type or "–",
                        entry.reason,
                    )
                    for entry in entries
                ),
            )
    return 0


def _as_json(entry: StoredDelivery) -> dict[str, Any]:
    delivery = entry.delivery
    try:
        body, encoding = delivery.body.decode(), "utf-8"
    except UnicodeDecodeError:
        body, encoding = base64.b64encode(delivery.body).decode(), "base64"
    return {
        "delivery_id": entry.id,
        "received_at": iso_z(delivery.received_at),
        "method": delivery.method,
        "target": delivery.target,
        "headers": [list(header) for header in delivery.headers],
        "body": body,
        "body_encoding": encoding,
        "peer": delivery.peer,
        "outcome": entry.outcome.value,
        "reason": entry.reason or None,
        "event_type": entry.event_type,
        "recording_row": entry.recording_row,
    }
