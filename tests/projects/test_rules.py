"""packOptions and ignores: which paths a rule means."""

import re

import pytest

import wxlab
from wxlab.projects.rules import globbed, rule

PATHS = ("a.png", "docs/a.png", "docs/deep/b.png", "docs.js", "test-a.js", "sub/test-b.js")


@pytest.mark.parametrize(
    ("kind", "value", "meant"),
    [
        ("file", "docs/a.png", {"docs/a.png"}),
        ("file", "./docs/a.png", {"docs/a.png"}),
        ("file", "a.png", {"a.png"}),
        ("folder", "docs", {"docs/a.png", "docs/deep/b.png"}),
        ("folder", "/docs/", {"docs/a.png", "docs/deep/b.png"}),
        ("prefix", "test-", {"test-a.js", "sub/test-b.js"}),
        ("suffix", ".png", {"a.png", "docs/a.png", "docs/deep/b.png"}),
        ("regexp", r"\.js$", {"docs.js", "test-a.js", "sub/test-b.js"}),
        ("regexp", "deep", {"docs/deep/b.png"}),
        ("glob", "docs/*.png", {"docs/a.png"}),
        ("glob", "docs/**/*.png", {"docs/a.png", "docs/deep/b.png"}),
        ("glob", "**/*.js", {"docs.js", "test-a.js", "sub/test-b.js"}),
        ("glob", "docs/**", {"docs/a.png", "docs/deep/b.png"}),
        ("glob", "{a,docs/deep/b}.png", {"a.png", "docs/deep/b.png"}),
        ("glob", "test-?.js", {"test-a.js"}),
        ("glob", "**/test-[!a].js", {"sub/test-b.js"}),
    ],
)
def test_a_rule_means_these_paths(kind, value, meant):
    test = rule({"type": kind, "value": value})
    assert {path for path in PATHS if test(path)} == meant


@pytest.mark.parametrize("text", ["a.b", "a+b", "(a)", "a,b", "$", "[", "a|b"])
def test_what_is_no_pattern_means_itself(text):
    assert re.fullmatch(globbed(text), text)
    assert not re.fullmatch(globbed(text), "axb")


@pytest.mark.parametrize(
    ("kind", "value"), [("glob", "{a"), ("glob", "a}"), ("regexp", "["), ("x", "y"), ("file", "/")]
)
def test_what_means_nothing_is_refused(kind, value):
    with pytest.raises(ValueError, match=r"pattern|type|value"):
        rule({"type": kind, "value": value})


def test_include_wins_over_ignore(shop):
    shop.write("miniprogram/docs/a.png", "x")
    shop.write("miniprogram/docs/keep.png", "x")
    rules = {
        "ignore": [{"type": "folder", "value": "docs"}],
        "include": [{"type": "file", "value": "docs/keep.png"}],
    }
    shop.set("project.config.json", packOptions=rules)
    assert "docs/keep.png" in shop.packed
    assert "docs/a.png" not in shop.packed


def test_ignores_are_patterns_of_the_caller(shop):
    shop.write("miniprogram/docs/a.png", "x")
    project = wxlab.project(shop.path, ignores=["docs/**/*"])
    (left,) = (file for file in project.files if file.path == "docs/a.png")
    assert left.left_out == "ignores: docs/**/*"


def test_an_ignored_pattern_that_means_nothing_is_refused(shop):
    with pytest.raises(ValueError, match="pattern"):
        wxlab.project(shop.path, ignores=["{a"])
