"""A request's real bytes, cut into pieces that have names.

A second opinion: it knows nothing of the code that wrote the request, and reads what went out as
a server must. Sources: RFC 9112 sections 2 and 3 (message, request line), RFC 2046 section 5.1 and
RFC 7578 (parts), HTML standard, "multipart/form-data encoding algorithm" (names between quotes).
The kinds of pieces are the keys of ``wxlab.spec.anatomy.NOTES``, which explains them.

    method target version CRLF  headers CRLF CRLF
    --boundary CRLF  headers CRLF CRLF  content CRLF  --boundary CRLF ...  --boundary-- CRLF
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_OTHER = "·"
_ESCAPES = {"\r": r"\r", "\n": r"\n", "\t": r"\t"}

# Of contents only so much of the beginning and of the end is shown, in bytes.
_SHOWN = {"value": (200, 0), "file": (64, 32), "unknown": (64, 32)}

# Values of request headers that are kinds of their own; the others are "header-value".
_TOLD_APART = frozenset({"host", "referer", "user-agent", "content-type", "content-length"})

_BOUNDARY = re.compile(rb';[ \t]*boundary="?([^";\s]+)', re.IGNORECASE)
# A quotation mark inside is %22, so the next one ends the name. It may have been cut off.
_NAME = re.compile(rb';[ \t]*(name|filename)="([^"]*)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of a request and what they are.

    ``data`` holds the very bytes, ``text`` shows them. Long contents show only where they begin
    and end: ``data`` is whole, ``text`` is not, and a gap (kind ``"gap"``, no ``data``) between
    them counts in ``left_out`` the bytes that no ``text`` shows, kept or not. In ``text`` the
    control characters CR, LF and tab are ``\\r``, ``\\n`` and ``\\t``, and whatever else cannot be
    shown is a middle dot.
    """

    kind: str
    data: bytes
    text: str
    left_out: int = 0


def pieces(first: bytes, last: bytes, total: int) -> tuple[Piece, ...]:
    """Cut a request into pieces, in wire order; any bytes will do, and it may stop anywhere.

    ``first`` and ``last`` are its first and last bytes (they may overlap), ``total`` is how many
    went out. Joining all ``data`` gives what is kept, each byte once.
    """
    hole = max(total - len(first) - len(last), 0)
    cutter = _Cutter()
    if hole:
        cutter.begin(first)
        cutter.resume(hole, last)
    else:
        cutter.begin(first + last[len(first) + len(last) - total :])
    cutter.close()
    return tuple(cutter.found)


