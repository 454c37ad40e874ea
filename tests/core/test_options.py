"""wxlab.core.options: a call's options against the rows."""

import dataclasses
import math
from pathlib import PurePosixPath
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxlab.core import options
from wxlab.spec import TABLES

LATEST = "3.16.2"
UPLOAD = {"url": "http://x/", "filePath": "a.png", "name": "file"}


def check(api, given, library=LATEST):
    return options.check(api, given, library)


def nothing(*args):
    """A callback."""


def test_good_options_are_values_without_a_word():
    checked = check("uploadFile", UPLOAD | {"timeout": 5, "success": nothing, "fail": None})
    assert checked.problems == checked.warnings == []
    assert checked.values == UPLOAD | {"timeout": 5, "success": nothing}


@pytest.mark.parametrize("what", ["url", 5, ["url"], [("url", "x")], nothing])
def test_what_is_no_mapping_has_no_options(what):
    with pytest.raises(TypeError):
        check("downloadFile", what)


@pytest.mark.parametrize("api", ["uploadFile", "downloadFile"])
def test_required_options_are_reported_in_table_order(api):
    required = [row.name for row in TABLES[f"{api}.object"].rows if row.required]
    assert required == (["url", "filePath", "name"] if api == "uploadFile" else ["url"])
    for options_given, word in (({}, "Undefined"), (dict.fromkeys(required), "Null")):
        assert check(api, options_given).problems == [
            f"parameter.{name} should be String instead of {word};" for name in required
        ]
    assert check(api, dict.fromkeys(reversed(required), "")).problems == [
        f"parameter.{name} should not be empty;" for name in required
    ]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (1, "Number"),
        (True, "Boolean"),
        ([], "Array"),
        ({}, "Object"),
        (nothing, "Function"),
        (b"x", "Object"),
    ],
)
def test_the_type_that_came_instead_is_named(value, name):
    for option in ("url", "filePath", "name"):
        assert check("uploadFile", UPLOAD | {option: value}).problems == [
            f"parameter.{option} should be String instead of {name};"
        ]


def test_only_a_path_may_be_path_like():
    path = PurePosixPath("a/b")
    assert check("uploadFile", UPLOAD | {"filePath": path}).values["filePath"] == "a/b"
    assert check("downloadFile", {"url": "x", "filePath": path}).values["filePath"] == "a/b"
    for option in ("url", "name"):
        assert check("uploadFile", UPLOAD | {option: path}).problems == [
            f"parameter.{option} should be String instead of Object;"
        ]


@pytest.mark.parametrize(
    ("option", "wrong", "expected"),
    [
        ("header", [], "Object"),
        ("header", "A: b", "Object"),
        ("timeout", "5", "Number"),
        ("timeout", True, "Number"),
        ("success", "x", "Function"),
        ("fail", 5, "Function"),
        ("complete", {}, "Function"),
        ("enableProfile", 1, "Boolean"),
        ("formData", [], "Object"),
    ],
)
def test_a_wrong_optional_option_is_ignored_with_one_warning(option, wrong, expected):
    checked = check("uploadFile", UPLOAD | {option: wrong})
    assert checked.problems == []
    assert option not in checked.values
    (warning,) = checked.warnings
    assert warning.startswith(f"uploadFile: {option} should be {expected} instead of ")


def test_warnings_are_in_table_order_and_what_is_unknown_comes_after_them():
    given = {"zzz": 1, "fail": 1, "yyy": 1, "timeout": "", "header": 5, "enableQuic": True} | UPLOAD
    named = ["header", "fail", "timeout", "'zzz'", "'yyy'", "enableQuic"]
    warnings = check("uploadFile", given).warnings
    assert len(warnings) == len(named)
    for name, warning in zip(named, warnings, strict=True):
        assert name in warning


@pytest.mark.parametrize("row", TABLES["downloadFile.object"].rows, ids=lambda row: row.name)
def test_none_is_not_given(row):
    checked = check("downloadFile", {"url": "x", row.name: None})
    assert checked.warnings == []
    assert bool(checked.problems) == row.required


@pytest.mark.parametrize(
    ("api", "option", "value", "since"),
    [
        ("downloadFile", "filePath", "a", "1.8.0"),
        ("downloadFile", "timeout", 5, "2.10.0"),
        ("uploadFile", "timeout", 5, "2.10.0"),
        ("uploadFile", "enableProfile", False, "3.5.0"),
    ],
)
def test_an_option_newer_than_the_library_is_ignored_silently(api, option, value, since):
    given = (UPLOAD if api == "uploadFile" else {"url": "x"}) | {option: value}
    old = check(api, given, "1.7.9")
    assert option not in old.values
    assert old.warnings == old.problems == []
    assert check(api, given, since).values[option] == value
    assert check(api, given | {option: object()}, "1.7.9").warnings == []


@pytest.mark.parametrize(
    ("option", "meant"),
    [
        ("filepath", "filePath"),
        ("file_path", "filePath"),
        ("FormData", "formData"),
        ("formdata", "formData"),
        ("headers", "header"),
        ("timeOut", "timeout"),
        ("Success", "success"),
        ("complet", "complete"),
        ("uri", "url"),
        ("file", "filePath"),
        ("form", "formData"),
    ],
)
def test_a_near_miss_is_named(option, meant):
    (warning,) = check("uploadFile", UPLOAD | {option: "x"}).warnings
    assert repr(option) in warning
    assert f"did you mean {meant!r}" in warning


