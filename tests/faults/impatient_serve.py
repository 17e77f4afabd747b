"""``serve`` as it is, but with less patience and a shorter queue, which it takes from the environment."""

import os
import sys

from inbox.cli.arguments import main
from inbox.pipeline.intake.intake import Intake

if __name__ == "__main__":
    defaults = Intake.__init__.__kwdefaults__
    assert defaults is not None
    defaults["patience_seconds"] = float(os.environ.get("PATIENCE_SECONDS", "1"))
    defaults["capacity"] = int(os.environ.get("CAPACITY", "1000"))
    sys.exit(main())
