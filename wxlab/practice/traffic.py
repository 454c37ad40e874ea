"""How slices of many transfers pass over the one link that they share.

Each direction is a queue: a slice of n bytes takes n * 8 / rate seconds and begins when the one
before it is through, whoever sent that. Ten transfers take turns and share the rate, as on a phone.
Slices are small (about 50 ms worth), so that turns are short and what arrives arrives smoothly.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Literal

from wxlab.practice.link import Link

SLICE_SECONDS = 0.05
MIN_SLICE_BYTES = 512
MAX_SLICE_BYTES = 16 * 1024

# How far behind a transfer may be without losing its place: timers and turns of the loop are late
# by milliseconds, and a slice after every one of them would make the link slower than it says.
GRACE_SECONDS = 0.1


class Lane:
    """One direction of the link: when is which slice through? Arithmetic only, in seconds."""

    def __init__(self) -> None:
        self._free = 0.0

    def through(self, ready: float, size: int, kbps: float) -> float:
        """When `size` bytes, ready at some moment, are through; the next ones come after them."""
        self._free = max(ready, self._free) + size * 8 / (kbps * 1000)
        return self._free

    def clear(self) -> None:
        """Nothing is on its way any more."""
        self._free = 0.0


class Traffic:
    """The link of one server and what is on its way; lives in the server's loop.

    `link` is what holds from the next slice on, None for no link at all.
    """

    def __init__(self) -> None:
        self.link: Link | None = None
        self.lanes = {"down": Lane(), "up": Lane()}
        self._waiting: set[asyncio.Future[None]] = set()

    async def until(self, moment: float) -> None:
        """Wait for a moment of the loop's clock, or for `change`."""
        loop = asyncio.get_running_loop()
        if moment <= loop.time():
            return
        arrived = loop.create_future()
        timer = loop.call_at(moment, _arrive, arrived)
        self._waiting.add(arrived)
        try:
            await arrived
        finally:
            timer.cancel()
            self._waiting.discard(arrived)

    async def latency(self) -> None:
        """Wait as long as the link delays an answer."""
        if self.link and self.link.latency:
            await self.until(asyncio.get_running_loop().time() + self.link.latency / 1000)

    def change(self, link: Link | None) -> None:
        """Have another link from now on; what waited for the old one waits no longer."""
        self.link = link
        for lane in self.lanes.values():
            lane.clear()
        for arrived in self._waiting:
            _arrive(arrived)


def _arrive(arrived: asyncio.Future[None]) -> None:
    if not arrived.done():
        arrived.set_result(None)


class Flow:
    """One transfer's way over the link in one direction."""

    def __init__(self, traffic: Traffic, direction: Literal["down", "up"]) -> None:
        self.traffic = traffic
        self._direction: Literal["down", "up"] = direction
        self._last = 0.0

    @property
    def kbps(self) -> float | None:
        """The rate just now, shared with all others; None for unlimited."""
        link = self.traffic.link
        return None if link is None else getattr(link, self._direction)

    @property
    def slice_bytes(self) -> int | None:
        """How much may pass at a time; None for any amount."""
        kbps = self.kbps
        if kbps is None:
            return None
        return int(min(max(MIN_SLICE_BYTES, kbps * 125 * SLICE_SECONDS), MAX_SLICE_BYTES))

    async def passed(self, size: int) -> None:
        """Wait until `size` more bytes are through; at once when the link has no limit."""
        kbps = self.kbps
        if kbps is None:
            return
        now = asyncio.get_running_loop().time()
        ready = self._last if now - self._last < GRACE_SECONDS else now
        self._last = self.traffic.lanes[self._direction].through(ready, size, kbps)
        await self.traffic.until(self._last)
        self._last = min(self._last, asyncio.get_running_loop().time())

    async def slices(self, data: bytes) -> AsyncIterator[bytes]:
        """Cut `data` into slices; each one comes when it is through."""
        at = 0
        while at < len(data):
            piece = data[at : at + (self.slice_bytes or len(data))]
            await self.passed(len(piece))
            yield piece
            at += len(piece)
