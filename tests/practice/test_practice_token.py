"""A server that asks for a token answers nobody without it."""

import json
import re
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxlab import practice
from wxlab.practice.token import Token

SECRET = "Se-cr_et.1"


@pytest.fixture
def server():
    with practice.serve(token=SECRET) as running:
        yield running


def test_urls_carry_the_token(server):
    assert server.token == SECRET
    assert server.url("/upload?a=1") == f"http://127.0.0.1:{server.port}/~{SECRET}/upload?a=1"
    assert server.url() == f"http://127.0.0.1:{server.port}/~{SECRET}/"
    assert repr(server) == f"<practice server {server.url()}>"


def test_there_is_none_by_default():
    with practice.serve() as server:
        assert server.token is None
        assert "~" not in server.url("/upload")


def test_a_token_of_its_own_is_another_every_time():
    with practice.serve(token=True) as one, practice.serve(token=True) as other:
        assert one.token != other.token
        assert re.fullmatch(r"[\w-]{22}", one.token)


@pytest.mark.parametrize("token", ["", "a/b", "a b", "é", "a%20b", "x" * 201, 5, b"bytes", "a\n"])
def test_a_token_that_would_not_stand_in_a_url_is_refused(token):
    with pytest.raises(ValueError, match="token should be"):
        practice.serve(token=token)


STRANGERS = [
    "/upload",
    "/",
    "/~",
    f"/~{SECRET[:-1]}/upload",
    f"/~{SECRET}x/upload",
    f"/~{SECRET.lower()}/upload",
    f"/upload/~{SECRET}/",
    f"//~{SECRET}/upload",
    f"/%7E{SECRET}/upload",
    f"/{SECRET}/upload",
    f"/upload?token=~{SECRET}",
]


@pytest.mark.parametrize("path", STRANGERS)
def test_without_it_nothing_is_done(server, ask, path):
    body = b"x" * 1000
    sent = f"POST {path} HTTP/1.1\r\nHost: h\r\nContent-Length: {len(body)}\r\n\r\n"
    head, answer = ask(sent.encode() + body)
    assert head.startswith("HTTP/1.1 403 ")
    assert SECRET not in head + answer.decode()
    assert "server.url(path)" in answer.decode()
    assert "令牌" in answer.decode()
    assert (len(server.log), server.peak, server.hits(path)) == (0, 0, 0)


def test_what_is_seen_of_a_request_is_its_path_without_the_token(server, get):
    head, _ = get(f"/~{SECRET}/file/5?gzip")
    assert head.startswith("HTTP/1.1 200 ")
    server.wait_for(1, "/file/5", "finished")
    assert server.log[0].path == "/file/5?gzip"
    assert (server.hits("/file/5"), server.peak_of("/file/5")) == (1, 1)


@pytest.mark.parametrize(("end", "path"), [("", "/"), ("?a", "/?a"), ("/", "/"), ("/?a", "/?a")])
def test_the_page_of_routes_is_at_its_top(server, get, end, path):
    head, body = get(f"/~{SECRET}{end}")
    assert head.startswith("HTTP/1.1 200 ")
    assert b"/slow/upload" in body
    assert server.log[0].path == path


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/redirect/2", f"/~{SECRET}/redirect/1"),
        ("/redirect/1", f"/~{SECRET}/headers"),
        ("/redirect/loop", f"/~{SECRET}/redirect/loop"),
        ("/redirect/1?to=/status/404", f"/~{SECRET}/status/404"),
        (f"/redirect/1?to=/~{SECRET}/status/404", f"/~{SECRET}/status/404"),
        ("/redirect/1?to=http://127.0.0.1:1/a", "http://127.0.0.1:1/a"),
        ("/redirect/1?to=//127.0.0.1:1/a", "//127.0.0.1:1/a"),
        ("/redirect/1?to=relative", "relative"),
    ],
)
def test_redirects_keep_it(server, get, path, location):
    head, _ = get(f"/~{SECRET}{path}")
    assert re.search(r"(?m)^Location: (.*)\r$", head)[1] == location


def test_a_client_follows_redirects_through_it(server, wx, tmp_path):
    (tmp_path / "f").write_bytes(b"data")
    url = server.url("/redirect/3?code=307&to=/upload")
    res = wx.uploadFile(url=url, filePath=tmp_path / "f", name="f").wait()
    assert res.statusCode == 200
    assert json.loads(res.data)["parts"][0]["size"] == 4
    assert (server.hits("/upload"), server.hits("/redirect/1")) == (1, 1)


def test_the_witness_finds_a_request_after_a_refused_one(server):
    with socket.create_connection((server.host, server.port), timeout=20) as client:
        client.sendall(f"GET /~{SECRET}/file/1 HTTP/1.1\r\nHost: h\r\n\r\n".encode())
        client.sendall(b"GET /nowhere HTTP/1.1\r\nHost: h\r\n\r\n")
        port = client.getsockname()[1]
        assert b"".join(iter(lambda: client.recv(65536), b"")).count(b"HTTP/1.1 ") == 2
    assert server.reading(port, 1).answered
    assert server.reading(port, 2) is None


def test_no_token_lets_everything_in():
    none = Token()
    assert none.prefix == ""
    for target in "/upload", "*", "", "http://h/a", "/~x":
        assert none.inside(target) == target
        assert none.outside(target) == target


def test_inside_undoes_outside():
    token = Token.of("t")
    for path in "/", "/a?b", "/~", "/~tt":
        assert token.inside(token.outside(path)) == path
        assert token.outside(token.outside(path)) == token.outside(path)


@given(st.text() | st.text().map("/~t/{}".format))
def test_any_target_is_inside_or_not(target):
    token = Token.of("t")
    path = token.inside(target)
    if path is None:
        assert not target.startswith(("/~t/", "/~t?"))
    else:
        assert token.prefix + path in (target, target.replace("/~t", "/~t/", 1))
