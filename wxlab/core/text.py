"""``res.data`` of an upload: the body as a string, never parsed (``uploadFile.success.data``)."""

import re

_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)


def decoded(body: bytes, content_type: str | None) -> str:
    """Decode by the declared charset, else UTF-8; one BOM goes, undecodable bytes become U+FFFD."""
    declared = _CHARSET.search(content_type or "")
    try:
        text = body.decode(declared[1] if declared else "utf-8", "replace")
    except (LookupError, UnicodeError):
        # No such charset, or one that is no charset for text ("undefined" is both seen and real).
        text = body.decode("utf-8", "replace")
    return text.removeprefix("\ufeff")
