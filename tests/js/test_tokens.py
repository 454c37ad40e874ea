"""Words and signs of JavaScript."""

import pytest

from wxlab.js.tokens import (
    COMMENT,
    NAME,
    NEWLINE,
    NUMBER,
    REGEX,
    SIGN,
    STRING,
    TEMPLATE,
    tokens,
    words,
)


def texts(source):
    return [token.text for token in words(source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a = b / c / d", ["a", "=", "b", "/", "c", "/", "d"]),
        ("a = /b[/]c/g.test(x)", ["a", "=", "/b[/]c/g", ".", "test", "(", "x", ")"]),
        ("return /x/", ["return", "/x/"]),
        ("a++ / 2 / 1", ["a", "++", "/", "2", "/", "1"]),
        ("a=-1,b=/,c/", ["a", "=", "-", "1", ",", "b", "=", "/,c/"]),
        ("'it\\'s' + \"x\"", ["'it\\'s'", "+", '"x"']),
        ("`a${b + `c${d}`}e` + f", ["`a${b + `c${d}`}e`", "+", "f"]),
        ("`${'}'}` x", ["`${'}'}`", "x"]),
        ("x ?. y ... z => 1.5e-3", ["x", "?.", "y", "...", "z", "=>", "1.5e-3"]),
        (
            "a === b !== c && d || e ?? f",
            ["a", "===", "b", "!==", "c", "&&", "d", "||", "e", "??", "f"],
        ),
        ("上传 = 1", ["上传", "=", "1"]),
        ("a // b\n/* c\nd */ e", ["a", "e"]),
    ],
)
def test_texts_are_told_apart(source, expected):
    assert texts(source) == expected


def test_each_kind_has_its_name():
    source = "a 1 'b' `c` /d/ // e\n"
    kinds = [token.kind for token in tokens(source)]
    # What stands after a value is a division, and a regular expression only in its own place.
    assert kinds == [NAME, NUMBER, STRING, TEMPLATE, SIGN, NAME, SIGN, COMMENT, NEWLINE]
    assert [token.kind for token in tokens("= /d/")] == [SIGN, REGEX]


def test_brackets_count_the_depth_and_stand_outside_of_what_they_hold():
    found = [(token.text, token.depth) for token in words("f({ a: [1] })")]
    expected = [("f", 0), ("(", 0), ("{", 1), ("a", 2), (":", 2), ("[", 2), ("1", 3)]
    assert found == [*expected, ("]", 2), ("}", 1), (")", 0)]


@pytest.mark.parametrize(
    "source", ["'abc", "`abc${", "/* abc", "f({", ")]}", "`${`${", "\\", "'\\"]
)
def test_broken_texts_are_read_to_their_end(source):
    found = tokens(source)
    assert found[-1].end == len(source)
    assert all(token.depth >= 0 for token in found)


def test_places_are_counted_in_characters():
    for token in tokens("a = '照片'\nb = 𝒳"):
        assert "a = '照片'\nb = 𝒳"[token.start : token.end] == token.text
