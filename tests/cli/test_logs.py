"""Log lines cannot be forged by what they quote, and hold tracebacks without losing their shape."""

import logging
import sys

from inbox.cli.logs import PlainLines


def record(message: str, *arguments: object, with_traceback: bool = False) -> logging.LogRecord:
    return logging.LogRecord("x", logging.INFO, __file__, 1, message, arguments, sys.exc_info() if with_traceback else None)


def test_a_line_break_in_quoted_text_makes_no_second_line() -> None:
    line = PlainLines().format(record("Event %s came", "r-1\n2026-01-01T00:00:00Z ERROR forged\x1b[31m\u202e"))
    assert "\n" not in line
    assert "\\u000a" in line
    assert "\x1b" not in line


def test_a_traceback_is_kept_and_indented() -> None:
    try:
        raise ValueError("first\nsecond")
    except ValueError:
        text = PlainLines().format(record("It broke", with_traceback=True))
    first, *rest = text.splitlines()
    assert first.endswith("It broke")
    assert rest
    assert all(line.startswith("    ") for line in rest)
    assert any("ValueError" in line for line in rest)


def test_times_are_utc() -> None:
    entry = record("x")
    entry.created = 0.0
    assert PlainLines().format(entry).startswith("1970-01-01T00:00:00Z INFO")
