"""Makes children that each commit one batch into a folder of their own, to be traced or killed while they do so.

Reads lines ``FOLDER`` and answers each with ``PID CODE`` when that child has ended. A child opens the inbox, writes its process
id to ``FOLDER/../pid``, stops itself until it is told to continue, commits, writes ``FOLDER/../kept``, and closes the inbox.
"""

import os
import signal
import sys
from pathlib import Path

import orjson

from inbox.domain.delivery import Delivery
from inbox.domain.events import understand
from inbox.domain.times import now
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.journal.intake_store import commit_deliveries
from inbox.storage.opening import open_inbox

BATCH = 80
OLDER = 8
"""Of the batch, recordings that are there already, so that rows are changed as well as added."""


def delivery(number: int, moment: str) -> Delivery:
    """The event of one recording; a later ``moment`` gives it another name."""
    body = {
        "eventType": "conferenceRecordingAvailable",
        "eventTime": moment,
        "recordingId": f"r-{number}",
        "conferenceId": "c",
        "accountId": "1",
        "name": f"{moment} call {number} " + "word " * 200,
    }
    return Delivery(now(), "POST", "/", (), orjson.dumps(body), "127.0.0.1:1")


def commit(database: Database, first: int, count: int, moment: str) -> None:
    """Commits ``count`` events, from the recording ``first`` on, as one batch."""
    made = [delivery(number, moment) for number in range(first, first + count)]
    commit_deliveries(database, [(one, understand(one)) for one in made])


def _child(root: Path) -> None:
    database = open_inbox(DataFolder(root))
    with database.reading() as connection:  # as in a running receiver: the connections are there before the event comes
        connection.exec_driver_sql("SELECT count(*) FROM recordings").scalar_one()
    (root.parent / "pid").write_text(f"{os.getpid()}\n")
    os.kill(os.getpid(), signal.SIGSTOP)
    commit(database, 0, BATCH, "2026-02-02T00:00:00Z")
    (root.parent / "kept").touch()
    database.close()


def main() -> None:
    """Makes a child for each line, one after the other."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _child(Path(line.rstrip("\n")))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(child, os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
