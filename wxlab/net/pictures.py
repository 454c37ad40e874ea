"""A picture, made smaller. Pillow does it, the extra ``wxlab[media]``, loaded when first needed.

Quality changes JPEG alone, as on the platform: any other kind, asked for no other size, stays as
it is. What a camera noted of how it was held is obeyed, so that the new picture stands upright;
its other notes, the place among them, are left out.
"""

import io
import math
from importlib.util import find_spec
from typing import TYPE_CHECKING, BinaryIO

from wxlab.core.failure import Failure

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 64_000_000
"""Of a picture, before and after: a small file may unpack to all the memory there is."""
_EXTENSIONS = {"JPEG": ".jpg", "MPO": ".jpg", "PNG": ".png", "GIF": ".gif", "WEBP": ".webp"}
_JPEG = ("JPEG", "MPO")


def available() -> bool:
    """Whether Pillow is installed."""
    return find_spec("PIL") is not None


def compressed(
    file: BinaryIO, quality: float, width: float | None, height: float | None
) -> tuple[bytes, str]:
    """The new picture and its extension, ``""`` for that of the old one.

    ``Failure`` as ``compressImage`` has them.
    """
    if not 0 <= quality <= 100:
        raise Failure("picture-quality")
    if any(side is not None and not side >= 1 for side in (width, height)):
        raise Failure("picture-empty")
    if not file.read(1):
        raise Failure("picture-empty")
    if not available():
        raise Failure("no-pillow")
    file.seek(0)
    image = _decoded(file)
    size = _scaled(image.size, width, height)
    kind = image.format or ""
    if kind not in _JPEG and size == image.size:
        file.seek(0)
        return file.read(), ""
    return _encoded(image, kind, size, quality), _EXTENSIONS.get(kind, "")


def _decoded(file: BinaryIO) -> "Image":
    from PIL import Image, ImageOps

    try:
        image = Image.open(file)
        kind = image.format
        if math.prod(image.size) > MAX_PIXELS:
            raise ValueError(image.size)
        upright = ImageOps.exif_transpose(image)  # reads all of it
    except Exception:  # decoders of many kinds fail in many ways
        raise Failure("picture-unreadable") from None
    upright.format = kind
    return upright


def _scaled(size: tuple[int, int], width: float | None, height: float | None) -> tuple[int, int]:
    """The new size; the side that is not given follows from the other."""
    if width is None and height is None:
        return size
    factor = width / size[0] if width is not None else (height or 1) / size[1]
    wanted = (
        size[0] * factor if width is None else width,
        size[1] * factor if height is None else height,
    )
    if not math.prod(wanted) <= MAX_PIXELS:
        raise Failure("picture-not-made")
    return max(1, round(wanted[0])), max(1, round(wanted[1]))


def _encoded(image: "Image", kind: str, size: tuple[int, int], quality: float) -> bytes:
    from PIL import Image

    made = io.BytesIO()
    try:
        if size != image.size:
            exact = image.convert("RGBA") if image.mode == "P" else image
            image = exact.resize(size, Image.Resampling.LANCZOS)
        profile = image.info.get("icc_profile")
        if kind in _JPEG:
            image.save(made, "JPEG", quality=round(quality), icc_profile=profile)
        else:
            image.save(made, kind, icc_profile=profile)
    except Exception:
        raise Failure("picture-not-made") from None
    return made.getvalue()
