"""Values of options, checked."""

import argparse


def count(text: str) -> int:
    """A whole number, zero or more. Raises ArgumentTypeError, which argparse turns into wrong usage."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number, zero or more")
    return int(text)
