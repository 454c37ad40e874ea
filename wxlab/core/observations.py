"""Measurements that fade: the last 300 of a kind, each weighing half as much a minute later.

What a network did a moment ago says more than what it did ten minutes ago, and one odd value must
not count for much. Hence a weighted percentile, and not a mean.

Source: Chromium ``net/nqe/observation_buffer.cc``; the figures are those of
``net/nqe/network_quality_estimator_params.cc``.
"""

import sys
from bisect import bisect_left
from collections import deque
from collections.abc import Collection, Iterable, Sequence
from enum import Enum, auto
from itertools import accumulate
from math import fsum, pow
from operator import itemgetter
from typing import NamedTuple

CAPACITY = 300
HALF_LIFE_S = 60
SIGNAL_DECAY = 1.0
_SECOND_US = 1_000_000


class Source(Enum):
    """Where a value comes from.

    ``…_PLATFORM`` is what is believed of a type of connection, ``…_CACHED`` what the same network
    did earlier. wxlab's own client measures ``HTTP`` and ``TCP``; it speaks no HTTP/2 and no QUIC.
    """

    HTTP = auto()
    HTTP_CACHED = auto()
    HTTP_PLATFORM = auto()
    TCP = auto()
    TRANSPORT_CACHED = auto()
    TRANSPORT_PLATFORM = auto()
    QUIC = auto()
    H2_PINGS = auto()

    # Of each there is but one: no need to make a hash of its name.
    __hash__ = object.__hash__


CACHED = frozenset({Source.HTTP_CACHED, Source.TRANSPORT_CACHED})
PLATFORM = frozenset({Source.HTTP_PLATFORM, Source.TRANSPORT_PLATFORM})


class Category(Enum):
    """What a round-trip time spans: a request, a connection, or the way to the server itself."""

    HTTP = auto()
    TRANSPORT = auto()
    END_TO_END = auto()

    __hash__ = object.__hash__


_TRANSPORT = (Category.TRANSPORT,)
_BOTH = (Category.TRANSPORT, Category.END_TO_END)
CATEGORIES = {
    Source.HTTP: (Category.HTTP,),
    Source.HTTP_CACHED: (Category.HTTP,),
    Source.HTTP_PLATFORM: (Category.HTTP,),
    Source.TCP: _TRANSPORT,
    Source.TRANSPORT_CACHED: _TRANSPORT,
    Source.TRANSPORT_PLATFORM: _TRANSPORT,
    Source.QUIC: _BOTH,
    Source.H2_PINGS: _BOTH,
}


Observation = tuple[int, int, Source, int | None]
"""One value, when it was taken, from where, and at which signal level (0..4) if known."""


class Percentile(NamedTuple):
    """``value`` is ``None`` when there were no ``observations`` (how many it rests on)."""

    value: int | None
    observations: int


def decay(half_life_s: float) -> float:
    """What a weight is multiplied by each second, so that it halves in ``half_life_s``."""
    return pow(0.5, 1 / half_life_s)


def weight(age_us: int, per_second: float = decay(HALF_LIFE_S)) -> float:
    """How much an observation of this age counts, in (0, 1]; ages count in whole seconds.

    Never quite nothing: a buffer that holds only very old values still has a percentile.
    """
    return _faded(age_us // _SECOND_US, per_second)


def _faded(seconds: int, per_second: float) -> float:
    return _bounded(pow(per_second, max(0, seconds)))


class ObservationBuffer:
    """Up to ``capacity`` observations; a full buffer drops its oldest.

    ``per_second`` and ``per_level`` are the factors by which a weight shrinks with each second of
    age and with each level between the signal strength then and now. Signal strength does not
    count unless ``per_level`` says so: Chromium tried 0.8 and went back to 1.
    """

    def __init__(
        self,
        capacity: int = CAPACITY,
        per_second: float = decay(HALF_LIFE_S),
        per_level: float = SIGNAL_DECAY,
    ) -> None:
        self._observations: deque[Observation] = deque(maxlen=capacity)
        self._per_second = per_second
        self._per_level = per_level

    def __len__(self) -> int:
        return len(self._observations)

    def add(self, value: int, at_us: int, source: Source, signal: int | None = None) -> None:
        """Remember a value taken at ``at_us``."""
        self._observations.append((value, at_us, source, signal))

    def clear(self) -> None:
        """Forget everything."""
        self._observations.clear()

    def remove(self, sources: Collection[Source]) -> None:
        """Forget what came from these sources."""
        kept = [one for one in self._observations if one[2] not in sources]
        self._observations.clear()
        self._observations.extend(kept)

    def percentile(
        self, percent: float, now_us: int, since_us: int | None = None, signal: int | None = None
    ) -> Percentile:
        """The lowest value at or below which ``percent`` (0..100) of the weight lies.

        ``since_us`` leaves out what is older, ``signal`` is the signal level now.
        """
        observed: Collection[Observation] = self._observations
        if since_us is not None:
            observed = [one for one in observed if one[1] >= since_us]
        if not observed:
            return Percentile(None, 0)
        ordered = sorted(observed, key=itemgetter(0))
        shares = self._shares(ordered, now_us)
        if signal is not None:
            shares = [
                self._by_signal(share, one[3], signal)
                for share, one in zip(shares, ordered, strict=True)
            ]
        place = _reached(percent / 100 * fsum(shares), shares)
        return Percentile(ordered[place][0], len(ordered))

    def _shares(self, observed: Iterable[Observation], now_us: int) -> list[float]:
        """The weights by age; while the network is busy, very many are of the same age."""
        ages = [(now_us - at_us) // _SECOND_US for _, at_us, _, _ in observed]
        weights = {age: _faded(age, self._per_second) for age in set(ages)}
        return [weights[age] for age in ages]

    def _by_signal(self, share: float, then: int | None, now: int) -> float:
        if then is None:
            return share
        return _bounded(share * pow(self._per_level, abs(now - then)))


def _bounded(share: float) -> float:
    return min(max(share, sys.float_info.min), 1.0)


def _reached(wanted: float, shares: Sequence[float]) -> int:
    """How many come before the one with which the sum of the shares reaches ``wanted``."""
    # Sums that round at every step would let a tie go either way, so they only say about where
    # it is; fsum rounds once.
    place = bisect_left(list(accumulate(shares)), wanted)
    while place > 0 and fsum(shares[:place]) >= wanted:
        place -= 1
    while fsum(shares[: place + 1]) < wanted:
        place += 1
    return place
