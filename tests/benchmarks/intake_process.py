"""A receiver in a process of its own: ``python -m benchmarks.intake_process store|hand-over|none FOLDER``.

Prints its address, and ends with its standard input. With ``none`` the listener is the same, and what it takes is told of as
stored at once; with ``hand-over`` the intake is there too, and takes for stored what it should commit.
"""

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from inbox.domain.delivery import Delivery, DeliveryOutcome, Receipt
from inbox.network.listener.listener import Listener
from inbox.network.listener.listener_messages import Begin
from inbox.network.listener.listener_process import ListenerProcess
from inbox.storage.opening import open_inbox

if TYPE_CHECKING:
    from inbox.pipeline.intake.intake import Intake

_CONNECTIONS = 400


def _no_store(_delivery: Delivery, done: Callable[[Receipt], None]) -> bool:
    done(Receipt(DeliveryOutcome.RECORDING))
    return True


@contextlib.contextmanager
def _handed_over() -> Iterator["Intake"]:
    from inbox.domain.events import Understood
    from inbox.pipeline.intake.intake import Intake
    from inbox.storage.journal.intake_store import Committed

    def commit(batch: Sequence[tuple[Delivery, Understood]]) -> list[Committed]:
        return [Committed(1, DeliveryOutcome.RECORDING, "", 1, True)] * len(batch)

    intake = Intake(commit, lambda _rows: None, probe=lambda: None)
    intake.start()
    try:
        yield intake
    finally:
        intake.stop()


@contextlib.contextmanager
def _stored(folder: Path) -> Iterator["Intake"]:
    from inbox.pipeline.intake.checkpointer import Checkpointer
    from inbox.pipeline.intake.intake import Intake
    from inbox.storage.data_folder import DataFolder
    from inbox.storage.journal.intake_store import commit_deliveries
    from inbox.storage.journal.upkeep import Upkeep

    database = open_inbox(DataFolder(folder))
    checkpointer = Checkpointer(database.checkpoints)
    intake = Intake(
        partial(commit_deliveries, database), lambda _rows: None, probe=database.prove_writable, upkeep=Upkeep(database)
    )
    checkpointer.start()
    intake.start()
    try:
        yield intake
    finally:
        intake.stop()
        checkpointer.stop()
        database.close()


def main() -> None:
    """Receives until its standard input ends."""
    kind, folder = sys.argv[1], Path(sys.argv[2])
    with contextlib.ExitStack() as stack:
        listener: Listener | ListenerProcess
        if kind == "none":
            listener = Listener("127.0.0.1", 0, _no_store, connections=_CONNECTIONS)
        else:
            intake = stack.enter_context(_stored(folder) if kind == "store" else _handed_over())
            wish = Begin("127.0.0.1", 0, "/", None, "", "", _CONNECTIONS)
            listener = ListenerProcess(wish, intake.accept, together=intake.together)
        listener.start()
        print(listener.address, flush=True)
        sys.stdin.read()
        listener.stop()


if __name__ == "__main__":
    main()
