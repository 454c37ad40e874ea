"""``res.data`` of an upload: the body as a string, never parsed (``uploadFile.success.data``)."""

import codecs
import re

_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)

# Codecs of Python's that no server means: "charset=undefined" is a server's slip, and is seen.
_PYTHONS_OWN = frozenset({"idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape"})


def decoded(body: bytes, content_type: str | None) -> str:
    """Decode by the declared charset, else UTF-8; one BOM goes, undecodable bytes become U+FFFD."""
    declared = _CHARSET.search(content_type or "")
    charset = declared[1] if declared and _is_charset(declared[1]) else "utf-8"
    return body.decode(charset, "replace").removeprefix("\ufeff")


def _is_charset(name: str) -> bool:
    """Whether Python knows a charset of that name that is one for text on the wire."""
    try:
        found = codecs.lookup(name)
    except LookupError:
        return False
    return found._is_text_encoding and found.name.replace("-", "_") not in _PYTHONS_OWN
