"""What is no race of clients: events, views, imports, first lesson, size, waiting tasks, profile.

Every function takes the stage and how many rounds, and returns spreads by subject and key.
"""

import json
import sys

from tests.benchmarks.peers import PEERS
from tests.benchmarks.rounds import MIB, Spread, StartUps, measured
from tests.benchmarks.scenarios import SIZES, Scenario

PROBES = "tests.benchmarks.probes"
IMPORTS = 5
"""Interpreters a round."""

GROWING = ("128m", "256m", "512m", "1g")
WAITING = (1000, 3000, 10_000)
UPDATES = 200
EVENTS = 5000
PAIRS = (15, 50)
"""Of downloads with a profile and without, and how many are half a pair."""


def spreads(rounds):
    """Spreads by key of dicts with the same keys, one dict a round."""
    return {key: Spread.of(each[key] for each in rounds) for key in rounds[0]}


def ask(stage, probe, *words, pinned=True):
    """What a probe prints."""
    command = [sys.executable, "-m", f"{PROBES}.{probe}", *words]
    return json.loads(stage.run(command, pinned=pinned)["printed"])


def in_turns(rounds, subjects, measure):
    """Spreads by subject, of rounds in which each subject has its turn."""
    found = {subject: [] for subject in subjects}
    for _ in range(rounds):
        for subject in subjects:
            found[subject].append(measure(subject))
    return {str(subject): spreads(several) for subject, several in found.items()}


def imports(stage, rounds):
    """Fresh interpreters that import a package, less those that do nothing."""
    statements = {"nothing": "pass", "aiohttp": "import aiohttp", "wxlab": "import wxlab"}

    def seconds(name):
        ran = stage.run([sys.executable, "-c", statements[name]])
        return {"wall s": ran["wall"], "cpu s": ran["cpu"], "peak MiB": ran["peak"] / MIB}

    for name in statements:
        seconds(name)  # the first one compiles and fills the file cache
    found = in_turns(IMPORTS * rounds, statements, seconds)
    empty = found.pop("nothing")
    for figures in found.values():
        for key, spread in figures.items():
            less = empty[key].median
            figures[key] = Spread(spread.median - less, spread.least - less, spread.most - less)
    return found


def lesson(stage, rounds):
    """From the command to the first answer of a kernel that belongs to the first lesson."""

    def seconds(command):
        return ask(stage, "first_lesson", command, pinned=False)

    commands = ("wxlab", "jupyter")
    for command in commands:
        seconds(command)
    ran = [{command: seconds(command)["s"] for command in commands} for _ in range(rounds)]
    found = {f"{name} lab": {"s": Spread.of(one[name] for one in ran)} for name in commands}
    found["wxlab lab"]["ratio"] = Spread.of(one["wxlab"] / one["jupyter"] for one in ran)
    return found


def progress(stage, rounds):
    """CPU of one progress event, from the network thread to the end of its listener."""
    url = stage.url("/hold")
    return in_turns(rounds, ("wxlab",), lambda _: ask(stage, "progress_events", url, EVENTS))


def widgets(stage, rounds):
    """Messages, bytes and CPU of one update of the bar and of the panel, in a real kernel."""

    def updates(view):
        return ask(stage, "widget_updates", view, stage.url("/hold"), UPDATES)

    return in_turns(rounds, ("bar", "panel"), updates)


def waiting(stage, rounds):
    """CPU and memory of one task more, when so many wait for their turn."""

    def each(count):
        return ask(stage, "waiting_tasks", stage.url(""), count)

    found = in_turns(rounds, WAITING, each)
    least, *_, most = (found[str(count)] for count in WAITING)
    found["linear"] = {key: _ratio(most[key], least[key]) for key in least if key.endswith("µs")}
    return found


def size(stage, rounds):
    """CPU of a gigabyte, in files of growing size; the same at every size where it is linear."""
    start_ups = StartUps(stage, max(3, rounds))
    wxlab = PEERS["wxlab"]
    found = {}
    for direction in ("upload", "download"):
        for scheme in ("http", "https"):
            cost = {}
            for name in GROWING:
                scenario = Scenario(direction, scheme, name, 1)
                several = measured(stage, start_ups, scenario, [wxlab], rounds)["wxlab"]
                scale = SIZES["1g"] / scenario.size
                cost[f"{name} s"] = Spread.of(one.cpu * scale for one in several)
                cost[f"{name} MiB"] = Spread.of(one.growth / MIB for one in several)
            cost["linear"] = _ratio(cost[f"{GROWING[-1]} s"], cost[f"{GROWING[0]} s"])
            found[f"{direction}-{scheme}"] = cost
    return found


def profile(stage, rounds):
    """CPU of a small download with its profile beside one without."""
    url = stage.url("/kept/10240/0")
    return in_turns(rounds, ("wxlab",), lambda _: ask(stage, "profile_cost", url, *PAIRS))


def phases(stage, rounds):
    """How far the profile's phases are from `curl -w` on the same addresses, and how many agree."""
    words = ("profile_against_curl", 5 * rounds)
    return in_turns(1, ("wxlab",), lambda _: ask(stage, *words, pinned=False))


def _ratio(above, below):
    values = (above.median / below.median, above.least / below.most, above.most / below.least)
    return Spread(*values)


COSTS = {
    "import": imports,
    "lesson": lesson,
    "progress": progress,
    "widgets": widgets,
    "waiting": waiting,
    "size": size,
    "profile": profile,
    "phases": phases,
}
