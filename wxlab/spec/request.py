"""The tables of ``wx.request`` and ``RequestTask``: options, methods, results, events."""

from wxlab.spec.endings import callbacks, message
from wxlab.spec.rows import Row, Table
from wxlab.spec.tasks import SINCE

_PLATFORM = "platform"
_HTTP_DNS = "See the platform's HttpDNS; no effect in wxlab."


def _option(
    name: str,
    kind: str,
    zh: str,
    en: str,
    since: str | None = None,
    default: object = None,
    required: bool = False,
) -> Row:
    address = f"request.object.{name}"
    return Row(address, kind, zh, en, required, default, since, source=_PLATFORM)


REQUEST_OBJECT = Table(
    "request.object",
    "Parameters of wx.request",
    "request 参数",
    (
        _option("url", "string", "开发者服务器接口地址", "The address of the developer's server.", required=True),
        _option("data", "string/object/array/ArrayBuffer", "请求的参数", "What to send: of a GET in the query, else in the body."),
        _option("header", "Object", "请求的 header，不能设置 Referer；content-type 默认为 application/json", "Request headers; Referer cannot be set, Content-Type is application/json where none is given."),
        _option("timeout", "number", "超时时间，单位为毫秒", "How long the request may take, in milliseconds.", "2.10.0", 60000),
        _option("method", "string", "HTTP 请求方法", "The HTTP method, one of request.object.method.", default="GET"),
        _option("dataType", "string", "返回的数据格式；为 json 时会尝试对返回的文本做一次 JSON.parse", "With json, text that is JSON is parsed; with anything else it is left alone.", default="json"),
        _option("responseType", "string", "响应的数据类型：text 或 arraybuffer", "text or arraybuffer: whether the answer is text or bytes.", "1.7.0", "text"),
        _option("enableProfile", "boolean", "是否在结果中返回 profile", "Whether the result carries profile.", "2.10.4", True),
        _option("enableChunked", "boolean", "是否随到随报响应体（onChunkReceived）", "Whether the body is told piece by piece as it arrives (onChunkReceived).", "2.20.2", False),
        _option("redirect", "string", "重定向策略：follow 自动跟随，manual 直接返回 3xx 应答", "follow, or manual: a 3xx answer is then the result.", "3.2.2", "follow"),
        *callbacks("request"),
        _option("enableHttp2", "boolean", "是否开启 HTTP/2", "Whether to speak HTTP/2; no effect in wxlab.", "2.10.4", False),
        _option("enableQuic", "boolean", "是否开启 QUIC", "Whether to speak QUIC; no effect in wxlab.", "2.10.4", False),
        _option("enableCache", "boolean", "是否开启 HTTP 缓存", "Whether to keep a cache; no effect in wxlab.", "2.10.4", False),
        _option("enableHttpDNS", "boolean", "是否开启 HttpDNS", _HTTP_DNS, "2.19.1", False),
        _option("httpDNSServiceId", "string", "HttpDNS 服务商 Id", _HTTP_DNS, "2.19.1"),
        _option("httpDNSTimeout", "number", "HttpDNS 超时时间，单位为毫秒", _HTTP_DNS, "3.8.9", 60000),
        _option("enableHttpDNSFallback", "boolean", "HttpDNS 失败时是否回退到本地 DNS", _HTTP_DNS, "3.16.2", True),
        _option("forceCellularNetwork", "boolean", "是否强制使用蜂窝网络", "Whether to use the cellular network; no effect in wxlab.", "2.21.0", False),
        _option("useHighPerformanceMode", "boolean", "是否使用高性能模式", "Whether to use Android's newer client; no effect in wxlab.", "3.3.3", True),
    ),
)  # fmt: skip

METHODS = ("OPTIONS", "GET", "HEAD", "POST", "PUT", "DELETE", "TRACE", "CONNECT")
"""The methods that the platform sends; there is no PATCH."""

REQUEST_METHODS = Table(
    "request.object.method",
    "Methods of wx.request",
    "method 的合法值",
    tuple(
        Row(f"request.object.method.{name}", "string", f"HTTP 请求 {name}", f"Sends {name}.", source=_PLATFORM)
        for name in METHODS
    ),
)  # fmt: skip

REQUEST_SUCCESS = Table(
    "request.success",
    "What success of wx.request receives",
    "request success 返回参数",
    (
        Row("request.success.data", "string/Object/ArrayBuffer", "开发者服务器返回的数据", "The body: parsed JSON, text or bytes, as dataType and responseType say.", source=_PLATFORM),
        Row("request.success.statusCode", "number", "开发者服务器返回的 HTTP 状态码", "The HTTP status code.", source=_PLATFORM),
        Row("request.success.header", "Object", "开发者服务器返回的 HTTP Response Header", "The response headers.", since="1.2.0", source=_PLATFORM),
        Row("request.success.cookies", "string[]", "服务器返回的 Set-Cookie，逐条列出", "Every Set-Cookie of the response; nothing stores them for you.", since="2.10.0", source=_PLATFORM),
        Row("request.success.profile", "Object", "网络请求过程中一些调试信息", "Timings and other facts for debugging.", since="2.10.4", source=_PLATFORM),
        message("request"),
    ),
)  # fmt: skip

_HEADERS = "RequestTask.onHeadersReceived.callback"
_CHUNK = "RequestTask.onChunkReceived.callback"

REQUEST_TASK = (
    Table(
        "RequestTask",
        "Methods of RequestTask",
        "RequestTask 的方法",
        (
            Row("RequestTask.abort", "Function", "中断请求任务", "Stop the request.", since=SINCE, source=_PLATFORM),
            Row("RequestTask.offChunkReceived", "Function", "取消监听响应体分块到达事件", "Take a chunk listener away; without an argument, all of them.", since="2.20.1", source=_PLATFORM),
            Row("RequestTask.offHeadersReceived", "Function", "取消监听 HTTP Response Header 事件", "Take a headers listener away; without an argument, all of them.", since="2.1.0", source=_PLATFORM),
            Row("RequestTask.onChunkReceived", "Function", "监听响应体分块到达事件，需要 enableChunked", "Be told the body piece by piece; needs enableChunked.", since="2.20.1", source=_PLATFORM),
            Row("RequestTask.onHeadersReceived", "Function", "监听 HTTP Response Header 事件。会比请求完成事件更早", "Be told the response headers, earlier than the ending.", since="2.1.0", source=_PLATFORM),
        ),
    ),
    Table(
        _HEADERS,
        "What RequestTask.onHeadersReceived tells",
        "HTTP Response Header 事件的回调函数",
        (
            Row(f"{_HEADERS}.header", "Object", "开发者服务器返回的 HTTP Response Header", "The response headers, names as the server sent them.", source=_PLATFORM),
            Row(f"{_HEADERS}.statusCode", "number", "开发者服务器返回的 HTTP 状态码", "The HTTP status code.", source=_PLATFORM),
            Row(f"{_HEADERS}.cookies", "string[]", "服务器返回的 Set-Cookie，逐条列出", "Every Set-Cookie of the response.", source=_PLATFORM),
        ),
    ),
    Table(
        _CHUNK,
        "What RequestTask.onChunkReceived tells",
        "响应体分块到达事件的回调函数",
        (
            Row(f"{_CHUNK}.data", "ArrayBuffer", "收到的一块数据；分块边界与服务器发送时不一定相同", "Bytes that arrived; the pieces need not be those the server sent.", source=_PLATFORM),
        ),
    ),
)  # fmt: skip
