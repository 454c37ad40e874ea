"""Every client makes real transfers, one after another and two at a time."""

import pytest

from tests.benchmarks.peers import PEERS
from tests.benchmarks.rounds import StartUps, measured
from tests.benchmarks.scenarios import Scenario
from tests.benchmarks.stage import ProgramError

SERIES = (
    Scenario("upload", "http", "1m", 3),
    Scenario("upload", "https", "10k", 5, kept=False, at_a_time=2),
    Scenario("download", "https", "1m", 3),
    Scenario("download", "http", "10k", 5, kept=False, at_a_time=2),
)


@pytest.fixture(params=[name for name in PEERS if name != "wget"])
def peer(request):
    peer = PEERS[request.param]
    if peer.version() is None:
        assert peer.name not in ("curl", "aiohttp", "wxlab", "wxlab-wait")
        pytest.skip(f"{peer.name} is not installed: pip install -e '.[bench]'")
    return peer


@pytest.mark.parametrize("scenario", SERIES, ids=lambda each: each.name)
def test_a_series(stage, peer, scenario):
    ran = stage.transfers(peer, scenario)
    if ran["inside"] is not None:
        assert ran["inside"]["events"] >= scenario.count
        assert 0 < ran["inside"]["wall"] < ran["wall"]


def test_wget_does_what_it_can(stage):
    if PEERS["wget"].version() is None:
        pytest.skip("wget is not installed: apt-get install wget")
    upload, small_upload, download, two_at_a_time = SERIES
    assert stage.transfers(PEERS["wget"], upload)["cpu"] > 0
    assert stage.transfers(PEERS["wget"], download)["cpu"] > 0
    assert stage.transfers(PEERS["wget"], small_upload) is None
    assert stage.transfers(PEERS["wget"], two_at_a_time) is None


def test_rounds_of_real_ones(stage):
    peers = [PEERS[name] for name in ("curl", "wxlab")]
    figures = measured(stage, StartUps(stage, 1), SERIES[2], peers, 2)
    assert list(figures) == ["curl", "wxlab"]
    assert [len(each) for each in figures.values()] == [2, 2]


def test_a_client_that_trusts_nobody_fails(stage, monkeypatch):
    monkeypatch.setattr(stage, "authority", stage.folder / "tiny")
    for name in ("curl", "wxlab"):
        with pytest.raises(ProgramError):
            stage.transfers(PEERS[name], SERIES[2])
