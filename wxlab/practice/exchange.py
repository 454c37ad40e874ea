"""One request and its answer, as a route sees them."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qs

from aiohttp import HttpVersion10, web
from aiohttp.http_exceptions import HttpProcessingError

from wxlab.practice.arrival import first_header
from wxlab.practice.bounds import Bounds
from wxlab.practice.buffers import LARGE_BUFFER_BYTES, SMALL_BUFFER_BYTES, set_receive_buffer
from wxlab.practice.cloud.account import Cloud
from wxlab.practice.connection import SERVER_NAME
from wxlab.practice.hold import Hold
from wxlab.practice.log import BODY_CAP, Entry, Log
from wxlab.practice.multipart import MultipartError, MultipartParser, boundary_of
from wxlab.practice.storage.account import Storage
from wxlab.practice.token import Token
from wxlab.practice.traffic import Flow


class RefusedError(Exception):
    """The request cannot be served; becomes an answer with `status` and both sentences."""

    def __init__(self, status: int, en: str, zh: str) -> None:
        super().__init__(en)
        self.status = status
        self.en = en
        self.zh = zh


@dataclass(slots=True, eq=False)
class Exchange:
    """What a route works with: the request, its entry in the log, and the server's limits.

    `up` and `down` are the ways of its request and of its answer over the server's link.
    `kbps` is the pace, in kilobits a second, at which its body is read, None for any.
    `malformed` tells, once the body was read, why it could not be cut into the parts of a form.
    `waited` counts the seconds spent waiting for the client to send more of it.
    """

    request: web.BaseRequest
    log: Log
    entry: Entry
    hold: Hold
    up: Flow
    down: Flow
    storage: Storage
    cloud: Cloud
    max_request_bytes: int
    bounds: Bounds
    token: Token
    kbps: int | None = None
    malformed: MultipartError | None = None
    waited: float = 0.0

    def header(self, name: str) -> str | None:
        """The first header of that name, in any case, as sent; None without one."""
        return first_header(self.entry.headers, name)

    @property
    def path(self) -> str:
        """The path of the request, decoded, without its query and the server's token."""
        return self.request.path.removeprefix(self.token.prefix) or "/"

    # ── the query ───────────────────────────────────────────────────────────────────────────

    def text(self, name: str) -> str | None:
        """A query parameter (the first of its name), or None. ``?name`` alone is ``""``."""
        query = self.request.raw_path.partition("?")[2]
        values = parse_qs(query, keep_blank_values=True, errors="replace").get(name)
        return values[0] if values else None

    def flag(self, name: str) -> bool:
        """Whether ``?name`` is there, and not switched off with ``=0``."""
        return self.text(name) not in (None, "0")

    def number(self, name: str, default: int, low: int, high: int) -> int:
        """A whole number of the query. Raises RefusedError (400) naming it and its bounds."""
        value = self.text(name)
        return default if value is None else whole_number(name, value, low, high)

    # ── the request's body ──────────────────────────────────────────────────────────────────

    async def read(
        self, kbps: int | None = None, *, most: int | None = None, keep: int = BODY_CAP
    ) -> None:
        """Read and log the whole body, at most at `kbps` kilobits per second and as the link does.

        `most`: stop when so many bytes were read, or soon after. What was read is not read again.
        `keep` bytes of its parts are kept, sizes and digests of all.
        Raises RefusedError (413) over the server's limit, ConnectionError when the client leaves.
        """
        entry = self.entry
        if entry.received:
            return
        kbps = self.kbps or kbps
        await self.up.passed(_head_bytes(f"{entry.method} {entry.path} HTTP/1.1", entry.headers))
        parser = self._parser(keep)
        whole = False
        try:
            await self._continue()
            if kbps is None and self.up.kbps is None and self.request.can_read_body:
                set_receive_buffer(self.request.transport, LARGE_BUFFER_BYTES)
            async for piece in self._pieces(kbps):
                self.log.read(self.entry, piece)
                self._cut(parser, piece)
                if self.entry.body_bytes > self.max_request_bytes:
                    raise self._too_large()
                if most is not None and self.entry.body_bytes >= most:
                    return
            whole = True
            self._cut(parser, None)
        finally:
            self.log.ended(self.entry, parser.parts if parser else (), whole)

    def _parser(self, keep: int) -> MultipartParser | None:
        length = self.request.content_length
        if length is not None and length > self.max_request_bytes:
            raise self._too_large()
        try:
            boundary = boundary_of(self.header("content-type") or "")
        except MultipartError as error:
            self.malformed = error
            return None
        return MultipartParser(boundary, keep)

    def _cut(self, parser: MultipartParser | None, piece: bytes | None) -> None:
        """Hand a piece, or the end (None), to the parser; its first complaint is the last."""
        if parser is None or self.malformed:
            return
        try:
            parser.close() if piece is None else parser.feed(piece)
        except MultipartError as error:
            self.malformed = error

    async def _continue(self) -> None:
        """Say that the body may come, to a client that asked first (curl does, over 1 MiB)."""
        if (self.header("expect") or "").lower() == "100-continue":
            await self.request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            # aiohttp's writer must not take this line for the beginning of the answer.
            self.request.writer.output_size = 0

    async def _pieces(self, kbps: int | None) -> AsyncIterator[bytes]:
        clock = asyncio.get_running_loop().time
        start = clock()
        size = SMALL_BUFFER_BYTES if kbps else LARGE_BUFFER_BYTES
        try:
            while piece := await self._next(min(size, self.up.slice_bytes or size)):
                await self.up.passed(len(piece))
                yield piece
                if kbps:
                    due = start + self.entry.body_bytes * 8 / (kbps * 1000)
                    await asyncio.sleep(max(0.0, due - clock()))
        except (web.RequestPayloadError, HttpProcessingError) as error:
            raise RefusedError(
                400, f"broken request body: {error}", "请求体的传输格式有误"
            ) from error

    async def _next(self, size: int) -> bytes:
        """What comes next of the body; a client may take its time, but not for ever."""
        clock = asyncio.get_running_loop().time
        start = clock()
        left = self.bounds.patience - self.waited
        try:
            async with asyncio.timeout(min(self.bounds.silence, left)):
                return await self.request.content.read(size)
        except TimeoutError:
            raise RefusedError(
                408, "the body of this request took too long", "请求体迟迟没有收齐"
            ) from None
        finally:
            self.waited += clock() - start

    def _too_large(self) -> RefusedError:
        limit = f"{self.max_request_bytes:,}"
        return RefusedError(
            413,
            f"the body is larger than this server takes: {limit} bytes",
            f"请求体超过本服务器的上限：{limit} 字节",
        )

    # ── the answer ──────────────────────────────────────────────────────────────────────────

    def answered(self, response: web.StreamResponse) -> None:
        """Sign the answer, and write its status down."""
        response.headers.setdefault("Server", SERVER_NAME)
        self.entry.status = response.status

    async def begin(self, response: web.StreamResponse) -> None:
        """Send the headers now; `write` the body after them."""
        await self.down.traffic.latency()
        self.answered(response)
        line = f"HTTP/1.1 {response.status} {response.reason}"
        await self.down.passed(_head_bytes(line, response.headers.items()))
        await response.prepare(self.request)

    async def write(self, response: web.StreamResponse, data: bytes) -> None:
        """Send a piece of the body, at the pace of the link."""
        async for piece in self.down.slices(data):
            await response.write(piece)

    async def finish(self, response: web.StreamResponse) -> None:
        """Send an answer that the route has only made, all but the end of its body.

        aiohttp sends that, or all of it when there is no link, after the log was told.
        """
        if response.prepared or self.down.traffic.link is None:
            self.answered(response)
            return
        await self.begin(response)
        if self.request.method == "HEAD" or not isinstance(response, web.Response):
            return
        body = response.body
        if not isinstance(body, bytes):
            return
        left = len(body)
        async for piece in self.down.slices(body):
            left -= len(piece)
            if left:
                await response.write(piece)
            else:
                response.body = piece

    @property
    def http10(self) -> bool:
        """The client speaks HTTP/1.0, which knows no chunks."""
        return self.request.version <= HttpVersion10


