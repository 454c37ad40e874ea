"""What a view says about a task, in words: the same for a widget, a terminal and a screen reader.

A picture is taken from outside, at one moment, from what any user of the task could read; it
holds text and numbers only. Drawing it is somebody else's work.
"""

from dataclasses import dataclass
from typing import Any

from wxlab.api.log import Event
from wxlab.api.record import Record
from wxlab.api.task import Task
from wxlab.spec import explain

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "uploadFile": "Upload",
        "downloadFile": "Download",
        "abort": "Abort",
        "queued": "Queued",
        "sending": "Sending",
        "waiting": "Waiting: everything is handed to the network, no answer yet",
        "receiving": "Receiving the answer",
        "done": "Done",
        "failed": "Failed",
        "ended": "{state}: {how}",
        "known": "{percent} %, {done:,} of {expected:,} bytes",
        "unknown": "{done:,} bytes so far, total unknown",
        "none": "no progress reported",
        "headers": "Response headers, {seconds:.2f} s after the start",
        "name": "name",
        "value": "value",
        "status": "Any HTTP status counts as success. This one says that the server refused it.",
        "remedy": "{what} What to do: {remedy}",
        "not shown": "The progress of wx.{api} is shown here while the cell runs.",
    },
    "zh": {
        "uploadFile": "上传",
        "downloadFile": "下载",
        "abort": "中断",
        "queued": "排队中",
        "sending": "发送中",
        "waiting": "等待中：数据已全部交给网络，尚无应答",
        "receiving": "正在接收应答",
        "done": "完成",
        "failed": "失败",
        "ended": "{state}：{how}",
        "known": "{percent} %，{done:,} / {expected:,} 字节",
        "unknown": "已有 {done:,} 字节，总长度未知",
        "none": "没有进度事件",
        "headers": "响应头，开始后 {seconds:.2f} 秒",
        "name": "名称",
        "value": "值",
        "status": "任何 HTTP 状态码都算成功；这个状态码表示服务器拒绝了请求。",
        "remedy": "{what}怎么办：{remedy}",
        "not shown": "运行此单元格时，这里显示 wx.{api} 的进度。",
    },
}
"""The phrases of each language, with the same keys."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A task at one moment.

    ``percent`` is ``None`` when the total is unknown; ``mood`` is ``""`` while it goes well or on,
    else ``"success"``, ``"warning"`` or ``"danger"``, and never says what the words do not.
    ``headers`` is empty until they arrive, ``why`` unless there is something to explain.
    """

    percent: int | None
    state: str
    numbers: str
    mood: str = ""
    headers_title: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    why: str = ""
    stoppable: bool = True
    over: bool = False

    def __str__(self) -> str:
        lines = [f"{self.state} ({self.numbers})"]
        if self.headers:
            lines.append(f"{self.headers_title}:")
            lines += [f"  {name}: {value}" for name, value in self.headers]
        if self.why:
            lines.append(self.why)
        return "\n".join(lines)


def picture(task: Task, lang: str) -> Picture:
    """The task as it is now, in the words of ``lang`` (``"en"`` or ``"zh"``)."""
    events = task.events
    # Read after the events: what ends the view must not be older than what it shows.
    result, state = task.result, task.state
    percent, numbers = _progress(_last("progress", events), lang)
    title, headers = _headers(events, lang)
    return Picture(
        percent=percent,
        state=_state(state, result, lang),
        numbers=numbers,
        mood=_mood(state, result),
        headers_title=title,
        headers=headers,
        why=_why(result, lang),
        stoppable=state not in ("done", "failed"),
        over=_last("complete", events) is not None,
    )


def _last(name: str, events: tuple[Event, ...]) -> Event | None:
    return next((event for event in reversed(events) if event.name == name), None)


def _progress(event: Event | None, lang: str) -> tuple[int | None, str]:
    words = WORDS[lang]
    if event is None:
        return 0, words["none"]
    # Uploads and downloads name their three numbers differently, in the same order.
    values: Any = event.detail.values()
    percent, done, expected = values
    if expected < 0:
        return None, words["unknown"].format(done=done)
    return percent, words["known"].format(percent=percent, done=done, expected=expected)


def _headers(events: tuple[Event, ...], lang: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    event = _last("headers", events)
    if event is None:
        return "", ()
    start = _last("started", events) or events[0]
    header: Any = event.detail["header"]
    title = WORDS[lang]["headers"].format(seconds=event.time - start.time)
    return title, tuple((str(name), str(value)) for name, value in header.items())


def _state(state: str, result: Record | None, lang: str) -> str:
    words = WORDS[lang]
    if result is None:
        return words[state]
    how = f"HTTP {result.statusCode}" if _succeeded(result) else result.errMsg
    return words["ended"].format(state=words[state], how=how)


def _mood(state: str, result: Record | None) -> str:
    if state == "failed":
        return "danger"
    if result is None:
        return ""
    return "warning" if result.statusCode >= 400 else "success"


def _why(result: Record | None, lang: str) -> str:
    if result is None:
        return ""
    if _succeeded(result):
        return WORDS[lang]["status"] if result.statusCode >= 400 else ""
    entry = explain(result.errMsg)
    if entry is None:
        return ""
    zh = lang == "zh"
    what, remedy = (entry.zh, entry.remedy_zh) if zh else (entry.en, entry.remedy_en)
    return WORDS[lang]["remedy"].format(what=what, remedy=remedy)


def _succeeded(result: Record) -> bool:
    return "statusCode" in result
