"""The practice server: real HTTP on this machine, on a thread of its own."""

import asyncio
import atexit
import logging
import os
import ssl
import threading
from concurrent.futures import Future
from typing import Self

from wxlab.api import witness
from wxlab.practice.address import is_loopback, listening_socket, shown_host
from wxlab.practice.bounds import BOUNDS, Bounds
from wxlab.practice.buffers import SMALL_BUFFER_BYTES, SmallBufferServer
from wxlab.practice.certificates import contexts
from wxlab.practice.cloud.account import Cloud
from wxlab.practice.handler import Handler
from wxlab.practice.hold import Hold
from wxlab.practice.laboratory import Laboratory
from wxlab.practice.link import Link, link_of
from wxlab.practice.log import Log
from wxlab.practice.observatory import Observatory
from wxlab.practice.routes import ROUTES, Routes
from wxlab.practice.storage.account import Storage
from wxlab.practice.token import Token
from wxlab.practice.traffic import Traffic

# A practice server is attacked by its learners all day: that is its log's business, not stderr's.
_quiet = logging.getLogger("wxlab.practice")
_quiet.addHandler(logging.NullHandler())
_quiet.propagate = False

MAX_REQUEST_BYTES = 64 * 1024 * 1024


def serve(
    host: str = "127.0.0.1",
    port: int = 0,
    tls: bool = False,
    *,
    token: bool | str | None = None,
    max_request_bytes: int = MAX_REQUEST_BYTES,
    allow_remote: bool = False,
    cloud: str | os.PathLike[str] | None = None,
) -> "Server":
    """Start a practice server; it listens when this returns.

    `port` 0 takes a free one. `tls` makes a certificate authority for this server alone.
    `token` is for a machine that others use too: ``url`` carries it, and a request without it is
    refused. True makes one, a text is one; the default is True where others can reach `host`.
    `cloud` is a folder that keeps what is deployed, made if need be; without it that is in memory.
    Use it with ``with`` (or ``async with``), or call ``close()``; it ends with the process anyway.
    Raises ValueError for a host that others can reach, unless `allow_remote`, and for a token
    that would not stand in a URL; OSError when the port, or the folder, is another server's.
    """
    chosen = Token.of(not is_loopback(host) if token is None else token)
    return Server(host, port, tls, chosen, BOUNDS, max_request_bytes, allow_remote, cloud)


