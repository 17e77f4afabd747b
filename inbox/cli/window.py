"""No command: the window."""

import argparse

from inbox.app import options_of, run_window


def run(arguments: argparse.Namespace) -> int:
    """Shows the window until it is closed."""
    return run_window(options_of(arguments))
