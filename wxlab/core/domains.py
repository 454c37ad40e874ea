"""The domain lists of the admin console (``Wx(check_domains=True)``).

The platform's rules, each of which has cost somebody an evening: there is one list for each API;
https only; no IP address, no localhost; a domain does not cover its sub-domains; an entry without
a port allows URLs without a port and nothing else, not even ``:443``; an entry with a port allows
just that port. One exception is wxlab's: a practice server's loopback origin may be listed.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

_LOOPBACK = ("127.0.0.1", "localhost")
_IP = re.compile(r"[0-9.]+|.*:.*")


class Origin(NamedTuple):
    """Scheme, host and the port as written (``None`` where none is written)."""

    scheme: str
    host: str
    port: int | None


def origin(text: str) -> Origin:
    """Read an entry of a list, or a URL; ``ValueError`` names what cannot be read."""
    parts = urlsplit(text.strip())
    host = (parts.hostname or "").lower().rstrip(".")
    if not parts.scheme or not host:
        raise ValueError(
            f'domains: {text!r} should look like "https://host" or "https://host:port"'
        )
    return Origin(parts.scheme.lower(), host, parts.port)


def allowed(url: Origin, listed: Iterable[Origin]) -> bool:
    """Whether a URL may be used with a list."""
    if url.host in _LOOPBACK:
        return url.port is not None and url in set(listed)
    if url.scheme != "https" or _IP.fullmatch(url.host):
        return False
    return url in set(listed)
