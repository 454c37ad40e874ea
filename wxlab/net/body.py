"""A request's body on its way out: our own framing, counted after each accepted write.

aiohttp's ``FormData`` would do for a web client. Here the order of the parts, the exact
``Content-Length`` and the count of the *file's* bytes are the subject of the lesson.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from aiohttp.abc import AbstractStreamWriter
from aiohttp.payload import Payload

from wxlab.core.multipart import Frame
from wxlab.net.files import Source

SMALLEST_SLICE = 16 * 1024
LARGEST_SLICE = 64 * 1024


def slice_size(file_size: int) -> int:
    """Bytes handed over at once: about a hundred steps a file, so that a bar really moves."""
    return min(max(file_size // 100, SMALLEST_SLICE), LARGEST_SLICE)


class Content:
    """A request's body that is in memory; reads like a file."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self.size = len(data)

    def rewind(self) -> None:
        """Go back to the start: a redirect asks for the body again."""
        self._at = 0

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

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """Not offered: a file on its way is not text."""
        raise TypeError("an upload's body cannot be decoded")

    async def write(self, writer: AbstractStreamWriter) -> None:
        """Hand the whole body to the connection."""
        self._source.rewind()
        await writer.write(self._frame.head)
        done, step = 0, slice_size(self._source.size)
        while done < self._source.size:
            data = self._source.read(min(step, self._source.size - done))
            await writer.write(data)
            done += len(data)
            self._sent(done)
        await writer.write(self._frame.tail)
        self._ended()

    async def write_with_length(
        self, writer: AbstractStreamWriter, content_length: int | None
    ) -> None:
        """What aiohttp calls; the length it announces is our own."""
        await self.write(writer)
