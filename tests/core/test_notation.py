"""wxlab.core.notation: values as JSON and as query strings; the expected texts are JavaScript's."""

import json
import math
import os
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta, timezone
from types import MappingProxyType

import pytest

from wxlab.core import notation

# Python value, what JSON.stringify writes for the matching JavaScript value.
WRITTEN = [
    (None, "null"),
    (True, "true"),
    (0, "0"),
    (-0.0, "0"),
    (1.0, "1"),
    (1.5, "1.5"),
    (0.1, "0.1"),
    (1e20, "100000000000000000000"),
    (1e21, "1e+21"),
    (1e-7, "1e-07"),
    (math.nan, "null"),
    (math.inf, "null"),
    (-math.inf, "null"),
    ("", '""'),
    ("中文 é", '"中文 é"'),
    ('"\\/\b\f\n\r\t\x01', r'"\"\\/\b\f\n\r\t\u0001"'),
    ("\ud83d", '"\\ud83d"'),
    ("😀", '"😀"'),
    ([], "[]"),
    ((1, [2, "x"]), '[1,[2,"x"]]'),
    ({}, "{}"),
    ({5: [None, {"b": False}], "a": 1}, '{"5":[null,{"b":false}],"a":1}'),
    (MappingProxyType({"a": 1}), '{"a":1}'),
    ({"f": print, "a": 1}, '{"a":1}'),
    ([print], "[null]"),
    (b"bytes", "{}"),
    (datetime(2024, 1, 2, 3, 4, 5, 678000, UTC), '"2024-01-02T03:04:05.678Z"'),
    (datetime(2024, 1, 2, 3, tzinfo=timezone(timedelta(hours=8))), '"2024-01-01T19:00:00.000Z"'),
    (date(2024, 1, 2), '"2024-01-02T00:00:00.000Z"'),
]


@pytest.mark.parametrize(("value", "text"), WRITTEN)
def test_a_value_is_written_as_javascript_writes_it(value, text):
    assert notation.stringify(value) == text


@pytest.mark.parametrize(("value", "text"), WRITTEN)
def test_what_is_written_can_be_read_by_another_parser(value, text):
    assert json.loads(notation.stringify(value)) == json.loads(text)
    notation.stringify(value).encode("utf-8")


def knotted():
    knot = []
    knot.append({"a": knot})
    return knot


@pytest.mark.parametrize(
    "value", [knotted(), {1, 2}, object(), [object()], 1j, {"a": {"b": set()}}]
)
def test_what_json_has_no_word_for_is_refused(value):
    with pytest.raises(ValueError, match=r"holds itself|no value of JavaScript"):
        notation.stringify(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        (' {"a": [1.5, null, true]} ', {"a": [1.5, None, True]}),
        ('"\\ud83d\\ude00"', "😀"),
    ],
)
def test_json_is_read(text, value):
    assert notation.parsed(text) == value


@pytest.mark.parametrize(
    "text",
    ["", "<html>", "NaN", "[Infinity]", "-Infinity", "{'a': 1}", "[1,]", "1 2", "[" * 200_000],
)
def test_what_javascript_does_not_parse_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        notation.parsed(text)


def test_objects_are_made_by_whoever_asks():
    assert notation.parsed('{"a": {"b": 1}}', lambda made: tuple(made.items())) == (
        ("a", (("b", 1),)),
    )


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({}, ""),
        ({"a": 1, "b": "x y"}, "a=1&b=x%20y"),
        ({"k&": "v=+/?#"}, "k%26=v%3D%2B%2F%3F%23"),
        ({"-_.!~*'()": "-_.!~*'()"}, "-_.!~*'()=-_.!~*'()"),
        ({"名": "值"}, "%E5%90%8D=%E5%80%BC"),
        ({"n": None, "t": True, "f": 1.0}, "n=null&t=true&f=1"),
        ({"l": [1, "x"], "o": {"a": 1}}, "l=%5B1%2C%22x%22%5D&o=%7B%22a%22%3A1%7D"),
        ({"bad": "\ud83d"}, "bad=%EF%BF%BD"),
    ],
)
def test_a_query_is_encoded_as_encode_uri_component_does(data, text):
    assert notation.query(data) == text


@pytest.mark.parametrize(
    ("url", "addition", "merged"),
    [
        ("http://h/", "", "http://h/"),
        ("http://h/?a=1", "", "http://h/?a=1"),
        ("http://h/", "a=1", "http://h/?a=1"),
        ("http://h/?", "a=1", "http://h/?a=1"),
        ("http://h/?b=2", "a=1", "http://h/?b=2&a=1"),
        ("http://h/?b=2&b=3&c", "a=1", "http://h/?b=2&b=3&c&a=1"),
        ("http://h/?a=0&b=2", "a=1", "http://h/?b=2&a=1"),
        ("http://h/?sign=a%2Fb==&x", "a=1", "http://h/?sign=a%2Fb==&x&a=1"),
        ("http://h/p#frag?x=1", "a=1", "http://h/p?a=1#frag?x=1"),
        ("http://h/?b#f", "a=1", "http://h/?b&a=1#f"),
    ],
)
def test_a_query_is_added_to_what_a_url_has(url, addition, merged):
    assert notation.asked(url, addition) == merged


@pytest.mark.parametrize("value", [b"", bytearray(b"x"), memoryview(b"x")])
def test_bytes_are_a_buffer(value):
    assert notation.is_buffer(value)


@pytest.mark.parametrize("value", ["", None, [1], {"a": 1}])
def test_nothing_else_is_a_buffer(value):
    assert not notation.is_buffer(value)


def test_node_writes_the_same():
    """A second opinion, where there is one; numbers count as equal, however they are written."""
    node = shutil.which("node")
    if node is None:
        how = "what JavaScript writes is asked of node: install it"
        (pytest.fail if os.environ.get("WXLAB_REQUIRE_NODE") == "1" else pytest.skip)(how)
    texts = [text for _, text in WRITTEN]
    names = ["k&", "名", "-_.!~*'()", "x y", "\x00\x7f"]
    program = (
        f"const t = {json.dumps(texts)}, n = {json.dumps(names)};"
        "console.log(JSON.stringify([t.map(x => JSON.stringify(JSON.parse(x))),"
        " n.map(encodeURIComponent)]));"
    )
    done = subprocess.run([node, "-e", program], capture_output=True, timeout=60, check=True)
    written, encoded = json.loads(done.stdout)
    assert [json.loads(text) for text in written] == [json.loads(text) for text in texts]
    ours = [text for text in texts if "1e-" not in text]
    assert [text for text in written if "1e-" not in text] == ours
    assert [notation.query({name: ""}) for name in names] == [f"{name}=" for name in encoded]
