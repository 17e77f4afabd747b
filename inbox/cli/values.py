"""Values of options, checked."""

import argparse


def listen_address(text: str) -> str:
    """``HOST:PORT``, as it is. Raises ArgumentTypeError when it is of another form."""
    from inbox.storage.setting_values import host_and_port

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
