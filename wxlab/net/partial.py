"""A file under way: its bytes are written, but its name is still to come.

Linux makes files that have no name at all. Such a file is gone with its process, nobody sees half
of it, and it takes a third less time than one that is renamed. Elsewhere, and on file systems
that cannot do that, it has a name of ours until it is whole, and the rules of ``leftovers`` hold.
"""

import contextlib
import errno
import os
from pathlib import Path

from wxlab.net import leftovers

_ATTEMPTS = 10


class Named:
    """Nobody takes it for left over before it is moved or dropped.

    ``home`` is where a link shall lead to it, if anywhere. Bytes are written to ``held``, which
    holds the lock. Raises ``OSError`` as opening a file does.
    """

    def __init__(self, folder: str, home: Path | None) -> None:
        self.path, self.held = _locked_file(folder)
        self._link: Path | None = None
        if home is not None and str(home) != folder:
            link = home / os.path.basename(self.path)
            with contextlib.suppress(OSError):  # then only a look into the folder will find it
                link.symlink_to(Path(self.path).absolute())
                self._link = link

    def move(self, final: str) -> None:
        """It is whole: give it its name. Raises ``OSError``, and is there still."""
        os.replace(self.path, final)
        self._let_go()

    def drop(self) -> None:
        """Nobody wants it."""
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.path)
        self._let_go()

    def _let_go(self) -> None:
        if self._link is not None:
            self._link.unlink(missing_ok=True)
        os.close(self.held)


def _locked_file(folder: str) -> tuple[str, int]:
    for _ in range(_ATTEMPTS):
        path = f"{folder}/{leftovers.partial_name()}"
        # Not mkstemp: a saved file has the permissions that umask gives any new file.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        if leftovers.take_lock(descriptor) is not False and os.fstat(descriptor).st_nlink:
            return path, descriptor
        os.close(descriptor)  # somebody who cleans up was quicker than the lock
    raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), folder)


class Nameless:
    """The same, without a name. Raises ``OSError`` where there is no such thing."""

    def __init__(self, folder: str) -> None:
        self.held = os.open(folder, os.O_WRONLY | os.O_TMPFILE, 0o666)

    def move(self, final: str) -> None:
        """It is whole: give it its name. Raises ``OSError``, and is there still."""
        try:
            self._name(final)
        except FileExistsError:
            self._replace(final)
        os.close(self.held)

    def drop(self) -> None:
        """Nobody wants it."""
        os.close(self.held)

    def _name(self, path: str) -> None:
        # With a descriptor, whichever, Python follows the link: to the file, not to its entry.
        os.link(f"/proc/self/fd/{self.held}", path, src_dir_fd=self.held)

    def _replace(self, final: str) -> None:
        """The system names a file only where there is none: for an instant it has another name."""
        leftovers.take_lock(self.held)
        beside = f"{os.path.dirname(final)}/{leftovers.partial_name()}"
        self._name(beside)
        try:
            os.replace(beside, final)
        except OSError:
            os.unlink(beside)
            raise


Partial = Named | Nameless


def nameless(folder: str) -> bool:
    """Whether a file can be made there without a name, and given one: it is tried."""
    try:
        trial = Nameless(folder)
    except (OSError, AttributeError):  # macOS has no O_TMPFILE
        return False
    path = f"{folder}/{leftovers.partial_name()}"
    try:
        trial.move(path)
    except OSError:
        trial.drop()
        return False
    with contextlib.suppress(OSError):
        os.unlink(path)
    return True


def opened(folder: str, home: Path | None, unnamed: bool) -> Partial:
    """A new one in a folder, without a name if such files can be made there."""
    if unnamed:
        with contextlib.suppress(OSError):
            return Nameless(folder)
    return Named(folder, home)
