"""From the options a caller wrote to a task: the one place where the face meets the engine."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

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
_CALLBACKS = ("success", "fail", "complete")
_TIMEOUT_MS = int(str(row("limits.timeout").default))


def start(
    wx: "Wx", kind: type[T], given: Mapping[str, Any] | None, more: Mapping[str, Any]
) -> T | None:
    """Make the task of one call; ``None`` on base libraries before 1.4.0, which return nothing."""
    api = kind.api
    if given is None or javascript.is_object(given):
        checked = options.check(api, dict(given or {}, **more), wx.base_library)
    else:
        name = javascript.type_name(given)
        checked = Checked(problems=[f"parameter should be Object instead of {name};"])
    for text in checked.warnings:
        warn(text)
    task = kind(wx, _order(wx, api, checked), _callbacks(checked), _wants_profile(wx, api, checked))
    wx._roll.add(task)
    return task if supported(kind.__name__, wx.base_library) else None


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
    budget = options.budget_ms(
        values.get("timeout"),
        wx.network_timeout.get(api),
        wx.max_timeout,
        _TIMEOUT_MS,
    )
    try:
        asked = _asked(values, checked.header) if api == "request" else {}
    except Failure as failure:
        return failure
    return Order(
        api=api,
        url=asked.pop("url", values["url"]),
        header=checked.header,
        timeout_ms=budget,
        asked_timeout_ms=values.get("timeout"),
        name=values.get("name", ""),
        form=checked.form,
        path=path,
        shown_path=shown,
        **asked,
    )


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


def _callbacks(checked: Checked) -> dict[str, Any]:
    return {name: checked.values[name] for name in _CALLBACKS if name in checked.values}


def _wants_profile(wx: "Wx", api: str, checked: Checked) -> bool:
    wanted = checked.values.get("enableProfile", True)
    there = wx._platform.profile and supported(f"{api}.success.profile", wx.base_library)
    return bool(wanted) and there
