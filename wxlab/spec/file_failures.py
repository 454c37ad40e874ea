"""The errors of the calls that keep things: files (numbers as the platform documents) and storage."""

from wxlab.spec.errors import ErrorEntry

# Every call that works on files; other calls have errors of their own with similar texts.
_FILE_CALLS = (
    r"(?:access|stat|readFile|writeFile|appendFile|copyFile|rename|unlink|mkdir|rmdir|readdir"
    r"|truncate|saveFile|getSavedFileList|removeSavedFile|getFileInfo|chooseImage|chooseMedia"
    r"|playVoice)(?:Sync)?"
)


def _file(address: str, text: str, errno: int, said: str, *texts: str) -> ErrorEntry:
    """An error of the file system; ``said`` is how other platforms begin the same text."""
    en, remedy_en, zh, remedy_zh, provoke = texts
    variants = (rf"\b{_FILE_CALLS}:fail.*{said}",)
    return ErrorEntry(
        address, text, errno, zh, en, remedy_zh, remedy_en, provoke, variants, _FILE_CALLS
    )


def _storage(address: str, text: str, said: str, *texts: str) -> ErrorEntry:
    en, remedy_en, zh, remedy_zh, provoke = texts
    return ErrorEntry(
        address,
        text,
        None,
        zh,
        en,
        remedy_zh,
        remedy_en,
        provoke,
        (said,),
        r"[gs]etStorage(?:Sync)?",
    )


