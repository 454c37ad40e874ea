"""Where functions are called over HTTP: the request becomes the event, the value the answer."""

import asyncio
import json
from urllib.parse import parse_qsl

from aiohttp import web

from wxlab.practice.cloud.answers import in_json
from wxlab.practice.cloud.process import too_deep
from wxlab.practice.cloud.refusal import CloudError, nothing_there
from wxlab.practice.cloud.resource import Resource
from wxlab.practice.exchange import Exchange, json_answer
from wxlab.practice.log import BODY_CAP


@in_json
async def function(exchange: Exchange, appid: str, name: str) -> web.StreamResponse:
    """Call a function; what it returns is the answer, as JSON."""
    event = _event(exchange)
    resource = Resource(appid, "function", name)
    live = await asyncio.to_thread(exchange.cloud.store.code, resource)
    if live is None:
        raise nothing_there(f"function {name!r} that is live", f"上线的云函数 {name!r}")
    ending = await exchange.cloud.functions.call(resource, *live, event)
    if ending.error is not None:
        trace = {"trace": ending.trace} if ending.trace else {}
        return json_answer(ending.error.json | trace, ending.error.status)
    try:
        return json_answer(ending.value)
    except RecursionError:
        raise too_deep() from None


def _event(exchange: Exchange) -> object:
    """The body, as JSON or a form; the query when there is no body."""
    entry = exchange.entry
    body = bytes(entry.body)
    if len(body) != entry.body_bytes:
        raise CloudError(
            10000,
            f"an event may have {BODY_CAP:,} bytes, this one has {entry.body_bytes:,}",
            f"事件最多 {BODY_CAP:,} 字节，收到 {entry.body_bytes:,} 字节",
            status=413,
        )
    if not body:
        return _pairs(entry.path.partition("?")[2])
    if (exchange.header("content-type") or "").startswith("application/x-www-form-urlencoded"):
        return _pairs(body.decode("utf-8", "replace"))
    try:
        event = json.loads(body)
        json.dumps(event)  # what is nested too deep to be handed on
        return event
    except (ValueError, RecursionError) as error:
        raise CloudError(
            10006, f"the event is no JSON: {error}", f"事件不是 JSON：{error}"
        ) from None


def _pairs(text: str) -> dict[str, str]:
    """The first value of each name."""
    found: dict[str, str] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, errors="replace"):
        found.setdefault(name, value)
    return found
