"""What a cell of JavaScript chooses when nobody says what: one picture, made here."""

import random
import struct
import tempfile
import zlib
from functools import cache
from pathlib import Path

_SIDE = 256


def picture() -> Path:
    """A photo of snow: 256 by 256 pixels, about 197 kB, the same every time."""
    path = Path(_folder().name) / "photo.png"
    if not path.exists():
        path.write_bytes(_png(random.Random(1).randbytes(_SIDE * _SIDE * 3)))
    return path


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="wxlab-album-")


def _png(pixels: bytes) -> bytes:
    """A PNG of three bytes a pixel, each line unfiltered (ISO/IEC 15948)."""
    width = _SIDE * 3
    lines = b"".join(b"\0" + pixels[at : at + width] for at in range(0, len(pixels), width))
    head = struct.pack(">IIBBBBB", _SIDE, _SIDE, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
