"""A URL as a browser reads it (WHATWG URL standard).

What is already percent-encoded stays as it is, letter for letter: signed URLs depend on it.
"""

import base64
import re
import socket
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit

from yarl import URL

from wxlab.core.domains import Origin
from wxlab.core.failure import Failure

# The WHATWG path and query percent-encode sets, said as what is *not* encoded.
_PATH_SAFE = "!$%&'()*+,-./:;=@[]_|~\\"
_QUERY_SAFE = "!$%&()*+,-./:;=?@[]_`{|}~\\^"
_CONTROL_OR_SPACE = "".join(map(chr, range(0x21)))
_DOT = re.compile(r"\.|%2e", re.IGNORECASE)
_ENDS_IN_NUMBER = re.compile(r"(^|\.)([0-9]+|0x[0-9a-f]*)\.?$")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_LABEL = re.compile(r".{1,63}", re.DOTALL)
_LONGEST_HOST = 1000  # before it is encoded; a name on the wire has 253 characters at most
_LONGEST_REMEMBERED = 2000
_DEFAULT_PORT = {"http": 80, "https": 443}


class Address(NamedTuple):
    """Where a request goes: the wire form of the URL, its origin as written, its credentials."""

    url: URL
    origin: Origin
    authorization: str | None

    @property
    def host(self) -> str:
        """Host name in wire form (punycode), lower case."""
        return self.origin.host

    @property
    def secure(self) -> bool:
        """Whether TLS is spoken."""
        return self.origin.scheme == "https"

    def same_origin(self, other: "Address") -> bool:
        """Same scheme, host and effective port: credentials may go along."""
        return self._effective == other._effective

    @property
    def _effective(self) -> Origin:
        return self.origin._replace(port=self.origin.port or _DEFAULT_PORT[self.origin.scheme])


def parse(text: str) -> Address:
    """Read a URL; ``Failure("invalid-url")`` when scheme, host or port cannot be used."""
    return _remembered(text) if len(text) <= _LONGEST_REMEMBERED else _read(text)


def _read(text: str) -> Address:
    scheme, colon, rest = _tidied(text).partition(":")
    if not colon or scheme.lower() not in _DEFAULT_PORT:
        raise Failure("invalid-url")
    try:
        # For http a browser takes a backslash for a slash, and any number of them.
        before_query, mark, after = _split(rest)
        tidy = "//" + before_query.replace("\\", "/").lstrip("/") + mark + after
        return _assembled(scheme.lower(), tidy)
    except (ValueError, OSError):
        raise Failure("invalid-url") from None


# A program asks for few addresses, again and again.
_remembered = lru_cache(maxsize=128)(_read)


def _tidied(text: str) -> str:
    return re.sub(r"[\t\r\n]", "", text.strip(_CONTROL_OR_SPACE))


def _split(text: str) -> tuple[str, str, str]:
    """What stands before a query or fragment, its mark, and what stands after."""
    mark = re.search(r"[?#]", text)
    return (text, "", "") if mark is None else (text[: mark.start()], mark[0], text[mark.end() :])


def _assembled(scheme: str, rest: str) -> Address:
    parts = urlsplit(f"{scheme}:{rest}")
    port = parts.port  # ValueError when it is no port
    if port == 0 or not parts.hostname:
        raise ValueError(rest)
    host = _host(parts.hostname)
    shown = f"[{host}]" if ":" in host else host
    path = quote(_without_dots(parts.path) or "/", safe=_PATH_SAFE, errors="surrogateescape")
    query = quote(parts.query, safe=_QUERY_SAFE, errors="surrogateescape")
    netloc = shown if port is None else f"{shown}:{port}"
    wire = f"{scheme}://{netloc}{path}" + (f"?{query}" if query else "")
    return Address(URL(wire, encoded=True), Origin(scheme, host, port), _basic(parts.netloc))


def _host(name: str) -> str:
    if len(name) > _LONGEST_HOST or any(character in name for character in ' "<>^`{|}%\\\x7f'):
        raise ValueError(name)
    host = (URL.build(scheme="http", host=name).raw_host or "").lower()
    if ":" not in host and not all(map(_LABEL.fullmatch, host.removesuffix(".").split("."))):
        raise ValueError(name)  # no DNS could hold it, and Python's would raise much later
    if _ENDS_IN_NUMBER.search(host):
        # 127.1 and 0x7f000001 are the addresses that browsers, and this function, read.
        return socket.inet_ntoa(socket.inet_aton(host.removesuffix(".")))
    return host


def _without_dots(path: str) -> str:
    """Resolve ``.`` and ``..`` (also written ``%2e``), as section 4.4 of the URL standard does."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for index, segment in enumerate(segments):
        plain = _DOT.sub(".", segment) if len(segment) <= 6 else segment
        last = index == len(segments) - 1
        if plain == "..":
            del kept[-1:]
        elif plain != ".":
            kept.append(segment)
            continue
        if last:
            kept.append("")
    return "/" + "/".join(kept)


def _basic(netloc: str) -> str | None:
    """``user:password@`` in a URL becomes a Basic ``Authorization`` (RFC 7617, UTF-8)."""
    credentials, at, _ = netloc.rpartition("@")
    if not at:
        return None
    user, _, password = credentials.partition(":")
    token = unquote_to_bytes(user) + b":" + unquote_to_bytes(password)
    return "Basic " + base64.b64encode(token).decode("ascii")


def origin(url: object) -> Origin | None:
    """Where a URL leads; ``None`` for what is none."""
    try:
        return parse(url).origin if isinstance(url, str) else None
    except Failure:
        return None


def listed(entry: object) -> Origin:
    """Read an entry of a domain list; ``ValueError`` says what one looks like."""
    where = origin(entry)
    if where is None:
        raise ValueError(
            f'domains: {entry!r} should look like "https://host" or "https://host:port"'
        )
    return where._replace(host=where.host.removesuffix("."))


def redirected(current: Address, location: str) -> Address:
    """Where a ``Location`` leads from here."""
    text = _tidied(location)
    if _SCHEME.match(text):
        return parse(text)  # urljoin takes an absolute URL without a host for a relative one
    path, mark, rest = _split(text)
    path = path.replace("\\", "/")
    if path.startswith("//"):
        return parse(f"{current.origin.scheme}:{path}{mark}{rest}")
    if mark == "?" and not path:
        return parse(str(current.url.with_query(None)) + mark + rest)
    return parse(urljoin(str(current.url.with_query(None)), path) + mark + rest)
