"""``rebuild``: the recordings again, from the journal; reviews and media stay."""

import argparse

from inbox.cli.progress_bar import ProgressBar
from inbox.cli.reading import read_inbox
from inbox.domain.visible_text import visible
from inbox.storage.change_notes import note_changes
from inbox.storage.journal.rebuild import Change, rebuild

_MOST_LINES = 20


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """``rebuild`` has the global options only."""


def run(arguments: argparse.Namespace) -> int:
    """Prints what changed, a line a recording up to 20, then the numbers. A receiver may run beside it."""
    bar = ProgressBar("rebuilding")
    lines = 0

    def told(change: Change) -> None:
        nonlocal lines
        lines += 1
        if lines <= _MOST_LINES:
            bar.clear()
            what = "new" if change.is_new else f"changed: {', '.join(change.fields)}"
            print(f"{visible(change.recording_id)}  {what}", flush=True)

    with read_inbox(arguments) as inbox:
        try:
            result = rebuild(inbox.database, told, bar.show)
        finally:
            if lines:
                note_changes(inbox.folder, None)
    bar.clear()
    if lines > _MOST_LINES:
        print(f"… and {lines - _MOST_LINES:,} more")
    fields = ", ".join(f"{name} {count:,}" for name, count in result.fields.most_common())
    print(f"new {result.new:,}")
    print(f"changed {result.changed:,}" + (f" ({fields})" if fields else ""))
    print(f"unchanged {result.unchanged:,}")
    print(f"kept without journal {result.without_journal:,}")
    return 0
