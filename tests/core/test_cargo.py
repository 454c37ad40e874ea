"""wxlab.core.cargo: what a request's data becomes, by the platform's rules."""

import pytest

from wxlab.core import cargo
from wxlab.core.failure import Failure

URL = "http://h/p?a=1"
FORM = (("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),)
XML = (("content-type", "text/xml"),)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("data", "url"),
    [
        (None, URL),
        ({}, URL),
        ("", URL),
        ({"b": "x y", "a": 2}, "http://h/p?b=x%20y&a=2"),
        ("b=x+y", "http://h/p?a=1&b=x+y"),
        (["x", 5], "http://h/p?a=1&0=x&1=5"),
    ],
)
def test_of_a_get_it_goes_into_the_query(method, data, url):
    assert cargo.carried(method, URL, data, ()) == (url, None)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT"])
@pytest.mark.parametrize(
    ("data", "header", "body"),
    [
        (None, (), None),
        ("", (), b""),
        ("text 中", (), "text 中".encode()),
        ("\ud83d", (), "\ufffd".encode()),
        ("a=1", FORM, b"a=1"),
        ({"a": 1.0, "b": [None]}, (), b'{"a":1,"b":[null]}'),
        ({"a": 1.0, "b": [None]}, XML, b'{"a":1,"b":[null]}'),
        ({}, (), b"{}"),
        ([1, 2], (), b"[1,2]"),
        ({"a": "x y", "b": [1]}, FORM, b"a=x%20y&b=%5B1%5D"),
        (["x"], FORM, b"0=x"),
        (b"\x00\xff", (), b"\x00\xff"),
        (bytearray(b"x"), FORM, b"x"),
        (memoryview(b"xy")[1:], (), b"y"),
    ],
)
def test_else_it_is_the_body(method, data, header, body):
    assert cargo.carried(method, URL, data, header) == (URL, body)


@pytest.mark.parametrize(
    ("method", "data", "header"),
    [
        ("GET", b"x", ()),
        ("GET", {"a": {"b": object()}}, ()),
        ("POST", {"a": object()}, ()),
        ("POST", {"a": [object()]}, FORM),
    ],
)
def test_what_cannot_be_sent_is_a_failure(method, data, header):
    with pytest.raises(Failure, match="invalid request data") as caught:
        cargo.carried(method, URL, data, header)
    assert caught.value.errno == 600010
