"""Links that a practice server can pretend to be reached by: their rates and their latency."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from numbers import Real
from types import MappingProxyType

MAX_KBPS = 10_000_000
MAX_LATENCY_MS = 120_000


@dataclass(frozen=True, slots=True)
class Link:
    """What lies between a client and the server.

    `down` is the rate from the server to the client and `up` the one back, in kilobits (1,000
    bits) per second, None for unlimited; `latency` is how much later every answer begins, in
    milliseconds. Raises TypeError for what is no number, ValueError for one out of bounds.
    """

    down: float | None = None
    up: float | None = None
    latency: float = 0
    name: str = "link"

    def __post_init__(self) -> None:
        for name, rate in ("down", self.down), ("up", self.up):
            wanted = f"{name} should be a number of kilobits per second"
            if rate is None:
                continue
            if not _is_number(rate):
                raise TypeError(f"{wanted}, such as {name}=1500, got {rate!r}")
            if not 0 < rate <= MAX_KBPS:
                bounds = f"over 0 and up to {MAX_KBPS:,}"
                raise ValueError(f"{wanted} {bounds}, got {rate!r}; leave it out for unlimited")
        wanted = "latency should be a number of milliseconds"
        if not _is_number(self.latency):
            raise TypeError(f"{wanted}, such as latency=40, got {self.latency!r}")
        if not 0 <= self.latency <= MAX_LATENCY_MS:
            bounds = f"from 0 to {MAX_LATENCY_MS:,}"
            raise ValueError(f"{wanted} {bounds}, got {self.latency!r}; leave it out for none")

    def __repr__(self) -> str:
        down = "unlimited" if self.down is None else f"{self.down:,} kbit/s"
        unit = " kbit/s" if self.down is None else ""
        up = "unlimited" if self.up is None else f"{self.up:,}{unit}"
        return f"<{self.name}: {down} down, {up} up, {self.latency:,} ms>"


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


# The network throttling presets of Firefox's developer tools.
_ROWS = (
    ("GPRS", 50, 20, 500),
    ("Regular 2G", 250, 50, 300),
    ("Good 2G", 450, 150, 150),
    ("Regular 3G", 750, 250, 100),
    ("Good 3G", 1500, 750, 40),
    ("4G", 4000, 3000, 20),
    ("Wi-Fi", 30000, 15000, 2),
)

PRESETS: Mapping[str, Link] = MappingProxyType(
    {name: Link(down, up, latency, name) for name, down, up, latency in _ROWS}
)
"""The links that have a name, slowest first: those of Firefox's developer tools."""


def link_of(
    preset: str | Link | None, down: float | None, up: float | None, latency: float | None
) -> Link | None:
    """The link that these words describe; None when they describe none.

    Numbers that are given replace those of the preset. Raises ValueError for an unknown preset,
    and what `Link` raises.
    """
    given = {"down": down, "up": up, "latency": latency}
    changes = {name: value for name, value in given.items() if value is not None}
    found = _preset(preset)
    if not changes:
        return found
    return replace(found or Link(), **changes, name="link")


def _preset(preset: object) -> Link | None:
    if preset is None or isinstance(preset, Link):
        return preset
    if not isinstance(preset, str):
        raise TypeError(
            f"a preset is a name, such as 'Good 3G', got {preset!r};"
            " for numbers say which: throttle(down=1500, up=750, latency=40)"
        )
    names = {name.casefold(): name for name in PRESETS}
    if preset.casefold() in names:
        return PRESETS[names[preset.casefold()]]
    near = [names[one] for one in get_close_matches(preset.casefold(), names)]
    hint = f"; did you mean {' or '.join(map(repr, near))}?" if near else "."
    raise ValueError(f"no preset is called {preset!r}{hint} There are: {', '.join(PRESETS)}")
