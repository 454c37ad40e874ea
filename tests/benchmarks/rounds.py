"""Rounds: every peer has its turn in each, so that a busy minute is busy for all of them."""

import statistics
from dataclasses import dataclass

from tests.benchmarks.scenarios import Scenario
from tests.benchmarks.stage import ProgramError

MIB = 1024**2


@dataclass(frozen=True)
class Figures:
    """What one series took beyond start-up: seconds of wall and of CPU, bytes of peak memory."""

    wall: float
    cpu: float
    growth: float


class StartUps:
    """What it takes each peer to start, by direction and scheme: a series of no transfers."""

    def __init__(self, stage, rounds):
        self._stage = stage
        self._rounds = rounds
        self._known = {}

    def measure(self, peers, scenario):
        """Take rounds of start-ups, unless that has been done."""
        key = scenario.direction, scenario.scheme
        missing = [peer for peer in peers if (peer.name, *key) not in self._known]
        alike = Scenario(*key, "1m", 1)
        ran = {peer.name: [] for peer in missing}
        for _ in range(self._rounds):
            for peer in missing:
                ran[peer.name].append(attempt(self._stage, peer, alike, count=0))
        for name, several in ran.items():
            self._known[name, *key] = None if None in several else _medians(several)

    def known(self, peer, scenario):
        """Whether a peer could start at all."""
        return self._known[peer.name, scenario.direction, scenario.scheme] is not None

    def taken_off(self, ran, peer, scenario):
        """The figures of a series without its start-up."""
        start = self._known[peer.name, scenario.direction, scenario.scheme]
        # A program that is no Python of ours does not tell its time: seen from outside.
        wall = ran["inside"]["wall"] if ran["inside"] else ran["wall"] - start["wall"]
        return Figures(
            max(wall, 1e-6), max(ran["cpu"] - start["cpu"], 1e-6), ran["peak"] - start["peak"]
        )


def _medians(several):
    return {
        each: statistics.median(one[each] for one in several) for each in ("wall", "cpu", "peak")
    }


def attempt(stage, peer, scenario, count=None):
    """A series; `None` from who cannot make it, and from who fails, which is noted."""
    try:
        return stage.transfers(peer, scenario, count)
    except ProgramError as failure:
        stage.failures.append(f"{scenario.name}: {failure}")
        return None


def measured(stage, start_ups, scenario, peers, rounds):
    """Figures by peer, one for each round; who cannot do it is left out, and who fails."""
    start_ups.measure(peers, scenario)
    racing = {peer.name: peer for peer in peers if start_ups.known(peer, scenario)}
    found = {name: [] for name in racing}
    for number in range(rounds):
        names = list(racing)
        first = number % max(1, len(names))  # nobody always comes after the same one
        for name in [*names[first:], *names[:first]]:
            ran = attempt(stage, racing[name], scenario)
            if ran is None:
                del racing[name], found[name]
            else:
                found[name].append(start_ups.taken_off(ran, racing[name], scenario))
    return found


@dataclass(frozen=True)
class Spread:
    """A median with the least and the most."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values):
        """The spread of some numbers."""
        values = list(values)
        return cls(statistics.median(values), min(values), max(values))


def summary(scenario, figures):
    """By peer: CPU seconds, what a second brings, growth, and CPU and rate beside the others'.

    Ratios are taken within a round; the median is that of the ratios.
    """
    found = {}
    for name, rounds in figures.items():
        found[name] = {
            "cpu": Spread.of(one.cpu for one in rounds),
            "wall": Spread.of(one.wall for one in rounds),
            "rate": Spread.of(_rate(scenario, one) for one in rounds),
            "growth": Spread.of(one.growth / MIB for one in rounds),
        }
        for other in figures:
            pairs = list(zip(rounds, figures[other], strict=True))
            found[name][f"cpu/{other}"] = Spread.of(a.cpu / b.cpu for a, b in pairs)
            found[name][f"rate/{other}"] = Spread.of(b.wall / a.wall for a, b in pairs)
    return found


def _rate(scenario, figures):
    """MiB a second of large files, transfers a second of small ones."""
    amount = scenario.count * (scenario.size / MIB if scenario.large else 1)
    return amount / figures.wall
