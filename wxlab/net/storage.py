"""What ``wx.setStorage`` keeps: texts by their keys, in a file or in memory.

A mini-program with a folder of its own (``Wx(root=…)``) finds everything again the next time; it
stands in ``storage.json`` there, beside what the mini-program itself can reach. One whose folder is
private and goes with it keeps everything in memory.
"""

import contextlib
import json
import os
import secrets
import threading
from pathlib import Path

from wxlab.core.failure import Failure
from wxlab.net.files import Root
from wxlab.spec.storage import MAX_STORAGE_BYTES, MAX_VALUE_BYTES

NAME = "storage.json"


class Storage:
    """One mini-program's storage; all methods work from any thread.

    Two processes that share a folder see each other's values; of two that write at the same moment
    the later one counts.
    """

    def __init__(self, root: Root) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._kept: dict[str, str] = {}
        self._seen: tuple[int, ...] = ()

    def get(self, key: str) -> str | None:
        """What is kept under a key; ``None`` where there is nothing."""
        with self._lock:
            return self._read().get(key)

    def set(self, key: str, text: str) -> None:
        """Keep a text; ``Failure`` where it is too large, or everything together."""
        if len(text.encode()) > MAX_VALUE_BYTES:
            raise Failure("value-too-large")
        with self._lock:
            kept = self._read() | {key: text}
            if _size(kept) > MAX_STORAGE_BYTES:
                raise Failure("storage-exceeded")
            self._write(kept)

    def remove(self, key: str) -> None:
        """Forget a key, if there is one."""
        with self._lock:
            kept = dict(self._read())
            if kept.pop(key, None) is not None:
                self._write(kept)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._write({})

    def summary(self) -> tuple[list[str], int]:
        """All keys, oldest first, and the bytes that everything takes."""
        with self._lock:
            kept = self._read()
            return list(kept), _size(kept)

    @property
    def _file(self) -> Path:
        return self._root.path / NAME

    def _read(self) -> dict[str, str]:
        if self._root.lasting and (seen := _signature(self._file)) != self._seen:
            self._kept = _loaded(self._file)
            self._seen = seen
        return self._kept

    def _write(self, kept: dict[str, str]) -> None:
        if self._root.lasting:
            _replace(self._file, json.dumps(kept, ensure_ascii=False).encode())
            self._seen = _signature(self._file)
        self._kept = kept


def _size(kept: dict[str, str]) -> int:
    return sum(len(key.encode()) + len(text.encode()) for key, text in kept.items())


def _signature(path: Path) -> tuple[int, ...]:
    """Another one whenever the file is another; a file that was moved into place has its own."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_mtime_ns, found.st_size


def _loaded(path: Path) -> dict[str, str]:
    """The file's content; a file that is none of ours counts as an empty one."""
    try:
        kept = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(kept, dict):
        return {}
    return {key: text for key, text in kept.items() if _is_value(text)}


def _is_value(text: object) -> bool:
    """Whether it is what ``set`` keeps: JSON, as text."""
    try:
        json.loads(text)  # type: ignore[arg-type]
    except (TypeError, ValueError, RecursionError):
        return False
    return isinstance(text, str)


def _replace(path: Path, data: bytes) -> None:
    """Write a file as a whole: whoever reads it meets the old content or the new."""
    partial = path.with_name(f".wxlab-{secrets.token_hex(12)}.part")
    try:
        partial.write_bytes(data)
        os.replace(partial, path)
    except OSError:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise Failure("storage-exceeded") from None
