"""How this program starts itself once more, in a process of its own."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import inbox

LISTENER = "listener"
"""The word of the command line that makes a process the listener's: `cli.listener`."""

_SECRET = ("BW_", "INBOX_WEBHOOK_")
_ROOT = str(Path(inbox.__file__).parents[1])
_START = "import sys; sys.path.append(sys.argv.pop(1)); from inbox.__main__ import main; sys.exit(main())"


def own_program(*words: str) -> list[str]:
    """The command that runs this very code with the given words, wherever it is run from."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *words]
    # -P: the folder the person happens to be in is no place to find modules of ours.
    return [sys.executable, "-P", "-c", _START, _ROOT, *words]


def without_secrets(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment for a process that needs no account."""
    return {name: value for name, value in environ.items() if not name.startswith(_SECRET)}
