"""``FileSystemManager``: the mini-program's files (rows ``FileSystemManager.*``).

Methods come in pairs: ``readFile`` takes its options as an object and tells its callbacks, or is
awaited; ``readFileSync`` takes the same options one by one, answers at once, and raises
``WxError``.
"""

import os
from collections.abc import Callable, Mapping
from stat import S_ISDIR, S_ISREG
from typing import TYPE_CHECKING, Any, TypeAlias

from wxlab.api import reply
from wxlab.api.record import Record
from wxlab.api.reply import Reply, Values
from wxlab.core import encoding as encodings
from wxlab.core.failure import Failure
from wxlab.net.file_system import FileSystem
from wxlab.spec.file_system import DIGESTS

if TYPE_CHECKING:
    from wxlab.api.mini_program import Wx

Options = Mapping[str, Any] | None
Path: TypeAlias = str | os.PathLike[str]


class Stats(Record):
    """Row ``Stats``: what is known of a file or folder; times in seconds since the epoch."""

    mode: int
    size: int
    lastAccessedTime: int
    lastModifiedTime: int

    @classmethod
    def of(cls, found: os.stat_result) -> "Stats":
        """What the system has found."""
        return cls(
            mode=found.st_mode,
            size=found.st_size,
            lastAccessedTime=int(found.st_atime),
            lastModifiedTime=int(found.st_mtime),
        )

    def isDirectory(self) -> bool:
        """Whether it is a folder."""
        return S_ISDIR(self["mode"])

    def isFile(self) -> bool:
        """Whether it is a file."""
        return S_ISREG(self["mode"])


