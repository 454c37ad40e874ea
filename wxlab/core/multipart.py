"""The bytes of a ``multipart/form-data`` body around one file.

The file part comes last, so everything before it is known before a byte of the file is read, and
so is the exact length of the whole body. Escaping: HTML standard, "multipart/form-data encoding
algorithm".
"""

import mimetypes
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

from wxlab.core import javascript

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
OCTET_STREAM = "application/octet-stream"

# The table built into Python, never the machine's own files: the same name gets the same type
# everywhere. The additions are types that Python 3.11 does not know or calls by an older name.
_TYPES = mimetypes.MimeTypes(filenames=())
for _type, _extension in (
    ("image/webp", ".webp"),
    ("image/avif", ".avif"),
    ("image/heic", ".heic"),
    ("audio/aac", ".aac"),
    ("audio/mp4", ".m4a"),
    ("text/javascript", ".js"),
    ("text/markdown", ".md"),
):
    _TYPES.add_type(_type, _extension)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands before and after the file's bytes."""

    boundary: str
    head: bytes
    tail: bytes

    @property
    def content_type(self) -> str:
        """The request's ``Content-Type``."""
        return f"multipart/form-data; boundary={self.boundary}"

    def length(self, file_size: int) -> int:
        """The exact ``Content-Length`` of the body, in bytes."""
        return len(self.head) + file_size + len(self.tail)


def frame(boundary: str, fields: Iterable[tuple[str, str]], name: str, file_name: str) -> Frame:
    """Frame one file: all fields first, in the order given, the file part last."""
    head = bytearray()
    for field, value in fields:
        head += _part(boundary, f'name="{escaped_name(field)}"', None)
        head += javascript.well_formed(value).encode() + b"\r\n"
    disposition = f'name="{escaped_name(name)}"; filename="{escaped_file_name(file_name)}"'
    head += _part(boundary, disposition, type_of(file_name))
    return Frame(boundary, bytes(head), f"\r\n--{boundary}--\r\n".encode())


def _part(boundary: str, disposition: str, content_type: str | None) -> bytes:
    lines = [f"--{boundary}", f"Content-Disposition: form-data; {disposition}"]
    if content_type is not None:
        lines.append(f"Content-Type: {content_type}")
    return "\r\n".join([*lines, "", ""]).encode()


def escaped_name(name: str) -> str:
    """A field name between quotes: every line break is ``%0D%0A``, ``"`` is ``%22``."""
    text = _LINE_BREAK.sub("%0D%0A", javascript.well_formed(name))
    return text.replace('"', "%22")


def escaped_file_name(name: str) -> str:
    """A file name between quotes: CR is ``%0D``, LF is ``%0A``, ``"`` is ``%22``."""
    text = javascript.well_formed(name)
    return text.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")


def type_of(file_name: str) -> str:
    """The part's ``Content-Type``, from the extension alone."""
    extension = PurePath(file_name).suffix.lower()
    return _TYPES.types_map[True].get(extension, OCTET_STREAM)


@lru_cache(maxsize=64)
def extension_of(content_type: str | None) -> str:
    """The temp file's extension for a response ``Content-Type``, with the dot; unknown: none."""
    if not content_type:
        return ""
    essence = content_type.partition(";")[0].strip().lower()
    return _TYPES.guess_extension(essence) or ""
