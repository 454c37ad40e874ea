"""The files at both ends: what an upload reads, where a download is written.

Rows ``uploadFile.object.filePath``, ``downloadFile.object.filePath`` and
``downloadFile.success.tempFilePath``.
"""

import atexit
import contextlib
import errno
import os
import secrets
import shutil
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from wxlab.core import paths
from wxlab.core.failure import Failure
from wxlab.net import leftovers, partial
from wxlab.net.partial import Partial
from wxlab.spec.platforms import WXLAB, Platform


class Root:
    """A mini-program's folder: temp files at its top, user files under ``usr``.

    Without a folder ``given``, a private one is made when it is first needed, and removed when
    the mini-program is closed or the process ends.
    """

    def __init__(self, given: str | os.PathLike[str] | None, platform: Platform = WXLAB) -> None:
        self._platform = platform
        self._lock = threading.Lock()
        self._owned = given is None
        self._temporary: list[Path] = []
        self._path: Path | None = None
        self._claim: int | None = None
        self._tidied: set[str] = set()
        self._nameless: dict[str, bool] = {}
        if given is not None:
            path = Path(given)
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._path = self._furnished(path)
            leftovers.sweep()
            self.tidy(str(self._path))

    @property
    def path(self) -> Path:
        """The folder, absolute and without symbolic links."""
        with self._lock:
            if self._path is None:
                leftovers.sweep()
                made, self._claim = leftovers.private_folder()
                atexit.register(_remove_unless_forked, made, os.getpid())
                self._path = self._furnished(made)
            return self._path

    @property
    def saved(self) -> str:
        """How the paths of files begin that ``saveFile`` has kept; they lie at the folder's top."""
        return self._platform.saved or "wxfile://store_"

    @property
    def lasting(self) -> bool:
        """Whether the folder stays when the mini-program is closed: its user has chosen it."""
        return not self._owned

    @staticmethod
    def _furnished(path: Path) -> Path:
        (path / "usr").mkdir(mode=0o700, exist_ok=True)
        return path.resolve()

    def remove(self) -> None:
        """Remove the temporary files, and the folder if wxlab made it."""
        for path in self._temporary:
            path.unlink(missing_ok=True)
        self._temporary.clear()
        if self._owned and self._path is not None:
            shutil.rmtree(self._path, ignore_errors=True)
        if self._claim is not None:
            os.close(self._claim)
            self._claim = None

    def tidy(self, folder: str) -> None:
        """Remove what processes that are gone left in a folder, and note that this one may leave
        something there, too; once for each folder."""
        if folder in self._tidied:
            return
        self._tidied.add(folder)
        leftovers.sweep_folder(folder)
        if self._claim is not None and folder != str(self._path):
            leftovers.note(self._claim, folder)

    def partial(self, folder: str) -> Partial:
        """A partial file in a folder; should this process be killed, the next one finds it.

        Raises ``OSError`` as opening a file does.
        """
        if folder not in self._nameless:
            with contextlib.suppress(OSError):
                _ = self.path  # no room for a folder of our own? The target may have some
            self.tidy(folder)
            self._nameless[folder] = partial.nameless(folder)
        home = self._path if self._claim is None else None
        return partial.opened(folder, home, self._nameless[folder])

    def local(self, text: str) -> Path | None:
        """The file that a path means, any platform's or the machine's; ``None`` if it leads out."""
        try:
            inside = paths.inside(text)
            if inside is None:
                return Path(text).absolute()
            path = self.path / inside
            home = self.path / "usr" if inside.startswith("usr/") else self.path
            return path if path.resolve().is_relative_to(home) else None
        except (ValueError, RuntimeError):  # no path of ours, no name for a file, a loop of links
            return None
        except OSError:
            # The working directory is gone, and so is whatever is relative to it.
            return Path(text) if inside is None else None

    def place(self, text: str) -> str | None:
        """The same as text, of which a transfer's two ends make nothing but a file's name."""
        if text.startswith("/"):
            return text
        found = self.local(text)
        return None if found is None else str(found)

    def fresh(self, extension: str) -> tuple[Path, str]:
        """A place for a temporary file, which goes when the mini-program is closed; and its name.

        The name is the platform's, ``wxfile://tmp_…``, or the path itself.
        """
        letters = self._platform.letters
        name = "".join(secrets.choice(each) for each, count in letters for _ in range(count))
        path = self.path / f"tmp_{name}{extension}"
        if not self._owned:  # a folder of our own is removed as a whole
            self._temporary.append(path)
        named = self._platform.temporary
        return path, f"{named}{name}{extension}" if named else str(path)


