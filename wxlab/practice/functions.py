"""Routes whose answers a learner's own function decides."""

import asyncio
import contextvars
import json
import re
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress

from aiohttp import web

from wxlab.practice.arrival import Arrival
from wxlab.practice.exchange import Exchange, json_answer, phrase, plain_path

Function = Callable[[Arrival], object]

_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_VALUE = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f]*")

NO_HEADERS: Mapping[str, object] = {}


class Functions:
    """The functions of one server, by path; any thread may add one."""

    def __init__(self) -> None:
        self._added: dict[str, tuple[Function, contextvars.Context]] = {}

    def add(self, path: str, function: Function) -> None:
        """Ask `function` for `path` from now on, in the context of this call.

        So what it prints lands in the cell that made the route.
        """
        self._added[plain_path(path)] = function, contextvars.copy_context()

    async def answer(self, exchange: Exchange) -> web.StreamResponse | None:
        """What the path's function answers; None when there is no such path."""
        found = self._added.get(exchange.path)
        if found is None:
            return None
        await exchange.read()
        function, context = found
        return answer_of(await _called(context.copy(), function, exchange.entry.snapshot()))


async def _called(context: contextvars.Context, function: Function, arrival: Arrival) -> object:
    """Call it on a thread of its own: it may take its time, even for ever."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[object] = loop.create_future()

    def call() -> None:
        try:
            value, error = context.run(function, arrival), None
        except BaseException as raised:
            value, error = None, raised
        with suppress(RuntimeError):  # the server has been closed meanwhile
            loop.call_soon_threadsafe(_settle, done, value, error)

    threading.Thread(target=call, name="wxlab-practice-function", daemon=True).start()
    return await done


def _settle(done: "asyncio.Future[object]", value: object, error: BaseException | None) -> None:
    if done.done():  # the client has left
        return
    if error is None:
        done.set_result(value)
        return
    # A future takes no StopIteration, and SystemExit would end the server's thread.
    failure = RuntimeError("the function failed")
    failure.__cause__ = error
    done.set_exception(failure)


def answer_of(value: object) -> web.Response:
    """An answer made of what a function returned.

    Text, bytes, a status, or anything that JSON can say; or ``(status, body)`` or
    ``(status, headers, body)`` of these. Raises TypeError or ValueError for anything else.
    """
    status, headers, body = 200, NO_HEADERS, value
    if isinstance(value, tuple):
        if len(value) not in (2, 3):
            raise TypeError(f"expected (status, body) or (status, headers, body), got {value!r}")
        status, body = value[0], value[-1]
        headers = value[1] if len(value) == 3 else NO_HEADERS
    elif isinstance(value, int) and not isinstance(value, bool):
        status, body = value, phrase(value)
    if not isinstance(status, int) or not 200 <= status <= 599:
        raise ValueError(f"a status should be from 200 to 599, got {status!r}")
    if not isinstance(headers, Mapping):
        raise TypeError(f"headers should be a mapping, got {headers!r}")
    response = _with_body(status, body)
    response.headers.update(dict(_checked(str(n), str(t)) for n, t in headers.items()))
    return response


def _checked(name: str, text: str) -> tuple[str, str]:
    if not _NAME.fullmatch(name) or not _VALUE.fullmatch(text):
        raise ValueError(f"no header is written like this: {name!r}: {text!r}")
    if name.lower() in ("content-length", "transfer-encoding"):
        raise ValueError(f"{name} is the server's own; /file/100?length=50 announces a wrong one")
    return name, text


def _with_body(status: int, body: object) -> web.Response:
    if isinstance(body, str):
        return web.Response(status=status, text=body)
    if isinstance(body, bytes):
        return web.Response(status=status, body=body)
    json.dumps(body)  # a TypeError for what JSON cannot say, before it is written line by line
    return json_answer(body, status)
