"""``deliveries``: the raw journal, newest first, or single deliveries, whole."""

import argparse
import base64
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from inbox.cli.output import print_json_lines, print_table, say
from inbox.cli.reading import read_inbox
from inbox.cli.running_address import address_to_send_to
from inbox.cli.values import count
from inbox.domain.delivery import DeliveryOutcome, StoredDelivery
from inbox.domain.times import iso_z
from inbox.pipeline.opened import OpenInbox


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``deliveries [ID…] [--limit N] [--outcome OUTCOME] [--json | --raw | --hex | --curl]``."""
    parser.add_argument("ids", metavar="ID", nargs="*", type=count, help="the number of a delivery, which is shown whole")
    parser.add_argument("--limit", metavar="N", type=count, default=None, help="at most N deliveries")
    parser.add_argument("--outcome", choices=[outcome.value for outcome in DeliveryOutcome], help="those that became this only")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object a line, with the body as text or base64")
    form.add_argument("--raw", action="store_true", help="the body alone, byte for byte")
    form.add_argument("--hex", action="store_true", help="whole, with the body in hexadecimal")
    form.add_argument("--curl", action="store_true", help="a command that sends it again to this inbox")


def run(arguments: argparse.Namespace) -> int:
    """Prints what was delivered, whatever became of it. 1 when a delivery that was named is not there."""
    if arguments.ids and (arguments.outcome or arguments.limit is not None):
        say("--outcome and --limit choose among all deliveries; leave them out where deliveries are named by their numbers.")
        return 2
    with read_inbox(arguments) as inbox:
        if arguments.curl and inbox.settings.webhook_username:
            say("The inbox asks for a user name and password, which are not in the command: add -u 'USER NAME:PASSWORD'.")
        if not arguments.ids:
            outcome = DeliveryOutcome(arguments.outcome) if arguments.outcome else None
            _print(inbox, inbox.journal.entries(arguments.limit, outcome=outcome), arguments)
            return 0
        found, missing = _named(inbox, arguments.ids)
        if arguments.json or arguments.raw or arguments.curl:
            _print(inbox, found, arguments)
        else:
            _print_whole(found, as_hex=arguments.hex)
    for delivery_id in missing:
        say(f"There is no delivery {delivery_id} in the journal. `recording-inbox deliveries` shows what there is.")
    return 1 if missing else 0


def _named(inbox: OpenInbox, ids: Sequence[int]) -> tuple[list[StoredDelivery], list[int]]:
    found: list[StoredDelivery] = []
    missing: list[int] = []
    for delivery_id in dict.fromkeys(ids):
        entry = inbox.journal.entry(delivery_id)
        if entry is None:
            missing.append(delivery_id)
        else:
            found.append(entry)
    return found, missing


def _print(inbox: OpenInbox, entries: Iterable[StoredDelivery], arguments: argparse.Namespace) -> None:
    if arguments.json:
        print_json_lines(_as_json(entry) for entry in entries)
    elif arguments.raw:
        for entry in entries:
            sys.stdout.buffer.write(entry.delivery.body)
        sys.stdout.buffer.flush()
    elif arguments.curl:
        from inbox.domain.curl import as_curl

        address = address_to_send_to(inbox, arguments.listen)
        for entry in entries:
            print(as_curl(entry.delivery, address))
    elif arguments.hex:
        _print_whole(entries, as_hex=True)
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


def _print_whole(entries: Iterable[StoredDelivery], *, as_hex: bool) -> None:
    from inbox.cli.delivery_view import shown

    for number, entry in enumerate(entries):
        print(("\n" if number else "") + shown(entry, as_hex=as_hex))


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
        "answer_seconds": entry.answer_seconds,
    }