class _Cutter:
    """Reads from ``at`` on, and collects what it has found."""

    def __init__(self) -> None:
        self.found: list[Piece] = []
        self._data = b""
        self._at = 0
        self._boundary = b""
        self._show = _header_text
        self._kind = "value"
        # Content that the end of the data cut off: it may go on behind a hole.
        self._open = ("unknown", b"")

    def begin(self, data: bytes) -> None:
        """Read a request from its first byte."""
        self._data = data
        self._request_line()
        if not self._headers("header-name", self._header_value):
            return
        self._show = _text
        # Only the first boundary has no line end before it.
        opening = b"--" + self._boundary
        whole = self._at + len(opening)
        opens = opening.startswith(data[self._at : whole]) and self._ends_line(whole)
        if not (self._boundary and opens):
            self._content("unknown")
        self._parts()

    def resume(self, hole: int, data: bytes) -> None:
        """Go on behind a hole of so many bytes."""
        kind, before = self._open
        self._open = ("unknown", b"")
        self._show = _text
        self._data, self._at = data, 0
        self._at = self._next_delimiter()
        # The file is the last part, so it goes on. Anything else may have ended in the hole.
        then = "file" if kind == "file" else "unknown"
        self.found += _around_hole(kind, before, hole, then, data[: self._at])
        self._parts()

    def close(self) -> None:
        """There is no more."""
        self.found += _shortened(*self._open)

    # Each of these moves ``at``; what the end of the data cuts off is the same piece, only shorter.

    def _take(self, kind: str, end: int) -> None:
        data = self._data[self._at : end]
        if data:
            self.found.append(Piece(kind, data, self._show(data)))
            self._at += len(data)

    def _take_line_end(self, kind: str = "line-end") -> None:
        self._take(kind, self._at + 2)

    def _line(self) -> int:
        """Where the line ends, before its CR and LF."""
        end = self._data.find(b"\r\n", self._at)
        return end if end >= 0 else len(self._data) - self._data.endswith(b"\r", self._at)

    def _request_line(self) -> None:
        end = self._line()
        for kind in ("method", "target"):
            space = self._data.find(b" ", self._at, end)
            if space >= 0:
                self._take(kind, space)
                self._take("space", space + 1)
            else:
                self._take(kind, end)
        self._take("version", end)
        self._take_line_end()

    def _headers(self, kind: str, take_value: Callable[[str, int], None]) -> bool:
        """Lines up to a blank one; whether it came."""
        while self._at < len(self._data):
            if self._data[self._at : self._at + 2] in (b"\r\n", b"\r"):
                self._take_line_end("blank-line")
                return True
            end = self._line()
            start = self._at
            colon = self._data.find(b":", start, end)
            self._take(kind, colon if colon >= 0 else end)
            if colon >= 0:
                name = self._data[start:colon].decode("latin-1").lower()
                blank = colon + 1
                while self._data[blank : blank + 1] in (b" ", b"\t"):
                    blank += 1
                self._take("colon", blank)
                take_value(name, end)
            self._take_line_end()
        return False

    def _header_value(self, name: str, end: int) -> None:
        if name == "content-type":
            found = _BOUNDARY.search(self._data, self._at, end)
            if found is not None:
                self._boundary = found[1]
                self._take(name, found.start(1))
                self._take("boundary", found.end(1))
        self._take(name if name in _TOLD_APART else "header-value", end)

    def _part_header_value(self, name: str, end: int) -> None:
        if name == "content-disposition":
            for found in _NAME.finditer(self._data, self._at, end):
                kind = found[1].decode().lower()
                self._take("disposition", found.start(2))
                self._take(kind, found.end(2))
                if kind == "filename":
                    self._kind = "file"
            self._take("disposition", end)
        else:
            self._take("part-type" if name == "content-type" else "header-value", end)

    def _parts(self) -> None:
        """From one boundary to the end, each part with its headers and its content."""
        while self._at < len(self._data):
            if self._data.startswith(b"\r", self._at):
                self._take_line_end("content-end")
            self._take("delimiter", self._at + 2)
            self._take("boundary", self._at + len(self._boundary))
            if self._data.startswith(b"-", self._at):
                self._take("closing", self._at + 2)
                self._take_line_end()
                self._open = ("unknown", self._data[self._at :])
                return
            self._take_line_end()
            self._kind = "value"
            if self._headers("part-header", self._part_header_value):
                self._content(self._kind)

    def _content(self, kind: str) -> None:
        """What stands before the next boundary, or before the end."""
        end = self._next_delimiter()
        content = self._data[self._at : end]
        self._at = end
        if end == len(self._data):
            self._open = (kind, content)
        else:
            self.found += _shortened(kind, content)

    def _next_delimiter(self) -> int:
        """Where CR, LF, two dashes and the boundary stand; the end of the data if nowhere."""
        data, mark = self._data, b"\r\n--" + self._boundary
        if not self._boundary:
            return len(data)
        at = data.find(mark, self._at)
        while at >= 0 and not self._ends_line(at + len(mark)):
            at = data.find(mark, at + 1)
        if at >= 0:
            return at
        # Cut off, it counts only past its dashes: a line of dashes is common in texts.
        common = len(mark) - len(mark.lstrip(b"\r\n-"))
        at = data.rfind(b"\r\n", self._at)
        cut_off = at >= 0 and len(data) - at > common and mark.startswith(data[at:])
        return at if cut_off else len(data)

    def _ends_line(self, at: int) -> bool:
        """Whether a boundary that ends here is whole; else its name goes on and is another."""
        rest = self._data[at : at + 4]
        if len(rest) < 4 and b"--\r\n".startswith(rest):
            return True
        return rest.startswith((b"\r\n", b"--\r\n")) or rest in (b"\r", b"")


def _shortened(kind: str, content: bytes) -> Iterator[Piece]:
    head, tail = _SHOWN[kind]
    if len(content) > head + tail:
        split = len(content) - tail
        yield from _around_hole(kind, content[:split], 0, kind, content[split:])
    elif content:
        yield Piece(kind, content, _content_text(kind, content))


def _around_hole(kind: str, before: bytes, hole: int, then: str, after: bytes) -> Iterator[Piece]:
    begins = before[: _whole_characters(kind, before, _SHOWN[kind][0])]
    ends = after[max(len(after) - _SHOWN[then][1], 0) :]
    if before:
        yield Piece(kind, before, _content_text(kind, begins))
    left_out = len(before) - len(begins) + hole + len(after) - len(ends)
    yield Piece("gap", b"", "", left_out)
    if after:
        yield Piece(then, after, _content_text(then, ends))


def _whole_characters(kind: str, data: bytes, size: int) -> int:
    """At most ``size``, so that no character of a text is cut in two."""
    if kind == "value" and len(data) > size:
        for end in range(size, size - 4, -1):
            if data[end] & 0xC0 != 0x80:  # UTF-8: no character begins with these bits
                return end
    return size


def _content_text(kind: str, data: bytes) -> str:
    if kind == "value":
        return _text(data)
    return "".join(chr(byte) if 0x20 <= byte < 0x7F else _OTHER for byte in data)


def _text(data: bytes) -> str:
    return _visible(data.decode("utf-8", "surrogateescape"))


def _header_text(data: bytes) -> str:
    """Headers of a request are Latin-1 where they are not UTF-8."""
    try:
        return _visible(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _visible(data.decode("latin-1"))


def _visible(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(_ESCAPES.get(each) or (each if _is_shown(each) else _OTHER) for each in text)


def _is_shown(character: str) -> bool:
    # Python counts no space but the common one as printable; Chinese texts have a wide one.
    return character.isprintable() or unicodedata.category(character) == "Zs"
