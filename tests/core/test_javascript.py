"""wxlab.core.javascript: type names, ``String(value)``, numbers in print."""

import json
import math
import random
import shutil
import struct
import subprocess
from collections import OrderedDict
from decimal import Decimal
from fractions import Fraction
from pathlib import PurePosixPath
from types import MappingProxyType

import pytest

from wxlab.core import javascript

TYPES = [
    (None, "Null"),
    ("", "String"),
    ("a", "String"),
    (True, "Boolean"),
    (False, "Boolean"),
    (0, "Number"),
    (-1.5, "Number"),
    (math.nan, "Number"),
    (Fraction(1, 2), "Number"),
    ([], "Array"),
    ((), "Array"),
    ({}, "Object"),
    (MappingProxyType({}), "Object"),
    (b"", "Object"),
    ({1}, "Object"),
    (object(), "Object"),
    (print, "Function"),
    (lambda: None, "Function"),
    (int, "Function"),
]


@pytest.mark.parametrize(
    ("value", "name"), TYPES, ids=lambda value: repr(value).partition(" at 0x")[0][:30]
)
def test_types_have_javascripts_names(value, name):
    assert javascript.type_name(value) == name


STRINGS = [
    (None, "null"),
    ("", ""),
    ("文 \ud800x", "文 \ufffdx"),
    (PurePosixPath("/a/b"), "/a/b"),
    (True, "true"),
    (False, "false"),
    ([], ""),
    ([None], ""),
    ([[]], ""),
    ([1, 2.0, "x", None, True, [3, [4]]], "1,2,x,,true,3,4"),
    ((1, 2), "1,2"),
    ({}, "[object Object]"),
    (OrderedDict(a=1), "[object Object]"),
    ([{}, {}], "[object Object],[object Object]"),
]


@pytest.mark.parametrize(("value", "text"), STRINGS, ids=lambda value: ascii(value)[:30])
def test_values_print_as_javascripts_string_function_does(value, text):
    assert javascript.string(value) == text


def test_a_list_that_holds_itself_prints_nothing_for_itself():
    items = [1, 2]
    items.append(items)
    assert javascript.string(items) == "1,2,"


def test_a_list_that_stands_in_a_list_twice_prints_twice():
    inner = [1]
    assert javascript.string([inner, inner]) == "1,1"


def test_a_function_prints_with_its_name():
    assert "test_a_function" in javascript.string(test_a_function_prints_with_its_name)


NUMBERS = [
    (0, "0"),
    (0.0, "0"),
    (-0.0, "0"),
    (1, "1"),
    (-1, "-1"),
    (1.0, "1"),
    (100.0, "100"),
    (1.5, "1.5"),
    (-1.5, "-1.5"),
    (0.1, "0.1"),
    (0.1 + 0.2, "0.30000000000000004"),
    (123456.789, "123456.789"),
    (1e-6, "0.000001"),
    (1.25e-6, "0.00000125"),
    (1e-7, "1e-7"),
    (1.25e-7, "1.25e-7"),
    (1e15, "1000000000000000"),
    (1e16, "10000000000000000"),
    (1e20, "100000000000000000000"),
    (1.5e20, "150000000000000000000"),
    (1e21, "1e+21"),
    (-1.25e21, "-1.25e+21"),
    (5e-324, "5e-324"),
    (1.7976931348623157e308, "1.7976931348623157e+308"),
    (2.0**53, "9007199254740992"),
    (math.nan, "NaN"),
    (math.inf, "Infinity"),
    (-math.inf, "-Infinity"),
    (Fraction(1, 4), "0.25"),
    (2**70, "1180591620717411303424"),
    (True + True, "2"),
]


@pytest.mark.parametrize(("value", "text"), NUMBERS)
def test_numbers_print_as_javascript_prints_them(value, text):
    assert javascript.number(value) == text
    assert javascript.string(value) == text


def test_what_no_double_can_hold_is_infinity():
    assert javascript.number(10**5000) == "Infinity"
    assert javascript.number(-(10**5000)) == "-Infinity"


def doubles():
    """Random bits are mostly huge or tiny; the others are what people write."""
    chance = random.Random(21)
    some = [struct.unpack("<d", chance.randbytes(8))[0] for _ in range(400)]
    some += [chance.uniform(-1, 1) * 10 ** chance.randint(-9, 24) for _ in range(400)]
    some += [float(chance.randint(-(10**22), 10**22)) for _ in range(100)]
    some += [
        sign * digit * 10.0**power
        for sign in (1, -1)
        for digit in (1, 9)
        for power in range(-9, 25)
    ]
    return [each for each in some if math.isfinite(each)]


def test_node_prints_the_same_numbers():
    node = shutil.which("node")
    if node is None:
        pytest.skip("the second opinion is JavaScript itself: put node on PATH")
    numbers = doubles()
    code = (
        "for (const n of JSON.parse(require('fs').readFileSync(0, 'utf8'))) console.log(String(n))"
    )
    printed = subprocess.run(
        [node, "-e", code], input=json.dumps(numbers), capture_output=True, text=True, check=True
    )
    assert [javascript.number(each) for each in numbers] == printed.stdout.split()


def test_node_prints_the_same_values():
    node = shutil.which("node")
    if node is None:
        pytest.skip("the second opinion is JavaScript itself: put node on PATH")
    values = [
        None,
        True,
        [],
        [None],
        [[]],
        [1, [2, [None, "x"]]],
        {},
        [{"a": 1}],
        "文😀",
        [""],
        1.5,
    ]
    code = (
        "for (const v of JSON.parse(require('fs').readFileSync(0, 'utf8')))"
        "console.log(JSON.stringify(String(v)))"
    )
    printed = subprocess.run(
        [node, "-e", code], input=json.dumps(values), capture_output=True, text=True, check=True
    )
    expected = [json.loads(line) for line in printed.stdout.splitlines()]
    assert [javascript.string(each) for each in values] == expected


@pytest.mark.parametrize("number", doubles()[::20])
def test_what_is_printed_reads_back_as_the_same_number(number):
    assert float(javascript.number(number)) == number


def test_strings_and_numbers_are_plain_and_nothing_else_is():
    plain = [value for value, _ in TYPES if javascript.is_plain(value)]
    assert all(isinstance(each, str | int | float | Fraction) for each in plain)
    assert not javascript.is_plain(True)
    assert not javascript.is_plain(Decimal)


def test_lone_surrogates_are_replaced_and_pairs_are_kept():
    assert javascript.well_formed("a\ud83db") == "a\ufffdb"
    assert javascript.well_formed("😀") == "😀"
    assert javascript.well_formed("\udc80") == "\ufffd"
