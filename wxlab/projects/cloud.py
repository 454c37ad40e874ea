"""A practice cloud as its client sees it: every call is one of ``wx``, and blocks its thread.

``panel(wx)`` shows these calls like any others. What the server refuses becomes a
``ProjectError`` with the server's own code, file and line.
"""

import re
import threading
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from wxlab.api.errors import WxError
from wxlab.api.mini_program import Wx
from wxlab.api.record import Record
from wxlab.api.task import Task, UploadTask
from wxlab.core.notation import parsed, stringify
from wxlab.projects.archive import Packed
from wxlab.projects.problems import Problem, ProjectError
from wxlab.projects.signing import signed
from wxlab.spec import explain
from wxlab.spec.cloud import LIVE_FIELDS, ROLLBACK_FIELDS, UPLOAD_FIELDS

POLL_MS = 10_000
"""How long the server may hold the question whether something is installed."""

MOST_POLLS_LOST = 5
"""Questions in a row that may go unanswered. Only questions are asked again, never a POST."""

STANDING_MS = 5_000
UPLOAD_MS = 10 * 60_000
_SECONDS_BETWEEN = 0.2

_STATES = ("verifying", "installing", "installed", "failed")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")

Sent = Callable[[Record], object]


class Cloud:
    """The cloud of one mini-program on one server."""

    def __init__(self, server: Any, key: str | None, appid: str, wx: Wx) -> None:
        self._server = server
        given = key if key is not None else getattr(getattr(server, "cloud", None), "key", None)
        self._key = given and given.strip()  # a key that was read from its file ends in a newline
        self._appid = appid
        self._wx = wx
        self._lock = threading.Lock()
        self._running: set[Task] = set()
        self._stopped = threading.Event()

    def url(self, path: str) -> str:
        """The address of a path on the server, which may be given by its address alone."""
        if hasattr(self._server, "url"):
            return str(self._server.url(path))
        return f"{str(self._server).rstrip('/')}/{path.lstrip('/')}"

    def stop(self) -> None:
        """Abort what is on its way, and everything that would still be."""
        self._stopped.set()
        with self._lock:
            running = tuple(self._running)
        for task in running:
            task.abort()

    def reopen(self) -> None:
        """Let calls through again after ``stop``, to see how things stand or to mend them."""
        self._stopped.clear()

    def send(
        self, fields: Mapping[str, str], package: Packed, sent: Sent
    ) -> Callable[[], Mapping[str, Any]]:
        """Begin to upload a package; returns what waits for the server's answer."""
        whole = {**fields, "digest": package.digest, "size": str(package.size)}
        form = signed(whole, UPLOAD_FIELDS, self._secret("upload"))
        task = self._wx.uploadFile(
            url=self._address("uploads"),
            filePath=package.path,
            name="package",
            formData={name: form[name] for name in (*UPLOAD_FIELDS, "signature")},
            timeout=UPLOAD_MS,
        )
        if not isinstance(task, UploadTask):
            raise ValueError("wx should be of base library 1.4.0 or later: it returns no tasks")
        task.onProgressUpdate(sent)
        self._add(task)
        return lambda: self._answer("upload", task, upload=str)

    def state(self, upload: str, phase: str) -> Mapping[str, Any]:
        """How an upload fares; the server answers when that changes, or after ten seconds."""
        url = f"{self._address('uploads')}/{quote(upload, safe='')}?wait={POLL_MS}"
        for attempt in range(MOST_POLLS_LOST):
            try:
                answer = self._answer(phase, self._asked(url), upload=str, files=int)
                if answer.get("status") not in _STATES:
                    raise ProjectError(phase, [self._no_cloud(200)])
                return answer
            except ProjectError as error:
                if not isinstance(error.__cause__, WxError) or attempt == MOST_POLLS_LOST - 1:
                    raise
                if self._stopped.wait(_SECONDS_BETWEEN * (attempt + 1)):
                    raise
        raise AssertionError("the last attempt returns or raises")

    def live(self, kind: str, name: str, version: str) -> Mapping[str, Any]:
        """Make an installed version live."""
        fields = {"kind": kind, "name": name, "version": version}
        return self._post("live", signed(fields, LIVE_FIELDS, self._secret("live")))

    def rollback(self, kind: str, name: str) -> Mapping[str, Any]:
        """Make the version live that was so before."""
        fields = {"kind": kind, "name": name}
        return self._post("rollback", signed(fields, ROLLBACK_FIELDS, self._secret("rollback")))

    def status(self) -> Mapping[str, Any]:
        """What there is, and what of it is live."""
        return self._status()

    def standing(self, kind: str, version: str) -> tuple[str, str]:
        """What is live after ``version`` has failed, in English and Chinese; never raises.

        Asked briefly, and even when everything was stopped: it is what people want to know then.
        """
        self.reopen()
        try:
            found = self._status(timeout=STANDING_MS)["resources"]
        except ProjectError:
            return "Which version is live could not be asked.", "无法查询在线的版本。"
        live = next((each["live"] for each in found if each["kind"] == kind), None)
        if live is None:
            return "No version is live.", "没有在线的版本。"
        still, still_zh = ("", "") if live == version else ("still ", "仍然")
        return f"Version {live} is {still}live.", f"版本 {live} {still_zh}在线。"

    def _status(self, **more: object) -> Mapping[str, Any]:
        address = self._address("status")
        found = self._answer("status", self._asked(address, **more), appid=str, resources=list)
        if not all(map(_is_resource, found["resources"])):
            raise ProjectError("status", [self._no_cloud(200)])
        return found

    def _address(self, path: str) -> str:
        return self.url(f"/cloud/{self._appid}/{path}")

    def _secret(self, phase: str) -> str:
        if self._key is None:
            en, zh = "the cloud's upload key is missing", "缺少云端的上传密钥"
            raise ProjectError(phase, [Problem("", 0, 0, 20001, en, zh)])
        return self._key

    def _asked(self, url: str, **more: object) -> Task:
        task = self._wx.request(url=url, **more)
        assert task is not None
        return self._add(task)

    def _post(self, phase: str, body: Mapping[str, str]) -> Mapping[str, Any]:
        header = {"content-type": "application/json"}
        task = self._wx.request(
            url=self._address(phase), method="POST", header=header, data=stringify(body)
        )
        assert task is not None
        return self._answer(phase, self._add(task), kind=str, name=str, live=str, url=str)

    def _add(self, task: Task) -> Task:
        with self._lock:
            self._running.add(task)
        if self._stopped.is_set():
            task.abort()
        return task

    def _answer(self, phase: str, task: Task, **expected: type) -> Mapping[str, Any]:
        """The object that was answered, which holds what is expected, by name and type."""
        try:
            res = task.wait()
        except WxError as error:
            raise ProjectError(phase, [_lost(error, self.url("/"))]) from error
        finally:
            with self._lock:
                self._running.discard(task)
        data = _object(res.data)
        if data is not None and res.statusCode >= 400 and data.get("message"):
            raise ProjectError(phase, [refusal(data)])
        if data is None or not _holds(data, expected):
            raise ProjectError(phase, [self._no_cloud(res.statusCode)])
        return data

    def _no_cloud(self, status: int) -> Problem:
        """What answered is something else, or a practice server that wants its token."""
        address = self.url("/")
        en = (
            f"{address} answered HTTP {status}, which is no practice cloud's;"
            " give the address that wxlab serve prints, or server.url('/')"
        )
        zh = (
            f"{address} 返回 HTTP {status}，不是练习云端的回答；"
            "请使用 wxlab serve 显示的地址，或 server.url('/')"
        )
        return Problem("", 0, 0, 0, en, zh)


