"""No command: the window."""

import argparse
import os
import sys

from inbox.app import options_of, run_window
from inbox.cli.logs import log_to_file
from inbox.domain.problems import Problem
from inbox.pipeline.opened import data_folder_of


def run(arguments: argparse.Namespace) -> int:
    """Shows the window until it is closed. A start that fails is told on stderr, and in a dialog where nobody reads that."""
    options = options_of(arguments)
    try:
        folder = data_folder_of(options, os.environ)
        folder.prepare()
        log_to_file(folder.log)
        return run_window(options)
    except Problem as problem:
        if _was_started_from_a_desktop():
            from inbox.gui.start_problem import show_start_problem

            show_start_problem(str(problem))
        raise


def _was_started_from_a_desktop() -> bool:
    """Whether an icon or a menu started this process, so that its stderr has no reader."""
    return sys.stderr is None or "GIO_LAUNCHED_DESKTOP_FILE" in os.environ
