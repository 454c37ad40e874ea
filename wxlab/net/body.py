"""An upload's body on its way out: our own framing, counted after each accepted write.

aiohttp's ``FormData`` would do for a web client. Here the order of the parts, the exact
``Content-Length`` and the count of the *file's* bytes are the subject of the lesson.
"""

from collections.abc import Callable

from aiohttp.abc import AbstractStreamWriter
from aiohttp.payload import Payload

from wxlab.core.multipart import Frame
from wxlab.net.files import Source

SMALLEST_SLICE = 16 * 1024
LARGEST_SLICE = 64 * 1024


def slice_size(file_size: int) -> int:
    """Bytes handed over at once: about a hundred steps a file, so that a bar really moves."""
    return min(max(file_size // 100, SMALLEST_SLICE), LARGEST_SLICE)


class Body(Payload):
    """One file between its frame's head and tail.

    ``sent`` is told the file's bytes handed to the network so far, ``ended`` that all is handed
    over. Every slice awaits the writer, so an abort between two slices takes effect.
    """

    def __init__(
        self,
        frame: Frame,
        source: Source,
        sent: Callable[[int], None],
        ended: Callable[[], None],
    ) -> None:
        super().__init__(source, content_type=frame.content_type)
        self._frame = frame
        self._source = source
        self._sent = sent
        self._ended = ended
        self._size = frame.length(source.size)

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
