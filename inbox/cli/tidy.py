"""``tidy``: the limits of the downloaded files now: what goes to the trash, or would, and an undo."""

import argparse
from datetime import timedelta

from inbox.cli.output import print_table, say
from inbox.cli.reading import read_inbox
from inbox.domain.removal import RemovalPlan
from inbox.domain.times import now
from inbox.pipeline.opened import OpenInbox
from inbox.storage.change_notes import note_changes
from inbox.storage.downloads.media_retention import apply, plan

_MOST_LINES = 200


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``tidy [--dry-run | --undo]``."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--dry-run", action="store_true", help="only tell what would go to the trash, and why")
    group.add_argument("--undo", action="store_true", help="bring back what went to the trash last")


def run(arguments: argparse.Namespace) -> int:
    """Prints what goes, or comes back. A running inbox may do the same beside it: each file goes once."""
    with read_inbox(arguments) as inbox:
        if arguments.undo:
            return _undo(inbox)
        if arguments.dry_run:
            _tell(plan(inbox.database, inbox.settings, now()), inbox, "would go to the trash")
            return 0
        return _tidy(inbox)


def _tidy(inbox: OpenInbox) -> int:
    moment = now()
    deleted = inbox.trash.empty(moment - timedelta(days=inbox.settings.trash_days))
    note_changes(inbox.folder, deleted)
    if deleted:
        print(f"{_files(len(deleted))} in the trash {_were(len(deleted))} deleted after {inbox.settings.trash_days} days.")
    is_cut = True
    while is_cut:
        found = plan(inbox.database, inbox.settings, moment)
        gone = set(apply(found, inbox.trash, moment))
        note_changes(inbox.folder, sorted(gone))
        went = tuple(candidate for candidate in found.candidates if candidate.row in gone)
        is_cut = found.is_cut and bool(gone)
        left = RemovalPlan(went, found.used_bytes, found.kept_flagged, found.kept_new, found.is_over, is_cut)
        _tell(left, inbox, "went to the trash")
    return 0


def _tell(plan: RemovalPlan, inbox: OpenInbox, what: str) -> None:
    settings, count = inbox.settings, len(plan.candidates)
    if not settings.media_days and not settings.media_megabytes:
        print("No limit is set (media_days, media_megabytes), so every downloaded file stays.")
        return
    if count:
        rows = ((each.title, _size(each.media_bytes), each.why) for each in plan.candidates[:_MOST_LINES])
        print_table(("CONFERENCE OR CALL", "SIZE", "WHY"), rows)
    if count > _MOST_LINES:
        print(f"… and {count - _MOST_LINES:,} more")
    print(f"{_files(count)}, {_size(plan.total_bytes)} of {_size(plan.used_bytes)}, {what}.")
    if plan.kept_flagged or plan.kept_new:
        print(f"Kept whatever the limits are: {plan.kept_flagged:,} flagged, {plan.kept_new:,} not reviewed yet.")
    if plan.is_over:
        print(
            f"What is left takes more than {settings.media_megabytes:,} MB, and stays: only what is reviewed goes, and not on "
            "the day it came. Review more, or raise media_megabytes."
        )
    if plan.is_cut:
        print("There is more to go after these.")


def _undo(inbox: OpenInbox) -> int:
    wanted = inbox.trash.newest()
    back = inbox.trash.bring_back_all(wanted)
    note_changes(inbox.folder, back)
    if not wanted:
        print("There is nothing in the trash that could be brought back.")
        return 0
    print(f"{_files(len(back))} {_were(len(back))} brought back, new to the limits from now on. Flag what is to stay for good.")
    if len(back) < len(wanted):
        say(f"{_files(len(wanted) - len(back))} could not be brought back: look into {inbox.folder.trash}.")
    return 0 if len(back) == len(wanted) else 1


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def _size(count: int) -> str:
    return f"{count / 1e3:,.0f} kB" if 0 < count < 100_000 else f"{count / 1e6:,.1f} MB"
