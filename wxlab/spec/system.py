"""The tables of what a mini-program can ask about the app, the device and the network."""

from wxlab.spec.endings import callbacks, message
from wxlab.spec.rows import Row, Table

_PLATFORM = "platform"

_APP = (
    ("SDKVersion", "string", "客户端基础库版本", "The base library's version."),
    ("version", "string", "微信版本号", "The app's version; here wxlab's own."),
    ("language", "string", "语言", "The language."),
)
_DEVICE = (
    ("brand", "string", "设备品牌", "The maker; here devtools, as the developer tools say."),
    ("model", "string", "设备型号", "The model; here the machine's architecture."),
    ("system", "string", "操作系统及版本", "The operating system and its version."),
    ("platform", "string", "客户端平台", "The platform: devtools, unless another is simulated."),
)


def _table(where: str, title_en: str, title_zh: str, fields: tuple[tuple[str, ...], ...]) -> Table:
    rows = tuple(
        Row(f"{where}.{name}", kind, zh, en, source=_PLATFORM) for name, kind, zh, en in fields
    )
    api, _, ending = where.partition(".")
    if ending == "success":
        rows += (message(api),)
    return Table(where, title_en, title_zh, rows)


def _told(api: str, fields: tuple[tuple[str, ...], ...]) -> tuple[Table, Table]:
    """The tables of a call that asks, and is told."""
    options = Table(f"{api}.object", f"Parameters of wx.{api}", f"{api} 参数", callbacks(api))
    where = f"{api}.success"
    title = f"What success of wx.{api} receives"
    return options, _table(where, title, f"{api} success 返回参数", fields)


def _returned(api: str, fields: tuple[tuple[str, ...], ...]) -> Table:
    return _table(f"{api}.return", f"What wx.{api} returns", f"{api} 返回值", fields)


_NETWORK = (
    ("networkType", "string", "网络类型：wifi、2g、3g、4g、5g、unknown、none", "The kind of network: wifi, 2g, 3g, 4g, 5g, unknown or none."),
)  # fmt: skip

SYSTEM = (
    _returned("getAppBaseInfo", _APP),
    _returned("getDeviceInfo", _DEVICE),
    _returned("getSystemInfoSync", _APP + _DEVICE),
    *_told("getSystemInfo", _APP + _DEVICE),
    *_told("getNetworkType", _NETWORK),
)

SYSTEM_FUNCTIONS = (
    Row("getSystemInfoSync", "Function", "获取系统信息（同步版本）。", "Ask about the system, the older way.", source=_PLATFORM),
    Row("getSystemInfo", "Function", "获取系统信息。", "Ask about the system, and be told.", source=_PLATFORM),
    Row("getAppBaseInfo", "Function", "获取微信 APP 基础信息", "Ask about the app's base.", since="2.20.1", source=_PLATFORM),
    Row("getDeviceInfo", "Function", "获取设备基础信息", "Ask about the device.", since="2.20.1", source=_PLATFORM),
    Row("getNetworkType", "Function", "获取网络类型", "Ask what kind of network there is.", source=_PLATFORM),
    Row("arrayBufferToBase64", "Function", "将 ArrayBuffer 对象转成 Base64 字符串", "Write bytes as Base64.", since="1.1.0", source=_PLATFORM),
    Row("base64ToArrayBuffer", "Function", "将 Base64 字符串转成 ArrayBuffer 对象", "Read bytes from Base64.", since="1.1.0", source=_PLATFORM),
)  # fmt: skip
