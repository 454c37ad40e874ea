"""The tables of ``wx.uploadFile`` and ``wx.downloadFile``: parameters and results."""

from wxlab.spec.rows import Row, Table

_PROFILE_ZH = "网络请求过程中一些调试信息"


def _callbacks(api: str, kind: str) -> tuple[Row, ...]:
    return (
        Row(f"{api}.object.success", kind, "接口调用成功的回调函数", "Called when the server has answered, whatever the status."),
        Row(f"{api}.object.fail", kind, "接口调用失败的回调函数", "Called when no answer could be had."),
        Row(f"{api}.object.complete", kind, "接口调用结束的回调函数(调用成功、失败都会执行)", "Called last, after success or fail, with the same object."),
    )  # fmt: skip


def _switches(api: str, profile_since: str) -> tuple[Row, ...]:
    platform = "platform"
    return (
        Row(f"{api}.object.enableProfile", "boolean", "是否在结果中返回 profile", "Whether the result carries profile.", default=True, since=profile_since, source=platform),
        Row(f"{api}.object.enableHttp2", "boolean", "是否开启 HTTP/2", "Whether to speak HTTP/2; no effect in wxlab.", default=False, since="2.10.4", source=platform),
        Row(f"{api}.object.enableQuic", "boolean", "是否开启 QUIC", "Whether to speak QUIC; no effect in wxlab.", default=False, since="2.10.4", source=platform),
    )  # fmt: skip


def _shared_results(api: str) -> tuple[Row, ...]:
    where = f"{api}.success"
    return (
        Row(f"{where}.header", "Object", "服务器返回的 HTTP Header,官方表格未列出", "The response headers; real, though the official table omits them.", source="platform"),
        Row(f"{where}.cookies", "string[]", "服务器返回的 Set-Cookie,逐条列出", "Every Set-Cookie of the response; nothing stores them for you.", since="2.10.0", source="platform"),
    )  # fmt: skip


def _message(api: str) -> Row:
    return Row(
        f"{api}.success.errMsg", "string", "调用结果", f"Always {api}:ok.", source="platform"
    )


def _ending(api: str, ending: str) -> Table:
    where = f"{api}.{ending}"
    failure = f"{api}:fail and the reason."
    told = failure if ending == "fail" else f"{api}:ok, or {failure}"
    rows = (
        Row(f"{where}.errMsg", "string", "错误信息", told, source="platform"),
        Row(f"{where}.errno", "number", "错误码", "The number of the reason; abort has none.", source="platform"),
    )  # fmt: skip
    return Table(where, f"What {ending} receives", f"{ending} 返回参数", rows)


UPLOAD_OBJECT = Table(
    "uploadFile.object",
    "Parameters of wx.uploadFile",
    "OBJECT参数说明",
    (
        Row("uploadFile.object.url", "String", "开发者服务器url", "The address of the developer's server.", required=True),
        Row("uploadFile.object.filePath", "String", "要上传文件资源的路径", "The path of the file to upload.", required=True),
        Row("uploadFile.object.name", "String", "文件对应的key , 开发者在服务器端通过这个key可以获取到文件二进制内容", "The field name under which the server finds the file's bytes.", required=True),
        Row("uploadFile.object.header", "Object", "HTTP 请求 Header,header中不能设置Referer", "Request headers; Referer cannot be set."),
        Row("uploadFile.object.formData", "Object", "HTTP 请求中其他额外的form data", "Further form fields that travel with the file; give strings."),
        *_callbacks("uploadFile", "Function"),
        Row("uploadFile.object.timeout", "number", "超时时间,单位为毫秒", "How long the upload may take, in milliseconds.", default=60000, since="2.10.0", source="platform"),
        *_switches("uploadFile", "3.5.0"),
    ),
)  # fmt: skip

UPLOAD_SUCCESS = Table(
    "uploadFile.success",
    "What success of wx.uploadFile receives",
    "success返回参数说明",
    (
        Row("uploadFile.success.data", "String", "开发者服务器返回的数据", "The body of the answer, always a string, never parsed."),
        Row("uploadFile.success.statusCode", "Number", "HTTP状态码", "The HTTP status code."),
        *_shared_results("uploadFile"),
        Row("uploadFile.success.profile", "Object", _PROFILE_ZH, "Timings and other facts for debugging.", since="3.5.0", source="platform"),
        _message("uploadFile"),
    ),
)  # fmt: skip

DOWNLOAD_OBJECT = Table(
    "downloadFile.object",
    "Parameters of wx.downloadFile",
    "downloadFile 参数",
    (
        Row("downloadFile.object.url", "string", "下载资源的 url", "The address of what to download.", required=True),
        Row("downloadFile.object.header", "Object", "HTTP 请求的 Header,Header 中不能设置 Referer", "Request headers; Referer cannot be set."),
        Row("downloadFile.object.timeout", "number", "超时时间,单位为毫秒", "How long the download may take, in milliseconds.", since="2.10.0", note="60000 where none is given"),
        Row("downloadFile.object.filePath", "string", "指定文件下载后存储的路径 (本地路径)", "Where to store the file.", since="1.8.0"),
        *_callbacks("downloadFile", "function"),
        *_switches("downloadFile", "2.10.4"),
    ),
)  # fmt: skip

DOWNLOAD_SUCCESS = Table(
    "downloadFile.success",
    "What success of wx.downloadFile receives",
    "downloadFile success 返回参数",
    (
        Row("downloadFile.success.tempFilePath", "string", "临时文件路径 (本地路径)。没传入 filePath 指定文件存储路径时会返回,下载后的文件会存储到一个临时文件", "Path of a temporary file; only when no filePath was given."),
        Row("downloadFile.success.filePath", "string", "用户文件路径 (本地路径)。传入 filePath 时会返回,跟传入的 filePath 一致", "The filePath that was given, character for character."),
        Row("downloadFile.success.statusCode", "number", "开发者服务器返回的 HTTP 状态码", "The HTTP status code."),
        Row("downloadFile.success.profile", "Object", _PROFILE_ZH, "Timings and other facts for debugging.", since="2.10.4"),
        *_shared_results("downloadFile"),
        _message("downloadFile"),
    ),
)  # fmt: skip

APIS = ("uploadFile", "downloadFile", "request")
"""The calls that go to a server and return a task."""

FAILURES = {api: tuple(_ending(api, ending) for ending in ("fail", "complete")) for api in APIS}
