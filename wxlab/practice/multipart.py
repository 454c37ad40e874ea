"""Cut a multipart/form-data body into its parts while it arrives.

Written for the server alone, from RFC 7578 and RFC 2046 section 5.1: the client's framing is
another piece of code, so that the two cannot agree on a mistake.

    preamble  --B CRLF  headers CRLF CRLF  data CRLF  --B CRLF ...  --B--  epilogue
"""

import hashlib
import re
from dataclasses import dataclass
from itertools import islice

MAX_PARTS = 1_000
MAX_PART_HEADER_BYTES = 16 * 1024
MAX_ALL_HEADER_BYTES = 1024 * 1024
MAX_PARAMETERS = 16  # that are looked at in one header; more would cost time
MAX_BOUNDARY_BYTES = 200  # RFC 2046 allows 70; some programs send more


class MultipartError(ValueError):
    """The body is not what its Content-Type says; ``en`` and ``zh`` tell what is wrong."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.en = en
        self.zh = zh


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a form, as it arrived.

    ``name`` and ``filename`` stand exactly as sent (a quotation mark may read ``%22``);
    ``filename`` is None for a field. ``size`` in bytes and ``sha256`` are those of the whole
    part; ``data`` is its beginning, as much as the log keeps.
    """

    name: str
    filename: str | None
    content_type: str | None
    headers: tuple[tuple[str, str], ...]
    size: int
    sha256: str
    data: bytes

    @property
    def text(self) -> str:
        """``data`` read as UTF-8, undecodable bytes replaced."""
        return self.data.decode("utf-8", "replace")

    def __repr__(self) -> str:
        file = "" if self.filename is None else f" file {self.filename!r}"
        return f"<Part {self.name!r}{file}: {self.size:,} bytes>"


def boundary_of(content_type: str) -> bytes:
    """The boundary that a Content-Type announces.

    Raises MultipartError when it is not multipart/form-data or has no boundary.
    """
    kind = content_type.partition(";")[0].strip()
    if kind.lower() != "multipart/form-data":
        raise MultipartError(
            f"expected Content-Type: multipart/form-data; boundary=..., got {kind or 'none'}",
            f"应为 Content-Type: multipart/form-data; boundary=…，收到的是 {kind or '（无）'}",
        )
    boundary = _parameter(content_type, "boundary")
    if not boundary or len(boundary) > MAX_BOUNDARY_BYTES:
        raise MultipartError(
            "Content-Type says multipart/form-data but has no usable boundary=...; it was probably"
            " set by hand: leave it to the client, which knows the boundary",
            "Content-Type 是 multipart/form-data，却没有可用的 boundary=…；"
            "多半是手动设置的：请不要设置它，由客户端生成",
        )
    return boundary.encode("latin-1", "replace")


# A quoted value ends at the quotation mark before ";" or the end, so a backslash stays a
# backslash, as browsers mean it.
_PARAMETER = re.compile(r';\s*([^\s=;"]+)\s*=\s*(?:"(.*?)"\s*(?=;|$)|([^;]*))', re.DOTALL)


def _parameter(header: str, name: str) -> str | None:
    """A parameter of a header value, as sent: ``; name="value"`` or ``; name=value``."""
    for found in islice(_PARAMETER.finditer(header), MAX_PARAMETERS):
        key, quoted, bare = found.groups("")
        if key.lower() == name:
            return quoted or bare.strip()
    return None


