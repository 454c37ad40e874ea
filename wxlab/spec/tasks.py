"""The tables of ``UploadTask`` and ``DownloadTask``: methods, header event, progress events."""

from wxlab.spec.rows import Row, Table

SINCE = "1.4.0"
"""The base library that made the calls return a task."""


def _methods(task: str, thing: str, verb_zh: str) -> Table:
    rows = (
        Row(f"{task}.abort", "Function", f"中断{verb_zh}任务", f"Stop the {thing}.", since=SINCE),
        Row(f"{task}.offHeadersReceived", "Function", "取消监听 HTTP Response Header 事件", "Take a headers listener away; without an argument, all of them.", since="2.1.0"),
        Row(f"{task}.offProgressUpdate", "Function", f"取消监听{verb_zh}进度变化事件", "Take a progress listener away; without an argument, all of them.", since="2.1.0"),
        Row(f"{task}.onHeadersReceived", "Function", "监听 HTTP Response Header 事件。会比请求完成事件更早", "Be told the response headers, earlier than the ending.", since="2.1.0"),
        Row(f"{task}.onProgressUpdate", "Function", f"监听{verb_zh}进度变化事件", f"Be told how far the {thing} has come.", since=SINCE),
    )  # fmt: skip
    return Table(task, f"Methods of {task}", f"{task} 的方法", rows)


def _headers(task: str) -> Table:
    where = f"{task}.onHeadersReceived.callback"
    row = Row(f"{where}.header", "Object", "开发者服务器返回的 HTTP Response Header", "The response headers, names as the server sent them.")  # fmt: skip
    return Table(
        where, f"What {task}.onHeadersReceived tells", "HTTP Response Header 事件的回调函数", (row,)
    )


def _progress(task: str, verb_zh: str, counted: str, done: str, expected: str) -> Table:
    where = f"{task}.onProgressUpdate.callback"
    rows = (
        Row(f"{where}.progress", "number", f"{verb_zh}进度百分比", "Percent done, a whole number, cut, never rounded up."),
        Row(f"{where}.{done}", "number", f"已经{verb_zh}的数据长度,单位 Bytes", f"Bytes of the {counted} so far."),
        Row(f"{where}.{expected}", "number", f"预期需要{verb_zh}的数据总长度,单位 Bytes", f"Bytes of the whole {counted}; -1 while nobody knows."),
    )  # fmt: skip
    return Table(
        where, f"What {task}.onProgressUpdate tells", f"{verb_zh}进度变化事件的回调函数", rows
    )


TASKS = (
    _methods("UploadTask", "upload", "上传"),
    _headers("UploadTask"),
    _progress("UploadTask", "上传", "file", "totalBytesSent", "totalBytesExpectedToSend"),
    _methods("DownloadTask", "download", "下载"),
    _headers("DownloadTask"),
    _progress("DownloadTask", "下载", "body", "totalBytesWritten", "totalBytesExpectedToWrite"),
)
