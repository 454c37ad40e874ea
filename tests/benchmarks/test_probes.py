"""Every probe looks into something that is there, and prints what it promises."""

import pytest

from tests.benchmarks.costs import ask


def test_progress_events(stage):
    found = ask(stage, "progress_events", stage.url("/hold"), 50)
    assert list(found) == ["heard µs", "not heard µs", "bare hop µs", "of our own µs"]


def test_waiting_tasks(stage):
    found = ask(stage, "waiting_tasks", stage.url(""), 20)
    assert list(found) == ["line up µs", "KiB", "finish µs", "abort µs"]
    assert min(found[key] for key in found if key != "KiB") > 0


@pytest.mark.parametrize("view", ["bar", "panel"])
def test_widget_updates(stage, view):
    found = ask(stage, "widget_updates", view, stage.url("/hold"), 4)
    assert found["messages"] >= 1
    assert found["bytes"] > 100
    assert found["CPU ms"] > 0


def test_profile_cost(stage):
    assert ask(stage, "profile_cost", stage.url("/kept/10/0"), 2, 5)["CPU with/without"] > 0


def test_profile_against_curl(stage):
    found = ask(stage, "profile_against_curl", 1)
    assert found["of"] == 30
    assert 0 <= found["agree"] <= 30


def test_first_lesson(stage):
    assert ask(stage, "first_lesson", "wxlab", pinned=False)["s"] > 0
