"""Commits events until it is killed, and says the number of each one after its commit. Run with the data folder as argument.

With ``folding`` as the last one its log is folded in by a thread all the while, and begins anew again and again.
"""

import itertools
import sys
from pathlib import Path

import orjson

from inbox.domain.delivery import Delivery
from inbox.domain.events import understand
from inbox.domain.times import now
from inbox.pipeline.intake.checkpointer import Checkpointer
from inbox.storage import checkpoints
from inbox.storage.data_folder import DataFolder
from inbox.storage.journal.intake_store import commit_deliveries
from inbox.storage.opening import open_inbox
from inbox.storage.problems import StoreFailing


def delivery(number: int) -> Delivery:
    event = {"eventType": "conferenceRecordingAvailable", "recordingId": f"r-{number}", "name": f"call {number} " + "x" * 500}
    return Delivery(now(), "POST", "/", (), orjson.dumps(event), "127.0.0.1:1")


def main() -> None:
    database = open_inbox(DataFolder(Path(sys.argv[1])))
    start, batch, last = int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    checkpointer = Checkpointer(database.checkpoints, rest_seconds=0.0)
    if sys.argv[5:] == ["folding"]:
        checkpoints.AT_ONCE, checkpoints._FULL_PAGES = 2, 40
        checkpointer.start()
    for first in itertools.count(start, batch):
        if first >= last:
            break
        made = [delivery(number) for number in range(first, first + batch)]
        try:
            commit_deliveries(database, [(one, understand(one)) for one in made])
        except StoreFailing as problem:
            print(f"failed {problem}", flush=True)
        else:
            print(f"kept {first}", flush=True)
    checkpointer.stop()
    database.close()


if __name__ == "__main__":
    main()
