"""`wxlab progress`: what the learner has done so far, from the folder alone."""

from __future__ import annotations

import sys
from pathlib import Path

import wxlab
from wxlab.cli.words import Language, say


def run(folder: Path, language: Language) -> int:
    """Print the progress table; returns 1, with the reason on stderr, where no lessons are."""
    try:
        print(wxlab.progress(folder, language))
    except FileNotFoundError:
        print(say(language, "no copy", folder=folder), file=sys.stderr)
        return 1
    return 0
