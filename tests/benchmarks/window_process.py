"""A window in a process of its own that tells, on stdout, how long it took to be painted and usable, and how much memory it has.

Run as ``python -m benchmarks.window_process DATA_DIR``; prints one JSON object and ends.
"""

import json
import sys
import time
from pathlib import Path

STARTED = time.time()


def _process_started() -> float:
    """When this process began, by the system's clock ticks: interpreter start and imports count too."""
    import os

    fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[19]) / os.sysconf("SC_CLK_TCK")
    return time.time() - (time.clock_gettime(time.CLOCK_BOOTTIME) - ticks)


def _resident_megabytes() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def main() -> None:
    """Shows the window over the given data folder, as the app does, until it is painted with its rows."""
    from inbox.app import Core, window_parts  # isort: skip  # as in the app: what is imported after PySide6 costs more
    from PySide6.QtCore import QEvent, QObject, QTimer

    from inbox.gui.application import Application
    from inbox.pipeline.opened import Options

    application = Application()
    core = Core.open(Options(data_dir=sys.argv[1], listen="127.0.0.1:0"), {})
    window = application.show(window_parts(core, None))
    core.on_changed = window.recordings_changed
    seen: dict[str, float] = {}

    class Watch(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                seen.setdefault("first_paint", time.time())
                if not window.model.is_loading:
                    seen.setdefault("usable", time.time())
                    QTimer.singleShot(0, finish)
            return False

    def finish() -> None:
        if "rows" in seen:
            return
        seen["rows"] = window.model.rowCount()
        QTimer.singleShot(500, end)

    def end() -> None:
        began = _process_started()
        print(
            json.dumps(
                {
                    "first_paint": seen["first_paint"] - began,
                    "usable": seen["usable"] - began,
                    "rows": window.model.rowCount(),
                    "resident_megabytes": _resident_megabytes(),
                }
            ),
            flush=True,
        )
        application.quit()

    watch = Watch()
    window.installEventFilter(watch)
    window.table.viewport().installEventFilter(watch)
    application.once_usable(core.start_in_background)
    application.run()
    core.stop()


if __name__ == "__main__":
    main()
