"""Bytes as text and text as bytes, by the platform's names (``FileSystemManager`` ``encoding``)."""

import base64
import binascii

from wxlab.core import javascript
from wxlab.core.failure import Failure
from wxlab.spec.file_system import ENCODINGS


def text_of(data: bytes, encoding: str) -> str:
    """Bytes as text; what they cannot be in that encoding becomes U+FFFD."""
    match _known(encoding):
        case "base64":
            return base64.b64encode(data).decode("ascii")
        case "hex":
            return data.hex()
        case codec:
            return data.decode(codec, "replace")


def data_of(text: str, encoding: str) -> bytes:
    """Text as bytes; raises ``Failure`` for what is no Base64, or no hexadecimal digits."""
    try:
        match _known(encoding):
            case "base64":
                return from_base64(text)
            case "hex":
                return bytes.fromhex(text)
            case codec:
                return javascript.well_formed(text).encode(codec, "replace")
    except ValueError:
        raise Failure("bad-characters") from None


def from_base64(text: str) -> bytes:
    """Base64 as browsers read it: blanks and missing padding are nothing wrong.

    Raises ``ValueError`` for anything else.
    """
    tight = "".join(text.split()).rstrip("=")
    try:
        return base64.b64decode(tight + "=" * (-len(tight) % 4), validate=True)
    except binascii.Error:
        raise ValueError("this is no Base64") from None


def _known(encoding: str) -> str:
    """Python's name; ``Failure`` for an encoding that the platform has not."""
    codec = ENCODINGS.get(encoding.lower())
    if codec is None:
        raise Failure("bad-encoding", encoding=encoding)
    return codec
