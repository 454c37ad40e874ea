"""``wxlab.har``: a network log of tasks, in the format that browsers keep and import."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePath

from wxlab.api.profile import Profile
from wxlab.api.task import Task
from wxlab.core import har as core
from wxlab.core import multipart
from wxlab.net.clock import now
from wxlab.net.order import Order

_REMEDY = "hand over the tasks themselves, as wx.uploadFile and wx.downloadFile return them"


def har(tasks: Task | Iterable[Task]) -> dict[str, object]:
    """A HAR 1.2 log of one task or of several, as a plain dict for ``json.dump``.

    Every request is an entry, redirects too; a task that made none has none. What failed has an
    ``_error``, and so has what is still under way. Chrome's DevTools import the file. Headers are
    in it as they were sent, ``Cookie`` and ``Authorization`` too: look before you share it.

    Raises ``TypeError`` for anything but tasks.
    """
    return core.log(entry for task in _tasks(tasks) for entry in _entries(task))


def _tasks(given: object) -> Iterator[Task]:
    if isinstance(given, Task):
        yield given
        return
    if isinstance(given, str | Mapping) or not isinstance(given, Iterable):
        raise TypeError(f"{type(given).__name__} is no task; {_REMEDY}")
    for each in given:
        if not isinstance(each, Task):
            raise TypeError(f"{type(each).__name__} is no task; {_REMEDY}")
        yield each


def _entries(task: Task) -> list[dict[str, object]]:
    if task._transfer is None:
        return []
    # The network thread may be adding to them this very moment.
    marks = replace(task._transfer.marks, hops=[*task._transfer.marks.hops])
    return core.entries(
        marks,
        ended=_ended(task, marks.invoked),
        error=_error(task),
        params=_params(task._order) if isinstance(task._order, Order) else (),
        profile=_profile(task),
    )


def _ended(task: Task, invoked: int) -> int:
    """When the task was over, or now; in µs on the clock of the marks.

    Its events keep a clock of their own: what counts is how long after the call it was.
    """
    called, *later = task.events
    after = (event.time - called.time for event in later if event.name in ("success", "fail"))
    return next((invoked + round(seconds * 1_000_000) for seconds in after), now())


def _error(task: Task) -> str:
    if task.state == "done":
        return ""
    return task.result.errMsg if task.result is not None else f"not complete: {task.state}"


def _params(order: Order) -> list[dict[str, str]]:
    """The parts of an upload's form, the file by its name only."""
    if order.path is None:
        return []
    fields = [{"name": name, "value": value} for name, value in order.form]
    file_name = PurePath(order.path).name
    kind = multipart.type_of(file_name)
    return [*fields, {"name": order.name, "fileName": file_name, "contentType": kind}]


def _profile(task: Task) -> dict[str, object] | None:
    """What the caller got, as plain values."""
    given = task.result.get("profile") if task.result is not None else None
    if not isinstance(given, Profile):
        return None
    return given | {"estimate_nettype": int(given.estimate_nettype)}
