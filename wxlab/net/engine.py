"""One mini-program's network: its slots, its connections, its folder, what runs in it.

aiohttp takes longer to import than all of wxlab: it is left alone until there is something to send.
"""

import asyncio
import ssl
import weakref
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wxlab.core import domains
from wxlab.core.domains import Origin, Ruling
from wxlab.core.failure import Failure
from wxlab.core.slots import Slots
from wxlab.net.deadlines import Deadlines
from wxlab.net.files import Root
from wxlab.net.loops import NETWORK
from wxlab.net.observation import NetworkObserver
from wxlab.spec import APIS

if TYPE_CHECKING:
    import aiohttp

    from wxlab.net.transfer import Transfer


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``Wx(...)`` was told about the network."""

    max_concurrency: int
    overflow: str
    max_download_bytes: int
    check_domains: bool
    domains: Mapping[str, frozenset[Origin]]
    referer: str
    user_agent: str
    ssl_context: ssl.SSLContext | None

    def ruled(self, api: str, url: str, where: Origin | None) -> Ruling:
        """What the domain lists say to a call of ``api`` that wants to go there."""
        return domains.ruled(url, where, api, self.domains, checked=self.check_domains)


@dataclass(eq=False, slots=True, weakref_slot=True)
class Engine:
    """Everything here but ``closed`` and ``suspended`` belongs to the network thread."""

    settings: Settings
    root: Root
    slots: "dict[str, Slots[Transfer]]" = field(init=False)
    live: "set[Transfer]" = field(default_factory=set)
    closed: bool = False
    suspended: bool = False
    observer: NetworkObserver = field(default_factory=NetworkObserver)
    deadlines: Deadlines = field(default_factory=Deadlines)
    _tls: ssl.SSLContext | None = None
    _session: "aiohttp.ClientSession | None" = None
    _turns: "deque[Transfer]" = field(default_factory=deque)
    _turns_taken: bool = False
    _idle: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        limit = self.settings.max_concurrency
        self.slots = {api: Slots(limit) for api in APIS}
        _ENGINES.add(self)

    def session(self) -> "aiohttp.ClientSession":
        """The session, made at the first request."""
        if self._session is None:
            from wxlab.net import connections

            self._session = connections.session()
        return self._session

    def tls(self) -> ssl.SSLContext:
        """The context for https, made when first needed: reading the trust store is slow."""
        if self._tls is None:
            from wxlab.net import connections

            self._tls = connections.tls_context(self.settings.ssl_context)
        return self._tls

    @property
    def interrupted(self) -> bool:
        """Whether no call is taken: it is closed, or too long in the background."""
        return self.closed or self.suspended

    def leave(self, transfer: "Transfer") -> None:
        """A transfer is over: its place goes to the next in line."""
        self.live.discard(transfer)
        following = self.slots[transfer.order.api].leave(transfer)
        if following is not None:
            self._turns.append(following)
            self._take_turns()
        if not self.live:
            self._idle.set()

    def _take_turns(self) -> None:
        """Not one inside the other: of thousands that were aborted, each leaves as it starts."""
        if self._turns_taken:
            return
        self._turns_taken = True
        try:
            while self._turns:
                self._turns.popleft().start()
        finally:
            self._turns_taken = False

    def drop_failed(self) -> None:
        """End what somebody has decided to end."""
        for transfer in tuple(self.live):
            if transfer.listener.failed:
                transfer.cancel()

    async def stop(self) -> None:
        """Abort what runs and what waits, close the connections."""
        self.closed = True
        self._idle.clear()
        for transfer in tuple(self.live):
            transfer.listener.decide(Failure("abort"))
        self.drop_failed()
        if self.live:
            await self._idle.wait()
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()


_ENGINES: "weakref.WeakSet[Engine]" = weakref.WeakSet()


async def _stop_all() -> None:
    await asyncio.gather(*(engine.stop() for engine in tuple(_ENGINES)))


NETWORK.before_stop(_stop_all)
