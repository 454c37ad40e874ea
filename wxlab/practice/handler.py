"""What the server does with a request: note it, find its route, send the route's answer."""

import asyncio
import traceback
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from aiohttp import web

from wxlab.practice.exchange import Exchange, RefusedError, text_answer
from wxlab.practice.faults import Faults
from wxlab.practice.functions import Functions
from wxlab.practice.hold import Hold
from wxlab.practice.log import Log
from wxlab.practice.raw import Spent
from wxlab.practice.routes import ROUTES
from wxlab.practice.storage.account import Storage
from wxlab.practice.traffic import Flow, Traffic


@dataclass(frozen=True, slots=True)
class Handler:
    """Answers every request of one server.

    `busy` are the connections it does that on, `counts` the requests that each one brought so far.
    """

    log: Log
    hold: Hold
    traffic: Traffic
    faults: Faults
    functions: Functions
    storage: Storage
    max_request_bytes: int
    busy: set[web.RequestHandler] = field(default_factory=set)
    counts: WeakKeyDictionary[asyncio.Transport, int] = field(default_factory=WeakKeyDictionary)

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request; what is still to be sent of the answer is aiohttp's to send."""
        exchange = self._exchange(request)
        self.busy.add(request.protocol)
        try:
            response = await self._response(exchange)
            if not isinstance(response, Spent):
                await exchange.finish(response)
            return response
        except (ConnectionError, asyncio.CancelledError):
            exchange.entry.aborted = True
            raise
        finally:
            self.busy.discard(request.protocol)
            # Before the last bytes go out: who has the answer finds the log complete.
            self.log.finished(exchange.entry)

    def _counted(self, connection: asyncio.Transport | None) -> int:
        if connection is None:  # left already
            return 1
        self.counts[connection] = number = self.counts.get(connection, 0) + 1
        return number

    def _exchange(self, request: web.BaseRequest) -> Exchange:
        headers = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in request.raw_headers]
        peer = request.transport.get_extra_info("peername") if request.transport else None
        port = peer[1] if peer else 0
        number = self._counted(request.transport)
        entry = self.log.arrived(request.method, request.raw_path, headers, port, number)
        up, down = Flow(self.traffic, "up"), Flow(self.traffic, "down")
        limit = self.max_request_bytes
        return Exchange(request, self.log, entry, self.hold, up, down, self.storage, limit)

    async def _response(self, exchange: Exchange) -> web.StreamResponse:
        """The answer; a refusal, or a failure of the route, becomes one too."""
        try:
            for first in (self.faults.reply, self.functions.answer):
                if (response := await first(exchange)) is not None:
                    return response
            return await _routed(exchange)
        except RefusedError as refusal:
            response = text_answer(refusal.en, refusal.zh, refusal.status)
            if refusal.status == 413:
                response.force_close()
            return response
        except (ConnectionError, asyncio.CancelledError):
            raise
        except Exception:
            exchange.entry.error = traceback.format_exc()
            if exchange.entry.status is not None:  # too late for another answer
                raise ConnectionResetError("the route failed half-way") from None
            return text_answer("the route failed: see server.log", "路由出错：请看 server.log", 500)


async def _routed(exchange: Exchange) -> web.StreamResponse:
    route, words = ROUTES.find(exchange.request.path)
    if route.reads_first:
        await exchange.read()
    return await route.answer(exchange, **words)
