"""A prediction is compared with what came of it, and explained."""

import pytest

from wxlab import compare
from wxlab.notebook.course import PREDICTIONS


def said(capsys):
    return capsys.readouterr().out.splitlines()


def test_a_right_guess_is_told_so(capsys):
    compare("type_of_data", "str", "str")
    first, why = said(capsys)
    assert first == "You said 'str', and so it is."
    assert why == next(each.why for each in PREDICTIONS if each.name == "type_of_data")


def test_a_wrong_guess_is_explained_where_many_make_it(capsys):
    compare("type_of_data", "dict", "str")
    assert said(capsys)[0] == (
        "You said 'dict', it is 'str'. wx.request parses JSON by itself; an upload never does."
    )


def test_a_wrong_guess_that_nobody_foresaw_is_still_explained(capsys):
    compare("type_of_data", ["odd"], "str")
    first, why = said(capsys)
    assert first == "You said ['odd'], it is 'str'."
    assert why


def test_no_guess_is_no_mistake(capsys):
    compare("type_of_data", ..., "str")
    assert said(capsys)[0] == ("It is 'str'. Next time put your guess in place of the dots first.")


def test_one_is_not_true(capsys):
    compare("type_of_data", True, 1)
    assert said(capsys)[0] == "You said True, it is 1."


def test_a_wrong_name_is_answered_with_the_names_there_are():
    with pytest.raises(ValueError, match="did you mean 'type_of_data'"):
        compare("type_of_date", ..., "str")


def test_every_prediction_has_a_name_of_its_own_and_a_reason():
    names = [each.name for each in PREDICTIONS]
    assert len(set(names)) == len(names)
    assert all(each.why.strip() for each in PREDICTIONS)
