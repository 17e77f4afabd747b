"""``serve``: the headless receiver and downloader."""

import argparse
import logging
import signal
from contextlib import suppress
from queue import Empty, SimpleQueue

from inbox.app import Core, options_of
from inbox.cli.logs import log_to_stderr
from inbox.domain.account import HOW_TO_SET
from inbox.domain.problems import Problem

_log = logging.getLogger(__name__)

_LOOK_SECONDS = 1.0


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """``serve`` has the global options only."""


def run(arguments: argparse.Namespace) -> int:
    """Receives until SIGTERM or Ctrl-C, then commits what waits and ends with 0."""
    log_to_stderr()
    # unlike an Event it may be used while a signal interrupts its own waiter
    ended: SimpleQueue[int | Problem | None] = SimpleQueue()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _frame: ended.put(number))
    core = Core.open(options_of(arguments))
    try:
        core.start_in_background(ended.put)  # so that a signal is heard at once
        began = _next(ended)
        if isinstance(began, Problem):
            raise began
        if began is not None:
            return 0  # a signal
        print(f"listening on {core.listener.address}", flush=True)
        account = core.inbox.account()
        if not account.is_set:
            _log.warning("%s, so recordings are listed but not downloaded. %s", account.why_not_set, HOW_TO_SET)
        _next(ended)
    finally:
        core.stop()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)  # all is done: a second Ctrl-C must not make a failure of the end
    return 0


def _next(ended: "SimpleQueue[int | Problem | None]") -> int | Problem | None:
    """Waits for the number of a signal, or for how the start went. Looks up now and then: a signal may come just before."""
    while True:
        with suppress(Empty):
            return ended.get(timeout=_LOOK_SECONDS)
