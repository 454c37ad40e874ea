"""The tables of ``FileSystemManager``: its methods, their options, what they answer.

A method without ``Sync`` takes its options as an object; with ``Sync`` it takes the same ones, in
the order of the table, and answers at once.
"""

from collections.abc import Iterator
from typing import NamedTuple

from wxlab.spec.endings import callbacks, message
from wxlab.spec.rows import Row, Table

_PLATFORM = "platform"
_BYTES = "string/ArrayBuffer"

SINCE = "1.9.9"
"""The base library that brought the file system."""

ENCODINGS = {
    "ascii": "ascii",
    "base64": "base64",
    "binary": "latin-1",
    "hex": "hex",
    "latin1": "latin-1",
    "ucs-2": "utf-16-le",
    "ucs2": "utf-16-le",
    "utf-16le": "utf-16-le",
    "utf-8": "utf-8",
    "utf16le": "utf-16-le",
    "utf8": "utf-8",
}
"""The platform's names of encodings, and Python's."""

DIGESTS = ("md5", "sha1", "sha256")

MAX_FILE_BYTES = 100 * 1024 * 1024
MAX_USER_BYTES = 200 * 1024 * 1024
"""What one file may hold, and all saved files and user files together."""


class _Field(NamedTuple):
    name: str
    kind: str
    zh: str
    en: str
    required: bool = False
    default: object = None
    since: str | None = None


def _path(name: str, zh: str, en: str) -> _Field:
    return _Field(name, "string", zh, en, required=True)


_FILE = _path("filePath", "文件路径 (本地路径)", "The path of the file.")
_FOLDER = _path("dirPath", "目录路径 (本地路径)", "The path of the folder.")
_DATA = _Field("data", _BYTES, "文本或二进制数据", "Text or bytes.", required=True)
_ENCODING = _Field("encoding", "string", "字符编码", "How text is written as bytes.", default="utf8")  # fmt: skip
_DIGEST = _Field("digestAlgorithm", "string", "计算文件摘要的算法：md5、sha1 或 sha256", "How to compute the digest: md5, sha1 or sha256.", default="md5")  # fmt: skip


def _deep(zh: str, en: str) -> _Field:
    return _Field("recursive", "boolean", zh, en, default=False, since="2.3.0")


_METHODS: tuple[tuple[str, str, str, tuple[_Field, ...], tuple[_Field, ...]], ...] = (
    ("access", "判断文件/目录是否存在", "Ask whether there is a file or folder", (_path("path", "要判断的路径 (本地路径)", "The path to ask about."),), ()),
    ("stat", "获取文件信息", "Ask about a file or folder", (_path("path", "文件/目录路径 (本地路径)", "The path to ask about."), _deep("是否递归获取目录下每个文件的信息", "Whether to tell of everything inside a folder, too.")), (_Field("stats", "Object/Array", "Stats 对象；递归时为由 path 和 stats 组成的数组", "Stats; of a folder asked for recursively a list of path and stats."),)),
    ("readFile", "读取本地文件内容", "Read a file", (_FILE, _Field("encoding", "string", "字符编码；不传则返回 ArrayBuffer", "How its bytes are text; without one it is read as bytes."), _Field("position", "number", "从文件指定位置开始读，单位 byte", "The byte to begin with.", since="2.10.0"), _Field("length", "number", "要读取的长度，单位 byte", "How many bytes to read.", since="2.10.0")), (_Field("data", _BYTES, "文件内容", "The content."),)),
    ("writeFile", "写文件", "Write a file, in place of what it held", (_FILE, _DATA, _ENCODING), ()),
    ("appendFile", "在文件结尾追加内容", "Write at the end of a file", (_FILE, _DATA, _ENCODING), ()),
    ("copyFile", "复制文件", "Copy a file", (_path("srcPath", "源文件路径", "The file to copy."), _path("destPath", "目标文件路径", "The path of the copy.")), ()),
    ("rename", "重命名文件，可以把文件从 oldPath 移动到 newPath", "Move a file or folder", (_path("oldPath", "源文件路径", "Where it is."), _path("newPath", "新文件路径", "Where it goes.")), ()),
    ("unlink", "删除文件", "Remove a file", (_FILE,), ()),
    ("mkdir", "创建目录", "Make a folder", (_FOLDER, _deep("是否在创建上级目录后再创建该目录", "Whether to make the folders above it, too.")), ()),
    ("rmdir", "删除目录", "Remove a folder", (_FOLDER, _deep("是否递归删除目录", "Whether to remove what is inside, too.")), ()),
    ("readdir", "读取目录内文件列表", "List a folder", (_FOLDER,), (_Field("files", "string[]", "指定目录下的文件名数组", "The names of what is inside."),)),
    ("truncate", "对文件内容进行截断操作", "Cut a file to a length", (_FILE, _Field("length", "number", "截断位置，默认 0", "Where to cut, in bytes.", default=0)), ()),
    ("saveFile", "保存临时文件到本地；临时文件被移走", "Keep a temporary file, which is moved", (_path("tempFilePath", "临时存储文件路径 (本地路径)", "The temporary file."), _Field("filePath", "string", "要存储的文件路径 (本地路径)", "Where to keep it; a name is made where none is given.")), (_Field("savedFilePath", "string", "存储后的文件路径 (本地路径)", "Where it is kept now."),)),
    ("getSavedFileList", "获取该小程序下已保存的本地缓存文件列表", "List the files that saveFile has kept", (), (_Field("fileList", "Object[]", "文件数组，每项有 filePath、size、createTime", "For each file its filePath, size and createTime (s)."),)),
    ("removeSavedFile", "删除该小程序下已保存的本地缓存文件", "Remove a file that saveFile has kept", (_FILE,), ()),
    ("getFileInfo", "获取文件大小和摘要", "Ask for the size and digest of a file", (_FILE, _DIGEST), (_Field("size", "number", "文件大小，以字节为单位", "The bytes it holds."), _Field("digest", "string", "文件摘要", "Its digest, in hexadecimal digits."))),
)  # fmt: skip

