"""The files at both ends: what an upload reads, where a download is written.

Rows ``uploadFile.object.filePath``, ``downloadFile.object.filePath`` and
``downloadFile.success.tempFilePath``.
"""

import atexit
import contextlib
import os
import secrets
import shutil
import stat
import tempfile
import threading
from pathlib import Path
from typing import BinaryIO

from wxlab.core.failure import Failure

USER_DATA_PATH = "wxfile://usr"
"""``wx.env.USER_DATA_PATH``: the mini-program's own folder."""

SAVED = "wxfile://store_"
"""How the paths of files begin that ``saveFile`` has kept; they lie at the folder's top."""


class Root:
    """A mini-program's folder: temp files at its top, user files under ``usr``.

    Without a folder ``given``, a private one is made when it is first needed, and removed when
    the mini-program is closed or the process ends.
    """

    def __init__(self, given: str | os.PathLike[str] | None) -> None:
        self._lock = threading.Lock()
        self._owned = given is None
        self._temporary: list[Path] = []
        self._path: Path | None = None
        if given is not None:
            path = Path(given)
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._path = self._furnished(path)

    @property
    def path(self) -> Path:
        """The folder, absolute and without symbolic links."""
        with self._lock:
            if self._path is None:
                made = tempfile.mkdtemp(prefix="wxlab-")  # mode 0700
                atexit.register(_remove_unless_forked, made, os.getpid())
                self._path = self._furnished(Path(made))
            return self._path

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
        if self._owned and self._path is not None:
            shutil.rmtree(self._path, ignore_errors=True)

    def local(self, text: str) -> Path | None:
        """The file a path of the mini-program means; ``None`` outside ``wxfile://usr``."""
        if text.startswith(SAVED):
            path = self.path / text.removeprefix("wxfile://")
            return path if path.parent == self.path and not path.is_symlink() else None
        if not text.startswith(USER_DATA_PATH):
            try:
                return Path(text).absolute()
            except OSError:  # the working directory is gone; so is whatever is relative to it
                return Path(text)
        inside = text.removeprefix(USER_DATA_PATH)
        home = self.path / "usr"
        path = home / inside.lstrip("/")
        if (inside and not inside.startswith("/")) or "\0" in inside:
            return None
        try:
            return path if path.resolve().is_relative_to(home) else None
        except (OSError, ValueError, RuntimeError):  # a loop of links, or no name for a file
            return None

    def fresh(self, unique: str, extension: str) -> Path:
        """A place for a temporary file, which goes when the mini-program is closed."""
        path = self.path / f"tmp_{unique}{extension}"
        self._temporary.append(path)
        return path


def _remove_unless_forked(folder: str, maker: int) -> None:
    """A forked child must not take its parent's files with it."""
    if os.getpid() == maker:
        shutil.rmtree(folder, ignore_errors=True)


class Source:
    """An upload's file, opened before anything is sent; its size is a promise to the server."""

    def __init__(self, path: Path, shown: str) -> None:
        self.shown = shown
        self.name = path.name
        self._file = _opened(path, shown)
        self.size = os.fstat(self._file.fileno()).st_size

    def rewind(self) -> None:
        """Go back to the start: a redirect asks for the body again."""
        self._file.seek(0)

    def read(self, size: int) -> bytes:
        """Exactly ``size`` bytes; a file that has shrunk meanwhile is a failure."""
        data = self._file.read(size)
        if len(data) < size:
            raise Failure("file-changed", path=self.shown)
        return data

    def close(self) -> None:
        """Close the file; again does no harm."""
        self._file.close()


def _opened(path: Path, shown: str) -> BinaryIO:
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

    def __init__(self, root: Root, final: Path | None, shown: str) -> None:
        self._root = root
        self._final = final
        self._directory = root.path if final is None else final.parent
        self.shown = shown
        self.size = 0
        self._partial: Path | None = None
        self._file: BinaryIO | None = None
        self._open()

    def _open(self) -> None:
        if self._final is not None:
            _check_writable(self._final, self.shown)
        # Not mkstemp: a saved file has the permissions that umask gives any new file.
        partial = self._directory / f".wxlab-{secrets.token_hex(12)}.part"
        try:
            self._file = open(partial, "xb", buffering=0)  # noqa: SIM115 - closed by discard()
        except (FileNotFoundError, NotADirectoryError):
            raise Failure("no-such-directory", path=self.shown) from None
        except PermissionError:
            raise Failure("target-permission-denied", path=self.shown) from None
        except (OSError, ValueError):
            raise Failure("save-failed", path=self.shown) from None
        self._partial = partial

    def write(self, data: bytes) -> None:
        """Append to the partial file; a full disk is a failure."""
        assert self._file is not None
        view = memoryview(data)
        try:
            while view:
                view = view[self._file.write(view) :]
        except OSError:
            raise Failure("save-failed", path=self.shown) from None
        self.size += len(data)

    def close(self) -> None:
        """The body is whole: close the partial file, ready to be moved."""
        if self._file is not None:
            try:
                self._file.close()
            except OSError:
                raise Failure("save-failed", path=self.shown) from None

    def commit(self, extension: str) -> str:
        """Move the file into place and return the path the caller is told."""
        assert self._partial is not None
        final = self._final or self._fresh(extension)
        try:
            os.replace(self._partial, final)
        except IsADirectoryError:
            self.discard()
            raise Failure("target-is-directory", path=self.shown) from None
        except (OSError, ValueError):
            self.discard()
            raise Failure("save-failed", path=self.shown) from None
        self._partial = None
        return self.shown or str(final)

    def _fresh(self, extension: str) -> Path:
        assert self._partial is not None
        unique = self._partial.name.removeprefix(".wxlab-").removesuffix(".part")
        return self._root.fresh(unique, extension)

    def discard(self) -> None:
        """Leave nothing behind; again, or after ``commit``, does no harm."""
        if self._file is not None:
            self._file.close()
        if self._partial is not None:
            self._partial.unlink(missing_ok=True)
            self._partial = None


def _check_writable(path: Path, shown: str) -> None:
    try:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            os.lstat(path)  # ValueError for a name that no file can have
        if path.is_dir():
            raise Failure("target-is-directory", path=shown)
        if path.exists() and not os.access(path, os.W_OK):
            raise Failure("target-permission-denied", path=shown)
    except PermissionError:
        raise Failure("target-permission-denied", path=shown) from None
    except (OSError, ValueError):
        raise Failure("save-failed", path=shown) from None
