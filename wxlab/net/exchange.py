"""One call's way through the network: request, redirects, answer.

Follows the fetch standard where the specification is silent: 301 and 302 turn a POST into a GET,
303 does so with everything but HEAD, 307 and 308 send it again, credentials do not follow to
another origin.
"""

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import aiohttp
from multidict import CIMultiDict

from wxlab.core.decoding import ACCEPTED
from wxlab.core.failure import Failure
from wxlab.core.timing import HopMarks, Marks, Message
from wxlab.net import address, kept
from wxlab.net.address import Address
from wxlab.net.body import Body, Letter
from wxlab.net.clock import now
from wxlab.net.hop import HOP, Hop, Observer
from wxlab.net.whole import HEADER_LIMIT, Response
from wxlab.net.wire import CONNECTING

MAX_REDIRECTS = 15
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# A request that may be made again without asking: it changes nothing (RFC 9110, section 9.2.1).
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_PRIVATE = ("Authorization", "Cookie", "Host", "Proxy-Authorization")

# What is read of a redirect's own body to keep its connection; a longer one costs the connection.
_REDIRECT_BODY = 64 * 1024


class Course(Protocol):
    """What an exchange tells on its way, on the network thread."""

    def sent(self, done: int) -> None:
        """File bytes handed to the network so far."""

    def body_ended(self) -> None:
        """The request is out, whole."""

    def redirected(self) -> None:
        """Another request follows."""


@dataclass(slots=True)
class Exchange:
    """The requests of one call, one after another, until one is answered for good.

    ``admit`` is asked before each of them; it raises ``Failure`` where it may not go.
    """

    session: aiohttp.ClientSession
    url: str
    headers: CIMultiDict[str]
    admit: Callable[[Address], None]
    course: Course
    marks: Marks
    tls: Callable[[], ssl.SSLContext]
    observer: Observer | None = None
    method: str = "GET"
    letter: Letter | None = None
    follow: bool = True
    hop: Hop | None = None
    _body_out: bool = False

    def abort(self, unfinished: bool = False) -> None:
        """Close the socket of the request under way."""
        if self.hop is not None:
            self.hop.abort(unfinished)

    def _body_ended(self) -> None:
        self._body_out = True
        self.course.body_ended()

    def end(self, cut: bool, unfinished: bool) -> None:
        """The request under way is over, answered or not; its connection is ``cut``, or kept."""
        if self.hop is not None:
            if cut:
                self.hop.abort(unfinished)
            self.hop.forget()
            self.hop = None

    def lost(self) -> BaseException | None:
        """Why the connection of the final response was lost, where the system gave a reason."""
        return self.hop.lost() if self.hop is not None else None

    async def answer(self) -> Response:
        """Return the final response, its body unread."""
        here = address.parse(self.url)
        self.admit(here)
        if here.authorization and "Authorization" not in self.headers:
            self.headers["Authorization"] = here.authorization
        for _ in range(MAX_REDIRECTS + 1):
            response = await self._request(here)
            location = response.headers.get("Location")
            if not self.follow or response.status not in _REDIRECTS or location is None:
                return response
            await self._let_go(response)
            there = address.redirected(here, location)
            self.admit(there)
            self._prepare_redirect(response.status, here, there)
            self.course.redirected()
            here = there
        raise Failure("redirects")

    async def _request(self, where: Address) -> Response:
        """One request. A kept-alive connection may have died unnoticed: a GET is then asked again.

        Never a POST or its like, which may have arrived, and never on a fresh connection.
        """
        start = now()
        while True:
            marks = HopMarks(host=where.host, fetch_start=start, secure=where.secure)
            self.marks.hops.append(marks)
            try:
                return await self._request_once(where, marks)
            except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError):
                if self.hop is not None and self.hop.flooded:
                    raise Failure("ERR_INVALID_RESPONSE") from None
                if self.method not in _SAFE or not marks.reused:
                    raise
                self.end(cut=False, unfinished=False)
                self.marks.hops.pop()

    async def _request_once(self, where: Address, marks: HopMarks) -> Response:
        body = None
        if self.letter is not None:
            body = Body(self.letter, self.course.sent, self._body_ended)
        self._body_out = False
        marks.message = message = self._message(where)
        self.hop = hop = Hop(marks, self._body_ended if body is None else _nothing, self.observer)
        tls = self.tls() if where.secure else True
        response: Response | None = None
        if body is None and self.method == "GET":
            response = await kept.get(hop, self.session, where, message.request_headers, tls)
        if response is None:
            HOP.set(hop)
            CONNECTING.set(marks)
            response = await self.session.request(
                self.method,
                where.url,
                data=body,
                headers=self.headers,
                ssl=tls,
                allow_redirects=False,
            )
        hop.answered(response)
        if not 0 < marks.received_bytes < HEADER_LIMIT and _size(response) > HEADER_LIMIT:
            response.close()
            raise Failure("ERR_INVALID_RESPONSE")
        return response

    def _message(self, where: Address) -> Message:
        letter = self.letter
        return Message(
            self.method,
            where.text,
            tuple(self.headers.items()),
            letter.size if letter else 0,
            letter.content_type if letter else "",
            file_offset=len(letter.head) if letter else 0,
            file_size=letter.file_size if letter else 0,
        )

    def _prepare_redirect(self, status: int, here: Address, there: Address) -> None:
        seen = status == 303 and self.method != "HEAD"
        if seen or (status in (301, 302) and self.method == "POST"):
            self.method = "GET"
            self.letter = None
            self.headers.popall("Content-Type", None)
        if not here.same_origin(there):
            for name in _PRIVATE:
                self.headers.popall(name, None)
        if there.authorization:
            self.headers["Authorization"] = there.authorization

    async def _let_go(self, response: Response) -> None:
        size = 0
        try:
            while chunk := await response.content.readany():
                size += len(chunk)
                if size > _REDIRECT_BODY:
                    break
        except aiohttp.ClientError:
            pass  # a redirect whose body breaks off has still said where to go
        finally:
            if not response.content.at_eof() or not self._body_out:
                response.close()
        if self.hop is not None:
            self.hop.let_go()
        # Redirected before the body was out: its rest must not go on beside the next request.
        # And from now on its connection is another's: whatever ends this call must not cut it.
        self.end(cut=True, unfinished=not self._body_out)
        if (message := self.marks.hops[-1].message) is not None:
            message.response_body_size = size


def request_headers(
    given: tuple[tuple[str, str], ...], referer: str, user_agent: str, content_type: str | None
) -> CIMultiDict[str]:
    """The caller's headers and the ones that are wxlab's own."""
    sent = CIMultiDict(given)
    sent["Referer"] = referer
    sent["User-Agent"] = user_agent
    sent.setdefault("Accept-Encoding", ACCEPTED)
    if content_type is not None:
        sent["Content-Type"] = content_type
    return sent


def _size(response: Response) -> int:
    """Bytes of all its headers."""
    return sum(len(name) + len(value) for name, value in response.raw_headers)


def _nothing() -> None:
    """A body tells itself when it is out."""
