"""The package that is uploaded: a ZIP file whose bytes depend on nothing but its content.

The same files give the same digest, on every day and in every folder: names in order, one time for
all, no owners.
"""

import hashlib
import shutil
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX, _MODE = 3, 0o100644
_SLICE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Packed:
    """A package on the disk: its ``size`` in bytes, its SHA-256 ``digest``, its number of files."""

    path: Path
    size: int
    digest: str
    files: int


def packed(files: Iterable[tuple[str, Path]], target: Path) -> Packed:
    """Write a package of files, each with its name in it; raises ``OSError``."""
    ordered = sorted(files, key=lambda file: file[0].encode())
    with zipfile.ZipFile(target, "w") as archive:
        for name, path in ordered:
            # Its own entry instead of write(), which would note when and whose the file is.
            entry = zipfile.ZipInfo(name, _TIME)
            entry.create_system, entry.external_attr = _UNIX, _MODE << 16
            entry.compress_type, entry.file_size = zipfile.ZIP_DEFLATED, path.stat().st_size
            with path.open("rb") as source, archive.open(entry, "w") as place:
                shutil.copyfileobj(source, place, _SLICE)
    return Packed(target, target.stat().st_size, _digest(target), len(ordered))


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(_SLICE):
            found.update(data)
    return found.hexdigest()
