"""Where the time of a transfer goes, as phases one after another, while it runs and afterwards.

Chrome's DevTools decide where one phase ends and the next begins (``front_end/models/har/Log.ts``);
TLS, which HAR counts as a part of connecting, is a phase of its own here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from wxlab.core.timing import HopMarks, Marks

KINDS = ("queued", "blocked", "dns", "connect", "tls", "send", "wait", "receive")
"""Every kind of phase, in the order in which they come."""


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase, in µs since the Unix epoch; ``end`` is ``None`` while it lasts.

    ``hop`` counts the requests of the transfer from 0; a followed redirect makes another one.
    """

    kind: str
    start: int
    end: int | None
    hop: int = 0


def phases(marks: Marks, ended: int = 0) -> tuple[Phase, ...]:
    """The phases that a transfer has reached; ``ended`` (µs) is when it was over, ``0``: not yet.

    They touch, none is empty but the last of a transfer under way, and none goes back in time.
    """
    found = []
    over = marks.hops[-1].response_end if marks.hops else 0
    begins = [*_begins(marks), ("", over or ended, 0)]
    latest = 0
    for (kind, start, hop), (_, end, _) in pairwise(begins):
        start = latest = max(latest, start)
        last = not end
        if last or end > start:
            found.append(Phase(kind, start, None if last else end, hop))
    return tuple(found)


def _begins(marks: Marks) -> Iterator[tuple[str, int, int]]:
    if marks.invoked:
        yield "queued", marks.invoked, 0
    for number, hop in enumerate(tuple(marks.hops)):
        yield "blocked", hop.fetch_start, number
        for kind, start in steps(hop):
            yield kind, start, number
            if kind == "connect" and hop.tls_start:
                yield "tls", hop.tls_start, number


def steps(hop: HopMarks) -> Iterator[tuple[str, int]]:
    """The phases of one request that were reached after ``blocked``, and when each began."""
    if hop.dns_start:
        yield "dns", hop.dns_start
    if not hop.reused and (hop.dns_end or not hop.dns_start):
        # Of an attempt to connect that failed, or that nobody watched, this much is known: there
        # was nothing else to do.
        yield "connect", hop.dns_end or hop.connect_start or hop.fetch_start
    if hop.request_start:
        yield "send", hop.request_start if hop.reused else hop.connect_end or hop.request_start
    if hop.response_start or is_out(hop):
        yield "wait", min(filter(None, (hop.request_end, hop.response_start)))
    if hop.response_start:
        yield "receive", hop.response_start


def is_out(hop: HopMarks) -> bool:
    """Whether the whole request was handed to the network. Headers are never empty."""
    body = hop.message.request_body_size if hop.message is not None else 0
    whole = body + (hop.excerpt.head_size or 1)
    return bool(hop.request_end) and (not hop.observed or hop.sent_bytes >= whole)
