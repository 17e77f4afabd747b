"""The real window over the real receiver in a process of its own, with a heartbeat in its event loop.

Run with the data folder as argument. Prints the address when events can be taken; at a line on stdin prints one JSON object: how
late the beats were (``lag``), how long the event loop was at work between two of them (``work``, processor time), all in
seconds, and the rows that are shown.
"""

import faulthandler
import json
import sys
import threading
import time

from inbox.app import Core, window_parts

_BEAT_SECONDS = 0.01
_START_SECONDS = 60


def _part(values: list[float], part: float) -> float:
    """The value below which that part of all lies, to a millisecond."""
    return round(sorted(values)[int(len(values) * part)], 3)


def main() -> None:
    """Shows the window until it is told to end."""
    from PySide6.QtCore import QTimer

    from inbox.gui.application import Application
    from inbox.pipeline.opened import Options

    faulthandler.dump_traceback_later(_START_SECONDS, exit=True)
    application = Application()
    core = Core.open(Options(data_dir=sys.argv[1], listen="127.0.0.1:0"), {})
    parts = window_parts(core, None)
    window = application.show(parts)
    core.on_changed = window.recordings_changed
    lags: list[float] = []
    worked: list[float] = []
    last, worked_before = time.monotonic(), time.thread_time()
    told = False
    ending = threading.Event()

    def beat() -> None:
        nonlocal last, worked_before, told
        now, worked_now = time.monotonic(), time.thread_time()
        if told:
            lags.append(max(0.0, now - last - _BEAT_SECONDS))
            worked.append(worked_now - worked_before)
        last, worked_before = now, worked_now
        if not told and (address := parts.listener_state().address):
            told = True
            faulthandler.cancel_dump_traceback_later()
            print(address, flush=True)
        if ending.is_set():
            timer.stop()
            QTimer.singleShot(1000, finish)

    def finish() -> None:
        found = {
            "beats": len(lags),
            "lag_p50": _part(lags, 0.5),
            "lag_p99": _part(lags, 0.99),
            "work_p99": _part(worked, 0.99),
            "rows": window.model.rowCount(),
        }
        print(json.dumps(found), flush=True)
        application.quit()

    def wait_for_the_end() -> None:
        sys.stdin.readline()
        ending.set()

    timer = QTimer()
    timer.timeout.connect(beat)
    timer.start(round(_BEAT_SECONDS * 1000))
    threading.Thread(target=wait_for_the_end, name="end", daemon=True).start()
    application.once_usable(core.start_in_background)
    application.run()
    core.stop()


if __name__ == "__main__":
    main()
