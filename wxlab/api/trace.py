"""What can be seen of a task from outside at one moment, for whoever shows or keeps it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from urllib.parse import unquote, urlsplit

from wxlab.api import witness
from wxlab.api.log import Event, Run
from wxlab.api.record import Record
from wxlab.api.task import Task
from wxlab.api.witness import Reading
from wxlab.core import phases
from wxlab.core.phases import Phase
from wxlab.core.timing import HopMarks, Marks
from wxlab.net.clock import now
from wxlab.net.order import Order

_REMEDY = "hand over the tasks themselves, as wx.uploadFile and wx.downloadFile return them"


@dataclass(frozen=True, slots=True)
class Trace:
    """A task at one moment; all of it is a copy that changes no more.

    ``order`` is ``None`` for a call whose arguments were refused. ``began`` and ``ended`` are in µs
    since the Unix epoch, ``ended`` is 0 while the transfer is under way. ``over`` says that its
    last callback has returned.
    """

    api: str
    state: str
    result: Record | None
    events: tuple[Event, ...]
    runs: tuple[Run, ...]
    order: Order | None
    marks: Marks
    began: int
    ended: int
    over: bool

    @classmethod
    def of(cls, task: Task) -> "Trace":
        """Look at a task."""
        delivery, transfer = task._delivery, task._transfer
        over = bool(delivery.completion)
        # In this order: a state must not be older than the result, nor that than the events.
        events, result = task.events, task.result
        marks = Marks() if transfer is None else transfer.marks
        marks = replace(marks, hops=list(map(_copy, tuple(marks.hops))))
        began = marks.invoked or round(events[0].time * 1_000_000)
        return cls(
            task.api,
            task.state,
            result,
            events,
            delivery.log.runs(),
            task._order if isinstance(task._order, Order) else None,
            marks,
            began,
            _ended(events, began),
            over,
        )

    @property
    def name(self) -> str:
        """What a reader would call it: the uploaded file's name, the end of a download's path."""
        return "".join(each if each.isprintable() else "\N{MIDDLE DOT}" for each in self._name)

    @property
    def _name(self) -> str:
        if self.order is None:
            return self.api
        if self.order.is_upload and self.order.path is not None:
            return self.order.file_name
        try:
            path = urlsplit(self.order.url).path
        except ValueError:  # no address at all, and the reason of a failure
            return self.order.url
        return unquote(PurePath(path).name) or self.order.url

    @property
    def hop(self) -> HopMarks | None:
        """The last request; ``None`` while none was made."""
        return self.marks.hops[-1] if self.marks.hops else None

    @property
    def file_size(self) -> int:
        """The bytes of an upload's file; 0 while no request was made, and for downloads."""
        sizes = [hop.message.file_size for hop in self.marks.hops if hop.message is not None]
        return max(sizes, default=0)

    @property
    def phases(self) -> tuple[Phase, ...]:
        """Where the time went."""
        return phases.phases(replace(self.marks, invoked=self.began), self.ended)

    @property
    def succeeded(self) -> bool:
        """Whether it was answered and is over."""
        return self.result is not None and "statusCode" in self.result

    def last(self, name: str) -> Event | None:
        """The latest event of a name."""
        return next((event for event in reversed(self.events) if event.name == name), None)

    def reading(self) -> Reading | None:
        """How far the server is with the last request, where it is one that can be asked."""
        hop = self.hop
        if hop is None or not hop.number:
            return None
        return witness.reading(hop.peer_ip, hop.peer_port, hop.local_port, hop.number)


def each_task(given: object) -> Iterator[Task]:
    """One task or several, one after another; ``TypeError`` for anything but tasks."""
    if isinstance(given, Task):
        yield given
        return
    if isinstance(given, str | Mapping) or not isinstance(given, Iterable):
        raise TypeError(f"{type(given).__name__} is no task; {_REMEDY}")
    for each in given:
        if not isinstance(each, Task):
            raise TypeError(f"{type(each).__name__} is no task; {_REMEDY}")
        yield each


def _copy(hop: HopMarks) -> HopMarks:
    """The network thread may be adding to the marks this very moment."""
    message = None if hop.message is None else replace(hop.message)
    return replace(hop, message=message, excerpt=hop.excerpt.copy())


def _ended(events: tuple[Event, ...], began: int) -> int:
    """When a task was over, on the clock of the marks; its events keep a clock of their own."""
    called = events[0].time
    ends = (event.time for event in events if event.name in ("success", "fail"))
    return next((began + round((end - called) * 1_000_000) for end in ends), 0)


def moment() -> int:
    """Now, on the clock of the marks, in µs since the Unix epoch."""
    return now()
