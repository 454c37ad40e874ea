"""One request as a reader sees it, and the list of them: frozen records that show themselves."""

from dataclasses import dataclass

from wxlab.practice.multipart import Part
from wxlab.practice.table import html_table

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Arrival:
    """One request, as it arrived.

    ``path`` is the request target with its query, and ``headers`` the pairs in wire order,
    both as sent. ``body`` is the raw body up to 1 MiB; ``body_bytes`` counts what the server
    has read of it so far. ``received``: the body came whole. ``aborted``: the client left before
    it had its answer. ``started`` and ``finished`` are seconds since the epoch, ``status`` the
    answer's; both None while there is none. ``error``: the traceback of a route that failed.
    ``fault``: the name of the fault in force that it met.
    """

    method: str
    path: str
    headers: Headers
    body: bytes
    body_bytes: int
    parts: tuple[Part, ...]
    received: bool
    aborted: bool
    started: float
    finished: float | None
    client_port: int
    status: int | None
    error: str | None
    fault: str | None = None

    def header(self, name: str) -> str | None:
        """The first header of that name, in any case, or None."""
        return first_header(self.headers, name)

    def __repr__(self) -> str:
        return f"<{self.method} {self.path} {_state(self)}: {_amount(self)}>"

    def _repr_html_(self) -> str:
        headers = html_table(["header", "value"], self.headers)
        if not self.parts:
            return f"{html_table(_HEADINGS, [_row(self)])}{headers}"
        rows = [(p.name, p.filename or "", p.content_type or "", f"{p.size:,}") for p in self.parts]
        parts = html_table(["part", "filename", "Content-Type", "bytes"], rows)
        return f"{html_table(_HEADINGS, [_row(self)])}{headers}{parts}"


def first_header(headers: Headers, name: str) -> str | None:
    """The first value of that name, in any case, or None."""
    return next((value for key, value in headers if key.lower() == name.lower()), None)


_HEADINGS = ["method", "path", "status", "body"]


def _row(arrival: Arrival) -> tuple[str, ...]:
    return arrival.method, arrival.path, _state(arrival), _amount(arrival)


def _state(arrival: Arrival) -> str:
    if arrival.aborted:
        state = "aborted"
    elif arrival.status is not None:
        state = str(arrival.status)
    else:
        state = "in flight" if arrival.finished is None else "no answer"
    return f"{state}, fault {arrival.fault}" if arrival.fault else state


def _amount(arrival: Arrival) -> str:
    read = f"{arrival.body_bytes:,} bytes" + ("" if arrival.received else " so far")
    count = len(arrival.parts)
    return f"{read}, {count} part{'s' if count > 1 else ''}" if count else read


class Arrivals(tuple[Arrival, ...]):
    """The log at one moment, oldest first: a tuple that shows itself as a table."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "\n".join([f"<{len(self)} arrivals>", *map(repr, self)])

    def _repr_html_(self) -> str:
        return html_table(_HEADINGS, map(_row, self))
