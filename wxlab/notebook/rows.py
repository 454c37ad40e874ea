"""One line of the network panel, as plain values that the page draws."""

from typing import Any

from wxlab.api.trace import Trace
from wxlab.core.phases import KINDS
from wxlab.notebook import picture
from wxlab.notebook.words import WORDS


def row(number: int, seen: Trace, lang: str) -> dict[str, Any]:
    """What the panel shows of a task. Moments are milliseconds since the Unix epoch.

    ``phases`` are lists of kind, begin, end (``None`` while it lasts) and request; ``stage`` is
    what the filter knows: ``running``, ``done`` or ``failed``.
    """
    percent, numbers = picture.progress(seen, lang)
    reading = seen.reading()
    message = seen.hop.message if seen.hop is not None else None
    read = picture.read_of_file(reading, message)
    over = seen.result is not None or seen.state in ("done", "failed")
    return {
        "id": number,
        "name": seen.name,
        "url": seen.order.url if seen.order is not None else "",
        "api": seen.api,
        "kind": WORDS[lang][seen.api],
        "stage": ("failed" if seen.state == "failed" else "done") if over else "running",
        "state": WORDS[lang]["done"] if seen.succeeded else picture.state(seen, reading, lang),
        "mood": picture.mood(seen),
        "status": str(seen.result.statusCode) if seen.succeeded and seen.result else "",
        "percent": percent,
        "numbers": numbers,
        "read": read,
        "size": _size(seen),
        "begin": seen.began / 1000,
        "end": seen.ended / 1000 if seen.ended else None,
        "phases": [
            [KINDS.index(each.kind), each.start / 1000, each.end and each.end / 1000, each.hop]
            for each in seen.phases
        ],
        "stoppable": not over,
    }


def _size(seen: Trace) -> int | None:
    """The bytes of the file, or of the answer's body so far; ``None`` while nobody knows."""
    hop = seen.hop
    if hop is None or hop.message is None:
        return None
    if seen.api == "uploadFile":
        return seen.file_size
    event = seen.last("progress")
    return None if event is None else int(str(event.detail["totalBytesWritten"]))
