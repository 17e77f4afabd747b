"""A window that gets SIGTERM in the middle of something: while its thread holds the lock of one of its workers.

Run with the data folder as argument. Prints what the event loop gave, once everything has ended; else it is killed with the
places at which its threads stand.
"""

import faulthandler
import os
import signal
import sys

from PySide6.QtCore import QTimer

from inbox.app import Core, window_parts
from inbox.gui.application import Application
from inbox.pipeline.opened import Options

_PATIENCE_SECONDS = 20


def main() -> None:
    """Shows the window, and has it ended."""
    faulthandler.dump_traceback_later(_PATIENCE_SECONDS, exit=True)
    application = Application()
    core = Core.open(Options(data_dir=sys.argv[1]), {})
    window = application.show(window_parts(core, None))
    held = window._first._condition

    def interrupt() -> None:
        with held:
            os.kill(os.getpid(), signal.SIGTERM)

    application.once_usable(lambda: QTimer.singleShot(0, interrupt))
    code = application.run()
    core.stop()
    print(code, flush=True)


if __name__ == "__main__":
    main()
