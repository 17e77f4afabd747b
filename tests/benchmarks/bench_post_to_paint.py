"""From an event posted to its row painted in the window: the whole app in one process, the sender in another."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.figures import percentile, tell

_EVENTS = 200
_PAUSE_SECONDS = 0.06


def _sender(address: str) -> None:
    """Posts events one after another and prints, for each, its id and the moment just before it was sent."""
    import requests

    session = requests.Session()
    for number in range(_EVENTS):
        recording_id = f"r-{number:08d}"
        body = {
            "eventType": "conferenceRecordingAvailable",
            "recordingId": recording_id,
            "conferenceId": "conf-1",
            "accountId": "5555555",
            "name": f"Stand-up {number}",
            "status": "complete",
            "duration": "PT60S",
            "startTime": "2026-06-10T19:10:19.694Z",
        }
        sent = time.time()
        assert session.post(address, data=json.dumps(body), timeout=15).status_code == 204
        print(recording_id, sent, flush=True)
        time.sleep(_PAUSE_SECONDS)


def main() -> None:
    """Prints the figures."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    from inbox.app import Core, window_parts
    from inbox.gui.application import Application
    from inbox.pipeline.opened import Options

    painted: dict[str, float] = {}
    sent: dict[str, float] = {}

    with tempfile.TemporaryDirectory(prefix="recording-inbox-bench-") as path:
        application = Application()
        core = Core.open(Options(data_dir=str(Path(path) / "inbox"), listen="127.0.0.1:0"), {})
        window = application.show(window_parts(core, None))
        core.on_changed = window.recordings_changed

        class Watch(QObject):
            """Notes which recordings stand in the list whenever it has just been painted."""

            def eventFilter(self, watched: QObject, event: QEvent) -> bool:
                if event.type() != QEvent.Type.Paint:
                    return False
                watched.removeEventFilter(self)
                watched.event(event)
                watched.installEventFilter(self)
                moment = time.time()
                for row in range(min(window.model.rowCount(), 20)):
                    recording = window.model.recording_at(row)
                    if recording is not None:
                        painted.setdefault(recording.recording_id, moment)
                return True

        watch = Watch()
        window.table.viewport().installEventFilter(watch)

        def send() -> None:
            result = subprocess.run(
                [sys.executable, __file__, "sender", core.listener.address],
                check=False,
                capture_output=True,
                text=True,
                timeout=120,
            )
            for line in result.stdout.splitlines():
                recording_id, moment = line.split()
                sent[recording_id] = float(moment)
            time.sleep(1)
            all_sent.set()

        def begin() -> None:
            core.start()
            sending.start()

        all_sent = threading.Event()
        sending = threading.Thread(target=send)
        looking = QTimer(interval=100)
        looking.timeout.connect(lambda: application.quit() if all_sent.is_set() else None)
        looking.start()
        application.once_usable(begin)
        application.run()
        sending.join()
        core.stop()
    waits = [(painted[recording_id] - moment) * 1e3 for recording_id, moment in sent.items() if recording_id in painted]
    assert len(waits) == _EVENTS, f"only {len(waits)} of {_EVENTS} rows were painted"
    middle, high = percentile(waits, 0.5), percentile(waits, 0.99)
    tell("POST sent → row painted, p50", f"{middle:.0f} ms", "≤ 80 ms", middle <= 80)
    tell("POST sent → row painted, p99", f"{high:.0f} ms", "≤ 200 ms", high <= 200)


if __name__ == "__main__":
    if sys.argv[1:2] == ["sender"]:
        _sender(sys.argv[2])
    else:
        if not os.environ.get("DISPLAY"):
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        main()
