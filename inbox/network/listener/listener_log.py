"""What the listener's process logs, as a line of the app's log."""

import logging

from inbox.domain.visible_text import visible
from inbox.network.listener.listener_messages import Logged

_LONGEST_LINE = 4_000


def log_again(told: Logged) -> None:
    """Logs it here as it was logged there."""
    record = logging.LogRecord(told.logger, told.level, "", 0, told.text, (), None)
    record.threadName = told.thread
    # It was made safe to look at there; but what comes from the process that strangers talk to is not relied upon.
    record.exc_text = "\n".join(f"    {visible(line, _LONGEST_LINE)}" for line in told.traceback.splitlines()) or None
    logger = logging.getLogger(told.logger)
    if logger.isEnabledFor(told.level):
        logger.handle(record)
