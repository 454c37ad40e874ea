""" "Copy as": the call of a task in other words."""

import json
import re
from collections.abc import Iterator

from wxlab.api.har import har
from wxlab.api.task import Task
from wxlab.api.trace import Trace
from wxlab.core import snippets
from wxlab.core.call import Call
from wxlab.net.order import Order

FORMS = {
    "javascript": snippets.javascript,
    "python": snippets.python,
    "curl": snippets.curl,
}
"""The forms of one call; ``har`` is the fourth."""

_BOUNDARY = re.compile(r"boundary=(\S+)$")


def copied(task: Task, form: str) -> str:
    """The call of a task as ``javascript``, ``python``, ``curl`` or ``har``.

    ``""`` for a call whose arguments were refused, and for another form.
    """
    if form == "har":
        return json.dumps(har(task), ensure_ascii=False, indent=2)
    call = call_of(Trace.of(task))
    return FORMS[form](call) if call is not None and form in FORMS else ""


def call_of(seen: Trace) -> Call | None:
    """The call as the snippets want it; ``None`` where the arguments were refused."""
    order = seen.order
    if order is None:
        return None
    message = seen.marks.hops[0].message if seen.marks.hops else None
    found = _BOUNDARY.search(message.request_type) if message is not None else None
    return Call(
        api=order.api,
        url=order.url,
        header=order.header,
        sent=message.request_headers if message is not None else (),
        name=order.name,
        path=order.shown_path,
        form=order.form,
        boundary=found[1] if found else "",
        timeout_ms=order.asked_timeout_ms,
        file_name=order.file_name if order.is_upload else "",
        sent_url=message.url if message is not None else "",
        local=order.path or "",
        method=order.method,
        content=_content(order.content),
        more=tuple(_more(order)),
    )


def _content(data: bytes | None) -> str | bytes | None:
    try:
        return data if data is None else data.decode()
    except UnicodeDecodeError:
        return data


def _more(order: Order) -> Iterator[tuple[str, str | bool]]:
    """The options of a request that are not what they are when nothing is said."""
    if order.api != "request":
        return
    if not order.as_text:
        yield "responseType", "arraybuffer"
    elif not order.as_json:
        yield "dataType", "text"
    if order.chunked:
        yield "enableChunked", True
    if not order.follow:
        yield "redirect", "manual"