class MultipartParser:
    """Feed it the body in pieces of any size; read ``parts`` at any time.

    ``keep`` bounds the bytes kept of all parts together; sizes and digests are exact anyway.
    """

    def __init__(self, boundary: bytes, keep: int) -> None:
        self.parts: list[Part] = []
        self._keep = keep
        self._delimiter = b"\r\n--" + boundary
        # The first boundary has no line before it: lend it a line end.
        self._buffer = bytearray(b"\r\n")
        self._lent = 0
        self._headers: tuple[tuple[str, str], ...] = ()
        self._header_bytes = 0
        self._size, self._data, self._digest = 0, bytearray(), hashlib.sha256()
        self._step = self._skip_preamble

    def feed(self, data: bytes) -> None:
        """Take the next bytes. Raises MultipartError; nothing may be fed after that."""
        self._buffer += data
        while self._step():
            pass

    def close(self) -> None:
        """Say that the body is over. Raises MultipartError when its end is missing."""
        if self._step != self._skip_epilogue:
            raise MultipartError(
                "the body ends before its closing boundary (--boundary--)",
                "请求体在结束边界（--boundary--）之前就结束了",
            )

    # Each step returns whether there is more to do with what the buffer holds.

    def _skip_preamble(self) -> bool:
        at = self._buffer.find(self._delimiter)
        if at < 0:
            del self._buffer[: -len(self._delimiter)]
            return False
        del self._buffer[: at + len(self._delimiter)]
        self._step = self._read_boundary_end
        return True

    def _read_boundary_end(self) -> bool:
        if self._buffer.startswith(b"--"):
            self._step = self._skip_epilogue
            return True
        end = self._find_end(b"\r\n")
        if end < 0:
            return False
        if self._buffer[:end].strip(b" \t"):
            raise MultipartError(
                "a boundary is followed by something else on its line",
                "边界所在的行里还有别的内容",
            )
        del self._buffer[:end]  # its CRLF stays: a part without headers is CRLF CRLF
        self._step = self._read_headers
        return True

    def _read_headers(self) -> bool:
        end = self._find_end(b"\r\n\r\n")
        if end < 0:
            return False
        if len(self.parts) == MAX_PARTS:
            raise MultipartError(f"more than {MAX_PARTS:,} parts", f"超过 {MAX_PARTS:,} 个部分")
        self._header_bytes += end
        if self._header_bytes > MAX_ALL_HEADER_BYTES:
            raise _too_long("all parts together", "所有部分", MAX_ALL_HEADER_BYTES)
        self._headers = _header_pairs(bytes(self._buffer[2:end]))
        self._size, self._data, self._digest = 0, bytearray(), hashlib.sha256()
        # Data may be empty, and then its boundary follows the blank line directly.
        del self._buffer[: end + 2]
        self._lent = 2
        self._step = self._read_data
        return True

    def _read_data(self) -> bool:
        at = self._buffer.find(self._delimiter)
        # What may be the beginning of a boundary waits for the bytes that decide.
        self._take(at if at >= 0 else len(self._buffer) - len(self._delimiter) + 1)
        if at < 0:
            return False
        del self._buffer[: len(self._delimiter)]
        self._add_part()
        self._step = self._read_boundary_end
        return True

    def _skip_epilogue(self) -> bool:
        self._buffer.clear()
        return False

    def _take(self, count: int) -> None:
        if count <= 0:
            return
        piece = bytes(self._buffer[self._lent : count])
        del self._buffer[:count]
        self._lent = max(0, self._lent - count)
        self._size += len(piece)
        self._digest.update(piece)
        kept = piece[: self._keep]
        self._keep -= len(kept)
        self._data += kept

    def _add_part(self) -> None:
        values = {name.lower(): value for name, value in self._headers}
        disposition = values.get("content-disposition", "")
        self.parts.append(
            Part(
                name=_parameter(disposition, "name") or "",
                filename=_parameter(disposition, "filename"),
                content_type=values.get("content-type"),
                headers=self._headers,
                size=self._size,
                sha256=self._digest.hexdigest(),
                data=bytes(self._data),
            )
        )

    def _find_end(self, mark: bytes) -> int:
        """Where a boundary's line or a part's headers end; -1 while that is still to come."""
        # Only so far, whatever the buffer holds: how the body was fed must not matter.
        end = self._buffer.find(mark, 0, MAX_PART_HEADER_BYTES + 1)
        if end < 0 and len(self._buffer) > MAX_PART_HEADER_BYTES:
            raise _too_long("a part", "某个部分", MAX_PART_HEADER_BYTES)
        return end


def _too_long(whose: str, zh: str, limit: int) -> MultipartError:
    return MultipartError(
        f"the headers of {whose} are longer than {limit:,} bytes", f"{zh}的头超过 {limit:,} 字节"
    )


def _header_pairs(block: bytes) -> tuple[tuple[str, str], ...]:
    # Names and values as sent: UTF-8 is the rule in forms, other bytes stay visible as \xNN.
    lines = block.decode("utf-8", "backslashreplace").split("\r\n")
    pairs = (line.partition(":") for line in lines if line)
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)
