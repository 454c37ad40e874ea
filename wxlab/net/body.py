"""A request's body on its way out: our own framing, counted after each accepted write.

aiohttp's ``FormData`` would do for a web client. Here the order of the parts, the exact
``Content-Length`` and the count of the *file's* bytes are the subject of the lesson.
"""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import aiohttp
from aiohttp.abc import AbstractStreamWriter
from aiohttp.payload import Payload

from wxlab.core.excerpt import FIRST
from wxlab.core.multipart import Frame
from wxlab.core.progress import Steps
from wxlab.net.files import Source
from wxlab.net.outlet import Outlet

ONE_READ = 256 * 1024
"""Bytes read and handed over at once: larger pieces fall out of the processor's cache."""

WORTH_AN_OUTLET = 256 * 1024
"""The bytes of a file from which on the system is asked to send it."""


class Content:
    """A request's body that is in memory; reads like a file."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self.size = len(data)

    def seek(self, at: int) -> None:
        """Read on from there; a redirect asks for the body again."""
        self._at = at

    def read(self, size: int) -> bytes:
        """The next ``size`` bytes."""
        self._at += size
        return self._data[self._at - size : self._at]


@dataclass(frozen=True, slots=True)
class Letter:
    """What a request carries: a file between the head and tail of its form, or bare content."""

    source: Source | Content
    content_type: str
    head: bytes = b""
    tail: bytes = b""

    @classmethod
    def of_file(cls, frame: Frame, source: Source) -> Self:
        """An upload's form."""
        return cls(source, frame.content_type, frame.head, frame.tail)

    @property
    def file_size(self) -> int:
        """The bytes of the file; content is none."""
        return self.source.size if isinstance(self.source, Source) else 0

    @property
    def size(self) -> int:
        """The exact ``Content-Length``, in bytes."""
        return len(self.head) + self.source.size + len(self.tail)


class Body(Payload):
    """A letter on its way.

    ``sent`` is told the source's bytes handed to the network so far, ``ended`` that all is handed
    over. Every slice awaits the writer, so an abort between two slices takes effect.
    """

    def __init__(
        self, letter: Letter, sent: Callable[[int], None], ended: Callable[[], None]
    ) -> None:
        super().__init__(letter.source, content_type=letter.content_type)
        self._frame, self._source = letter, letter.source
        self._sent = sent
        self._ended = ended
        self._size = letter.size
        self._steps = Steps.of(letter.source.size)

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """Not offered: a file on its way is not text."""
        raise TypeError("an upload's body cannot be decoded")

    async def write(self, writer: AbstractStreamWriter) -> None:
        """Hand the whole body to the connection, unless that is closing."""
        # Why it closes is told to whoever reads from it, and nothing else may be told before.
        with contextlib.suppress(aiohttp.ClientConnectionResetError):
            await self._hand_over(writer)

    async def _hand_over(self, writer: AbstractStreamWriter) -> None:
        size, at = self._source.size, 0
        await writer.write(self._frame.head)
        if isinstance(self._source, Source) and size >= WORTH_AN_OUTLET:
            outlet = Outlet.of(writer, self._source)
            if outlet is not None:
                # What the excerpt keeps of the start has to be seen on its way.
                await self._copy(writer, 0, FIRST)
                at = await outlet.pour(FIRST, self._steps, self._sent)
        await self._copy(writer, at, size)
        await writer.write(self._frame.tail)
        self._ended()

    async def _copy(self, writer: AbstractStreamWriter, at: int, end: int) -> None:
        """Read the source and hand over what was read, from one place to another."""
        self._source.seek(at)
        while at < end:
            mark = self._steps.after(at)
            data = self._source.read(min(mark, end, at + ONE_READ) - at)
            await writer.write(data)
            at += len(data)
            if at == mark:
                self._sent(at)
                await asyncio.sleep(0)  # a server that takes all at once must not keep others out

    async def write_with_length(
        self, writer: AbstractStreamWriter, content_length: int | None
    ) -> None:
        """What aiohttp calls; the length it announces is our own."""
        await self.write(writer)
