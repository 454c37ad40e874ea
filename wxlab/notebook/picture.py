"""What a view says about a task, in words: the same for a widget, a terminal and a screen reader.

A picture is taken from outside, at one moment, from what any user of the task could read; it
holds text and numbers only. Drawing it is somebody else's work.
"""

from dataclasses import dataclass
from typing import Any

from wxlab.api.trace import Trace
from wxlab.api.witness import Reading
from wxlab.core.timing import Message
from wxlab.notebook.words import WORDS
from wxlab.spec import explain


@dataclass(frozen=True, slots=True)
class Picture:
    """A task at one moment.

    ``percent`` is ``None`` when the total is unknown; ``mood`` is ``""`` while it goes well or on,
    else ``"success"``, ``"warning"`` or ``"danger"``, and never says what the words do not.
    ``counters`` are the two ends of an upload, where both can be seen: handed to the network, read
    by the server. ``headers`` is empty until they arrive, ``why`` unless there is something to
    explain.
    """

    percent: int | None
    state: str
    numbers: str
    counters: tuple[str, ...] = ()
    mood: str = ""
    headers_title: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    why: str = ""
    stoppable: bool = True
    over: bool = False

    def __str__(self) -> str:
        lines = [f"{self.state} ({self.numbers})", *self.counters]
        if self.headers:
            lines.append(f"{self.headers_title}:")
            lines += [f"  {name}: {value}" for name, value in self.headers]
        if self.why:
            lines.append(self.why)
        return "\n".join(lines)


def picture(seen: Trace, lang: str) -> Picture:
    """The task in the words of ``lang`` (``"en"`` or ``"zh"``)."""
    percent, numbers = progress(seen, lang)
    reading = seen.reading()
    title, headers = _headers(seen, lang)
    return Picture(
        percent=percent,
        state=state(seen, reading, lang),
        numbers=numbers,
        counters=counters(seen, reading, lang),
        mood=mood(seen),
        headers_title=title,
        headers=headers,
        why=why(seen, lang),
        stoppable=seen.state not in ("done", "failed"),
        over=seen.over,
    )


def progress(seen: Trace, lang: str) -> tuple[int | None, str]:
    """The percentage (``None``: unknown total) and the numbers of the last progress event."""
    words, event = WORDS[lang], seen.last("progress")
    if event is None:
        return 0, words["none"]
    # Uploads and downloads name their three numbers differently, in the same order.
    values: Any = event.detail.values()
    percent, done, expected = values
    if expected < 0:
        return None, words["unknown"].format(done=done)
    return percent, words["known"].format(percent=percent, done=done, expected=expected)


def state(seen: Trace, reading: Reading | None, lang: str) -> str:
    """The state in words; of a server that can be asked, also what it is doing meanwhile."""
    words = WORDS[lang]
    if seen.result is not None:
        how = f"HTTP {seen.result.statusCode}" if seen.succeeded else seen.result.errMsg
        return words["ended"].format(state=words[seen.state], how=how)
    if reading is None or reading.answered or seen.state not in ("sending", "waiting"):
        return words[seen.state]
    if reading.received:
        return words["server working"]
    return words["on its way" if seen.state == "waiting" else "sending"]


def counters(seen: Trace, reading: Reading | None, lang: str) -> tuple[str, ...]:
    """The file's bytes at both ends of an upload; nothing where the server cannot be asked."""
    message = seen.hop.message if seen.hop is not None else None
    event = seen.last("progress")
    if reading is None or message is None or event is None or not message.file_size:
        return ()
    handed: Any = event.detail["totalBytesSent"]
    words, read = WORDS[lang], read_of_file(reading, message)
    return words["handed"].format(count=handed), words["read"].format(count=read)


def read_of_file(reading: Reading | None, message: Message | None) -> int | None:
    """How many of the file's bytes the server has read; ``None`` where it cannot be asked."""
    if reading is None or message is None or not message.file_size:
        return None
    return min(max(reading.body_bytes - message.file_offset, 0), message.file_size)


def mood(seen: Trace) -> str:
    """How it went, for a colour that says no more than the words."""
    if seen.state == "failed":
        return "danger"
    if seen.result is None:
        return ""
    return "warning" if seen.result.statusCode >= 400 else "success"


def why(seen: Trace, lang: str) -> str:
    """What an error or an unhappy status means, and what to do about it."""
    if seen.result is None:
        return ""
    if seen.succeeded:
        return WORDS[lang]["status"] if seen.result.statusCode >= 400 else ""
    entry = explain(seen.result.errMsg)
    if entry is None:
        return ""
    zh = lang == "zh"
    what, remedy = (entry.zh, entry.remedy_zh) if zh else (entry.en, entry.remedy_en)
    return WORDS[lang]["remedy"].format(what=what, remedy=remedy)


def _headers(seen: Trace, lang: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    event = seen.last("headers")
    if event is None:
        return "", ()
    start = seen.last("started") or seen.events[0]
    header: Any = event.detail["header"]
    title = WORDS[lang]["headers"].format(seconds=event.time - start.time)
    return title, tuple((str(name), str(value)) for name, value in header.items())
