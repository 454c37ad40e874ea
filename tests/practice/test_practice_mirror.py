import json

import pytest


def test_headers_are_mirrored_as_they_came(get):
    head, body = get("/headers", "X-oNe: 1", "x-one: 2", "Empty:")
    assert json.loads(body) == [
        ["Host", "h"],
        ["Connection", "close"],
        ["X-oNe", "1"],
        ["x-one", "2"],
        ["Empty", ""],
    ]
    assert head.count("\r\nX-Repeated: ") == 2
    assert head.count("\r\nSet-Cookie: ") == 2
    assert "\r\nx-MiXeD-cAsE: " in head
    assert "\r\nServer: wxlab-practice\r\n" in head


def test_bytes_outside_ascii_are_shown_as_latin_1(server, ask):
    _, body = ask(b"GET /headers HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX: caf\xe9\r\n\r\n")
    assert ["X", "café"] in json.loads(body)
    assert server.log[0].header("x") == "café"


@pytest.mark.parametrize("code", [200, 201, 206, 301, 418, 404, 500, 599])
def test_a_status_comes_with_a_small_body(get, code):
    head, body = get(f"/status/{code}")
    assert head.startswith(f"HTTP/1.1 {code} ")
    assert ("text/html" in head) == (code >= 400)
    assert f"状态码 {code}" in body.decode()


@pytest.mark.parametrize("code", [204, 304])
def test_a_status_without_a_body_has_none(get, code):
    head, body = get(f"/status/{code}")
    assert head.startswith(f"HTTP/1.1 {code} ")
    assert body == b""


@pytest.mark.parametrize("code", ["199", "600", "1xx", "%3Cb%3E"])
def test_what_is_no_status_is_refused(get, code):
    head, body = get(f"/status/{code}")
    assert head.startswith("HTTP/1.1 400 ")
    assert b"code should be a whole number from 200 to 599" in body
