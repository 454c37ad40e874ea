"""``res.profile``: its fields, and what else can be asked of it."""

from collections.abc import Collection
from typing import Any, Literal, Self

from wxlab.api.record import Record
from wxlab.core import har, reasons, timing
from wxlab.core.nettype import NetType
from wxlab.core.timing import Marks

Lang = Literal["zh", "en", "both"]


class Profile(Record):
    """Where the time of one transfer went, and what is known of its connection.

    Moments are whole milliseconds since the Unix epoch. ``estimate_nettype`` is a number with a
    ``label``. Phones spell two fields ``domainLookUpStart`` and ``domainLookUpEnd``: these can be
    read too, but are no keys.
    """

    __slots__ = ("_marks",)

    redirectStart: int
    redirectEnd: int
    fetchStart: int
    domainLookupStart: int
    domainLookupEnd: int
    connectStart: int
    connectEnd: int
    SSLconnectionStart: int
    SSLconnectionEnd: int
    requestStart: int
    requestEnd: int
    responseStart: int
    responseEnd: int
    rtt: int
    estimate_nettype: NetType
    httpRttEstimate: int
    transportRttEstimate: int
    downstreamThroughputKbpsEstimate: int
    throughputKbps: int
    peerIP: str
    port: int
    socketReused: bool
    sendBytesCount: int
    receivedBytedCount: int
    protocol: str
    invokeStart: int
    queueStart: int
    queueEnd: int

    def __init__(self, fields: dict[str, Any], marks: Marks) -> None:
        super().__init__(fields)
        object.__setattr__(self, "_marks", marks)

    @classmethod
    def of(cls, marks: Marks, names: Collection[str]) -> Self:
        """The profile of a transfer, of the fields ``names`` in their order."""
        fields = timing.profile(marks)
        if len(fields) > len(names):  # an old base library has fewer
            fields = {name: fields[name] for name in names}
        return cls(fields, marks)

    @property
    def domainLookUpStart(self) -> int:
        """``domainLookupStart``, as phones spell it."""
        return self.domainLookupStart

    @property
    def domainLookUpEnd(self) -> int:
        """``domainLookupEnd``, as phones spell it."""
        return self.domainLookupEnd

    def har_timings(self) -> dict[str, float]:
        """The phases of the last request in milliseconds, as HAR 1.2 has them.

        ``blocked``, ``dns``, ``connect`` (with ``ssl`` inside), ``send``, ``wait``, ``receive``; -1
        for one that did not take place. More precise than the fields: they add up exactly.
        """
        hop = self._marks.hops[-1]
        return har.timings(hop, har.begun(self._marks, hop))

    def explain(self, field: str, lang: Lang = "both") -> str:
        """Why a field has its value in this very transfer, in a sentence or two.

        ``lang`` is ``"zh"``, ``"en"`` or ``"both"``, ``ValueError`` otherwise. ``KeyError`` for a
        field that is not here, naming near misses.
        """
        if lang not in ("zh", "en", "both"):
            raise ValueError(f'lang should be "zh", "en" or "both", not {lang!r}')
        if reasons.DEVICES_SPELLING.get(field, field) not in self:
            raise KeyError(reasons.unknown(field, tuple(self)))
        en, zh = reasons.reason(field, self._marks)
        return {"en": en, "zh": zh, "both": f"{en}\n{zh}"}[lang]

    def __reduce__(self) -> tuple[type[Self], tuple[dict[str, Any], Marks]]:  # type: ignore[override]
        return type(self), (dict(self), self._marks)
