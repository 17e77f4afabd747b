"""``self-test``: the installed app proves itself, from an event posted to sound that moves on."""

import argparse
import sys
import tempfile
from pathlib import Path

from inbox.cli.stage import Stage


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """``self-test`` has the global options only; its data is its own and is thrown away."""


def run(_arguments: argparse.Namespace) -> int:
    """Posts itself an event, waits for the row, downloads from the simulator, plays, sees the position move. 0 or 1."""
    from inbox.gui.display import has_display, use_no_display

    if not has_display():
        use_no_display()
    with tempfile.TemporaryDirectory(prefix="recording-inbox-self-test-") as folder:
        happened = Stage(Path(folder)).play(lambda stage: [stage.send("happy", 1), *stage.hear_the_first()])
    print("self-test passed" if happened else "self-test FAILED", file=sys.stdout if happened else sys.stderr)
    return 0 if happened else 1
