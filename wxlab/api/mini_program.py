"""``Wx``: one simulated mini-program, isolated from every other."""

import asyncio
import os
import ssl
import weakref
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self

from wxlab.api import calls, stretch
from wxlab.api.background import PATIENCE, Background
from wxlab.api.delivery import Delivery
from wxlab.api.files import FileCalls
from wxlab.api.media import MediaCalls
from wxlab.api.record import Record
from wxlab.api.reply import Reply
from wxlab.api.roll import Roll
from wxlab.api.script import SCRIPT
from wxlab.api.storage import StorageCalls
from wxlab.api.system import SystemCalls
from wxlab.api.task import DownloadTask, RequestTask, Task, UploadTask
from wxlab.core import headers
from wxlab.core.domains import Ruling
from wxlab.core.failure import Failure
from wxlab.net import address
from wxlab.net.engine import Engine, Settings
from wxlab.net.files import Root
from wxlab.net.loops import NETWORK
from wxlab.net.storage import Storage
from wxlab.spec import APIS, parameter_doc, parse, platforms, supported
from wxlab.spec.platforms import WXLAB
from wxlab.version import __version__

MAX_DOWNLOAD_BYTES = 200 * 1024 * 1024


class Wx(StorageCalls, FileCalls, MediaCalls, SystemCalls):
    """A mini-program; ``wxlab.wx`` is one, ready made. Each has its own queues, connections, files.

    All arguments are keywords and optional. Wrong ones raise ``TypeError`` or ``ValueError`` here,
    where a programmer can see them.

    base_library: the simulated version (基础库); rows with a later ``since`` are not there.
    max_concurrency: calls in flight, for uploads, downloads and requests each.
    overflow: what becomes of one more: ``"queue"``, or ``"fail"`` as in old libraries; the
        platform's way by default, ``"queue"`` where none is named.
    network_timeout: app.json's ``networkTimeout``, in ms: ``{"uploadFile": …, "downloadFile": …}``.
    max_timeout: ceiling of every timeout, in ms; ``None`` lifts it, as libraries from 2.14.0 do.
    max_download_bytes: the most that a single answer may bring, decoded.
    check_domains, domains: whether only the listed origins of each API may be used, and which
        (``{"uploadFile": ["https://host[:port]", …], …}``); a practice server's
        ``http://127.0.0.1:port`` may be listed. ``explain_url`` says what they do.
    appid, version: appear in the fixed ``Referer``.
    ssl_context: for https; verifying by default. A practice server has one to trust it.
    root: the folder for temporary and user files, and for what setStorage keeps; a private one is
        made, and removed at the end.
    platform: ``"android"``, ``"ios"`` or ``"devtools"``, to have its error texts, its paths
        (``wxfile://tmp_…``, ``http://tmp/…``) and whether there is a profile; else wxlab's own.
    """

    def __init__(
        self,
        *,
        base_library: str = "3.16.2",
        max_concurrency: int = 10,
        overflow: str | None = None,
        network_timeout: Mapping[str, float] | None = None,
        max_timeout: int | None = 60_000,
        max_download_bytes: int = MAX_DOWNLOAD_BYTES,
        check_domains: bool = False,
        domains: Mapping[str, Any] | None = None,
        appid: str = "touristappid",
        version: str = "devtools",
        ssl_context: ssl.SSLContext | None = None,
        root: str | os.PathLike[str] | None = None,
        platform: str | None = None,
    ) -> None:
        parse(base_library)
        self._platform = platforms.platform(platform)
        overflow = self._platform.overflow if overflow is None else overflow
        if not isinstance(max_concurrency, int) or max_concurrency < 1:
            raise ValueError(f"max_concurrency should be 1 or more, not {max_concurrency!r}")
        if overflow not in ("queue", "fail"):
            raise ValueError(f'overflow should be "queue" or "fail", not {overflow!r}')
        self.base_library = base_library
        # app.json's may be pasted as it is; its WebSockets are not here.
        times = {api: ms for api, ms in (network_timeout or {}).items() if api != "connectSocket"}
        self.network_timeout = _by_api("network_timeout", times)
        self.max_timeout = max_timeout
        settings = Settings(
            max_concurrency=max_concurrency,
            overflow=overflow,
            max_download_bytes=max_download_bytes,
            check_domains=check_domains,
            domains={
                api: frozenset(map(address.listed, entries))
                for api, entries in _by_api("domains", domains).items()
            },
            referer=headers.referer(appid, version),
            user_agent=f"wxlab/{__version__}",
            ssl_context=ssl_context,
        )
        self._engine = Engine(settings, Root(root, self._platform))
        self._storage = Storage(self._engine.root)
        self._running: set[Delivery | Reply] = set()
        self._roll = Roll()
        self._background = Background(self._engine, self._running)
        # A mini-program that nobody holds any more must not leave its connections open.
        weakref.finalize(self, _let_go, self._engine).atexit = False

    @property
    def env(self) -> Record:
        """``wx.env.USER_DATA_PATH``: where a mini-program keeps its own files.

        ``"wxfile://usr"``, in the developer tools ``"http://usr"``; both are understood everywhere.
        """
        return Record(USER_DATA_PATH=self._platform.user)

    def uploadFile(
        self, options: Mapping[str, Any] | None = None, /, **more: Any
    ) -> UploadTask | None:
        """Upload one local file in a ``multipart/form-data`` POST; return its task at once."""
        return calls.start(self, UploadTask, options, more)

    def downloadFile(
        self, options: Mapping[str, Any] | None = None, /, **more: Any
    ) -> DownloadTask | None:
        """Download one file by GET to a local path; return its task at once."""
        return calls.start(self, DownloadTask, options, more)

    def request(
        self, options: Mapping[str, Any] | None = None, /, **more: Any
    ) -> RequestTask | None:
        """Make one HTTP request; return its task at once."""
        return calls.start(self, RequestTask, options, more)

    def canIUse(self, schema: object) -> bool:
        """Whether this base library has ``"uploadFile.object.timeout"``, say; never raises."""
        return supported(schema, self.base_library)

    def explain_url(self, url: object, api: str) -> Ruling:
        """Whether ``api`` may ask an address by the domain lists, and the rule that decides.

        Also where ``check_domains`` is off: then it is what would happen on a phone. There are
        lists for ``"uploadFile"``, ``"downloadFile"`` and ``"request"``.
        """
        _known("explain_url", api)
        return self._engine.settings.ruled(api, str(url), address.origin(url))

    def enterBackground(self, after: float = PATIENCE) -> None:
        """Send the mini-program to the background, as a user does who turns to something else.

        After so many seconds there, running and queued transfers fail with ``interrupted``, and so
        does every call until ``enterForeground``. ``after=0`` does not wait. On the platform the
        script is suspended then, and hears of it on its return; here callbacks run at once.
        Calls that need no network work on.
        Again does no harm: the first counts.
        """
        self._background.enter(after)

    def enterForeground(self) -> None:
        """Bring it back: in time, its transfers are saved; later, calls work again."""
        self._background.leave()

    def close(self) -> None:
        """Abort what runs and what waits, close connections, remove temp files.

        Again does no harm. From a callback the tasks' last callbacks come after it, from anywhere
        else before it returns. A call made afterwards fails with ``interrupted``.
        """
        self._engine.closed = True
        running = tuple(self._running)
        for delivery in running:
            delivery.decide(Failure("abort"))
        stretch.end_of(self._engine)
        NETWORK.run(self._engine.stop)
        if not SCRIPT.in_callback():
            for delivery in running:
                delivery.completion.wait(None)
        self._engine.root.remove()

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The tasks of this mini-program that somebody still holds, in the order of the calls."""
        return self._roll.tasks()

    def observe(self, called: Callable[[], object]) -> Callable[[], None]:
        """Call ``called()`` after every call of an API, on its thread; for views.

        It must be quick and must not block. Returns a function that ends it.
        """
        return self._roll.watchers.add(called)

    def _remember(self, call: Delivery | Reply) -> None:
        self._running.add(call)

    def _forget(self, call: Delivery | Reply) -> None:
        self._running.discard(call)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.to_thread(self.close)

    def __repr__(self) -> str:
        named = "" if self._platform is WXLAB else f", {self._platform.name}"
        state = ", closed" if self._engine.closed else ""
        return f"<Wx base library {self.base_library}{named}{state}>"


def _by_api(keyword: str, given: Mapping[str, Any] | None) -> dict[str, Any]:
    for name in given or ():
        _known(keyword, name)
    return dict(given or {})


def _known(keyword: str, name: object) -> None:
    if name not in APIS:
        raise ValueError(f"{keyword}: {name!r} is no API; there is {', '.join(APIS)}")


def _let_go(engine: Engine) -> None:
    NETWORK.run_soon(engine.stop)


for _api in APIS:
    _method = getattr(Wx, _api)
    _method.__doc__ = f"{_method.__doc__}\n\n{parameter_doc(_api)}"

wx = Wx()
"""The ready-made mini-program."""
