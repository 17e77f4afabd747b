"""Opens an inbox, and dies at a step of its recovery (``kill STEP``) or may write only so much to a file (``room BYTES``)."""

import os
import resource
import signal
import sys
from pathlib import Path

from inbox.domain.problems import Problem
from inbox.storage.data_folder import DataFolder
from inbox.storage.opening import open_inbox
from inbox.storage.recovery import recover


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    folder, what, which = DataFolder(Path(sys.argv[1])), sys.argv[2], sys.argv[3]
    if what == "room":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(which), resource.RLIM_INFINITY))
    elif which.endswith("the damaged one has its second name"):
        link = os.link

        def link_or_die(*names: str | Path) -> None:
            if not which.startswith("before"):
                link(*names)
            die()

        os.link = link_or_die  # type: ignore[assignment]
    elif which == "between the names, where no file has two":

        def refuse(*_: object) -> None:
            raise PermissionError

        os.link = refuse  # type: ignore[assignment]
        Path.replace = die  # type: ignore[assignment, method-assign]
    else:
        setattr(recover, which, die)
    try:
        open_inbox(folder).close()
    except Problem as problem:
        print(problem)
        sys.exit(1)


if __name__ == "__main__":
    main()
