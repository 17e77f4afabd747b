"""``gaps``: when no event could be taken, why, and what Bandwidth's lists told of it since."""

import argparse
from datetime import datetime

from inbox.cli.output import print_json_lines
from inbox.cli.reading import read_inbox
from inbox.domain.gap import gap_sentence
from inbox.domain.times import now


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``gaps [--json]``."""
    parser.add_argument("--json", action="store_true", help="one JSON object a line, for each gap")


def run(arguments: argparse.Namespace) -> int:
    """Prints the gaps, the oldest first, and from when on events can be taken now."""
    at = now()
    with read_inbox(arguments) as inbox:
        gaps = inbox.ledger.gaps(at=at)
        up_since = inbox.ledger.up_since(at)
    if arguments.json:
        print_json_lines(gap.as_json(at) for gap in gaps)
        return 0
    for gap in gaps:
        ended_at = "now" if gap.ended_at is None else _text(gap.ended_at)
        print(f"{_text(gap.began_at)} to {ended_at}  {gap_sentence(gap, at)}")
    if up_since is not None:
        print(f"events are taken since {_text(up_since)}")
    elif not gaps:
        print("events were never taken as yet: start the window, or `recording-inbox serve`")
    else:
        print(f"no event is taken since {_text(gaps[-1].began_at)}")
    return 0


def _text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
