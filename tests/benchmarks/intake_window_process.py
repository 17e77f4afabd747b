"""The window over its own receiver in a process of its own: ``python -m benchmarks.intake_window_process FOLDER``.

Prints the receiver's address once the list is painted, and ends with its standard input.
"""

import sys
import threading


def main() -> None:
    """Shows the window until its standard input ends."""
    from inbox.app import Core, window_parts  # isort: skip  # as in the app: what is imported after PySide6 costs more
    from PySide6.QtCore import QTimer

    from inbox.gui.application import Application
    from inbox.pipeline.opened import Options

    application = Application()
    core = Core.open(Options(data_dir=sys.argv[1], listen="127.0.0.1:0"), {})
    window = application.show(window_parts(core, None))
    core.on_changed = window.recordings_changed
    ended = threading.Event()

    def receive() -> None:
        core.start()
        print(core.listener.address, flush=True)
        sys.stdin.read()
        ended.set()

    looking = QTimer(interval=100)
    looking.timeout.connect(lambda: application.quit() if ended.is_set() else None)
    looking.start()
    receiving = threading.Thread(target=receive)
    application.once_usable(receiving.start)
    application.run()
    receiving.join()
    core.stop()


if __name__ == "__main__":
    main()
