"""Host names to addresses, with a cache that the profile knows of.

aiohttp's own cache would do, but it hides from the profile who has waited for a lookup: a second
request for the same name, made during the first one's lookup, waits just as long.
"""

import asyncio
import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from wxlab.net.clock import now
from wxlab.net.hop import HOP

NEVER = ".invalid"
"""A name with this ending will never exist, and asks nobody (RFC 6761, section 6.4)."""

TTL_SECONDS = 10.0
"""How long an answer is used again; the system's resolver does not tell its time to live."""


class Resolver(AbstractResolver):
    """Asks the system on a thread; remembers answers for a while, never failures."""

    def __init__(self, asked: AbstractResolver | None = None) -> None:
        self._asked = asked or ThreadedResolver()
        self._answers: dict[tuple[str, int], tuple[float, list[ResolveResult]]] = {}
        self._pending: dict[tuple[str, int], asyncio.Task[list[ResolveResult]]] = {}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a host; a remembered answer leaves no mark, as the rows say."""
        key, loop = (host, int(family)), asyncio.get_running_loop()
        kept = self._answers.get(key)
        if kept is not None and loop.time() - kept[0] < TTL_SECONDS:
            return _with_port(kept[1], port)
        marks = HOP.get().marks
        marks.dns_start = now()
        if host.lower().rstrip(".").endswith(NEVER):
            raise OSError(None, f"no name server will ever know {host}")
        try:
            found = await self._looked_up(key, family)
        except UnicodeError:  # no name that could be asked for: an empty or endless label
            raise OSError(socket.EAI_NONAME, f"no such name: {host}") from None
        marks.dns_end = now()
        self._answers[key] = loop.time(), found
        return _with_port(found, port)

    async def _looked_up(
        self, key: tuple[str, int], family: socket.AddressFamily
    ) -> list[ResolveResult]:
        pending = self._pending.get(key)
        if pending is None:
            pending = asyncio.create_task(self._asked.resolve(key[0], 0, family))
            self._pending[key] = pending
            pending.add_done_callback(lambda _: self._pending.pop(key, None))
        # Shielded: one who gives up must not take the answer from the others.
        return await asyncio.shield(pending)

    async def close(self) -> None:
        """Give up on lookups under way."""
        for pending in tuple(self._pending.values()):
            pending.cancel()
        await self._asked.close()


def _with_port(found: list[ResolveResult], port: int) -> list[ResolveResult]:
    return [ResolveResult(**{**each, "port": port}) for each in found]
