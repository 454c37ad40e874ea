"""How fast, how large, at what cost: python -m tests.benchmarks [--quick] [--only NAME,…]

All of it takes about half an hour on two cores, `--quick` about three minutes; `--list` shows the
names. Servers and clients run on cores of their own where there are two. What is printed is
Markdown, and `--json` keeps all the figures. A busy machine makes figures that spread: look at
ratios, which are taken within a round. Large files stay in the page cache, and are written to
where TMPDIR says; with less than 4 GB of free memory it is the disk that is measured.

Peers that are not installed are left out: pip install -e '.[bench]' brings those in Python.
"""

import argparse
import dataclasses
import json
import os
import platform
import signal
import sys
import time

from tests.benchmarks import tables
from tests.benchmarks.costs import COSTS
from tests.benchmarks.peers import PEERS, USUAL
from tests.benchmarks.rounds import StartUps, measured, summary
from tests.benchmarks.scenarios import COUNTS, QUICK_COUNTS, quick, scenarios
from tests.benchmarks.stage import ProgramError, Stage

ROUNDS = 3
QUICK_COSTS = ("import", "lesson", "progress", "widgets", "profile")


def parsed(argv):
    """The command line."""
    first, rest = __doc__.split("\n", 1)
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description=f"{first.partition(':')[0]}.\n{rest}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help="one round of what goals are set for")
    parser.add_argument("--only", metavar="NAMES", help="names or their beginnings, with commas")
    parser.add_argument("--rounds", type=int, help=f"{ROUNDS} by default, 1 for --quick")
    parser.add_argument("--peers", default=",".join(USUAL), help=f"of {', '.join(PEERS)}")
    parser.add_argument("--json", metavar="FILE", help="where all the figures go")
    parser.add_argument("--list", action="store_true", help="the names, and nothing else")
    options = parser.parse_args(argv)
    if unknown := set(options.peers.split(",")) - set(PEERS):
        parser.error(f"no such peers: {', '.join(sorted(unknown))}")
    if not any(chosen(options)):
        parser.error("nothing has such a name; --list shows the names")
    return options


def chosen(options):
    """Scenarios and names of costs."""
    todo = list(scenarios(QUICK_COUNTS if options.quick else COUNTS))
    if options.only:
        wanted = tuple(options.only.split(","))
        costs = [name for name in COSTS if name.startswith(wanted)]
        return [each for each in todo if each.name.startswith(wanted)], costs
    if options.quick:
        return [each for each in todo if quick(each)], QUICK_COSTS
    return todo, list(COSTS)


def present(names):
    """The peers that are installed; of the others it says so."""
    found = []
    for name in names.split(","):
        version = PEERS[name].version()
        if version is None:
            tell(f"{name}: not installed, left out")
        else:
            found.append(PEERS[name])
    return found


def tell(line):
    """What is going on, beside the tables."""
    print(line, file=sys.stderr, flush=True)


def circumstances(stage, peers, rounds):
    """The machine and the versions, in a line."""
    versions = ", ".join(f"{peer.name} {peer.version()}" for peer in peers)
    pinned = "clients on a core of their own" if stage.client_cores else "no cores of their own"
    load = f"load {os.getloadavg()[0]:.1f} before"
    where = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {pinned}, {load}"
    return f"Python {platform.python_version()}, {where}; rounds: {rounds}; {versions}."


def measure(stage, options, peers):
    """Everything that was chosen: races and costs, by name."""
    rounds = options.rounds or (1 if options.quick else ROUNDS)
    todo, costs = chosen(options)
    start_ups = StartUps(stage, max(ROUNDS, rounds))
    raced, cost = {}, {}
    for scenario in todo:
        started = time.monotonic()
        raced[scenario.name] = summary(
            scenario, measured(stage, start_ups, scenario, peers, rounds)
        )
        tell(f"{scenario.name}: {time.monotonic() - started:.1f} s")
    for name in costs:
        started = time.monotonic()
        try:
            cost[name] = COSTS[name](stage, rounds)
        except ProgramError as failure:
            stage.failures.append(f"{name}: {failure}")
        tell(f"{name}: {time.monotonic() - started:.1f} s")
    return rounds, raced, cost


def plain(results):
    """Results as JSON has them."""
    return {
        name: {
            subject: {key: dataclasses.asdict(one) for key, one in figures.items()}
            for subject, figures in found.items()
        }
        for name, found in results.items()
    }


def main(argv=None):
    """Measure and print; the exit code: 1 where something that is measured failed."""
    options = parsed(argv)
    if options.list:
        print("\n".join([*(each.name for each in scenarios(COUNTS)), *COSTS]))
        return 0
    peers = present(options.peers)
    with Stage() as stage:
        load = circumstances(stage, peers, "{}")
        rounds, raced, cost = measure(stage, options, peers)
    said = load.format(rounds)
    names = [peer.name for peer in peers]
    lines = [said, *tables.races(raced, names), *tables.costs(cost), *tables.goals(raced | cost)]
    print("\n".join(lines))
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump({"circumstances": said, **plain(raced | cost)}, file, indent=1)
    for failure in stage.failures:
        tell(f"FAILED: {failure}")
    return 1 if stage.failures else 0


if __name__ == "__main__":
    # Ended from outside, it still removes its files, which are large.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.exit(main())
