"""``res.data`` of an upload: the body as a string, never parsed (``uploadFile.success.data``)."""

import codecs
import re
from collections.abc import Iterator

PIECE = 64 * 1024
"""Bytes that are decoded at once. Where they are cut changes nothing."""

_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)

# Codecs of Python's that no server means: "charset=undefined" is a server's slip, and is seen.
# UTF-7 is one that browsers do not know, and decodes some texts only as a whole.
_PYTHONS_OWN = frozenset(
    {"idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape", "utf_7"}
)

# These begin with a mark of their byte order; without it, browsers take the usual one.
_MARKED = {
    "utf-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
    "utf-32": (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE),
}


def decoded(body: bytes, content_type: str | None) -> str:
    """Decode by the declared charset, else UTF-8; one BOM goes, undecodable bytes become U+FFFD."""
    return "".join(pieces(body, content_type))


def pieces(body: bytes | bytearray, content_type: str | None) -> Iterator[str]:
    """The same, piece by piece, for whoever has something else to do in between."""
    declared = _CHARSET.search(content_type or "")
    charset = (_charset(declared[1]) if declared else None) or "utf-8"
    if charset in _MARKED and not body.startswith(_MARKED[charset]):
        charset += "-le"
    decoder = codecs.getincrementaldecoder(charset)("replace")
    begun = False
    for at in range(0, len(body) or 1, PIECE):
        data = bytes(body[at : at + PIECE])
        text = decoder.decode(data, at + PIECE >= len(body))
        yield text if begun else text.removeprefix("\ufeff")
        begun = begun or bool(text)


def _charset(name: str) -> str | None:
    """What Python calls a charset of that name, if it knows one that is for text on the wire."""
    try:
        found = codecs.lookup(name)
    except LookupError:
        return None
    own = found.name.replace("-", "_") in _PYTHONS_OWN
    return found.name if found._is_text_encoding and found.incrementaldecoder and not own else None
