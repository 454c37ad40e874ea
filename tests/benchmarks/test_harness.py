"""The whole: its command line, its goals, its tables."""

import contextlib
import json
import re

import pytest

from tests.benchmarks import __main__ as harness
from tests.benchmarks import costs, tables
from tests.benchmarks.goals import GOALS
from tests.benchmarks.peers import PEERS
from tests.benchmarks.rounds import Spread
from tests.benchmarks.scenarios import COUNTS, scenarios

ALL = {each.name: each for each in scenarios(COUNTS)}


@pytest.fixture
def small(stage, monkeypatch):
    """The harness runs on the small stage, which goes on afterwards."""
    monkeypatch.setattr(harness, "Stage", lambda: contextlib.nullcontext(stage))


@pytest.mark.usefixtures("small")
def test_it_measures_and_prints_tables(monkeypatch, capsys, tmp_path):
    monkeypatch.setitem(harness.COUNTS, "10k", 5)
    monkeypatch.setattr(harness, "ROUNDS", 1)
    monkeypatch.setattr(costs, "IMPORTS", 1)
    name = "download-http-10k-kept-1"
    kept = tmp_path / "figures.json"
    words = ["--only", f"{name},import", "--rounds", "1", "--peers", "curl,aiohttp,wxlab"]
    assert harness.main([*words, "--json", str(kept)]) == 0
    printed = capsys.readouterr().out
    assert "| download-http-10k-kept-1 | 1 |" in printed
    assert "| import: wxlab | wall s " in printed
    assert "**Goals**" in printed
    figures = json.loads(kept.read_text("utf-8"))
    assert set(figures[name]) == {"curl", "aiohttp", "wxlab"}
    assert figures[name]["wxlab"]["rate"]["median"] > 0
    assert figures["circumstances"] in printed


@pytest.mark.usefixtures("small")
def test_a_cost_that_fails_is_told_and_the_rest_goes_on(monkeypatch, capsys, stage):
    monkeypatch.setattr(stage, "failures", [])
    monkeypatch.setitem(costs.COSTS, "progress", lambda stage, _: stage.run(["false"]))
    monkeypatch.setitem(costs.COSTS, "profile", lambda *_: {"wxlab": {"x": Spread(1, 1, 2)}})
    assert harness.main(["--only", "progress,profile", "--rounds", "1", "--peers", "curl"]) == 1
    told = capsys.readouterr()
    assert "FAILED: progress: false" in told.err
    assert "| profile: wxlab | x 1 (1–2) |" in told.out


def test_a_peer_that_is_not_there_is_told(monkeypatch, capsys):
    missing = type(PEERS["httpx"])("httpx", None, ("no-such-package",))
    monkeypatch.setitem(PEERS, "httpx", missing)
    assert [peer.name for peer in harness.present("curl,httpx")] == ["curl"]
    assert "httpx: not installed" in capsys.readouterr().err


def test_names_are_listed_and_chosen_by_their_beginnings(capsys):
    harness.main(["--list"])
    listed = capsys.readouterr().out.split()
    assert listed == [*ALL, *costs.COSTS]
    assert len(set(listed)) == len(listed)
    chosen, prices = harness.chosen(harness.parsed(["--only", "upload-https-1g,lesson"]))
    assert [each.name for each in chosen] == ["upload-https-1g"]
    assert prices == ["lesson"]


@pytest.mark.parametrize("words", [["--only", "uplaod"], ["--peers", "curl,crul"]])
def test_a_name_that_is_none_is_refused(words, capsys):
    with pytest.raises(SystemExit):
        harness.parsed(words)
    assert re.search("no such peers: crul|nothing has such a name", capsys.readouterr().err)


def test_every_size_is_raced_both_ways_over_both_schemes():
    for direction in ("upload", "download"):
        for scheme in ("http", "https"):
            for size in ("1g", "64m-kept-1", "64m-kept-10", "1m-kept-1", "1m-kept-10"):
                assert f"{direction}-{scheme}-{size}" in ALL
            for connection in ("kept-1", "kept-10", "new-1", "new-10"):
                assert f"{direction}-{scheme}-10k-{connection}" in ALL


def test_a_quick_look_has_everything_that_goals_are_set_for_but_what_takes_long():
    chosen, prices = harness.chosen(harness.parsed(["--quick"]))
    seen = {*(each.name for each in chosen), *prices}
    left = {goal.measurement for goal in GOALS} - seen
    assert all(name in ("size", "waiting") or "64m" in name or "1m" in name for name in left)


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.words)
def test_a_goal_is_about_something_that_is_measured(goal):
    assert goal.measurement in ALL or goal.measurement in costs.COSTS
    assert (goal.most is None) != (goal.least is None)
    limit = goal.most if goal.least is None else goal.least
    better, worse = (limit / 2, limit * 2) if goal.least is None else (limit * 2, limit / 2)
    assert goal.met(Spread(better, better, better))
    assert not goal.met(Spread(worse, worse, worse))


def test_a_goal_finds_its_figure():
    results = {"upload-http-1g": {"wxlab": {"cpu/curl": Spread(0.7, 0.6, 0.8)}}}
    lines = list(tables.goals(results))
    assert lines[-1] == (
        "| CPU beside curl's, upload over http of 1 GiB | ≤ 0.65 | 0.7 (0.6–0.8) | no |"
    )
    assert len(lines) == 6  # and no line for what was not measured


def test_a_race_is_a_row_and_who_took_no_part_has_a_dash():
    figures = {key: Spread(1234.5, 1000, 2000) for key in ("cpu/curl", "rate", "growth")}
    lines = list(tables.races({"upload-http-1g": {"curl": figures}}, ["curl", "wget"]))
    assert lines.count("| upload-http-1g | 1,234 (1,000–2,000) | – |") == 3
