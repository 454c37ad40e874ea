"""The file system of a mini-program: what ``FileSystemManager`` does, on real files.

What may be read: the mini-program's own files, and any path of this machine, as for uploads. What
may be written: only what lies below ``wxfile://usr`` and stays there when its links are followed.
Every error is a row of the catalogue; texts name the path as the caller wrote it.
"""

import contextlib
import errno
import hashlib
import os
import secrets
import shutil
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from wxlab.core.failure import Failure
from wxlab.net import leftovers
from wxlab.net.files import Root
from wxlab.spec.file_system import MAX_FILE_BYTES, MAX_USER_BYTES
from wxlab.spec.platforms import PLATFORMS

_BY_ERRNO = {
    errno.ENOENT: "no-such-file",
    errno.EACCES: "path-denied",
    errno.EPERM: "path-denied",
    errno.EROFS: "path-denied",
    errno.ENOTDIR: "not-a-directory",
    errno.EISDIR: "is-a-directory",
    errno.EEXIST: "already-exists",
    errno.ENOTEMPTY: "not-empty",
    errno.ENAMETOOLONG: "name-too-long",
    errno.ENOSPC: "storage-full",
    errno.EDQUOT: "storage-full",
}
_CHUNK = 1 << 20
_SAVED = tuple(each.saved for each in PLATFORMS.values())


class Saved(NamedTuple):
    """A file that ``saveFile`` has kept; ``created`` in seconds since the Unix epoch."""

    path: str
    size: int
    created: int


