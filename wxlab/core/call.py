"""One call of an API and what became of it on the wire, for whoever writes it in other words."""

import math
from dataclasses import dataclass

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an API and what became of it on the wire.

    ``url``, ``path`` and ``timeout_ms`` (milliseconds) are the caller's, ``header`` and ``form``
    too, as strings. ``sent`` are all headers of the first request and ``sent_url`` is its URL in
    wire form; both are empty when none was made. Of an upload, ``name`` and ``file_name`` are the
    file part's, ``boundary`` is the one that was used. ``path`` is where a download goes, or "".
    ``local`` is the file that an upload's ``path`` means, where that is a mini-program's own
    (``wxfile://usr/…``), which no other program can find. ``method``, ``content`` (bytes where it
    is no text) and ``more`` options are a request's.
    """

    api: str
    url: str
    header: Pairs
    sent: Pairs
    name: str = ""
    path: str = ""
    form: Pairs = ()
    boundary: str = ""
    timeout_ms: float | None = None
    file_name: str = ""
    sent_url: str = ""
    local: str = ""
    method: str = "GET"
    content: str | bytes | None = None
    more: tuple[tuple[str, str | bool], ...] = ()

    @property
    def timeout(self) -> float | None:
        """The time the transfer may take, in milliseconds; ``None`` where there is no such time."""
        given = self.timeout_ms
        return given if given is not None and math.isfinite(given) and given > 0 else None
