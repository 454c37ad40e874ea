"""Where chosen files go: copies in the mini-program's folder, under temporary names.

The names that the files had are lost on the way, as on the platform; only what follows the last dot
is kept.
"""

import io
import mimetypes
import re
from pathlib import PurePosixPath, PureWindowsPath
from typing import BinaryIO, NamedTuple

from wxlab.core.dimensions import BEGINNING, Size, dimensions
from wxlab.core.failure import Failure
from wxlab.net import pictures
from wxlab.net.file_system import FileSystem
from wxlab.net.files import Root, Target

_CHUNK = 1 << 20
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,10}")


class Chosen(NamedTuple):
    """A file of the mini-program's own now; ``path`` is its temporary path, ``name`` the old name.

    ``size`` is in bytes; ``kind`` is ``image`` or ``video``.
    """

    path: str
    name: str
    size: int
    kind: str


class Arrival:
    """A file that comes piece by piece; nothing is left of one that does not come whole."""

    def __init__(self, root: Root, name: str) -> None:
        self.name = name
        self._target = Target(root, None, "")

    @property
    def size(self) -> int:
        """The bytes that are here."""
        return self._target.size

    def write(self, data: bytes) -> None:
        """Append; ``Failure`` where there is no room."""
        self._target.write(data)

    def finish(self) -> Chosen:
        """It is whole."""
        self._target.close()
        size = self.size
        path = self._target.commit(lambda: extension_of(self.name))
        return Chosen(path, self.name, size, kind_of(self.name))

    def discard(self) -> None:
        """Nobody wants it; again, or after ``finish``, does no harm."""
        self._target.discard()


class Album:
    """One mini-program's way to files that are not its own. All methods work from any thread."""

    def __init__(self, root: Root) -> None:
        self._root = root
        self._files = FileSystem(root)

    def receive(self, name: str) -> Arrival:
        """A place for a file that will come piece by piece."""
        return Arrival(self._root, name)

    def take(self, path: str) -> Chosen:
        """Copy a file of this machine, or of the mini-program; ``Failure`` names it."""
        with self._files.opened(path) as file:
            return self._stored(file, _name(path))

    def compressed(self, chosen: Chosen, quality: float) -> Chosen:
        """A smaller copy in place of a picture; what cannot be read as one stays as it is."""
        try:
            made = self.compress(chosen.path, quality)
        except Failure:
            return chosen
        self.drop(chosen)
        return made._replace(name=chosen.name)

    def compress(
        self, path: str, quality: float, width: float | None = None, height: float | None = None
    ) -> Chosen:
        """A smaller copy of a picture; ``Failure`` as ``compressImage`` has them."""
        try:
            with self._files.opened(path) as file:
                data, extension = pictures.compressed(file, quality, width, height)
        except Failure as failure:
            ours = failure.entry.api == "compressImage"
            raise (failure if ours else Failure("picture-missing")) from None
        try:
            return self._stored(io.BytesIO(data), f"picture{extension or extension_of(path)}")
        except Failure:
            raise Failure("picture-no-room") from None

    def dimensions(self, chosen: Chosen) -> Size:
        """Width and height of a picture in pixels, where its kind is known."""
        with self._files.opened(chosen.path) as file:
            return dimensions(file.read(BEGINNING))

    def drop(self, chosen: Chosen) -> None:
        """Remove a file that nobody was told of."""
        if (path := self._root.local(chosen.path)) is not None:
            path.unlink(missing_ok=True)

    def _stored(self, file: BinaryIO, name: str) -> Chosen:
        arrival = self.receive(name)
        try:
            while data := file.read(_CHUNK):
                arrival.write(data)
            return arrival.finish()
        finally:
            arrival.discard()


def kind_of(name: str) -> str:
    """``video`` or ``image``, by a file's name."""
    found, _ = mimetypes.guess_type(name)
    return "video" if (found or "").startswith("video/") else "image"


def extension_of(name: str) -> str:
    """What a temporary file keeps of a name, dot and all."""
    suffix = PurePosixPath(name).suffix
    return suffix if _EXTENSION.fullmatch(suffix) else ""


def _name(path: str) -> str:
    return PureWindowsPath(path).name or path