class FileSystem:
    """One mini-program's files. Paths are texts as a mini-program writes them.

    ``max_file`` and ``max_user`` are the bytes of one file, and of all that is kept.
    """

    def __init__(
        self, root: Root, max_file: int = MAX_FILE_BYTES, max_user: int = MAX_USER_BYTES
    ) -> None:
        self._root = root
        self._max_file = max_file
        self._max_user = max_user

    # -- asking --------------------------------------------------------------------------------

    def access(self, path: str) -> None:
        """Nothing, where there is such a file or folder; ``Failure`` where there is none."""
        with _named("access", path):
            os.stat(self._found(path, "access"))

    def stat(self, path: str) -> os.stat_result:
        """What the system knows of a file or folder."""
        with _named("stat", path):
            return os.stat(self._found(path, "stat"))

    def stat_below(self, path: str) -> list[tuple[str, os.stat_result]]:
        """The same of a folder and of everything in it, by paths that begin with its own ``/``."""
        with _named("stat", path):
            top = self._found(path, "stat")
            found = [("/", os.stat(top))]
            for folder, folders, files in os.walk(top):
                for name in (*folders, *_finished(files)):
                    each = Path(folder, name)
                    found.append((f"/{each.relative_to(top).as_posix()}", os.lstat(each)))
            return sorted(found)

    @contextlib.contextmanager
    def opened(self, path: str) -> Iterator[BinaryIO]:
        """A file to read from, whatever file there is."""
        with _named("open", path), _regular(self._found(path, "open")) as file:
            yield file

    def read(self, path: str, position: int = 0, length: int | None = None) -> bytes:
        """The bytes of a file from ``position`` on, ``length`` of them or all there are."""
        with self.opened(path) as file:
            size = os.fstat(file.fileno()).st_size
            if not 0 <= position <= max(0, size - 1):
                raise Failure("position-out-of-range")
            if length is not None and not 1 <= length <= size:
                raise Failure("length-out-of-range")
            wanted = min(size - position, size if length is None else length)
            if wanted > self._max_file:
                raise Failure("storage-full")
            file.seek(position)
            return file.read(wanted)

    def digest(self, path: str, algorithm: str) -> tuple[int, str]:
        """The size of a file, and its digest in hexadecimal digits."""
        found = hashlib.new(algorithm, usedforsecurity=False)
        size = 0
        with self.opened(path) as file:
            while data := file.read(_CHUNK):
                found.update(data)
                size += len(data)
        return size, found.hexdigest()

    def names(self, path: str) -> list[str]:
        """What is in a folder."""
        with _named("readdir", path):
            return sorted(_finished(os.listdir(self._found(path, "readdir"))))

    # -- changing ------------------------------------------------------------------------------

    def write(self, path: str, data: bytes) -> None:
        """Write a file, in place of what it held."""
        place = self._own(path, "open")
        with _named("open", path):
            self._make_room(len(data), place)
            place.write_bytes(data)

    def append(self, path: str, data: bytes) -> None:
        """Write at the end of a file that is there."""
        place = self._own(path, "open")
        with _named("open", path), open(place, "r+b") as file:
            size = file.seek(0, os.SEEK_END)
            self._make_room(size + len(data), place)
            file.write(data)

    def copy(self, path: str, to: str) -> None:
        """Copy a file, in place of what is there."""
        source, place = self._found(path, "copyFile"), self._own(to, "copyFile")
        with _named("copyFile", path), _regular(source) as file:
            self._make_room(os.fstat(file.fileno()).st_size, place)
            with _named("copyFile", to):
                self._pour(file, place)

    def rename(self, path: str, to: str) -> None:
        """Move a file or folder, in place of a file that is there."""
        source, place = self._own(path, "rename"), self._own(to, "rename")
        with _named("rename", path):
            os.lstat(source)
        with _named("rename", to):
            os.replace(source, place)

    def unlink(self, path: str) -> None:
        """Remove a file."""
        place = self._own(path, "unlink")
        with _named("unlink", path):
            if place.is_dir():
                raise IsADirectoryError(errno.EISDIR, path)
            place.unlink()

    def make_folder(self, path: str, deep: bool = False) -> None:
        """Make a folder; ``deep`` also those above it, and then one that is there will do."""
        place = self._own(path, "mkdir")
        with _named("mkdir", path):
            place.mkdir(parents=deep, exist_ok=deep)

    def remove_folder(self, path: str, deep: bool = False) -> None:
        """Remove a folder that is empty; ``deep`` also one that is not."""
        place = self._own(path, "rmdir")
        with _named("rmdir", path):
            if deep and place.is_dir():
                shutil.rmtree(place)
            else:
                place.rmdir()

    def truncate(self, path: str, length: int) -> None:
        """Cut a file to a length, or fill it up with zeros."""
        place = self._own(path, "truncate")
        if length < 0:
            raise Failure("length-out-of-range")
        with _named("truncate", path):
            self._make_room(length, place)
            os.truncate(place, length)

    # -- saved files ---------------------------------------------------------------------------

    def save(self, path: str, to: str | None = None) -> str:
        """Keep a file, below ``wxfile://usr`` or under a name of its own; the path it has now.

        A temporary file is moved. Anything else is copied: wxlab takes nobody's files away.
        """
        source = self._found(path, "saveFile")
        with _named("saveFile", path):
            gone = not source.exists()
        if gone:
            raise Failure("no-such-temporary")
        shown = to or f"{self._root.saved}{secrets.token_hex(24)}{source.suffix}"
        place = self._own(to, "saveFile") if to else self._found(shown, "saveFile")
        with _named("saveFile", shown):
            with _regular(source) as file:
                self._make_room(os.fstat(file.fileno()).st_size, place)
                self._pour(file, place)
            if self._is_temporary(source):
                source.unlink()
        return shown

    def saved(self) -> list[Saved]:
        """The files that ``save`` has given names of their own, oldest first."""
        found = []
        for path in self._root.path.glob("store_*"):
            with contextlib.suppress(OSError):
                known = os.lstat(path)
                shown = self._root.saved + path.name.removeprefix("store_")
                found.append((known.st_mtime_ns, Saved(shown, known.st_size, int(known.st_mtime))))
        return [each for _, each in sorted(found)]

    def remove_saved(self, path: str) -> None:
        """Remove such a file."""
        if not path.startswith(_SAVED):
            raise Failure("path-denied", operation="removeSavedFile", path=path)
        with _named("removeSavedFile", path):
            self._found(path, "removeSavedFile").unlink()

    # -- where paths lead ----------------------------------------------------------------------

    def _found(self, text: str, operation: str) -> Path:
        """What may be read."""
        path = self._root.local(text)
        if path is None:
            raise Failure("path-denied", operation=operation, path=text)
        return path

    def _own(self, text: str, operation: str) -> Path:
        """What may be written: below the folder ``usr``, its links followed, and not ``usr``."""
        home = self._root.path / "usr"
        with _named(operation, text):
            place = self._found(text, operation)
            try:
                place = place.resolve()
            except RuntimeError:  # a loop of links; from Python 3.13 on it stays a link
                place = home
        if home not in place.parents or os.path.islink(place):
            raise Failure("path-denied", operation=operation, path=text)
        return place

    def _is_temporary(self, path: Path) -> bool:
        return path.parent.resolve() == self._root.path and path.name.startswith("tmp_")

    def _pour(self, file: BinaryIO, place: Path) -> None:
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file.fileno()), os.stat(place)):
                return  # onto itself
        with open(place, "wb") as copy:
            shutil.copyfileobj(file, copy, _CHUNK)

    def _make_room(self, size: int, place: Path) -> None:
        """``Failure`` unless a file of that size may stand there instead of what does now."""
        others = sum(each.size for each in self.saved())
        for folder, _, files in os.walk(self._root.path / "usr"):
            for name in files:
                with contextlib.suppress(OSError):
                    others += os.lstat(Path(folder, name)).st_size
        with contextlib.suppress(OSError):
            others -= os.lstat(place).st_size
        if size > self._max_file or others + size > self._max_user:
            raise Failure("storage-full")


def _finished(names: Iterable[str]) -> list[str]:
    """Without the downloads that are still under way: nobody has been told of those."""
    return [name for name in names if not leftovers.is_partial(name)]


@contextlib.contextmanager
def _named(operation: str, shown: str) -> Iterator[None]:
    """Turn what the system says into a row of the catalogue."""
    try:
        yield
    except OSError as error:
        address = _BY_ERRNO.get(error.errno or 0, "file-system-error")
        raise Failure(address, operation=operation, path=shown) from None
    except ValueError:  # no file can have a name with a NUL in it
        raise Failure("no-such-file", operation=operation, path=shown) from None


def _regular(path: Path) -> BinaryIO:
    """Open a file to read; a pipe that nobody writes to must not hold up whoever asks."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        raise OSError(errno.EISDIR if stat.S_ISDIR(mode) else errno.EIO, str(path))
    return os.fdopen(descriptor, "rb")
