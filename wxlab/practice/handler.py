"""What the server does with a request: note it, find its route, send the route's answer."""

import asyncio
import traceback
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from aiohttp import web

from wxlab.practice.bounds import Bounds
from wxlab.practice.cloud.account import Cloud
from wxlab.practice.connection import SERVER_NAME, Connection
from wxlab.practice.exchange import Exchange, RefusedError, text_answer
from wxlab.practice.faults import Faults
from wxlab.practice.functions import Functions
from wxlab.practice.hold import Hold
from wxlab.practice.log import Log
from wxlab.practice.raw import Spent
from wxlab.practice.routes import ROUTES
from wxlab.practice.storage.account import Storage
from wxlab.practice.token import Token
from wxlab.practice.traffic import Flow, Traffic


@dataclass(frozen=True, slots=True)
class Handler:
    """Answers every request of one server that brings its `token`.

    `busy` are the connections it does that on, `counts` the requests that each one brought so far.
    """

    log: Log
    hold: Hold
    traffic: Traffic
    faults: Faults
    functions: Functions
    storage: Storage
    cloud: Cloud
    max_request_bytes: int
    bounds: Bounds
    token: Token
    busy: set[web.RequestHandler] = field(default_factory=set)
    counts: WeakKeyDictionary[asyncio.Transport, int] = field(default_factory=WeakKeyDictionary)

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request; what is still to be sent of the answer is aiohttp's to send."""
        number = self._counted(request.transport)
        path = self.token.inside(request.raw_path)
        if path is None:
            return _forbidden()
        exchange = self._exchange(request, path, number)
        connection = request.protocol
        assert isinstance(connection, Connection)
        connection.begin()
        self.busy.add(connection)
        try:
            response = await self._response(exchange)
            if not isinstance(response, Spent):
                await exchange.finish(response)
            return response
        except (ConnectionError, asyncio.CancelledError):
            exchange.entry.aborted = True
            raise
        finally:
            self.busy.discard(connection)
            connection.end()
            # Before the last bytes go out: who has the answer finds the log complete.
            self.log.finished(exchange.entry)

    def _counted(self, connection: asyncio.Transport | None) -> int:
        if connection is None:  # left already
            return 1
        self.counts[connection] = number = self.counts.get(connection, 0) + 1
        return number

    def _exchange(self, request: web.BaseRequest, path: str, number: int) -> Exchange:
        headers = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in request.raw_headers]
        peer = request.transport.get_extra_info("peername") if request.transport else None
        port = peer[1] if peer else 0
        entry = self.log.arrived(request.method, path, headers, port, number)
        up, down = Flow(self.traffic, "up"), Flow(self.traffic, "down")
        limits = self.max_request_bytes, self.bounds
        parts = self.hold, up, down, self.storage, self.cloud
        return Exchange(request, self.log, entry, *parts, *limits, self.token)

    async def _response(self, exchange: Exchange) -> web.StreamResponse:
        """The answer; a refusal, or a failure of the route, becomes one too."""
        try:
            for first in (self.faults.reply, self.functions.answer):
                if (response := await first(exchange)) is not None:
                    return response
            return await _routed(exchange)
        except RefusedError as refusal:
            response = text_answer(refusal.en, refusal.zh, refusal.status)
            if refusal.status in (408, 413):  # there is more of the body than anybody reads
                response.force_close()
            return response
        except (ConnectionError, asyncio.CancelledError):
            raise
        except Exception:
            exchange.entry.error = traceback.format_exc()
            if exchange.entry.status is not None:  # too late for another answer
                raise ConnectionResetError("the route failed half-way") from None
            return text_answer("the route failed: see server.log", "路由出错：请看 server.log", 500)


def _forbidden() -> web.Response:
    """The answer to a stranger: nothing is read, counted or kept of what came."""
    response = text_answer(
        "this server is private: ask for the URLs that server.url(path) gives, with its token",
        "本服务器只供本人使用：请使用 server.url(path) 给出的带令牌的地址",
        403,
    )
    response.headers["Server"] = SERVER_NAME
    response.force_close()
    return response


async def _routed(exchange: Exchange) -> web.StreamResponse:
    route, words = ROUTES.find(exchange.path)
    if route.reads_first:
        await exchange.read()
    return await route.answer(exchange, **words)