class FileSystemManager:
    """Row ``FileSystemManager``; ``wx.getFileSystemManager()`` returns it.

    Below ``wxfile://usr`` files may be read and written; what else there is may only be read.
    """

    def __init__(self, wx: "Wx") -> None:
        self._wx = wx
        self._files = FileSystem(wx._engine.root)

    def access(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Ask whether there is a file or folder."""
        return self._told("access", options, more)

    def accessSync(self, path: Path) -> None:
        """Raises ``WxError`` where there is no such file or folder."""
        self._at_once("access", path=path)

    def stat(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Ask about a file or folder."""
        return self._told("stat", options, more)

    def statSync(self, path: Path, recursive: bool = False) -> Stats | list[Record]:
        """What is known of a file; ``recursive``, of a folder and of all that is in it."""
        found: Stats | list[Record] = self._at_once("stat", path=path, recursive=recursive)["stats"]
        return found

    def readFile(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Read a file, as text with an ``encoding``, else as bytes."""
        return self._told("readFile", options, more)

    def readFileSync(
        self,
        filePath: Path,
        encoding: str | None = None,
        position: int | None = None,
        length: int | None = None,
    ) -> str | bytes:
        """The content of a file: text with an ``encoding``, else bytes."""
        options = {"encoding": encoding, "position": position, "length": length}
        data: str | bytes = self._at_once("readFile", filePath=filePath, **options)["data"]
        return data

    def writeFile(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Write a file, in place of what it held."""
        return self._told("writeFile", options, more)

    def writeFileSync(self, filePath: Path, data: str | bytes, encoding: str = "utf8") -> None:
        """Write a file, in place of what it held."""
        self._at_once("writeFile", filePath=filePath, data=data, encoding=encoding)

    def appendFile(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Write at the end of a file that is there."""
        return self._told("appendFile", options, more)

    def appendFileSync(self, filePath: Path, data: str | bytes, encoding: str = "utf8") -> None:
        """Write at the end of a file that is there."""
        self._at_once("appendFile", filePath=filePath, data=data, encoding=encoding)

    def copyFile(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Copy a file."""
        return self._told("copyFile", options, more)

    def copyFileSync(self, srcPath: Path, destPath: Path) -> None:
        """Copy a file."""
        self._at_once("copyFile", srcPath=srcPath, destPath=destPath)

    def rename(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Move a file or folder."""
        return self._told("rename", options, more)

    def renameSync(self, oldPath: Path, newPath: Path) -> None:
        """Move a file or folder."""
        self._at_once("rename", oldPath=oldPath, newPath=newPath)

    def unlink(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Remove a file."""
        return self._told("unlink", options, more)

    def unlinkSync(self, filePath: Path) -> None:
        """Remove a file."""
        self._at_once("unlink", filePath=filePath)

    def mkdir(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Make a folder."""
        return self._told("mkdir", options, more)

    def mkdirSync(self, dirPath: Path, recursive: bool = False) -> None:
        """Make a folder; ``recursive`` also those above it."""
        self._at_once("mkdir", dirPath=dirPath, recursive=recursive)

    def rmdir(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Remove a folder."""
        return self._told("rmdir", options, more)

    def rmdirSync(self, dirPath: Path, recursive: bool = False) -> None:
        """Remove a folder; ``recursive`` also one that is not empty."""
        self._at_once("rmdir", dirPath=dirPath, recursive=recursive)

    def readdir(self, options: Options = None, /, **more: Any) -> Reply | None:
        """List a folder."""
        return self._told("readdir", options, more)

    def readdirSync(self, dirPath: Path) -> list[str]:
        """The names of what is in a folder."""
        names: list[str] = self._at_once("readdir", dirPath=dirPath)["files"]
        return names

    def truncate(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Cut a file to a length."""
        return self._told("truncate", options, more)

    def truncateSync(self, filePath: Path, length: int = 0) -> None:
        """Cut a file to a length, in bytes."""
        self._at_once("truncate", filePath=filePath, length=length)

    def saveFile(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Keep a temporary file, which is moved."""
        return self._told("saveFile", options, more)

    def saveFileSync(self, tempFilePath: Path, filePath: Path | None = None) -> str:
        """Keep a temporary file, which is moved; the path it has now."""
        options = {"tempFilePath": tempFilePath, "filePath": filePath}
        saved: str = self._at_once("saveFile", **options)["savedFilePath"]
        return saved

    def getSavedFileList(self, options: Options = None, /, **more: Any) -> Reply | None:
        """List the files that ``saveFile`` has kept under names of its own."""
        return self._told("getSavedFileList", options, more)

    def removeSavedFile(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Remove one of them."""
        return self._told("removeSavedFile", options, more)

    def getFileInfo(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Ask for the size and digest of a file."""
        return self._told("getFileInfo", options, more)

    def _told(self, name: str, options: Options, more: Values) -> Reply | None:
        address = f"FileSystemManager.{name}"
        return reply.told(self._wx, address, options, more, self.work(name))

    def _at_once(self, name: str, **given: object) -> Values:
        return reply.at_once(self._wx, f"FileSystemManager.{name}", given, self.work(name))

    def work(self, name: str) -> Callable[[Values], Values]:
        """What the method of that name does with its options, and what it has found."""
        return lambda values: _WORKS[name](self._files, values) or {}


# -- what they do ------------------------------------------------------------------------------


def _stat(files: FileSystem, values: Values) -> Values:
    path, deep = values["path"], values.get("recursive")
    stats = Stats.of(files.stat(path))
    if not (deep and stats.isDirectory()):
        return {"stats": stats}
    below = files.stat_below(path)
    return {"stats": [Record(path=name, stats=Stats.of(each)) for name, each in below]}


def _read(files: FileSystem, values: Values) -> Values:
    position = _whole(values.get("position", 0), "position-out-of-range")
    length = values.get("length")
    if length is not None:
        length = _whole(length, "length-out-of-range")
    encoding = values.get("encoding")
    if encoding is not None:
        encodings.text_of(b"", encoding)  # a name that there is not is told before any other fault
    data = files.read(values["filePath"], position, length)
    return {"data": data if encoding is None else encodings.text_of(data, encoding)}


def _data(values: Values) -> bytes:
    data = values["data"]
    if isinstance(data, str):
        return encodings.data_of(data, values.get("encoding", "utf8"))
    return bytes(data)


def _save(files: FileSystem, values: Values) -> Values:
    return {"savedFilePath": files.save(values["tempFilePath"], values.get("filePath"))}


def _saved(files: FileSystem, _values: Values) -> Values:
    listed = [
        Record(filePath=each.path, size=each.size, createTime=each.created)
        for each in files.saved()
    ]
    return {"fileList": listed}


def _info(files: FileSystem, values: Values) -> Values:
    algorithm = values.get("digestAlgorithm", "md5")
    if algorithm not in DIGESTS:
        raise Failure("bad-encoding", encoding=algorithm)
    size, digest = files.digest(values["filePath"], algorithm)
    return {"size": size, "digest": digest}


def _whole(number: float, address: str) -> int:
    """A whole number, which JavaScript may well write as 3.0."""
    if number != number or number in (float("inf"), float("-inf")) or int(number) != number:
        raise Failure(address)
    return int(number)


_WORKS: dict[str, Callable[[FileSystem, Values], Values | None]] = {
    "access": lambda files, v: files.access(v["path"]),
    "stat": _stat,
    "readFile": _read,
    "writeFile": lambda files, v: files.write(v["filePath"], _data(v)),
    "appendFile": lambda files, v: files.append(v["filePath"], _data(v)),
    "copyFile": lambda files, v: files.copy(v["srcPath"], v["destPath"]),
    "rename": lambda files, v: files.rename(v["oldPath"], v["newPath"]),
    "unlink": lambda files, v: files.unlink(v["filePath"]),
    "mkdir": lambda files, v: files.make_folder(v["dirPath"], bool(v.get("recursive"))),
    "rmdir": lambda files, v: files.remove_folder(v["dirPath"], bool(v.get("recursive"))),
    "readdir": lambda files, v: {"files": files.names(v["dirPath"])},
    "truncate": lambda files, v: files.truncate(
        v["filePath"], _whole(v.get("length", 0), "length-out-of-range")
    ),
    "saveFile": _save,
    "getSavedFileList": _saved,
    "removeSavedFile": lambda files, v: files.remove_saved(v["filePath"]),
    "getFileInfo": _info,
}
