"""Open a package: a ZIP file that may have been made to do harm.

What comes out is a mapping from names to contents. The names are those of files below one folder
on every system: relative, in UTF-8, one spelling each.
"""

import io
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping

from wxlab.practice.cloud.refusal import CloudError

Files = Mapping[str, bytes]

MAX_PACKAGE_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 64 * 1024 * 1024
MAX_FILES = 5_000
MAX_DIRECTORY_BYTES = 2 * 1024 * 1024
MAX_PATH_BYTES = 1_024
MAX_SEGMENT_BYTES = 255
MAX_DEPTH = 32

_PIECE = 256 * 1024
_END = 22  # bytes of the record at the end; 20 more before it where there is a ZIP64 one
_UTF_8 = 0x800
_ENCRYPTED = 0x1
# Characters that mean something else than a name on some system.
_FOREIGN = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]')
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, IndexError),
    *(NotImplementedError, RuntimeError, OverflowError),
)


def unpacked(data: bytes) -> Files:
    """The files in a package. Raises CloudError (40003, 40004) for one that is not to be trusted.

    Folders of their own are left out: a folder is there because of its files.
    """
    _expect_directory(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive)
    except CloudError:
        raise
    except _BROKEN as error:
        raise _untrusted(f"it cannot be read: {error}", f"无法读取：{error}") from error


def _read(archive: zipfile.ZipFile) -> Files:
    entries = archive.infolist()
    if len(entries) > MAX_FILES:
        raise CloudError(
            40003, f"more than {MAX_FILES:,} files in the package", f"文件超过 {MAX_FILES:,} 个"
        )
    for entry in entries:
        _expect_plain(entry)
    files = [entry for entry in entries if not entry.orig_filename.endswith("/")]
    _expect_distinct([entry.orig_filename for entry in files])
    left = MAX_UNPACKED_BYTES
    found: dict[str, bytes] = {}
    for entry in files:
        found[entry.orig_filename] = content = _inflated(archive, entry, left)
        left -= len(content)
    return found


def _inflated(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """The bytes of one file: as many as it announces, and `most` at most, whatever comes out."""
    if entry.file_size > most:
        raise CloudError(
            40003,
            f"the package unpacks to more than {MAX_UNPACKED_BYTES:,} bytes",
            f"解压后超过 {MAX_UNPACKED_BYTES:,} 字节",
            file=entry.orig_filename,
        )
    content = bytearray()
    with archive.open(entry) as source:
        while piece := source.read(_PIECE):
            content += piece
            if len(content) > entry.file_size:
                break
    if len(content) != entry.file_size:
        raise _untrusted(
            "a file is not as long as announced", "文件长度与声明的不符", entry.orig_filename
        )
    return bytes(content)


def _expect_directory(data: bytes) -> None:
    """Look at the end before anybody reads the list of files: it may be endless.

    ``zipfile`` takes the same 22 bytes when they are there.
    """
    end = data[-_END:]
    if len(end) < _END or end[:4] != b"PK\5\6" or end[-2:] != b"\0\0":
        raise _untrusted("it is no ZIP file, or it was cut off", "不是 ZIP 文件，或者不完整")
    if data[-_END - 20 : -_END - 16] == b"PK\6\7":
        raise _untrusted("it is a ZIP64 file", "是 ZIP64 文件")
    if int.from_bytes(end[12:16], "little") > MAX_DIRECTORY_BYTES:
        raise CloudError(40003, "the package's list of files is too long", "代码包的文件列表过长")


def _expect_plain(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    if not name.isascii() and not entry.flag_bits & _UTF_8:
        raise _untrusted("a file's name is not in UTF-8", "文件名不是 UTF-8 编码")
    if (problem := _flaw(name.removesuffix("/"))) is not None:
        en, zh = problem
        raise _untrusted(f"the file name {_shown(name)} {en}", f"文件名 {_shown(name)} {zh}")
    mode = entry.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise _untrusted("it holds a link or a device", "含有链接或设备文件", name)
    if entry.flag_bits & _ENCRYPTED:
        raise _untrusted("it is encrypted", "已加密", name)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _untrusted(
            "only stored and deflated files are taken", "只接受存储或 deflate 压缩", name
        )


def _flaw(name: str) -> tuple[str, str] | None:
    """What is wrong with a file's name; None when it is below the folder on every system."""
    segments = name.split("/")
    if name.startswith("/"):
        return "is absolute", "是绝对路径"
    if any(segment in ("", ".", "..") for segment in segments):
        return "leads somewhere else", "指向别处"
    if _FOREIGN.search(name) or any(segment[-1] in ". " for segment in segments):
        return "is none on every system", "并非在所有系统上都有效"
    lengths = [len(segment.encode()) for segment in segments]
    too_long = max(lengths) > MAX_SEGMENT_BYTES or len(name.encode()) > MAX_PATH_BYTES
    if too_long or len(segments) > MAX_DEPTH:
        return "is too long", "过长"
    return None


def _expect_distinct(names: list[str]) -> None:
    """Refuse what some file systems would take for one name, or for a file and a folder."""
    spelled: dict[str, str] = {}
    files = set()
    for name in names:
        folded = _folded(name)
        if folded in files:
            raise _untrusted(f"two files are called {_shown(name)}", f"有重复的文件 {_shown(name)}")
        files.add(folded)
        segments = name.split("/")
        for count in range(1, len(segments) + 1):
            path = "/".join(segments[:count])
            if spelled.setdefault(_folded(path), path) != path:
                raise _untrusted(
                    f"{_shown(path)} and {_shown(spelled[_folded(path)])} differ only in spelling",
                    f"{_shown(path)} 与 {_shown(spelled[_folded(path)])} 只有写法不同",
                )
    for name in names:
        folders = name.split("/")[:-1]
        for count in range(1, len(folders) + 1):
            if _folded("/".join(folders[:count])) in files:
                raise _untrusted(
                    f"a file stands where {_shown(name)} needs a folder",
                    f"{_shown(name)} 需要的文件夹是一个文件",
                )


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _shown(name: str) -> str:
    return repr(name if len(name) <= 80 else f"{name[:80]}…")


def _untrusted(en: str, zh: str, file: str | None = None) -> CloudError:
    return CloudError(40004, f"the package is not taken: {en}", f"代码包未被接受：{zh}", file=file)
