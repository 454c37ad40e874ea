"""The rules of the domain lists, as data."""

import re

import pytest

from wxlab.spec.domains import RULES

BLANKS = {"api", "host", "port", "origin", "practice", "entry", "other"}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_says_why_and_what_to_do_in_both_languages(rule):
    for text in (rule.en, rule.remedy_en):
        assert text.endswith(".")
        assert not re.search("[\u4e00-\u9fff]", text)
    for text in (rule.zh, rule.remedy_zh):
        assert text.endswith("。")
        assert re.search("[\u4e00-\u9fff]", text)
    blanks = [set(re.findall(r"\{(\w+)\}", text)) for text in rule[2:]]
    assert set().union(*blanks) <= BLANKS
    assert (blanks[0], blanks[1]) == (blanks[2], blanks[3])


def test_only_what_is_listed_is_allowed():
    assert [name for name, rule in RULES.items() if rule.allowed] == ["listed", "practice-server"]
