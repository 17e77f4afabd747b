"""``verify``: whether an evidence bundle is the one that was written, to the last byte."""

import argparse
from pathlib import Path

from inbox.cli.output import say
from inbox.cli.progress_bar import ProgressBar
from inbox.domain.visible_text import visible

_MOST_TOLD = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``verify PATH``."""
    parser.add_argument("path", metavar="PATH", type=Path, help="an evidence bundle (a .zip that `export --format zip` wrote)")


def run(arguments: argparse.Namespace) -> int:
    """Names what was changed, a line each, and gives 1; 0 when every byte is the one that was written. Needs no inbox."""
    from inbox.pipeline.export.bundle_check import check_bundle

    path: Path = arguments.path
    bar = ProgressBar(visible(path.name, 40))
    try:
        found = check_bundle(path, bar.show)
    except KeyboardInterrupt:
        bar.clear()
        say("The bundle was not checked to its end.")
        return 1
    finally:
        bar.clear()
    for problem in found.problems[:_MOST_TOLD]:
        say(f"{path}: {problem}.")
    if len(found.problems) > _MOST_TOLD:
        say(f"{path}: {len(found.problems) - _MOST_TOLD:,} more of this kind.")
    if found.problems:
        return 1
    many = "1 recording" if found.recordings == 1 else f"{found.recordings:,} recordings"
    of_them = "" if found.recordings == 1 else f"{found.without_sound:,} of them "
    silent = f", {of_them}without sound" if found.without_sound else ""
    print(f"{path}: every byte is the one that was written. {many}{silent}, {found.files:,} files, whole histories.")
    print(f"Made {visible(found.made_at)} by {visible(found.made_by)}. SHA-256 of the bundle: {found.sha256}")
    return 0
