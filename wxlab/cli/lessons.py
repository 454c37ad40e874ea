"""A learner's copy of the lessons, which no update may damage.

A small hidden file beside the lessons remembers what was delivered. A lesson that still is as it
was delivered is replaced by a newer one; a lesson that the learner has changed is theirs, and the
newer one is laid beside it, once.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

RECORD = ".wxlab-lessons.json"

Outcome = Literal["copied", "updated", "same", "kept", "beside"]


@dataclass(frozen=True)
class Delivery:
    """What happened to one lesson: its name in the learner's folder, and the outcome.

    `beside` names the file that holds the newer version of a lesson the learner has changed.
    """

    name: str
    outcome: Outcome


def find_source() -> Path:
    """The folder of the lessons as shipped: inside an installed package, or in a checkout.

    Raises FileNotFoundError where there is neither.
    """
    package = Path(__file__).parents[1]
    checkout = package.parent
    candidates = [package / "lessons"]
    if (checkout / "pyproject.toml").is_file():
        candidates.append(checkout / "notebooks")
    for folder in candidates:
        if any(folder.glob("*.ipynb")):
            return folder
    raise FileNotFoundError(f"no lessons in {' or '.join(str(folder) for folder in candidates)}")


def first_lesson(source: Path) -> str:
    """The file name of the index or else of the first lesson; they are numbered."""
    return min(path.name for path in source.glob("*.ipynb"))


def deliver(source: Path, target: Path) -> list[Delivery]:
    """Copy every lesson file of `source` into `target`, overwriting no learner's work.

    Raises OSError when the folder cannot be made or written.
    """
    target.mkdir(parents=True, exist_ok=True)
    record = _read_record(target)
    deliveries = [_deliver_one(source, target, name, record) for name in _shipped(source)]
    _write(target / RECORD, json.dumps(record, indent=1, sort_keys=True).encode())
    return deliveries


def _shipped(source: Path) -> Iterator[str]:
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source)
        if path.is_file() and not any(part.startswith((".", "__")) for part in name.parts):
            yield name.as_posix()


def _deliver_one(source: Path, target: Path, name: str, record: dict[str, str]) -> Delivery:
    content = (source / name).read_bytes()
    delivered_before = record.get(name)
    outcome = _lay(content, target / name, delivered_before)
    if outcome != "kept":
        record[name] = _digest(content)
        return Delivery(name, outcome)
    newer = f"{Path(name).with_suffix('')}.new{Path(name).suffix}"
    # Told once: a copy laid beside may be deleted or worked in, and is not laid again.
    if _digest(content) in (delivered_before, record.get(newer)):
        return Delivery(name, "kept")
    if _lay(content, target / newer, record.get(newer)) == "kept":
        return Delivery(name, "kept")
    record[newer] = _digest(content)
    return Delivery(newer, "beside")


def _lay(content: bytes, path: Path, delivered_before: str | None) -> Outcome:
    """Write `content` to `path`, unless a learner's work is there."""
    if not path.exists():
        outcome: Outcome = "copied"
    elif not path.is_file():
        return "kept"
    else:
        present = _digest(path.read_bytes())
        if present == _digest(content):
            return "same"
        if present != delivered_before:
            return "kept"
        outcome = "updated"
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, content)
    return outcome


def _write(path: Path, content: bytes) -> None:
    # Whole or not at all: a full disk must not leave half a lesson that looks like changed work.
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=".wxlab-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(partial, 0o644)
        os.replace(partial, path)
    except BaseException:
        os.unlink(partial)
        raise


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read_record(target: Path) -> dict[str, str]:
    try:
        record = json.loads((target / RECORD).read_bytes())
    except (FileNotFoundError, ValueError):
        return {}  # Nothing remembered: every file that differs counts as the learner's own.
    return record if isinstance(record, dict) else {}
