"""The inbox of a command that only reads, or changes what is there already."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager

from inbox.app import open_inbox, options_of
from inbox.cli.output import say
from inbox.domain.visible_text import visible
from inbox.pipeline.opened import OpenInbox, data_folder_of
from inbox.storage.data_folder import DataFolder


@contextmanager
def read_inbox(arguments: argparse.Namespace) -> Iterator[OpenInbox]:
    """An open inbox. Where ``--data-dir`` names a folder without one, which may be a slip of typing, that is said on stderr."""
    is_new = arguments.data_dir is not None and not _may_hold_inbox(data_folder_of(options_of(arguments), os.environ))
    with open_inbox(arguments) as inbox:
        if is_new and not inbox.settings.store:
            say(
                f"There was no inbox in {visible(str(inbox.folder.root), 600)}; a new one was made, which is empty. If you meant "
                "another one, correct --data-dir."
            )
        yield inbox


def _may_hold_inbox(folder: DataFolder) -> bool:
    """False where there is no folder, or one of other programs' files only; an empty folder is an empty inbox."""
    try:
        names = {path.name for path in folder.root.iterdir()}
    except FileNotFoundError:
        return False
    except OSError:  # told when it is opened
        return True
    ours = (folder.database, folder.settings, folder.lock, folder.log, folder.account_stamp)
    return not names or any(path.name in names for path in ours)
