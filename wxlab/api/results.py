"""The objects callbacks receive (rows ``…success.*``, ``…callback.*``), in the rows' order.

The classes say what is in each of them, for readers and type checkers; the objects themselves are
``Record``s. Tests compare the annotations with the rows.
"""

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from wxlab.api.profile import Profile
from wxlab.api.record import Record
from wxlab.core import notation
from wxlab.core.failure import Failure
from wxlab.core.progress import Tick
from wxlab.net.order import Answer
from wxlab.spec import names, table

if TYPE_CHECKING:
    from wxlab.api.task import Task


class UploadProgress(Record):
    """Row ``UploadTask.onProgressUpdate.callback``: percent, and the file's bytes."""

    progress: int
    totalBytesSent: int
    totalBytesExpectedToSend: int


class DownloadProgress(Record):
    """Row ``DownloadTask.onProgressUpdate.callback``: percent, and the body's bytes."""

    progress: int
    totalBytesWritten: int
    totalBytesExpectedToWrite: int


class UploadSuccess(Record):
    """Row ``uploadFile.success``. Any HTTP status is success."""

    data: str
    statusCode: int
    header: Record
    cookies: list[str]
    profile: Profile
    errMsg: str


class DownloadSuccess(Record):
    """Row ``downloadFile.success``: ``tempFilePath`` or ``filePath``, never both."""

    tempFilePath: str
    filePath: str
    statusCode: int
    profile: Profile
    header: Record
    cookies: list[str]
    errMsg: str


class RequestSuccess(Record):
    """Row ``request.success``. Any HTTP status is success."""

    data: Any
    statusCode: int
    header: Record
    cookies: list[str]
    profile: Profile
    errMsg: str


class HeadersReceived(Record):
    """Rows ``….onHeadersReceived.callback``; only a request is told more than the headers."""

    header: Record
    statusCode: int
    cookies: list[str]


class Fail(Record):
    """What ``fail`` receives; ``errno`` is absent where the platform has no number."""

    errMsg: str
    errno: int


_SUCCESSES: dict[str, type[Record]] = {
    "uploadFile": UploadSuccess,
    "downloadFile": DownloadSuccess,
    "request": RequestSuccess,
}


def headers(task: str, head: tuple[int, dict[str, str], tuple[str, ...]]) -> Record:
    """A headers event for a kind of task, with what its rows name."""
    status, header, cookies = head
    told = {"header": Record(header), "statusCode": status, "cookies": list(cookies)}
    rows = table(f"{task}.onHeadersReceived.callback").rows
    return HeadersReceived((row.name, told[row.name]) for row in rows)


def progress(api: str, tick: Tick) -> UploadProgress | DownloadProgress:
    """A progress event."""
    percent, done, expected = tick
    if api == "uploadFile":
        return UploadProgress(
            {"progress": percent, "totalBytesSent": done, "totalBytesExpectedToSend": expected}
        )
    return DownloadProgress(
        {"progress": percent, "totalBytesWritten": done, "totalBytesExpectedToWrite": expected}
    )


def chunk(data: bytes) -> Record:
    """A piece of a body that is told piece by piece (row ``RequestTask.onChunkReceived``)."""
    return Record(data=bytes(data))


def failed(api: str, failure: Failure, platform: str) -> Fail:
    """The object for ``fail`` and ``complete``, in the platform's words."""
    text, number = failure.told(platform, api)
    res: dict[str, object] = {"errMsg": f"{api}:fail {text}"}
    if number is not None:
        res["errno"] = number
    return Fail(res)


def succeeded(api: str, library: str, answer: Answer, path: str, with_profile: bool) -> Record:
    """The object for ``success`` and ``complete``, without what the base library is too old for."""
    told = {"header": Record(answer.header), "cookies": list(answer.cookies)}
    profile: dict[str, object] = {}
    if with_profile:
        profile["profile"] = Profile.of(answer.marks, names(f"{api}.success.profile", library))
    res: dict[str, object]
    if answer.target is None:
        res = {"data": _data(answer), "statusCode": answer.status, **told, **profile}
    else:
        place = "filePath" if answer.target.shown else "tempFilePath"
        res = {place: path, "statusCode": answer.status, **profile, **told}
    res["errMsg"] = f"{api}:ok"
    kind, there = _SUCCESSES[api], names(f"{api}.success", library)
    if len(there) < len(kind.__annotations__):  # an old base library has fewer
        res = {name: value for name, value in res.items() if name in there}
    return kind(res)


def _data(answer: Answer) -> object:
    """The body; text that is no JSON stays text, as on the platform."""
    if answer.as_json and isinstance(answer.data, str):
        with suppress(ValueError):
            return notation.parsed(answer.data, Record)
    return answer.data


def in_words(task: "Task") -> str:
    """A task's state in one line, for ``repr`` and for where no widget can show."""
    words = [task.state]
    last = next((event for event in reversed(task.events) if event.name == "progress"), None)
    if last is not None:
        words.append(_counted(*last.detail.values()))  # type: ignore[arg-type]
    if task.result is not None:
        words.append(_ending(task.result))
    return ", ".join(words)


def _counted(percent: int, done: int, expected: int) -> str:
    if expected < 0:
        return f"{done:,} bytes, total unknown"
    return f"{percent} % ({done:,} of {expected:,} bytes)"


def _ending(res: Record) -> str:
    return f"HTTP {res.statusCode}" if "statusCode" in res else str(res.errMsg)
