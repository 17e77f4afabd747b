"""``serve`` whose listener's process never becomes ready."""

import sys

from inbox.cli.arguments import main
from inbox.network.listener import listener_process

if __name__ == "__main__":
    vars(listener_process)["own_program"] = lambda *_words: [sys.executable, "-c", "import time; time.sleep(60)"]
    sys.exit(main())
