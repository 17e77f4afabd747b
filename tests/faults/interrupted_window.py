"""A window that gets SIGTERM in the middle of something: while its thread holds the lock of one of its workers.

Run with the data folder as argument, and the file of an evidence bundle that is being written then, or none. Prints what the
event loop gave, once everything has ended; else it is killed with the places at which its threads stand.
"""

import faulthandler
import os
import signal
import sys
from pathlib import Path

from pipeline.reviewed_inbox import ReviewedInbox
from PySide6.QtCore import QTimer

from inbox.app import Core, window_parts
from inbox.gui.application import Application
from inbox.pipeline.export.exporting import ExportFormat
from inbox.pipeline.opened import Options

_PATIENCE_SECONDS = 20


def main() -> None:
    """Shows the window, and has it ended."""
    faulthandler.dump_traceback_later(_PATIENCE_SECONDS, exit=True)
    application = Application()
    core = Core.open(Options(data_dir=sys.argv[1]), {})
    if len(sys.argv) > 2:
        _begin_export(core, Path(sys.argv[2]))
    window = application.show(window_parts(core, None))
    held = window._first._condition

    def interrupt() -> None:
        with held:
            os.kill(os.getpid(), signal.SIGTERM)

    application.once_usable(lambda: QTimer.singleShot(0, interrupt))
    code = application.run()
    core.stop()
    print(code, flush=True)


def _begin_export(core: Core, path: Path) -> None:
    inbox = ReviewedInbox(core.inbox.folder.root, core.inbox)
    row = inbox.receive()
    os.truncate(inbox.download(row), 8_000_000_000)  # a hole: long to read, and no room taken
    assert core.exports.start([row], ExportFormat.ZIP, path)


if __name__ == "__main__":
    main()
