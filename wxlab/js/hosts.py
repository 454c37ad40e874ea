"""Where a program's requests really go: an example's host can be a practice server's.

Documentation says ``https://example.com/upload``. With a practice server in its place the example
runs as it stands, and nothing leaves the machine.
"""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit


def mapped(url: Any, hosts: Any) -> Any:
    """The address to ask instead of ``url``; what is no web address stays as it is.

    ``hosts`` is a practice server, which then answers for every other machine, or a mapping from
    the beginning of a URL to a server, or to the beginning that takes its place; the longest one
    counts. ``None`` changes nothing.
    """
    if hosts is None or not isinstance(url, str) or not url.startswith(("http://", "https://")):
        return url
    if not isinstance(hosts, Mapping):
        return url if _is_here(url) else _at(hosts, url)
    begins = [begin for begin in hosts if _is_below(url, begin)]
    if not begins:
        return url
    longest = max(begins, key=len)
    place = hosts[longest]
    return place + url.removeprefix(longest) if isinstance(place, str) else _at(place, url)


def _at(server: Any, url: str) -> str:
    _, _, rest = url.partition("://")
    place = min((rest.find(mark) for mark in "/?#" if mark in rest), default=len(rest))
    address: str = server.url(rest[place:] if rest[place:].startswith("/") else f"/{rest[place:]}")
    return address


def _is_below(url: str, begin: str) -> bool:
    return url.startswith(begin) and (begin.endswith("/") or url[len(begin) :][:1] in ("", *"/?#"))


def _is_here(url: str) -> bool:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return True  # no address of anybody's; the call itself says so
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
