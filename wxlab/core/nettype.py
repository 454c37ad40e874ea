"""Kinds of network, and the figures that NQE ties to them (row ``…profile.estimate_nettype``).

NQE is Chromium's network quality estimator, and the platform's estimates are its. A kind is told
from the HTTP round-trip time alone: neither TCP's round-trip time nor the speed has a threshold.

Sources: Chromium ``net/nqe/effective_connection_type.{h,cc}`` for the numbers, ``net/nqe/
network_quality_estimator_params.cc`` for the figures; the labels are the platform's.
"""

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import NamedTuple


class NetType(IntEnum):
    """The kind of network that a connection performs like; ``label`` is the platform's word."""

    UNKNOWN = 0
    OFFLINE = 1
    SLOW_2G = 2
    TYPE_2G = 3
    TYPE_3G = 4
    TYPE_4G = 5
    LAST = 6

    @property
    def label(self) -> str:
        """``"4g"``, ``"slow 2g"``…"""
        return self.name.removeprefix("TYPE_").replace("_", " ").lower()


class Figures(NamedTuple):
    """Round-trip times in milliseconds, download speed in kbit/s."""

    http_ms: int
    transport_ms: int
    kbps: int


THRESHOLDS: Mapping[NetType, int] = MappingProxyType(
    {NetType.SLOW_2G: 2010, NetType.TYPE_2G: 1420, NetType.TYPE_3G: 272}
)
"""The least HTTP round-trip time of each kind in ms, slowest first; below the last one is 4G."""

TYPICAL_KBPS: Mapping[NetType, int] = MappingProxyType(
    {NetType.SLOW_2G: 40, NetType.TYPE_2G: 75, NetType.TYPE_3G: 400}
)
"""The typical download speed of each slow kind in kbit/s."""

DEFAULTS: Mapping[str, Figures | None] = MappingProxyType(
    {
        "unknown": Figures(115, 55, 1961),
        "ethernet": Figures(90, 33, 1456),
        "wifi": Figures(116, 66, 2658),
        "2g": Figures(1726, 1531, 74),
        "3g": Figures(273, 209, 749),
        "4g": Figures(137, 80, 1708),
        "none": Figures(163, 83, 575),
        "bluetooth": Figures(385, 318, 476),
        "5g": None,
    }
)
"""What is believed of each type of connection before anything was measured; nothing of 5G."""

KBPS_OVER_TYPICAL = 3.5
"""A slow kind of network is not believed to be faster than this times its typical speed."""


def nettype_of(http_ms: int | None, thresholds: Mapping[NetType, int] = THRESHOLDS) -> NetType:
    """The kind of a network by its HTTP round-trip time in ms, ``None`` while that is unknown."""
    if http_ms is None:
        return NetType.UNKNOWN
    for nettype, least_ms in thresholds.items():
        if http_ms >= least_ms:
            return nettype
    return NetType.TYPE_4G


def clamped_kbps(kbps: int, nettype: NetType, over_typical: float = KBPS_OVER_TYPICAL) -> int:
    """A speed in kbit/s, no higher than its kind of network makes credible.

    One fast transfer must not make a network with a round-trip time of two seconds look quick.
    """
    typical = TYPICAL_KBPS.get(nettype)
    return kbps if typical is None else min(kbps, int(typical * over_typical))
