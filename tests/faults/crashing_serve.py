"""``serve`` whose intake meets a mistake of ours while secrets are in its hands, when ``CRASH`` is ``exception``."""

import os
import sys

import inbox.pipeline.intake.understanding
from inbox.cli.arguments import main
from inbox.domain.delivery import Delivery
from inbox.domain.events import Understood


def _mistake(delivery: Delivery) -> Understood:
    secret = os.environ["BW_CLIENT_SECRET"]
    if secret:
        raise ValueError("the mistake that this test makes")
    raise AssertionError(delivery)


if __name__ == "__main__":
    if os.environ.get("CRASH") == "exception":
        vars(inbox.pipeline.intake.understanding)["understand"] = _mistake
    sys.exit(main())
