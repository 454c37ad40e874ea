"""wxlab.core.headers: what may be set, how it is written, how answers are read."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxlab.core import headers

UPLOAD_ONLY = ["Content-Type", "Host"]
ALWAYS = ["Referer", "User-Agent", "Content-Length", "Transfer-Encoding", "Expect"]


@pytest.mark.parametrize(
    ("given", "pairs"),
    [
        ({}, []),
        ({"A": "b"}, [("A", "b")]),
        ({"A": "b", "C": "d"}, [("A", "b"), ("C", "d")]),
        ({"A": None}, []),
        ({"A": 1, "B": 1.0, "C": True}, [("A", "1"), ("B", "1"), ("C", "true")]),
        ({"A": " b\t"}, [("A", "b")]),
        ({"A": ""}, [("A", "")]),
        ({"A": "1", "a": "2"}, [("a", "2")]),
        ({5: 6}, [("5", "6")]),
        ({"A": "\xe9\xff"}, [("A", "\xe9\xff")]),
        ({"!#$%&'*+-.^_`|~": "x"}, [("!#$%&'*+-.^_`|~", "x")]),
    ],
)
def test_what_may_be_sent_is_sent_as_text(given, pairs):
    checked = headers.check("downloadFile", given)
    assert list(checked.pairs) == pairs
    assert checked.problems == ()
    assert checked.warnings == ()


@pytest.mark.parametrize(
    "given",
    [
        {"A": "b\rc"},
        {"A": "b\nc"},
        {"A": "b\0c"},
        {"A": "\u0100"},
        {"A": "文"},
        {"": "x"},
        {"A B": "x"},
        {"A:": "x"},
        {"\xe9": "x"},
        {"A\n": "x"},
        {"(a)": "x"},
    ],
    ids=ascii,
)
def test_what_cannot_be_sent_is_a_problem_that_names_the_header(given):
    checked = headers.check("downloadFile", given)
    assert checked.pairs == ()
    (problem,) = checked.problems
    assert problem.startswith("parameter.header[")
    assert problem.endswith(";")
    assert problem.isascii()
    assert "\n" not in problem


def test_every_problem_is_told_and_the_good_ones_stay():
    checked = headers.check("uploadFile", {"A": "\n", "B": "fine", "C": "\0"})
    assert len(checked.problems) == 2
    assert checked.pairs == (("B", "fine"),)


@pytest.mark.parametrize("spelled", [str, str.lower, str.upper])
@pytest.mark.parametrize("api", ["uploadFile", "downloadFile"])
def test_what_is_wxlabs_own_is_ignored_with_a_warning(api, spelled):
    own = ALWAYS + (UPLOAD_ONLY if api == "uploadFile" else [])
    for name in own:
        checked = headers.check(api, {spelled(name): "mine", "Other": "x"})
        assert checked.pairs == (("Other", "x"),)
        (warning,) = checked.warnings
        assert api in warning
        assert spelled(name) in warning


@pytest.mark.parametrize("name", UPLOAD_ONLY)
def test_a_download_may_set_what_frames_an_upload(name):
    assert headers.check("downloadFile", {name: "x"}).pairs == ((name, "x"),)


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ([], {}),
        ([(b"A", b"1")], {"A": "1"}),
        ([(b"A", b"1"), (b"B", b"2"), (b"a", b"3")], {"A": "1,3", "B": "2"}),
        ([(b"mIxEd", b" v ")], {"mIxEd": "v"}),
        ([(b"A", b""), (b"A", b"")], {"A": ","}),
        ([(b"A", "文".encode())], {"A": "文"}),
        ([(b"A", b"\xe9")], {"A": "é"}),
        ([(b"Set-Cookie", b"a"), (b"set-cookie", b"b")], {"Set-Cookie": "a,b"}),
    ],
)
def test_answers_are_joined_under_the_first_spelling(raw, read):
    found = headers.joined(headers.pairs(tuple(raw)))
    assert found == read
    assert list(found) == list(read)


def test_cookies_are_listed_in_wire_order():
    raw = ((b"Set-Cookie", b" a=1, x "), (b"Other", b"y"), (b"SET-COOKIE", b"b=2"))
    assert headers.cookies(headers.pairs(raw)) == ("a=1, x", "b=2")
    assert headers.cookies(()) == ()


def test_the_referer_names_the_mini_program():
    filled = headers.referer("wx1", "2")
    assert filled == "https://servicewechat.com/wx1/2/page-frame.html"


@pytest.mark.parametrize("name", ["appid", "version"])
@pytest.mark.parametrize("value", ["", "a b", "a\r\nX-Evil: 1", "a\n", "a\0", "文", "\ud800", "é"])
def test_a_referer_is_one_line_of_visible_characters(name, value):
    words = {"appid": "wx1", "version": "2", name: value}
    with pytest.raises(ValueError, match=f"{name} should be visible ASCII"):
        headers.referer(**words)


VALUES = st.none() | st.text() | st.integers() | st.floats() | st.booleans() | st.lists(st.text())
RAW = st.lists(st.tuples(st.binary(max_size=20), st.binary(max_size=20))).map(tuple)


NAMES = st.text() | st.integers() | st.none()


@given(st.sampled_from(["uploadFile", "downloadFile"]), st.dictionaries(NAMES, VALUES))
def test_of_any_headers_only_sound_ones_are_sent(api, given):
    found = headers.check(api, given)
    for name, value in found.pairs:
        assert re.fullmatch(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+", name)
        assert re.fullmatch(r"[^\x00-\x08\x0a-\x1f\x7f]*", value)
        value.encode("latin-1")
    assert len(found.pairs) + len(found.problems) + len(found.warnings) <= len(given)


@given(RAW)
def test_any_headers_of_an_answer_can_be_read(raw):
    pairs = headers.pairs(raw)
    joined = headers.joined(pairs)
    assert len(pairs) == len(raw)
    assert len({name.lower() for name in joined}) == len(joined) <= len(raw)
    assert len(headers.cookies(pairs)) <= len(raw)