class Server(Laboratory, Observatory):
    """A running practice server; `serve` makes one.

    `host`, `port`: where it listens. `ssl_context`: for clients, trusts this server's
    authority; None without TLS. `routes`: what there is to ask for. `storage`: signs forms for
    ``/storage``, and lists what was uploaded there.
    `cloud`: the key for ``/cloud``, and what is deployed there.
    """

    routes: Routes = ROUTES

    def __init__(
        self,
        host: str,
        port: int,
        tls: bool,
        token: Token,
        bounds: Bounds,
        max_request_bytes: int,
        allow_remote: bool,
        cloud: str | os.PathLike[str] | None = None,
    ) -> None:
        super().__init__()
        if max_request_bytes < 0:
            raise ValueError(f"max_request_bytes should not be negative, got {max_request_bytes}")
        self._socket = listening_socket(host, port, allow_remote)
        self.host = host
        self.port: int = self._socket.getsockname()[1]
        self._tls: ssl.SSLContext | None = None
        self.ssl_context: ssl.SSLContext | None = None
        if tls:
            self._tls, self.ssl_context = contexts(host)
        self._origin = f"http{'s' if tls else ''}://{shown_host(host)}:{self.port}{token.prefix}"
        self._log = Log()
        self._hold = Hold(self._log, bounds.held)
        self._traffic = Traffic()
        self.storage = Storage(self.url)
        self.cloud = self._opened(cloud)
        self._token = token
        self._bounds = bounds
        self._handler = Handler(
            self._log,
            self._hold,
            self._traffic,
            self._faults,
            self._functions,
            self.storage,
            self.cloud,
            max_request_bytes,
            bounds,
            token,
        )
        self._closing = threading.Lock()
        self._thread: threading.Thread | None = self._started()
        self._unregister = witness.register(self.port, self)

    # ── where ───────────────────────────────────────────────────────────────────────────────

    def url(self, path: str = "/") -> str:
        """The address of `path` (which may carry a query) on this server, its token included."""
        return f"{self._origin}/{path.removeprefix('/')}"

    @property
    def token(self) -> str | None:
        """What every request must bring, as ``url`` does; None when this server asks for none."""
        return self._token.text or None

    def release(self) -> int:
        """Let all requests go on that are held now; returns how many. Later ones are held again."""
        return self._hold.release() + self._faults.release()

    # ── its link ────────────────────────────────────────────────────────────────────────────

    @property
    def link(self) -> Link | None:
        """The link that `throttle` has put in front of this server, or None."""
        return self._traffic.link

    def throttle(
        self,
        preset: str | Link | None = None,
        *,
        down: float | None = None,
        up: float | None = None,
        latency: float | None = None,
    ) -> Link | None:
        """Pretend that clients reach this server over a slow link, and return that link.

        `preset`: a name in ``practice.PRESETS`` or a `Link`. `down` and `up`, in kilobits per
        second (down is towards the client), and `latency`, in milliseconds, replace the preset's
        numbers; without a preset, what is left out is unlimited. Without anything the server is
        at full speed again.

        All transfers share the link, those under way too; headers count, and every answer begins
        `latency` after the last byte of its request. A real link also delays the making of
        connections; this one begins above TCP and cannot. What a client has handed over still
        passes when it aborts an upload. Idle connections may be closed, as when a phone changes
        its network.
        Raises ValueError for an unknown preset, ValueError or TypeError for a number that is none.
        """
        link = link_of(preset, down, up, latency)
        with self._closing:
            if self._thread is None:
                self._traffic.link = link
            else:
                asyncio.run_coroutine_threadsafe(self._relink(link), self._loop).result()
        return link

    # ── its life ────────────────────────────────────────────────────────────────────────────

    def close(self) -> None:
        """Cut every connection, stop the thread, free the port. Again: nothing more happens."""
        with self._closing:
            if self._thread is None:
                return
            self._end_all()
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()
            self._thread = None
            self.cloud.close()
            self._unregister()
            atexit.unregister(self.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await asyncio.to_thread(self.close)

    def __repr__(self) -> str:
        state = "" if self._thread else ", closed"
        return f"<practice server {self.url()}{state}>"

    def _repr_html_(self) -> str:
        return self.routes._repr_html_()

    # ── on its own thread ───────────────────────────────────────────────────────────────────

    def _opened(self, cloud: str | os.PathLike[str] | None) -> Cloud:
        try:
            return Cloud(cloud)
        except BaseException:
            self._socket.close()
            raise

    def _started(self) -> threading.Thread:
        ready: Future[None] = Future()
        thread = threading.Thread(
            target=self._run, args=(ready,), name=f"wxlab-practice-{self.port}", daemon=True
        )
        thread.start()
        try:
            ready.result()
        except BaseException:
            self._socket.close()
            self.cloud.close()
            thread.join()
            raise
        atexit.register(self.close)
        return thread

    def _run(self, ready: "Future[None]") -> None:
        # A loop of the plain kind, whatever policy the program has.
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            try:
                runner.run(self._serve(ready))
            except BaseException as error:
                if ready.done():
                    raise
                ready.set_exception(error)

    async def _serve(self, ready: "Future[None]") -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(lambda _, context: _quiet.debug("%s", context))
        self._stop = asyncio.Event()
        self._protocol = SmallBufferServer(
            self._handler,
            self._bounds,
            handler_cancellation=True,  # a client that leaves ends its route
            access_log=None,
            logger=_quiet,
            auto_decompress=False,  # the log shows the body as it came
            keepalive_timeout=2 * self._bounds.idle,  # a connection's own clock is first
            read_bufsize=2 * SMALL_BUFFER_BYTES,
        )
        listener = await self._loop.create_server(self._protocol, sock=self._socket, ssl=self._tls)
        ready.set_result(None)
        await self._stop.wait()
        # Accept no more, and let what was accepted this very moment become a connection: asyncio
        # would forget it, unclosed, if its listener were gone by then.
        self._loop.remove_reader(self._socket)
        for _ in range(3):
            await asyncio.sleep(0)
        listener.close()
        for connection in self._protocol.connections:
            if connection.transport is not None:
                connection.transport.abort()
        await asyncio.sleep(0)  # the routes learn of it
        await self._protocol.shutdown(1.0)

    async def _relink(self, link: Link | None) -> None:
        before = self._traffic.link
        self._traffic.change(link)
        if link and link.up is not None and (before is None or before.up is None):
            await self._protocol.dismiss(self._handler.busy)
