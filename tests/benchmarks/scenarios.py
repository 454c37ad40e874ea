"""What is measured: sizes, schemes, directions, connections, how many at a time."""

from dataclasses import dataclass
from itertools import product

SIZES = {"10k": 10 * 1024}
SIZES |= {f"{mib}m": mib * 1024**2 for mib in (1, 64, 128, 256, 512)}
SIZES["1g"] = 1024**3

# Transfers of a series, so that each takes a tenth of a second or more of a fast client's CPU.
COUNTS = {"1g": 1, "64m": 10, "1m": 200, "10k": 1000}
NEW_TAKE = 3
"""How many times as long a transfer takes that makes its own connection, about."""

QUICK_COUNTS = {"1g": 1, "64m": 3, "1m": 50, "10k": 500}


@dataclass(frozen=True)
class Scenario:
    """`count` transfers of one size, one way, over one scheme, `at_a_time` at a time.

    With `kept` a connection serves many transfers, else each has a new one.
    """

    direction: str
    scheme: str
    size_name: str
    count: int
    kept: bool = True
    at_a_time: int = 1

    @property
    def size(self):
        """Bytes of one transfer."""
        return SIZES[self.size_name]

    @property
    def large(self):
        """Whether bytes are what costs, and not transfers."""
        return self.size >= SIZES["1m"]

    @property
    def name(self):
        """As `--only` takes it: ``download-http-10k-kept-10``, ``upload-https-1g``."""
        words = [self.direction, self.scheme, self.size_name]
        if self.size_name != "1g":
            words += ["kept" if self.kept else "new", str(self.at_a_time)]
        return "-".join(words)


def scenarios(counts):
    """All of them; new connections only where they are what costs, one gigabyte at a time."""
    for name, direction, scheme in product(counts, ("upload", "download"), ("http", "https")):
        for kept, at_a_time in product((True, False), (1, 10)):
            if name == "1g" and (not kept or at_a_time > 1):
                continue
            if name in ("64m", "1m") and not kept:
                continue
            count = counts[name] if kept else counts[name] // NEW_TAKE
            yield Scenario(direction, scheme, name, count, kept, at_a_time)


def quick(scenario):
    """Whether it is part of a quick look: those that goals are set for."""
    if scenario.size_name == "1g":
        return True
    return scenario.name in ("download-http-10k-kept-1", "download-http-10k-kept-10")
