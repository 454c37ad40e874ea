"""What a killed process leaves, and how the next one knows that nobody needs it any more.

Rules. Whoever uses a file or a folder of ours holds a lock on it (flock) until it is done, and the
system takes the lock away from a process that is gone, however it went: no process number, which
another process may have by now, has to be believed. So what can be locked is left over.

A private folder has a lock file, which gets its name only when it is locked; in it stand the other
folders in which partial files may lie. A partial file that has a name is locked itself. Where the
root is a folder of the user's own, a link of the same name there leads to it. What cannot be
locked, is somebody else's or has no lock at all is left alone.
"""

import contextlib
import fcntl
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

PRIVATE = "wxlab-"
"""What the name of a private folder begins with."""

_LOCK = ".lock"
_PARTIAL = re.compile(r"\.wxlab-[0-9a-f]{32}\.part")


def private_folder() -> tuple[Path, int | None]:
    """Make a private folder; with a descriptor that keeps it from being left over while open."""
    folder = Path(tempfile.mkdtemp(prefix=PRIVATE))  # mode 0700
    unnamed = folder / f"{_LOCK}-new"
    try:
        descriptor = os.open(unnamed, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError:
        return folder, None
    # A folder whose lock cannot be held has none, and is left alone for ever.
    if take_lock(descriptor):
        unnamed.rename(folder / _LOCK)
    return folder, descriptor


def note(lock: int, folder: str) -> None:
    """Note in a private folder's lock file that partial files may lie in another folder."""
    with contextlib.suppress(OSError):  # then only a look into that folder will find them
        os.write(lock, os.fsencode(Path(folder).absolute()) + b"\0")


def partial_name() -> str:
    """A new name for a file under way."""
    return f".wxlab-{os.urandom(16).hex()}.part"


def is_partial(name: str) -> bool:
    """Whether a file of that name is one under way."""
    return _PARTIAL.fullmatch(name) is not None


def sweep() -> None:
    """Remove the private folders of processes that are gone, and the partial files they knew of."""
    with contextlib.suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            if entry.name.startswith(PRIVATE) and entry.is_dir(follow_symlinks=False):
                with contextlib.suppress(OSError):
                    _sweep_private(Path(entry.path))


def _sweep_private(folder: Path) -> None:
    lock = folder / _LOCK
    with _taken(lock) as left_over:
        if left_over:
            *noted, _ = lock.read_bytes().split(b"\0")
            for each in (folder, *(Path(os.fsdecode(name)) for name in noted)):
                sweep_folder(each)
            shutil.rmtree(folder, ignore_errors=True)


def sweep_folder(folder: str | Path) -> None:
    """Remove the partial files that processes which are gone left in a folder, or linked there."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if is_partial(entry.name):
                with contextlib.suppress(OSError):
                    _sweep_partial(Path(entry.path))


def _sweep_partial(path: Path) -> None:
    if not path.is_symlink():
        _remove_if_left(path)
        return
    elsewhere = Path(os.readlink(path))
    if elsewhere.name == path.name:
        _remove_if_left(elsewhere)
        if not elsewhere.exists():
            path.unlink()


def _remove_if_left(path: Path) -> None:
    with _taken(path) as left_over:
        if left_over:
            path.unlink()


@contextlib.contextmanager
def _taken(path: Path) -> Iterator[bool]:
    """Hold the lock of a file of our own; whether there is one that nobody else holds."""
    try:
        # O_NONBLOCK: opening a FIFO must not hang.
        descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        yield False
        return
    try:
        found = os.fstat(descriptor)
        ours = stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid()
        # Looked at again when locked: whoever held the lock may have removed the file.
        yield ours and bool(take_lock(descriptor)) and os.fstat(descriptor).st_nlink > 0
    finally:
        os.close(descriptor)


def take_lock(descriptor: int) -> bool | None:
    """Lock a file: ``False`` when somebody else has it, ``None`` where there are no locks."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True