def _remove_unless_forked(folder: Path, maker: int) -> None:
    """A forked child must not take its parent's files with it."""
    if os.getpid() == maker:
        shutil.rmtree(folder, ignore_errors=True)


class Source:
    """An upload's file, opened before anything is sent; its size is a promise to the server."""

    def __init__(self, path: str, shown: str) -> None:
        self.shown = shown
        self._file = _opened(path, shown)
        self.size = os.fstat(self._file.fileno()).st_size

    def fileno(self) -> int:
        """The descriptor, for the system to read from."""
        return self._file.fileno()

    def seek(self, at: int) -> None:
        """Read on from there; a redirect asks for the body again."""
        self._file.seek(at)

    def read(self, size: int) -> bytes:
        """Exactly ``size`` bytes; a file that has shrunk meanwhile is a failure."""
        data = self._file.read(size)
        if len(data) < size:
            raise Failure("file-changed", path=self.shown)
        return data

    def close(self) -> None:
        """Close the file; again does no harm."""
        self._file.close()


def _opened(path: str, shown: str) -> BinaryIO:
    try:
        # O_NONBLOCK: opening a FIFO that nobody writes to must not hang the network thread.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except PermissionError:
        raise Failure("permission-denied", path=shown) from None
    except (OSError, ValueError):
        raise Failure("file-not-found", path=shown) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Failure("file-not-found", path=shown)
    # Unbuffered: reads are large, and a buffer would keep showing bytes that are gone.
    return os.fdopen(descriptor, "rb", buffering=0)


class Target:
    """A download's file: bytes go to a partial file, which ``commit`` moves into place."""

    def __init__(self, root: Root, final: str | None, shown: str) -> None:
        self._root = root
        self._final = final
        self.shown = shown
        self.size = 0
        self._partial: Partial | None = None
        self._open()

    def _open(self) -> None:
        if self._final is not None:
            _check_writable(self._final, self.shown)
        try:
            final = self._final
            folder = str(self._root.path) if final is None else final.rpartition("/")[0] or "/"
            self._partial = self._root.partial(folder)
        except (OSError, ValueError) as error:
            self.discard()
            raise Failure(_unopened(error), path=self.shown) from None

    def write(self, data: bytes | memoryview) -> None:
        """Append to the partial file; a full disk is a failure."""
        assert self._partial is not None
        try:
            written = os.write(self._partial.held, data)
            while written < len(data):
                written += os.write(self._partial.held, memoryview(data)[written:])
        except OSError:
            raise Failure("save-failed", path=self.shown) from None
        self.size += written

    def close(self) -> None:
        """The body is whole: have the system say whether all of it could be kept.

        Some file systems tell only when a descriptor is closed; ours must go on holding the lock.
        """
        assert self._partial is not None
        try:
            os.close(os.dup(self._partial.held))
        except OSError:
            raise Failure("save-failed", path=self.shown) from None

    def commit(self, extension: Callable[[], str]) -> str:
        """Move the file into place and return the path the caller is told.

        ``extension()`` is asked for the end of a temporary file's name.
        """
        assert self._partial is not None
        final, told = self._place(extension)
        try:
            self._partial.move(final)
        except IsADirectoryError:
            self.discard()
            raise Failure("target-is-directory", path=self.shown) from None
        except (OSError, ValueError):
            self.discard()
            raise Failure("save-failed", path=self.shown) from None
        self._partial = None
        return told

    def _place(self, extension: Callable[[], str]) -> tuple[str, str]:
        if self._final is not None:
            return self._final, self.shown
        path, told = self._root.fresh(extension())
        return str(path), told

    def discard(self) -> None:
        """Leave nothing behind; again, or after ``commit``, does no harm."""
        if self._partial is not None:
            self._partial.drop()
            self._partial = None


def _unopened(error: Exception) -> str:
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return "no-such-directory"
        case PermissionError():
            return "target-permission-denied"
    return "save-failed"


def _check_writable(path: str, shown: str) -> None:
    try:
        mode = os.stat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return
    except PermissionError:
        raise Failure("target-permission-denied", path=shown) from None
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno == errno.ELOOP:
            return  # a loop of links is replaced, like any file
        raise Failure("save-failed", path=shown) from None
    if stat.S_ISDIR(mode):
        raise Failure("target-is-directory", path=shown)
    if not os.access(path, os.W_OK):
        raise Failure("target-permission-denied", path=shown)
