"""Values of options, checked."""

import argparse
import re
from collections.abc import Sequence

_MINUS = re.compile(r"-\d+\s?[a-z]", re.ASCII | re.IGNORECASE)


def with_minus(words: Sequence[str]) -> list[str]:
    """The words of a command, where ``--since -3h`` is ``--since=-3h``: argparse takes ``-3h`` for options of its own."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] == "--since" and _MINUS.fullmatch(word):
            joined[-1] = f"--since={word}"
        else:
            joined.append(word)
    return joined


def listen_address(text: str) -> str:
    """``HOST:PORT``, as it is. Raises ArgumentTypeError when it is of another form."""
    from inbox.storage.settings.setting_values import host_and_port

    try:
        host_and_port(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT with a port from 0 to 65535") from None
    return text


def count(text: str) -> int:
    """A whole number, zero or more. Raises ArgumentTypeError, which argparse turns into wrong usage."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number, zero or more")
    return int(text)
