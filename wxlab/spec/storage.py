"""The tables of the storage calls: ``setStorage``, ``getStorage`` and their kin."""

from wxlab.spec.endings import callbacks, message
from wxlab.spec.rows import Row, Table

_PLATFORM = "platform"


def _row(address: str, kind: str, zh: str, en: str, required: bool = False) -> Row:
    return Row(address, kind, zh, en, required, source=_PLATFORM)


def _object(api: str, *rows: Row) -> Table:
    where = f"{api}.object"
    rows += callbacks(api)
    return Table(where, f"Parameters of wx.{api}", f"{api} 参数", rows)


def _key(api: str) -> Row:
    return _row(f"{api}.object.key", "string", "本地缓存中指定的 key", "The name under which it is kept.", required=True)  # fmt: skip


def _info(where: str) -> tuple[Row, ...]:
    return (
        _row(f"{where}.keys", "string[]", "当前 storage 中所有的 key", "All names that there are."),
        _row(f"{where}.currentSize", "number", "当前占用的空间大小，单位 KB", "The space in use, in KB."),
        _row(f"{where}.limitSize", "number", "限制的空间大小，单位 KB", "The space there is, in KB."),
    )  # fmt: skip


_DATA = "setStorage.object.data"
_INFO = "getStorageInfo.success"
_INFO_SYNC = "getStorageInfoSync.return"

STORAGE = (
    _object(
        "setStorage",
        _key("setStorage"),
        _row(_DATA, "any", "需要存储的内容，能用 JSON 表示的值", "What to keep: anything that JSON can say.", required=True),
    ),
    _object("getStorage", _key("getStorage")),
    Table(
        "getStorage.success",
        "What success of wx.getStorage receives",
        "getStorage success 返回参数",
        (
            _row("getStorage.success.data", "any", "key 对应的内容", "What was kept."),
            message("getStorage"),
        ),
    ),
    _object("removeStorage", _key("removeStorage")),
    _object("clearStorage"),
    _object("getStorageInfo"),
    Table(
        _INFO,
        "What success of wx.getStorageInfo receives",
        "getStorageInfo success 返回参数",
        (*_info(_INFO), message("getStorageInfo")),
    ),
    Table(_INFO_SYNC, "What wx.getStorageInfoSync returns", "getStorageInfoSync 返回值", _info(_INFO_SYNC)),
)  # fmt: skip

_PAIRS = (
    ("setStorage", "将数据存储在本地缓存中指定的 key 中", "Keep a value under a name"),
    ("getStorage", "从本地缓存中获取指定 key 的内容", "Read what is kept under a name"),
    ("removeStorage", "从本地缓存中移除指定 key", "Forget what is kept under a name"),
    ("clearStorage", "清理本地数据缓存", "Forget everything that is kept"),
    (
        "getStorageInfo",
        "获取当前 storage 的相关信息",
        "Ask what is kept, and how much space it takes",
    ),
)

STORAGE_FUNCTIONS = tuple(
    row
    for name, zh, en in _PAIRS
    for row in (
        _row(name, "Function", f"{zh}。", f"{en}."),
        _row(f"{name}Sync", "Function", f"{zh}（同步版本）。", f"{en}, at once."),
    )
)
"""The calls, each with the form that answers at once."""

MAX_VALUE_BYTES = 1024 * 1024
MAX_STORAGE_BYTES = 10 * 1024 * 1024
"""What a single key and all of them may take."""
