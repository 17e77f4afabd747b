"""``demo``: the window, fed by a simulated Bandwidth, with data that is thrown away."""

import argparse
import tempfile
from pathlib import Path

from inbox.cli.stage import Stage
from inbox.cli.start_dialog import dialog_where_nobody_reads

_FIRST_EVENTS = (
    ("happy", 4),
    ("call", 1),
    ("partial", 1),
    ("error", 1),
    ("siblings", 1),
    ("unknown-status", 1),
    ("duplicate", 1),
    ("placeholder", 1),
    ("happy", 3),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``demo [--out DIR] [--theme light|dark]``."""
    parser.add_argument("--out", metavar="DIR", default="demo-out", help="where the screenshot goes when there is no display")
    parser.add_argument("--theme", choices=("light", "dark", "system"), default="system", help="the window's colours")
    parser.add_argument("--story", action="store_true", help="play the story and end, also where there is a display")


def run(arguments: argparse.Namespace) -> int:
    """With a display, the window until it is closed; without one, the story: receive, list, download, play, screenshot."""
    from inbox.gui.display import has_display, use_no_display

    shown = has_display()
    if not shown:
        use_no_display()
    with tempfile.TemporaryDirectory(prefix="recording-inbox-demo-") as folder, dialog_where_nobody_reads():
        stage = Stage(Path(folder), theme=arguments.theme)
        if shown and not arguments.story:
            return stage.run(_FIRST_EVENTS)
        print("There is no display, so the demo plays by itself." if not shown else "The demo plays by itself.", flush=True)
        theme = "dark" if arguments.theme == "dark" else "light"
        happened = stage.play(
            lambda playing: [
                *(playing.send(name, count) for name, count in _FIRST_EVENTS),
                *playing.hear_the_first(),
                playing.screenshot(Path(arguments.out) / f"inbox-{theme}.png"),
                *playing.review(Path(arguments.out) / f"review-{theme}.png"),
                *playing.journal(Path(arguments.out) / f"journal-{theme}.png"),
                *playing.catch_up(Path(arguments.out) / f"settings-{theme}.png"),
            ]
        )
    print("The demo played to its end." if happened else "The demo broke off: see the line that says FAIL.", flush=True)
    return 0 if happened else 1
