"""From what was counted to what is shown."""

from types import SimpleNamespace

from tests.benchmarks.rounds import Figures, Spread, StartUps, measured, summary
from tests.benchmarks.scenarios import Scenario
from tests.benchmarks.stage import ProgramError

MIB = 1024**2
LARGE = Scenario("download", "http", "1m", 8)
SMALL = Scenario("download", "http", "10k", 100)


class Pretended:
    """A stage on which programs take what a test says, and the order is noted."""

    def __init__(self, **took):
        self.took = took
        self.failures = []
        self.seen = []

    def transfers(self, peer, scenario, count=None):
        self.seen.append(f"{peer.name}{'' if count is None else count}")
        took = self.took[peer.name]
        if isinstance(took, list):
            took = took.pop(0)
        if isinstance(took, ProgramError):
            raise took
        if took is None:
            return None
        factor = 1 if count == 0 else 3
        return {"wall": took, "cpu": factor * took, "peak": factor * MIB, "inside": None}


def peers(names):
    return [SimpleNamespace(name=name) for name in names]


def test_each_has_its_turn_in_each_round_and_nobody_always_comes_first():
    stage = Pretended(a=1, b=1, c=1)
    measured(stage, StartUps(stage, 2), LARGE, peers("abc"), 3)
    assert "".join(stage.seen) == "a0b0c0" * 2 + "abc" + "bca" + "cab"


def test_start_up_is_measured_once_for_a_direction_and_scheme():
    stage = Pretended(a=1)
    start_ups = StartUps(stage, 2)
    for scenario in (LARGE, SMALL, Scenario("upload", "http", "1m", 1)):
        measured(stage, start_ups, scenario, peers("a"), 1)
    assert "".join(stage.seen) == "a0a0a" + "a" + "a0a0a"


def test_start_up_is_taken_off():
    stage = Pretended(a=2.0)
    (one,) = measured(stage, StartUps(stage, 1), LARGE, peers("a"), 1)["a"]
    assert (one.cpu, one.growth) == (4.0, 2 * MIB)


def test_who_cannot_do_it_is_left_out():
    stage = Pretended(a=1, b=None)
    assert list(measured(stage, StartUps(stage, 1), LARGE, peers("ab"), 2)) == ["a"]
    assert stage.failures == []


def test_who_fails_is_left_out_and_told():
    stage = Pretended(a=1, b=ProgramError("no such luck"))
    assert list(measured(stage, StartUps(stage, 1), LARGE, peers("ab"), 2)) == ["a"]
    assert stage.failures == [f"{LARGE.name}: no such luck"]


def test_who_fails_in_a_later_round_is_left_out_of_all():
    stage = Pretended(a=1, b=[1, 1, ProgramError("enough")])
    assert list(measured(stage, StartUps(stage, 1), LARGE, peers("ab"), 3)) == ["a"]
    assert stage.failures == [f"{LARGE.name}: enough"]
    assert "".join(stage.seen) == "a0b0ab" + "ba" + "a"


def test_ratios_are_taken_within_a_round():
    # The second round was three times as busy for both.
    curl = [Figures(1.0, 1.0, 0), Figures(3.0, 3.0, 0), Figures(1.0, 1.0, 0)]
    wxlab = [Figures(2.0, 0.5, MIB), Figures(6.0, 1.5, MIB), Figures(4.0, 0.4, 3 * MIB)]
    found = summary(LARGE, {"curl": curl, "wxlab": wxlab})
    assert found["wxlab"]["cpu/curl"] == Spread(0.5, 0.4, 0.5)
    assert found["wxlab"]["rate/curl"] == Spread(0.5, 0.25, 0.5)
    assert found["wxlab"]["growth"] == Spread(1, 1, 3)
    assert found["curl"]["cpu/curl"] == Spread(1, 1, 1)


def test_large_files_are_counted_in_mib_a_second_and_small_ones_one_by_one():
    figures = {"curl": [Figures(2.0, 1.0, 0)]}
    assert summary(LARGE, figures)["curl"]["rate"].median == 4  # 8 of 1 MiB in 2 s
    assert summary(SMALL, figures)["curl"]["rate"].median == 50
