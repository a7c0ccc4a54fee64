"""`python -m kehoach` is the command `kehoach`."""

from __future__ import annotations

import sys

from kehoach.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
