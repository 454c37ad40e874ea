"""One transfer on the network thread: its turn, its clock, its one ending.

Whoever decides first (the answer, a failure, the clock, the caller's ``abort``) decides; the
listener keeps that decision. Cleaning up and telling the listener is the last thing that the
asyncio task does, unless it is cancelled before its first step: then it never does anything.
"""

import asyncio
import logging
import secrets
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

import aiohttp
from multidict import CIMultiDict

from wxlab.core import headers, multipart
from wxlab.core.failure import Failure
from wxlab.core.lifecycle import Happened
from wxlab.core.progress import Progress
from wxlab.core.timing import Marks
from wxlab.net import failures
from wxlab.net.address import Address
from wxlab.net.body import Content, Letter
from wxlab.net.clock import now
from wxlab.net.exchange import Exchange, request_headers
from wxlab.net.files import Source, Target
from wxlab.net.intake import Intake, Write, decoded, known_length
from wxlab.net.order import Answer, Listener, Order
from wxlab.net.whole import Response, Whole

if TYPE_CHECKING:
    from wxlab.net.engine import Engine

LOG = logging.getLogger("wxlab")

MAX_TEXT_BYTES = 32 * 1024 * 1024
"""The most that the answer to an upload or a request may bring: it stands in memory."""

_JSON = "application/json"
"""The ``Content-Type`` of a request that has none of its own."""


