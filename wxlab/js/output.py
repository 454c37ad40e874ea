"""What a program prints, for the cell whose context this runs in."""

import sys

from wxlab.core.javascript import well_formed

_STANDARD = ("log",)


def write(level: str, text: str) -> None:
    """Print lines: ``log`` to the standard output, ``warn`` and ``error`` to the other one."""
    stream = sys.stdout if level in _STANDARD else sys.stderr
    stream.write(well_formed(text) + "\n")
