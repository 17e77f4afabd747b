"""No command: the window."""

import argparse
import os

from inbox.app import options_of, run_window
from inbox.cli.logs import log_to_file
from inbox.cli.start_dialog import dialog_where_nobody_reads
from inbox.pipeline.opened import data_folder_of


def run(arguments: argparse.Namespace) -> int:
    """Shows the window until it is closed. A start that fails is told on stderr, and in a dialog where nobody reads that."""
    options = options_of(arguments)
    with dialog_where_nobody_reads():
        folder = data_folder_of(options, os.environ)
        folder.prepare()
        log_to_file(folder.log)
        return run_window(options)