def test_what_resembles_nothing_has_no_guess():
    (warning,) = check("uploadFile", UPLOAD | {"zzzzqqq": "x"}).warnings
    assert "did you mean" not in warning


def test_form_values_are_text_and_odd_ones_have_a_warning_each():
    checked = check(
        "uploadFile",
        UPLOAD | {"formData": {"s": "x", "n": 1.0, "b": True, "l": [1, 2], "o": {}, 5: None}},
    )
    assert checked.form == (
        ("s", "x"),
        ("n", "1"),
        ("b", "true"),
        ("l", "1,2"),
        ("o", "[object Object]"),
        ("5", "null"),
    )
    assert [warning.partition("]")[0] for warning in checked.warnings] == [
        "uploadFile: formData['b'",
        "uploadFile: formData['l'",
        "uploadFile: formData['o'",
        "uploadFile: formData[5",
    ]
    assert all("JSON.stringify" in warning for warning in checked.warnings)


def test_headers_are_checked_along():
    checked = check("uploadFile", UPLOAD | {"header": {"A": 1, "B": "\n", "Referer": "x"}})
    assert checked.header == (("A", "1"),)
    assert len(checked.problems) == 1
    assert len(checked.warnings) == 1


@pytest.mark.parametrize(
    ("given", "count"),
    [
        ({"enableHttp2": True, "enableQuic": True}, 1),
        ({"enableHttp2": True}, 1),
        ({"enableQuic": False}, 0),
    ],
)
def test_what_has_no_effect_has_one_warning(given, count):
    assert len(check("downloadFile", {"url": "x"} | given).warnings) == count


# -- the time a transfer may take ----------------------------------------------------------------


@pytest.mark.parametrize("nothing_given", [None, 0, -1, 0.0, -0.5, math.nan, "5", True, False, []])
def test_what_is_no_positive_number_is_not_given(nothing_given):
    assert options.budget_ms(nothing_given, nothing_given, None, 60_000) == 60_000
    assert options.budget_ms(nothing_given, 700, None, 60_000) == 700
    assert options.budget_ms(700, nothing_given, None, 60_000) == 700


@pytest.mark.parametrize(
    ("per_call", "configured", "ceiling", "budget"),
    [
        (5, 7, 100, 5),
        (7, 5, 100, 7),
        (500, 5, 100, 100),
        (None, 500, 100, 100),
        (None, None, 100, 100),
        (500, None, None, 500),
        (0.5, None, 100, 0.5),
    ],
)
def test_the_calls_own_comes_first_and_the_ceiling_last(per_call, configured, ceiling, budget):
    assert options.budget_ms(per_call, configured, ceiling, 60_000) == budget


@pytest.mark.parametrize("huge", [10**400, math.inf, 1e300])
def test_any_number_makes_a_budget_that_a_timer_can_hold(huge):
    assert options.budget_ms(huge, None, 60_000, 1) == 60_000
    assert math.isfinite(options.budget_ms(huge, None, None, 1))


ROWS = [row.name for api in ("uploadFile", "downloadFile") for row in TABLES[f"{api}.object"].rows]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary()
    | st.text().map(PurePosixPath)
    | st.just(nothing),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.integers(), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(
    st.sampled_from(["uploadFile", "downloadFile"]),
    st.dictionaries(st.sampled_from(ROWS) | st.text() | st.integers(), VALUES, max_size=5),
    st.sampled_from([LATEST, "1.0.0", "2.10.4"]),
)
def test_any_options_are_checked(api, given, library):
    checked = check(api, given, library)
    assert set(checked.values) <= {"header", "formData", *ROWS}
    for text in checked.problems + checked.warnings:
        assert isinstance(text, str)
    if not checked.problems:
        assert all(isinstance(checked.values[name], str) for name in ("url",))
    for pair in checked.form + checked.header:
        assert [type(text) for text in pair] == [str, str]


@given(
    st.sampled_from(["uploadFile", "downloadFile", "request"]),
    st.dictionaries(st.sampled_from(ROWS) | st.text(max_size=3), VALUES, max_size=6),
    st.sampled_from([LATEST, "1.0.0", "2.10.4"]),
)
def test_values_that_are_not_looked_at_would_have_passed(api, given, library):
    quickly = check(api, given, library)
    with mock.patch.object(options, "_plain", return_value=frozenset()):
        assert repr(_sorted(check(api, given, library))) == repr(_sorted(quickly))


def _sorted(checked):
    """With its values in one order; NaN is equal to nothing, so a test compares what is printed."""
    return dataclasses.replace(checked, values=dict(sorted(checked.values.items())))


@given(VALUES, VALUES, st.none() | st.integers(1, 10**6))
def test_any_timeout_gives_a_budget(per_call, configured, ceiling):
    budget = options.budget_ms(per_call, configured, ceiling, 60_000)
    assert 0 < budget <= (ceiling or 2**31)
