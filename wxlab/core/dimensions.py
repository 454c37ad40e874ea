"""How large a picture is, from its first bytes: PNG, GIF and JPEG, as their standards have them.

Width and height as they are stored: a camera that was held upright says so in a note beside them,
which is for whoever shows the picture.
"""

import struct
from collections.abc import Callable

BEGINNING = 256 * 1024
"""So many bytes are enough: in a JPEG the size follows notes, and a thumbnail may be in them."""

Size = tuple[int, int] | None


def dimensions(data: bytes) -> Size:
    """Width and height in pixels; ``None`` for any other kind of file, or too little of it."""
    for beginning, read in _KINDS:
        if data.startswith(beginning):
            try:
                return read(data)
            except (struct.error, IndexError):
                return None
    return None


def _png(data: bytes) -> Size:
    return struct.unpack_from(">II", data, 16) if data[12:16] == b"IHDR" else None


def _gif(data: bytes) -> Size:
    return struct.unpack_from("<HH", data, 6)


# A JPEG is a row of segments; one of these tells the frame's size (ITU-T T.81, table B.1).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset((0x01, *range(0xD0, 0xD9)))


def _jpeg(data: bytes) -> Size:
    at = 2
    while data[at] == 0xFF:
        kind = data[at + 1]
        if kind in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        if kind == 0xFF:  # a fill byte
            at += 1
        elif kind in _ALONE:
            at += 2
        else:
            (length,) = struct.unpack_from(">H", data, at + 2)
            at += 2 + length
    return None


_KINDS: tuple[tuple[bytes, Callable[[bytes], Size]], ...] = (
    (b"\x89PNG\r\n\x1a\n", _png),
    (b"GIF87a", _gif),
    (b"GIF89a", _gif),
    (b"\xff\xd8", _jpeg),
)