_FILES = (
    _file(
        "no-such-file", 'no such file or directory, {operation} "{path}"', 1300002, "no such file or directory",
        "There is no such file or folder, or the folder above it is missing.",
        "Ask with access first; make the folder with mkdir.",
        "文件或目录不存在，或上级目录不存在。",
        "先用 access 判断；用 mkdir 创建目录。",
        "readFile of a file that is not there",
    ),
    _file(
        "path-denied", 'permission denied, {operation} "{path}"', 1300013, "permission denied",
        "The path may not be used for that: only files below wx.env.USER_DATA_PATH can be written.",
        "Work below wx.env.USER_DATA_PATH; copyFile brings other files there.",
        "该路径不允许这样操作：只有 wx.env.USER_DATA_PATH 下的文件可写。",
        "在 wx.env.USER_DATA_PATH 下操作；其他文件可先用 copyFile 复制过来。",
        'writeFile to "wxfile://usr/../x"',
    ),
    _file(
        "not-a-directory", 'not a directory, {operation} "{path}"', 1300020, "not a directory",
        "A folder was expected, and there is a file.",
        "Check the path; a part of it may be a file.",
        "需要目录，但该路径（或其上级）是文件。",
        "检查路径，其中某一级可能是文件。",
        "readdir of a file",
    ),
    _file(
        "is-a-directory", 'illegal operation on a directory, {operation} "{path}"', 1301003, "(illegal operation on a|[Ii]s a) directory",
        "A file was expected, and there is a folder.",
        "Add a file name to the path, or use readdir and rmdir for folders.",
        "需要文件，但该路径是目录。",
        "在路径后加上文件名；目录请用 readdir、rmdir。",
        "readFile of a folder",
    ),
    _file(
        "already-exists", 'file already exists, {operation} "{path}"', 1301005, "file already exists",
        "There is a file or folder of that name already.",
        "Ask with access first, or choose another name.",
        "已有同名文件或目录。",
        "先用 access 判断，或换一个名字。",
        "mkdir of a folder that is there",
    ),
    _file(
        "not-empty", 'directory not empty, {operation} "{path}"', 1300066, "directory not empty",
        "The folder still holds something.",
        "Remove what is inside first, or say recursive: true.",
        "目录不为空。",
        "先删除其中内容，或传 recursive: true。",
        "rmdir of a folder with a file in it",
    ),
    _file(
        "name-too-long", 'file name too long, {operation} "{path}"', 1300036, "[Ff]ile name too long",
        "The file system cannot hold a name of that length.",
        "Choose a shorter name; many systems stop at 255 bytes.",
        "文件名过长。",
        "换短一些的名字；多数系统上限为 255 字节。",
        "writeFile with a name of 300 letters",
    ),
    _file(
        "storage-full", "the maximum size of the file storage limit is exceeded", 1300202, "storage limit is exceeded",
        "The mini-program's 200 MB are used up, or one file is over 100 MB, or the disk is full.",
        "Remove files that are no longer needed: getSavedFileList lists the saved ones.",
        "小程序的 200 MB 空间已用完，或单个文件超过 100 MB，或磁盘已满。",
        "删除不再需要的文件；getSavedFileList 列出已保存的文件。",
        "writeFile until 200 MB are full",
    ),
    _file(
        "length-out-of-range", "value of length is out of range", 1301006, "value of length is out of range",
        "length is not between 1 and what is left of the file.",
        "Ask stat for the size first, and give whole numbers.",
        "length 不在 1 到文件剩余长度之间。",
        "先用 stat 取得文件大小，并传整数。",
        "readFile with length 0",
    ),
    _file(
        "position-out-of-range", "value of position is out of range", 1301009, "value of position is out of range",
        "position is not inside the file.",
        "Ask stat for the size first; the first byte is number 0.",
        "position 不在文件范围内。",
        "先用 stat 取得文件大小；第一个字节是 0。",
        "readFile with position -1",
    ),
    _file(
        "bad-encoding", 'invalid encoding "{encoding}"', 1300022, "[Ii]nvalid (encoding|argument)",
        "There is no encoding or digest of that name.",
        "Take one of the names in the table, such as utf8, base64 or hex; md5 or sha1.",
        "没有这个名称的编码或摘要算法。",
        "使用表中列出的名称，如 utf8、base64、hex，或 md5、sha1。",
        'readFile with encoding "utf7"',
    ),
    _file(
        "bad-characters", "base64 encode error", 1300203, "base64 encode error",
        "The text cannot be read as that encoding, base64 or hex say.",
        "Look whether the text is whole, and whether encoding says what it is.",
        "文本不符合所给的编码，例如不是合法的 base64 或 hex。",
        "检查文本是否完整，以及 encoding 是否与之相符。",
        'writeFile of "***" with encoding "base64"',
    ),
    _file(
        "no-such-temporary", "tempFilePath file not exist", 1301112, "tempFilePath file not exist",
        "The temporary file is gone: it was saved already, or its session is over.",
        "Save it once, soon after it was made, and keep savedFilePath.",
        "临时文件已不存在：可能已被保存，或会话已结束。",
        "生成后尽快保存一次，之后使用 savedFilePath。",
        "saveFile twice of the same file",
    ),
    _file(
        "file-system-error", 'Input/output error, {operation} "{path}"', 1300005, "([Ii]nput/output|system) error",
        "The system could not do it, and has no better reason.",
        "Try again; look whether the disk is in order.",
        "系统无法完成该操作，且没有更具体的原因。",
        "重试，并检查磁盘是否正常。",
        "rename of a folder into itself",
    ),
)  # fmt: skip

_KEPT = (
    _storage(
        "no-such-key", "data not found", r"getStorage:fail:? ?data not found",
        "Nothing is kept under that key.",
        "Expect it at the first start; getStorageSync gives an empty string instead.",
        "该 key 没有存过数据。",
        "首次启动时属正常情况；getStorageSync 此时返回空字符串。",
        "getStorage of a key that was never set",
    ),
    _storage(
        "value-too-large", "exceed storage item max length", r"(item max length|entry size limit)",
        "One value would take more than 1 MB.",
        "Keep large data in a file: getFileSystemManager().writeFile.",
        "单个 key 的数据超过 1 MB。",
        "大数据请写入文件：getFileSystemManager().writeFile。",
        "setStorage of 2 MB",
    ),
    _storage(
        "storage-exceeded", "exceed storage max size 10Mb", r"(exceed storage max size|[sS]torage.*quota reached)",
        "All values together would take more than 10 MB.",
        "Remove what is no longer needed; getStorageInfo lists the keys.",
        "全部数据超过 10 MB。",
        "删除不再需要的数据；getStorageInfo 列出所有 key。",
        "setStorage of eleven values of 1 MB",
    ),
)  # fmt: skip

KEEPING = _FILES + _KEPT
