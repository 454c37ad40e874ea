"""A URL as a browser reads it (WHATWG URL standard).

What is already percent-encoded stays as it is, letter for letter: signed URLs depend on it.
"""

import base64
import re
import socket
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import SplitResult, quote, unquote_to_bytes, urljoin, urlsplit

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

# What is in its wire form already, but for its host: nothing to decode, to encode or to resolve.
USUAL = re.compile(
    r"(https?)://([a-z0-9.-]+)"
    r"(?::([1-9][0-9]{0,3}|[1-5][0-9]{4}))?"
    r"(?!.*/\.)((?:/[A-Za-z0-9._~/-]*)?)"
    r"(?:\?([A-Za-z0-9._~&=+%-]*))?"
)


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """What all addresses of one origin share; ``start`` is what their texts begin with."""

    origin: Origin
    netloc: str
    start: str
    root: URL


class Address(NamedTuple):
    """Where a request goes, what it asks for there (path and query), and its credentials."""

    site: Site
    target: str
    authorization: str | None

    @property
    def origin(self) -> Origin:
        """Scheme, host and port as written."""
        return self.site.origin

    @property
    def text(self) -> str:
        """The URL's wire form."""
        return self.site.start + self.target

    @property
    def url(self) -> URL:
        """The same for aiohttp."""
        path, _, query = self.target.partition("?")
        parts = SplitResult(self.origin.scheme, self.site.netloc, path, query, "")
        return URL(parts, encoded=True)

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
    try:
        if (usual := USUAL.fullmatch(text)) is not None:
            scheme, name, port, path, query = usual.groups("")
            return _address(_site(scheme, name, int(port) if port else None), path, query)
        return _tidied_address(text)
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


def _tidied_address(text: str) -> Address:
    """Whatever people write for a URL, as browsers make sense of it."""
    scheme, colon, rest = _tidied(text).partition(":")
    scheme = scheme.lower()
    if not colon or scheme not in _DEFAULT_PORT:
        raise ValueError(text)
    # For http a browser takes a backslash for a slash, and any number of them.
    before_query, mark, after = _split(rest)
    tidy = "//" + before_query.replace("\\", "/").lstrip("/") + mark + after
    parts = urlsplit(f"{scheme}:{tidy}")
    port = parts.port  # ValueError when it is no port
    if port == 0 or not parts.hostname:
        raise ValueError(text)
    path = quote(_without_dots(parts.path), safe=_PATH_SAFE, errors="surrogateescape")
    query = quote(parts.query, safe=_QUERY_SAFE, errors="surrogateescape")
    return _address(_site(scheme, parts.hostname, port), path, query, _basic(parts.netloc))


@lru_cache(maxsize=128)
def _site(scheme: str, name: str, port: int | None) -> Site:
    host = _host(name)
    shown = f"[{host}]" if ":" in host else host
    netloc = shown if port is None else f"{shown}:{port}"
    place = shown if port == _DEFAULT_PORT[scheme] else netloc
    root = URL(SplitResult(scheme, netloc, "/", "", ""), encoded=True)
    return Site(Origin(scheme, host, port), netloc, f"{scheme}://{place}", root)


def _address(site: Site, path: str, query: str, authorization: str | None = None) -> Address:
    path = path or "/"
    return Address(site, f"{path}?{query}" if query else path, authorization)


def _host(name: str) -> str:
    """A host in its wire form; ``ValueError`` or ``OSError`` for what can be none."""
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
