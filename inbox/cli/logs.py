"""Where log lines go, and what they may look like."""

import logging
import sys
import time
from logging.handlers import RotatingFileHandler
from pathlib import Path

from inbox.domain.visible_text import visible

_LONGEST_LINE = 4_000


class PlainLines(logging.Formatter):
    """One record, one line: what comes from outside cannot forge a second one. Tracebacks keep their lines, indented."""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__("%(asctime)sZ %(levelname)s %(threadName)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line, with controls and line breaks as visible escapes."""
        return visible(super().formatMessage(record), _LONGEST_LINE)

    def formatException(self, ei: object) -> str:
        """The traceback, each line indented so that none can pass for a record."""
        text = super().formatException(ei)  # type: ignore[arg-type]  # typeshed keeps the tuple's name private
        return "\n".join(f"    {visible(line, _LONGEST_LINE)}" for line in text.splitlines())


def log_to_stderr() -> None:
    """Log lines on stderr, for a headless command."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PlainLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


def log_to_file(path: Path) -> None:
    """Log lines in a file of bounded size, for the window."""
    handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True)
    handler.setFormatter(PlainLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
