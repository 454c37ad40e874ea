"""One connection: what is said to a client that sends no sense, too much, too slowly, or nothing.

aiohttp reads the requests; here is the clock that it leaves to others. No timer is put off by a
single byte, so a client that sends one now and then gains nothing by it.
"""

import asyncio
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import LineTooLong

from wxlab.practice.bounds import Bounds

MAX_LINE_BYTES = 8190
MAX_HEADERS = 128

SERVER_NAME = "wxlab-practice"

_TOO_MANY = "too many connections: close some of them", "连接太多：请先关闭一些"
_TOO_SLOW = "the headers of this request took too long", "请求头迟迟没有收齐"
_NO_REQUEST = "this is no HTTP request", "这不是有效的 HTTP 请求"
_TOO_LARGE = (
    f"a line of the request is longer than {MAX_LINE_BYTES:,} bytes,"
    f" or there are more than {MAX_HEADERS} headers",
    f"请求中有一行超过 {MAX_LINE_BYTES:,} 字节，或请求头超过 {MAX_HEADERS} 个",
)


class Connection(web.RequestHandler):
    """aiohttp's side of a connection, with bounds to its patience."""

    def __init__(self, server: web.Server, bounds: Bounds, **kwargs: Any) -> None:
        super().__init__(server, lingering_time=bounds.lingering, **kwargs)
        self._bounds = bounds
        self._server = server
        self._busy = False
        self._begun = False
        self._refused = False
        self._timer: asyncio.TimerHandle | None = None
        self._untaken: asyncio.TimerHandle | None = None

    # ── what the handler tells ──────────────────────────────────────────────────────────────

    def begin(self) -> None:
        """A request is here, and is being answered."""
        self._busy = True
        self._stop(self._timer)

    def end(self) -> None:
        """It is answered; the next one may come."""
        self._busy = self._begun = False
        self._expect(self._bounds.idle)

    # ── what asyncio tells ──────────────────────────────────────────────────────────────────

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client connected; one too many is told so, and is not listened to."""
        assert isinstance(transport, asyncio.Transport)
        if len(self._server.connections) >= self._bounds.connections:
            self._refused = True
            transport.write(_farewell(503, "Service Unavailable", *_TOO_MANY))
            transport.close()
            return
        super().connection_made(transport)
        self._expect(self._bounds.idle)

    def data_received(self, data: bytes) -> None:
        """Bytes are here; the first ones begin a request."""
        if self._refused:
            return
        if data and not self._busy and not self._begun:
            self._begun = True
            self._expect(self._bounds.head)
        super().data_received(data)

    def connection_lost(self, exc: BaseException | None) -> None:
        """The connection is closed, by whomever."""
        self._stop(self._timer)
        self._stop(self._untaken)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """The client leaves so much of an answer unread that no more is sent."""
        super().pause_writing()
        self._untaken = asyncio.get_running_loop().call_later(self._bounds.untaken, self._cut)

    def resume_writing(self) -> None:
        """It reads again."""
        self._stop(self._untaken)
        super().resume_writing()

    # ── what becomes of it ──────────────────────────────────────────────────────────────────

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what is no request, or one whose headers are too long or too many."""
        response = super().handle_error(request, status, exc, message)
        if status != 400:
            return response
        too_large = isinstance(exc, LineTooLong) or "oo many" in (message or "")
        en, zh = _TOO_LARGE if too_large else _NO_REQUEST
        response = web.Response(status=431 if too_large else 400, text=f"{en}\n{zh}\n")
        response.headers["Server"] = SERVER_NAME
        response.force_close()
        return response

    def _expect(self, seconds: float) -> None:
        self._stop(self._timer)
        self._timer = asyncio.get_running_loop().call_later(seconds, self._expired)

    def _expired(self, turns: int = 5) -> None:
        if self._busy or self.transport is None:
            return
        if turns:  # a request that is whole is begun some turns of the loop later
            asyncio.get_running_loop().call_soon(self._expired, turns - 1)
            return
        if self.transport.get_write_buffer_size():  # the end of an answer; it has its own clock
            self._expect(self._bounds.idle)
            return
        if self._begun:
            self.transport.write(_farewell(408, "Request Timeout", *_TOO_SLOW))
        self.force_close()

    def _cut(self) -> None:
        if self.transport is not None:
            self.transport.abort()

    @staticmethod
    def _stop(timer: asyncio.TimerHandle | None) -> None:
        if timer is not None:
            timer.cancel()


def _farewell(status: int, reason: str, en: str, zh: str) -> bytes:
    """A whole answer to nobody's request, the last on its connection."""
    body = f"{en}\n{zh}\n".encode()
    head = (
        f"HTTP/1.1 {status} {reason}\r\nServer: {SERVER_NAME}\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body
