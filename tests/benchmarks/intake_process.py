"""A receiver in a process of its own: ``python -m benchmarks.intake_process store|none FOLDER``.

Prints its address, and the seconds of processor time it took when its standard input ends. With ``none`` the listener is the
same, and what it takes is told of as stored at once.
"""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from inbox.domain.delivery import Accept, Delivery, DeliveryOutcome, Receipt
from inbox.network.listener import Listener

_CONNECTIONS = 400


def _no_store(_delivery: Delivery, done: Callable[[Receipt], None]) -> bool:
    done(Receipt(DeliveryOutcome.RECORDING))
    return True


@contextlib.contextmanager
def _stored(folder: Path) -> Iterator[Accept]:
    from inbox.pipeline.intake import Intake
    from inbox.storage.data_folder import DataFolder
    from inbox.storage.database import Database
    from inbox.storage.intake_store import commit_deliveries
    from inbox.storage.upkeep import Upkeep

    database = Database.open(DataFolder(folder))
    intake = Intake(
        partial(commit_deliveries, database), lambda _rows: None, probe=database.prove_writable, upkeep=Upkeep(database)
    )
    intake.start()
    try:
        yield intake.accept
    finally:
        intake.stop()
        database.close()


def main() -> None:
    """Receives until its standard input ends."""
    kind, folder = sys.argv[1], Path(sys.argv[2])
    with _stored(folder) if kind == "store" else contextlib.nullcontext(_no_store) as accept:
        listener = Listener("127.0.0.1", 0, accept, connections=_CONNECTIONS)
        listener.start()
        print(listener.address, flush=True)
        sys.stdin.read()
        print(time.process_time(), flush=True)
        listener.stop()


if __name__ == "__main__":
    main()
