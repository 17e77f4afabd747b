"""``serve``: the headless receiver and downloader."""

import argparse
import logging
import signal
from contextlib import suppress
from queue import Empty, SimpleQueue

from inbox.app import Core, options_of
from inbox.cli.logs import log_to_stderr

_log = logging.getLogger(__name__)

_LOOK_SECONDS = 1.0


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """``serve`` has the global options only."""


def run(arguments: argparse.Namespace) -> int:
    """Receives until SIGTERM or Ctrl-C, then commits what waits and ends with 0."""
    log_to_stderr()
    ended: SimpleQueue[int] = SimpleQueue()  # unlike an Event it may be used while a signal interrupts its own waiter
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _frame: ended.put(number))
    core = Core.open(options_of(arguments))
    try:
        core.start()
        print(f"listening on {core.listener.address}", flush=True)
        if not core.inbox.account().is_set:
            _log.warning(
                "No Bandwidth account is set, so recordings are listed but not downloaded. Set BW_ACCOUNT_ID, BW_CLIENT_ID and "
                "BW_CLIENT_SECRET, and start again."
            )
        _wait(ended)
    finally:
        core.stop()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)  # all is done: a second Ctrl-C must not make a failure of the end
    return 0


def _wait(ended: "SimpleQueue[int]") -> None:
    """Until a signal came. Looks up now and then: one that comes just before the wait begins does not wake it."""
    while True:
        with suppress(Empty):
            ended.get(timeout=_LOOK_SECONDS)
            return
