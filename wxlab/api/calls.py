"""From the options a caller wrote to a task: the one place where the face meets the engine."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from wxlab.api.errors import warn
from wxlab.api.task import Task
from wxlab.core import cargo, javascript, options
from wxlab.core.failure import Failure
from wxlab.core.options import Checked
from wxlab.net.order import Order
from wxlab.spec import row, supported
from wxlab.spec.request import METHODS

if TYPE_CHECKING:
    from wxlab.api.mini_program import Wx

T = TypeVar("T", bound=Task)
_CALLBACKS = frozenset({"success", "fail", "complete"})
_TIMEOUT_MS = int(str(row("limits.timeout").default))


class _Terms(NamedTuple):
    """What a base library has of a call: the task that it returns, the result's profile."""

    task: bool
    profile: bool


@cache
def _terms(kind: type[Task], library: str) -> _Terms:
    return _Terms(
        supported(kind.__name__, library), supported(f"{kind.api}.success.profile", library)
    )


def start(
    wx: "Wx", kind: type[T], given: Mapping[str, Any] | None, more: Mapping[str, Any]
) -> T | None:
    """Make the task of one call; ``None`` on base libraries before 1.4.0, which return nothing."""
    if given is None:
        checked = options.check(kind.api, more, wx.base_library)
    elif javascript.is_object(given):
        checked = options.check(kind.api, dict(given, **more), wx.base_library)
    else:
        name = javascript.type_name(given)
        checked = Checked(problems=[f"parameter should be Object instead of {name};"])
    for text in checked.warnings:
        warn(text)
    values, terms = checked.values, _terms(kind, wx.base_library)
    callbacks = {name: values[name] for name in values.keys() & _CALLBACKS}
    wanted = terms.profile and wx._platform.profile and values.get("enableProfile", True)
    task = kind(wx, _order(wx, kind.api, checked), callbacks, wanted)
    wx._roll.add(task)
    return task if terms.task else None


def _order(wx: "Wx", api: str, checked: Checked) -> Order | Failure:
    if wx._engine.interrupted:
        return Failure("interrupted")
    if checked.problems:
        return Failure("parameter", detail=" ".join(checked.problems))
    values = checked.values
    shown = values.get("filePath", "")
    path = wx._engine.root.place(shown) if shown else None
    if shown and path is None:
        denied = "permission-denied" if api == "uploadFile" else "target-permission-denied"
        return Failure(denied, path=shown)
    asked_ms = values.get("timeout")
    budget_ms = options.budget_ms(
        asked_ms, wx.network_timeout.get(api), wx.max_timeout, _TIMEOUT_MS
    )
    name = values.get("name", "")
    order = Order(
        api, values["url"], checked.header, budget_ms, asked_ms, name, checked.form, path, shown
    )
    if api != "request":
        return order
    try:
        return order._replace(**_asked(values, checked.header))
    except Failure as failure:
        return failure


def _asked(values: dict[str, Any], header: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """What only ``wx.request`` is told; raises ``Failure`` for what cannot be sent."""
    method = str(values.get("method") or "GET").upper()
    if method not in METHODS:
        raise Failure("method")
    url, content = cargo.carried(method, values["url"], values.get("data"), header)
    as_text = values.get("responseType") != "arraybuffer"
    return {
        "url": url,
        "method": method,
        "content": content,
        "as_text": as_text,
        "as_json": as_text and values.get("dataType", "json") == "json",
        "chunked": bool(values.get("enableChunked")),
        "follow": values.get("redirect") != "manual",
    }
