"""`python -m wxlab` is `wxlab`."""

import sys

from wxlab.cli import main

if __name__ == "__main__":
    sys.exit(main())