def refusal(data: Mapping[str, Any]) -> Problem:
    """What a server's answer says is wrong, in one line: it is a stranger's, and is printed."""
    code, line = data.get("code"), data.get("line")
    en = data.get("message") or "the server does not say why"
    zh = data.get("message_zh") or data.get("message") or "服务器没有说明原因"
    return Problem(
        _line(data.get("file") or ""),
        line if isinstance(line, int) else 0,
        0,
        code if isinstance(code, int) else 0,
        _line(en),
        _line(zh),
    )


def _line(text: object) -> str:
    return _CONTROL.sub(" ", str(text))


def _holds(data: object, expected: Mapping[str, Any]) -> bool:
    """Whether all of it is there, and its texts may be printed: none of ours has an escape."""
    if not isinstance(data, Mapping):
        return False
    found = [(data.get(name), kind) for name, kind in expected.items()]
    return all(
        isinstance(value, kind) and not (isinstance(value, str) and _CONTROL.search(value))
        for value, kind in found
    )


def _is_resource(data: object) -> bool:
    known = {"kind": str, "name": str, "url": str, "versions": list}
    return _holds(data, known | dict.fromkeys(("live", "previous"), str | None)) and all(
        _holds(each, {"version": str})
        for each in data["versions"]  # type: ignore[index]
    )


def _lost(error: WxError, address: str) -> Problem:
    """The network's own failure, with what the catalogue says about it."""
    if error.errMsg.endswith(":fail abort"):
        en, zh = f"{error.errMsg}: it was aborted", f"{error.errMsg}：已中断"
        return Problem("", 0, 0, 0, en, zh)
    entry = explain(error.errMsg)
    en, zh = f"{address}: {error.errMsg}", f"{address}：{error.errMsg}"
    if entry is not None:
        en = f"{en}: {entry.en} {entry.remedy_en}"
        zh = f"{zh}：{entry.zh}{entry.remedy_zh}"
    return Problem("", 0, 0, 0, en, zh)


def _object(data: object) -> Mapping[str, Any] | None:
    """The object that an answer holds; an upload's is text."""
    if isinstance(data, str):
        try:
            data = parsed(data, Record)
        except ValueError:
            return None
    return data if isinstance(data, Mapping) else None
