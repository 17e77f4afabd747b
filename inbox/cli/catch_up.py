"""``catch-up``: what no event told of, from Bandwidth's lists."""

import argparse
import sys
import time
from datetime import datetime, timedelta
from functools import partial

from inbox.app import open_inbox
from inbox.cli.output import print_json_lines, say
from inbox.cli.progress_bar import ProgressBar
from inbox.domain.catch_up import CatchUpProgress, Reason
from inbox.domain.catch_up_window import NEVER_BEFORE, parse_since
from inbox.domain.problems import Problem
from inbox.domain.recording import KEPT_BY_BANDWIDTH
from inbox.domain.times import iso_z, now
from inbox.domain.visible_text import visible
from inbox.pipeline.catching_up.catch_up import why_no_round
from inbox.pipeline.catching_up.catch_up_findings import tell_ledger
from inbox.pipeline.catching_up.catch_up_round import CatchUpParts, RoundDone, catch_up_round
from inbox.pipeline.catching_up.pace import Pace
from inbox.pipeline.intake.verifier import ASKS_A_SECOND
from inbox.pipeline.opened import OpenInbox
from inbox.storage.change_notes import note_changes

_A_MOMENT = timedelta(minutes=1)
"""A program takes so long at most to begin: “31d” is not further back than 31 days."""
_TOO_FAR_BACK = (
    f"--since reaches further back than Bandwidth keeps recordings, which is {KEPT_BY_BANDWIDTH.days} days: the last "
    f"{NEVER_BEFORE.days} days are looked at."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``catch-up [--since WHEN] [--json]``."""
    parser.add_argument(
        "--since",
        metavar="WHEN",
        type=_since,
        help="look back at least so far: 30d, 12h, 90m, 2w, or a date or time such as 2026-11-01 or 2026-11-01T09:00Z "
        "(default: to where the last round ended; 31 days at most, since Bandwidth deletes recordings after 30)",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object with the numbers")


def run(arguments: argparse.Namespace) -> int:
    """One round; a receiver may run beside it. 1 when something is left to do, which the next round goes on with."""
    bar = ProgressBar("conferences")
    with open_inbox(arguments) as inbox:
        account = inbox.account()
        why_not = why_no_round(account)
        if why_not is not None:
            raise Problem(why_not)
        if arguments.since is not None and arguments.since < now() - NEVER_BEFORE - _A_MOMENT:
            say(_TOO_FAR_BACK)
        try:
            done = _round(inbox, account.account_id, arguments.since, bar)
        except KeyboardInterrupt:
            bar.clear()
            say("Stopped. What was found is kept, and the next round goes on there.")
            return 1
        finally:
            bar.clear()
        tell_ledger(inbox.ledger, done, now())
    _print(done, as_json=arguments.json)
    return 1 if done.problem is not None else 0


def _round(inbox: OpenInbox, account_id: str, since: datetime | None, bar: ProgressBar) -> RoundDone:
    def show(progress: CatchUpProgress) -> None:
        if progress.pause is not None and sys.stderr.isatty():
            bar.clear()
            say(f"{progress.pause} It goes on in a while.")
        of = progress.of or 0
        bar.show(progress.done, of, f"conferences {progress.done:,}/{of:,}")

    client = inbox.list_client()()
    try:
        return catch_up_round(
            CatchUpParts(inbox.database, inbox.conferences_listed, inbox.catch_up_runs, client, Pace(ASKS_A_SECOND)),
            account_id,
            since=since,
            reason=Reason.PERSON,
            calls=inbox.settings.catch_up_calls,
            progress=show,
            cancelled=lambda: False,
            came=partial(note_changes, inbox.folder),
            wait=time.sleep,
        )
    finally:
        client.close()


def _print(done: RoundDone, *, as_json: bool) -> None:
    for note in done.notes:
        say(note)
    if as_json:
        found = {name: getattr(done, name) for name in ("conferences", "added", "changed", "known", "problem")}
        print_json_lines([{"since": iso_z(done.since), "until": iso_z(done.until), **found}])
    else:
        conferences = "1 conference" if done.conferences == 1 else f"{done.conferences:,} conferences"
        recordings = "1 recording" if done.added == 1 else f"{done.added:,} recordings"
        print(f"{conferences} asked, {recordings} new, {done.changed:,} changed, {done.known:,} known.")
    if done.problem is not None:
        say(visible(done.problem, 600))


def _since(text: str) -> datetime:
    at = now()
    moment = parse_since(text, at)
    if moment is None:
        raise argparse.ArgumentTypeError(
            f"“{visible(text, 60)}” is neither a length of time nor a date or time. Give 30d, 12h, 90m, 2w, 2026-11-01 or "
            "2026-11-01T09:00Z"
        )
    if moment > at:
        raise argparse.ArgumentTypeError(
            f"“{visible(text, 60)}” is still to come; it is {iso_z(at)} now. Give a date or time of the past, or a length of "
            "time such as 12h"
        )
    return moment
