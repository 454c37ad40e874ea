"""How problems are told, and what to do about each kind."""

import pickle
import re

import pytest

from wxlab import ProjectError
from wxlab.projects.problems import Problem
from wxlab.spec.cloud import CLOUD_CODES
from wxlab.spec.projects import PHASES, REMEDIES

PAGE = Problem("app.json", 12, 5, 10005, "pages/a/a.js is not there", "没有 pages/a/a.js")


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (PAGE, "app.json:12:5: pages/a/a.js is not there"),
        (Problem("a.json", 3, 0, 0, "x", "某"), "a.json:3: x"),
        (Problem("a.json", 0, 0, 0, "x", "某"), "a.json: x"),
        (Problem("", 0, 0, 0, "x", "某"), "x"),
    ],
)
def test_a_problem_names_what_it_can(problem, told):
    assert str(problem) == told


def test_an_error_lists_all_and_says_each_remedy_once():
    error = ProjectError("check", [PAGE, PAGE], ("It is live.", "已上线。"))
    remedy, remedy_zh = REMEDIES[10005]
    assert str(error).splitlines() == [
        "check failed:",
        str(PAGE),
        str(PAGE),
        f"What to do: {remedy}",
        "It is live.",
    ]
    assert error.told("zh").splitlines() == [
        "检查失败：",
        PAGE.told("zh"),
        PAGE.told("zh"),
        f"怎么办：{remedy_zh}",
        "已上线。",
    ]
    assert error.code == 10005


def test_an_error_can_be_pickled():
    error = ProjectError("check", [PAGE])
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.problems, again.phase) == (str(error), (PAGE,), "check")


def test_every_remedy_is_for_a_code_of_the_cloud_in_both_languages():
    assert set(REMEDIES) <= set(CLOUD_CODES)
    for en, zh in REMEDIES.values():
        assert en.endswith(".")
        assert zh.endswith("。")
        assert not re.search("[,;:!?][\u4e00-\u9fff]", zh)


@pytest.mark.parametrize("phase", PHASES)
def test_every_phase_can_fail(phase):
    assert ProjectError(phase, [PAGE]).told("zh").startswith(PHASES[phase])