def plain_path(path: str) -> str:
    """A path as requests have it: with its slash, without a query."""
    return "/" + path.partition("?")[0].removeprefix("/")


def _head_bytes(line: str, headers: Iterable[tuple[str, str]]) -> int:
    """About how long a message is before its body."""
    return len(line) + 4 + sum(len(name) + len(value) + 4 for name, value in headers)


def whole_number(name: str, value: str, low: int, high: int) -> int:
    """`value` as an int from `low` to `high`. Raises RefusedError (400) naming it."""
    # ASCII digits only: int() takes much more. Python refuses to read endless ones.
    if value.isascii() and value.isdigit() and len(value) <= 20 and low <= int(value) <= high:
        return int(value)
    raise RefusedError(
        400,
        f"{name} should be a whole number from {low:,} to {high:,}, got {value[:40]!r}",
        f"{name} 应为 {low:,} 到 {high:,} 的整数，收到的是 {value[:40]!r}",
    )


def json_answer(value: object, status: int = 200) -> web.Response:
    """An answer of JSON that reads well: a line for each key, and for each item of a list."""
    # Half of a pair of surrogates, which no encoding knows, is written as JSON escapes it.
    body = _lines(value).encode("utf-8", "backslashreplace")
    return web.Response(status=status, body=body, content_type="application/json", charset="utf-8")


def _lines(value: object, indent: str = "") -> str:
    if isinstance(value, dict) and not indent:
        rows = [f"{_compact(key)}: {_lines(item, '  ')}" for key, item in value.items()]
        return "{\n  " + ",\n  ".join(rows) + "\n}\n"
    if isinstance(value, list) and value:
        rows = [f"{indent}  {_compact(item)}" for item in value]
        return "[\n" + ",\n".join(rows) + f"\n{indent}]" + ("" if indent else "\n")
    return _compact(value)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def text_answer(en: str, zh: str, status: int = 200) -> web.Response:
    """A short answer of two lines, English and Chinese."""
    return web.Response(status=status, text=f"{en}\n{zh}\n")


def phrase(status: int) -> str:
    """The usual words for a status code."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unassigned"