@dataclass(eq=False, slots=True)
class Transfer:
    """Runs one order for one engine and tells one listener."""

    engine: "Engine"
    order: Order
    listener: Listener
    marks: Marks = field(default_factory=Marks)
    _task: asyncio.Task[None] | None = None
    _exchange: Exchange | None = None
    _progress: Progress | None = None
    _header: dict[str, str] = field(default_factory=dict)
    _cookies: tuple[str, ...] = ()
    _body_out: bool = False
    _answered: bool = False
    _begun: bool = False
    _running: bool = False
    _over: bool = False

    def begin(self) -> None:
        """Take a place, or wait for one."""
        self._begun = True
        self.engine.live.add(self)
        self.marks.queue_start = self.marks.queue_end = now()
        slots = self.engine.slots[self.order.api]
        if self.engine.interrupted:
            self._fail(Failure("interrupted"))
        elif self.engine.settings.overflow == "fail" and slots.full:
            kind = self.order.api.removesuffix("File")
            self._fail(Failure(f"{kind}-overflow", limit=slots.limit))
        elif slots.enter(self):
            self.start(self.marks.queue_start)

    def start(self, moment: int | None = None) -> None:
        """Its turn has come: the clock starts now, or at a ``moment`` if it has not waited."""
        if self.listener.failed:
            self._finish(None)  # aborted while it waited; the news is still on its way
            return
        self.marks.queue_end = moment or now()
        self.listener.happened(Happened.STARTED)
        self.engine.deadlines.set(self._expire, self.order.timeout_ms / 1000)
        self._task = asyncio.get_running_loop().create_task(self._run())

    def cancel(self) -> None:
        """End at once; the listener has decided why. Before ``begin`` there is nothing to end."""
        if self._over or not self._begun:
            return
        if self._task is None:
            self._finish(None)
            return
        if self._exchange is not None:
            self._exchange.abort()
        self._task.cancel()
        if not self._running:
            self._finish(None)

    def _expire(self) -> None:
        if self.listener.decide(Failure("timeout")):
            self.cancel()

    def _fail(self, failure: Failure) -> None:
        self.listener.decide(failure)
        self._finish(None)

    def _finish(self, answer: Answer | None) -> None:
        self._over = True
        self._task = None  # what it raised would keep all that it was about
        self.engine.deadlines.drop(self._expire)
        if self._exchange is not None:
            # A graceful close would wait for ever for bytes that the server does not take.
            self._exchange.end(cut=answer is None, unfinished=not self._body_out)
            self._exchange = None
        self.marks.estimates = self.engine.observer.estimates
        self.marks.ended = now()
        self.engine.leave(self)
        self.listener.finished(answer, self.marks, alone=not self.engine.live)

    # -- what happens between start and done ---------------------------------------------------

    async def _run(self) -> None:
        self._running = True
        try:
            match self.order.api:
                case "uploadFile":
                    answer = await self._upload()
                case "downloadFile":
                    answer = await self._download()
                case _:
                    answer = await self._request()
        except (asyncio.CancelledError, GeneratorExit):
            self._fail(Failure("abort"))
        except BaseException as error:
            if not isinstance(error, failures.EXPECTED):
                LOG.error("unexpected error in a transfer", exc_info=error)
            self._fail(failures.from_exception(error))
        else:
            self._finish(answer)

    async def _upload(self) -> Answer:
        order = self.order
        assert order.path is not None
        source = Source(order.path, order.shown_path)
        try:
            boundary = f"----wxlab{secrets.token_hex(12)}"
            frame = multipart.frame(boundary, order.form, order.name, order.file_name)
            self._progress = Progress(source.size)
            letter = Letter.of_file(frame, source)
            sent = self._headers(letter.content_type)
            response = await self._response("POST", sent, letter)
            body = bytearray()
            await self._receive(response, self._text_limit, body.extend, None)
        finally:
            source.close()
        answer = self._answer(response)
        answer.data = await decoded(body, response.headers.get("Content-Type"))
        return answer

    async def _download(self) -> Answer:
        target = Target(self.engine.root, self.order.path, self.order.shown_path)
        try:
            response = await self._response("GET", self._headers(None), None)
            self._progress = Progress(known_length(response))
            limit = self.engine.settings.max_download_bytes
            await self._receive(response, limit, target.write, self._progress)
            target.close()
        except BaseException:
            target.discard()
            raise
        answer = self._answer(response)
        answer.target = target
        return answer

    async def _request(self) -> Answer:
        order, body = self.order, bytearray()
        sent = self._headers(None)
        kind = sent.setdefault("Content-Type", _JSON)
        letter = None if order.content is None else Letter(Content(order.content), kind)

        def write(piece: bytes | memoryview) -> None:
            body.extend(piece)
            if order.chunked:
                self.listener.received(bytes(piece))

        response = await self._response(order.method, sent, letter)
        self._progress = Progress(known_length(response))
        await self._receive(response, self._text_limit, write, self._progress)
        answer = self._answer(response)
        answer.as_json = order.as_json
        answer.data = bytes(body)
        if order.as_text:
            answer.data = await decoded(body, response.headers.get("Content-Type"))
        return answer

    @property
    def _text_limit(self) -> int:
        return min(MAX_TEXT_BYTES, self.engine.settings.max_download_bytes)

    def _headers(self, content_type: str | None) -> CIMultiDict[str]:
        settings = self.engine.settings
        return request_headers(
            self.order.header, settings.referer, settings.user_agent, content_type
        )

    async def _response(
        self, method: str, sent: CIMultiDict[str], letter: Letter | None
    ) -> Response:
        self._exchange = Exchange(
            self.engine.session(),
            self.order.url,
            sent,
            self._admit,
            self,
            self.marks,
            self.engine.tls,
            self.engine.observer,
            method,
            letter,
            self.order.follow,
        )
        response = await self._exchange.answer()
        self._answered = True
        self.listener.happened(Happened.ANSWERED)
        message = self.marks.hops[-1].message
        assert message is not None
        received = message.response_headers
        self._header, self._cookies = headers.joined(received), headers.cookies(received)
        whole = isinstance(response, Whole)
        self.listener.answered(response.status, self._header, self._cookies, whole)
        return response

    async def _receive(
        self, response: Response, limit: int, write: Write, progress: Progress | None
    ) -> None:
        exchange = self._exchange
        assert exchange is not None
        intake = Intake(response.headers.get("Content-Encoding"), limit, write)

        def told() -> None:
            if progress is not None and (tick := progress.reached(intake.total)) is not None:
                self.listener.progressed(tick)

        try:
            if response.method != "HEAD" and (response.content_length or 0) > limit:
                raise Failure("file-too-large")
            # What follows a success of CONNECT belongs to a tunnel that nobody wants here.
            tunnel = response.method == "CONNECT" and response.ok
            if not tunnel:
                await intake.read(response, told)
            told()
            if progress is not None and (tick := progress.ended()) is not None:
                self.listener.progressed(tick)
        except aiohttp.ClientPayloadError:
            if (reason := exchange.lost()) is not None:
                raise failures.from_exception(reason) from None
            raise
        finally:
            if not response.closed:  # as it is when the body came whole
                exchange.abort()  # at once: TLS would go on for as long as its server sends
                response.close()
        hop = self.marks.hops[-1]
        if hop.message is not None:
            hop.message.response_body_size = intake.total
        if not self._body_out:
            # Answered before the body was out: what is left of it must not keep the socket open.
            exchange.abort(unfinished=True)

    def _answer(self, response: Response) -> Answer:
        return Answer(response.status, self._header, self._cookies, self.marks)

    def _admit(self, where: Address) -> None:
        settings = self.engine.settings
        if not settings.check_domains:
            return
        ruling = settings.ruled(self.order.api, str(where.url), where.origin)
        if not ruling.allowed:
            raise Failure("domain", because=asdict(ruling))

    # -- what the exchange tells on its way ----------------------------------------------------

    def sent(self, done: int) -> None:
        """File bytes handed to the network; an early answer ends the counting."""
        progress = None if self._answered else self._progress
        if progress is not None and (tick := progress.reached(done)) is not None:
            self.listener.progressed(tick)

    def body_ended(self) -> None:
        """The request is out, whole."""
        self._body_out = True
        hop = self.marks.hops[-1]
        hop.request_end = hop.request_end or now()
        self.listener.happened(Happened.SENT)

    def redirected(self) -> None:
        """Another request follows."""
        self._body_out = False
        self.listener.happened(Happened.REDIRECTED)
