"""Where the bundle starts: PyInstaller wants a script, not a module with ``-m``."""

import sys

from inbox.__main__ import main

sys.exit(main())
