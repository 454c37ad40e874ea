"""What a learner has done so far: lessons opened, exercises passed.

It is written beside the learner's own copy of the lessons, and nowhere else: one line for each
thing done, which several notebooks may add to at once. A folder that cannot be written to stops
nobody from learning.
"""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

JOURNAL = ".wxlab-progress.jsonl"
COPY = ".wxlab-lessons.json"
"""The file that ``wxlab lab`` leaves in the folder it has copied lessons to."""

_told: set[tuple[str, str]] = set()


def note(what: str, name: str) -> None:
    """Write down that a lesson was ``opened`` or an exercise ``passed``, once for each kernel."""
    folder = Path.cwd()
    if (what, name) in _told or not name or not (folder / COPY).is_file():
        return
    _told.add((what, name))
    line = json.dumps({"day": date.today().isoformat(), what: name}, ensure_ascii=False)
    with suppress(OSError), (folder / JOURNAL).open("a", encoding="utf-8") as journal:
        journal.write(line + "\n")


def opened() -> None:
    """Write down that this kernel's notebook was opened, where Jupyter says which one it is."""
    note("opened", Path(os.environ.get("JPY_SESSION_NAME", "")).stem)


def read(folder: Path, what: str) -> dict[str, str]:
    """What was ``opened`` or ``passed`` in a folder, with the first day of each."""
    found: dict[str, str] = {}
    for entry in _lines(folder / JOURNAL):
        if isinstance(name := entry.get(what), str):
            found.setdefault(name, str(entry.get("day", "")))
    return found


def _lines(path: Path) -> Iterator[dict[str, object]]:
    """The lines that can be read: a full disk may have cut one."""
    try:
        text = path.read_text("utf-8", errors="replace")
    except OSError:
        return
    for line in text.splitlines():
        with suppress(ValueError):
            entry = json.loads(line)
            if isinstance(entry, dict):
                yield entry
