"""Where the program starts."""

import sys

from inbox.cli.arguments import main

if __name__ == "__main__":
    sys.exit(main())

__all__ = ["main"]
