"""``wxlab.har``: a network log of tasks, in the format that browsers keep and import."""

from collections.abc import Iterable

from wxlab.api.profile import Profile
from wxlab.api.task import Task
from wxlab.api.trace import Trace, each_task
from wxlab.core import har as core
from wxlab.core import multipart
from wxlab.net.clock import now
from wxlab.net.order import Order


def har(tasks: Task | Iterable[Task]) -> dict[str, object]:
    """A HAR 1.2 log of one task or of several, as a plain dict for ``json.dump``.

    Every request is an entry, redirects too; a task that made none has none. What failed has an
    ``_error``, and so has what is still under way. Chrome's DevTools import the file. Headers are
    in it as they were sent, ``Cookie`` and ``Authorization`` too: look before you share it.

    Raises ``TypeError`` for anything but tasks.
    """
    return core.log(entry for task in each_task(tasks) for entry in _entries(Trace.of(task)))


def _entries(seen: Trace) -> list[dict[str, object]]:
    return core.entries(
        seen.marks,
        ended=seen.ended or now(),
        error=_error(seen),
        params=_params(seen.order) if seen.order is not None else (),
        text=_text(seen.order) if seen.order is not None else "",
        profile=_profile(seen),
    )


def _error(seen: Trace) -> str:
    if seen.state == "done":
        return ""
    return seen.result.errMsg if seen.result is not None else f"not complete: {seen.state}"


def _params(order: Order) -> list[dict[str, str]]:
    """The parts of an upload's form, the file by its name only."""
    if order.path is None:
        return []
    fields = [{"name": name, "value": value} for name, value in order.form]
    kind = multipart.type_of(order.file_name)
    return [*fields, {"name": order.name, "fileName": order.file_name, "contentType": kind}]


def _text(order: Order) -> str:
    """A request's body, where it is text."""
    try:
        return (order.content or b"").decode()
    except UnicodeDecodeError:
        return ""


def _profile(seen: Trace) -> dict[str, object] | None:
    """What the caller got, as plain values."""
    given = seen.result.get("profile") if seen.result is not None else None
    if not isinstance(given, Profile):
        return None
    return given | {"estimate_nettype": int(given.estimate_nettype)}
