"""What the commands print."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from inbox.domain.visible_text import visible


def print_json_lines(objects: Iterable[Mapping[str, Any]]) -> None:
    """One JSON object a line, UTF-8 whatever the locale."""
    out = sys.stdout.buffer
    for item in objects:
        out.write(orjson.dumps(item) + b"\n")
    out.flush()


def print_table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Columns for the eye; text from outside is made visible, so that no escape sequence reaches the terminal."""
    shown = [tuple(titles), *(tuple(visible(cell, 60) for cell in row) for row in rows)]
    widths = [max(len(row[column]) for row in shown) for column in range(len(titles))]
    for row in shown:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def say(sentence: str) -> None:
    """A sentence on stderr, where it does not disturb what a program reads from stdout."""
    print(f"recording-inbox: {sentence}", file=sys.stderr, flush=True)
