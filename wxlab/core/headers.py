"""Request headers: what the caller may set, and how values are written.

Sources: the rows ``….object.header`` (Referer cannot be set); RFC 9110 section 5 for names and
values.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from wxlab.core import javascript

REFERER = "https://servicewechat.com/{appid}/{version}/page-frame.html"

# Framing belongs to whoever writes the body: a caller's value would break the message, and
# "Expect: 100-continue" would wait for an answer that most servers never give.
_FRAMING = frozenset({"content-length", "transfer-encoding", "expect"})
_FIXED = {
    "uploadFile": frozenset({"referer", "user-agent", "content-type", "host"}) | _FRAMING,
    "downloadFile": frozenset({"referer", "user-agent"}) | _FRAMING,
    "request": frozenset({"referer", "user-agent"}) | _FRAMING,
}
_FIELD_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_VISIBLE = re.compile(r"[!-~]+")


def referer(appid: object, version: object) -> str:
    """The fixed ``Referer``. Raises ``ValueError`` for what could not stand in a header."""
    for name, value in ("appid", appid), ("version", version):
        if not _VISIBLE.fullmatch(str(value)):
            raise ValueError(f"{name} should be visible ASCII characters, not {value!r}")
    return REFERER.format(appid=appid, version=version)


@dataclass(frozen=True, slots=True)
class CheckedHeaders:
    """The headers to send, in the caller's order, and what was wrong with the others."""

    pairs: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def check(api: str, given: Mapping[object, object]) -> CheckedHeaders:
    """Turn the caller's ``header`` into pairs of strings.

    ``None`` is left out, numbers are written as JavaScript prints them, a name given twice in
    different case counts once (the later value).
    """
    chosen: dict[str, tuple[str, str]] = {}
    problems: list[str] = []
    warnings: list[str] = []
    for key, value in given.items():
        name = javascript.string(key)
        if name.lower() in _FIXED[api]:
            warnings.append(f"{api}: header {name!r} is set by wxlab itself; yours is ignored")
        elif (problem := _problem(name, javascript.string(value))) is not None:
            problems.append(problem)
        elif value is not None:
            chosen[name.lower()] = (name, javascript.string(value).strip(" \t"))
    return CheckedHeaders(tuple(chosen.values()), tuple(problems), tuple(warnings))


def _problem(name: str, value: str) -> str | None:
    where = f"parameter.header[{name!a}]"
    if not _TOKEN.fullmatch(name):
        return f"{where} should have an HTTP token as its name;"
    if not _FIELD_VALUE.fullmatch(value):
        return f"{where} should not contain control characters or characters outside Latin-1;"
    return None


# A server says nearly the same again and again.
@lru_cache(maxsize=16)
def pairs(raw: tuple[tuple[bytes, bytes], ...]) -> tuple[tuple[str, str], ...]:
    """Response headers as text, in wire order, blanks around values removed."""
    return tuple((_decoded(name), _decoded(value).strip()) for name, value in raw)


def joined(received: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Response headers as callbacks get them: names as sent, repeated names joined with ``,``."""
    return dict(_joined(received))


@lru_cache(maxsize=16)
def _joined(received: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    found: dict[str, tuple[str, list[str]]] = {}
    for name, value in received:
        found.setdefault(name.lower(), (name, []))[1].append(value)
    return tuple((name, ",".join(values)) for name, values in found.values())


@lru_cache(maxsize=16)
def cookies(received: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Every ``Set-Cookie`` value, in wire order."""
    return tuple(value for name, value in received if name.lower() == "set-cookie")


def _decoded(raw: bytes) -> str:
    """UTF-8 where it is UTF-8 (servers do send raw Chinese), else byte for byte."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
