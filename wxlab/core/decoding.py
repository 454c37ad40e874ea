"""Content codings: gzip and deflate, piece by piece, in bounded memory (RFC 9110, section 8.4)."""

import zlib
from collections.abc import Iterator

from wxlab.core.failure import Failure

PIECE = 1 << 20
"""The most bytes a decoder hands out at once: a decompression bomb never stands in memory whole."""

ACCEPTED = "gzip, deflate"
_GZIP = 16 + zlib.MAX_WBITS
_RAW = -zlib.MAX_WBITS


class Decoder:
    """Undoes one content coding; raises ``Failure`` (-330) for bytes that are something else."""

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self._wbits = _GZIP if coding == "gzip" else zlib.MAX_WBITS
        self._stream = zlib.decompressobj(self._wbits)
        self._fed = False
        self._held = b""
        self._over = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Decode what has arrived, in pieces of at most ``PIECE`` bytes."""
        data, self._held = self._held + data, b""
        if not self._fed and data:
            self._fed = True
            self._choose(data)
        try:
            while data:
                if self._stream.eof:
                    data = self._next_member(data)
                    continue
                piece = self._stream.decompress(data, PIECE)
                data = self._stream.unconsumed_tail or self._stream.unused_data
                if piece:
                    yield piece
        except zlib.error:
            raise Failure("ERR_CONTENT_DECODING_FAILED") from None

    def end(self) -> Iterator[bytes]:
        """The body has ended: hand out the rest; a stream cut short is a failure."""
        while piece := self._stream.decompress(self._stream.unconsumed_tail, PIECE):
            yield piece
        if self._fed and not self._stream.eof:
            raise Failure("ERR_CONTENT_DECODING_FAILED")

    def _choose(self, data: bytes) -> None:
        # "deflate" means zlib's format, but some servers send the bare stream; browsers take both.
        if self._coding == "deflate" and data[0] & 0x0F != 8:
            self._wbits = _RAW
            self._stream = zlib.decompressobj(_RAW)

    def _next_member(self, data: bytes) -> bytes:
        """A gzip body may be several members; from what is no member on, all is padding."""
        if self._over:
            return b""
        if self._coding == "gzip" and data == b"\x1f":
            self._held = data  # half of a magic number; the next piece tells
            return b""
        if self._coding != "gzip" or not data.startswith(b"\x1f\x8b"):
            self._over = True
            return b""
        self._stream = zlib.decompressobj(self._wbits)
        return data


def decoder_for(content_encoding: str | None) -> Decoder | None:
    """The decoder for a ``Content-Encoding``; ``None`` for identity and what we never asked for."""
    if not content_encoding:
        return None
    coding = content_encoding.strip().lower().removeprefix("x-")
    return Decoder(coding) if coding in ("gzip", "deflate") else None