_ASYNC_ONLY = frozenset({"getSavedFileList", "removeSavedFile", "getFileInfo"})
TOP_LEVEL = ("saveFile", "getSavedFileList", "removeSavedFile", "getFileInfo")
"""The ones that ``wx`` itself has too."""


def _rows(where: str, fields: tuple[_Field, ...]) -> tuple[Row, ...]:
    return tuple(
        Row(f"{where}.{each.name}", *each[1:], source=_PLATFORM)
        for each in fields
    )  # fmt: skip


def _tables(prefix: str, names: tuple[str, ...]) -> Iterator[Table]:
    for name, _, _, options, results in _METHODS:
        if name not in names:
            continue
        api = f"{prefix}{name}"
        rows = _rows(f"{api}.object", options) + callbacks(api)
        yield Table(f"{api}.object", f"Parameters of {api}", f"{api} 参数", rows)
        if results:
            rows = (*_rows(f"{api}.success", results), message(api))
            title = f"What success of {api} receives"
            yield Table(f"{api}.success", title, f"{api} success 返回参数", rows)


def _methods(prefix: str, names: tuple[str, ...]) -> Iterator[Row]:
    for name, zh, en, _, _ in _METHODS:
        if name not in names:
            continue
        yield Row(f"{prefix}{name}", "Function", f"{zh}。", f"{en}.", source=_PLATFORM)
        if prefix and name not in _ASYNC_ONLY:
            address, zh = f"{prefix}{name}Sync", f"{zh}（同步版本）。"
            yield Row(address, "Function", zh, f"{en}, at once.", source=_PLATFORM)


_MANAGER = "FileSystemManager"
_NAMES = tuple(each[0] for each in _METHODS)
_STATS = (
    _Field("mode", "number", "文件的类型和存取的权限", "The kind of file and its permissions, as POSIX has them."),
    _Field("size", "number", "文件大小，单位：B", "The bytes it holds."),
    _Field("lastAccessedTime", "number", "文件最近一次被存取或被执行的时间，单位 s", "When it was last read, in seconds since the Unix epoch."),
    _Field("lastModifiedTime", "number", "文件最后一次被修改的时间，单位 s", "When it was last written, in seconds since the Unix epoch."),
    _Field("isDirectory", "Function", "判断是否为目录", "Whether it is a folder."),
    _Field("isFile", "Function", "判断是否为文件", "Whether it is a file."),
)  # fmt: skip

FILE_SYSTEM = (
    Table(_MANAGER, "Methods of FileSystemManager", "FileSystemManager 的方法", tuple(_methods(f"{_MANAGER}.", _NAMES))),
    *_tables(f"{_MANAGER}.", _NAMES),
    *_tables("", TOP_LEVEL),
    Table("Stats", "What stat tells of a file", "Stats 对象", _rows("Stats", _STATS)),
)  # fmt: skip

FILE_SYSTEM_FUNCTIONS = (
    Row("getFileSystemManager", "Function", "获取全局唯一的文件管理器。", "Get the file system manager; there is one.", since=SINCE, source=_PLATFORM),
    Row(_MANAGER, "Object", "文件管理器。", "Returned by wx.getFileSystemManager.", since=SINCE, source=_PLATFORM),
    *_methods("", TOP_LEVEL),
)  # fmt: skip
