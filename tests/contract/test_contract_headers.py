"""The request's headers, and addresses as they stand on the wire."""

import base64
import json
import shutil
import subprocess

import pytest

from wxlab import WxWarning, practice

OWN = ["Referer", "User-Agent"]
OWN_OF_UPLOADS = [*OWN, "Content-Type", "Content-Length", "Host"]
REFERER = b"https://servicewechat.com/touristappid/devtools/page-frame.html"


@pytest.fixture(params=["uploadFile", "downloadFile"])
def request_with(request, sent, asked):
    """Sends a request of either kind with these headers."""
    make = sent if request.param == "uploadFile" else asked
    return lambda header: make(header=header)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("text", b"text"),
        (" spaced\t", b"spaced"),
        ("", b""),
        (1, b"1"),
        (1.0, b"1"),
        (1.5, b"1.5"),
        (1e21, b"1e+21"),
        (-0.0, b"0"),
        (True, b"true"),
        (False, b"false"),
        ([1, "a", None], b"1,a,"),
        ({}, b"[object Object]"),
        ("caf\xe9", b"caf\xe9"),
        ("\xff\xa0\xc3\xa9", b"\xff\xa0\xc3\xa9"),
        ('a"b;c=d, e', b'a"b;c=d, e'),
    ],
    ids=ascii,
)
def test_a_value_is_sent_as_javascript_would_write_it(request_with, value, expected):
    assert request_with({"X-Value": value}).values("X-Value") == [expected]


def test_none_is_left_out(request_with):
    assert request_with({"X-None": None, "X-Some": "a"}).values("X-None") == []


def test_names_keep_their_case_and_their_order(request_with):
    head = request_with({"x-lOwEr": "a", "X-UPPER": "b", "x_under": "c"}).head
    assert head.index(b"\r\nx-lOwEr: a\r\n") < head.index(b"\r\nX-UPPER: b\r\n")
    assert b"\r\nx_under: c\r\n" in head


@pytest.mark.parametrize("name", [*OWN, *(name.lower() for name in OWN), "REFERER"])
def test_referer_and_user_agent_cannot_be_set(request_with, name):
    with pytest.warns(WxWarning, match=name) as caught:
        request = request_with({name: "mine"})
    assert len(caught) == 1
    assert request.values("Referer") == [REFERER]
    assert len(request.values("User-Agent")) == 1
    assert b"mine" not in request.head


@pytest.mark.parametrize("name", [*OWN_OF_UPLOADS, "content-type", "HOST"])
def test_the_framing_of_an_upload_is_wxlabs_own(sent, photo, name):
    with pytest.warns(WxWarning, match=name):
        request = sent(header={name: "7"})
    assert request.values(name) != [b"7"]
    for own in OWN_OF_UPLOADS:
        assert len(request.values(own)) == 1
    assert request.values("Content-Type")[0].startswith(b"multipart/form-data; boundary=")
    assert int(request.values("Content-Length")[0]) == len(request.body)


def test_an_upload_never_waits_for_a_server_to_expect_it(sent):
    with pytest.warns(WxWarning, match="Expect"):
        assert sent(header={"Expect": "100-continue"}, timeout=5000).values("Expect") == []


def test_a_download_may_set_its_content_type(asked):
    assert asked(header={"Content-Type": "a/b"}).values("Content-Type") == [b"a/b"]


def test_a_download_is_a_get_without_a_body(asked):
    request = asked("/path?query=1")
    assert (request.method, request.target) == ("GET", "/path?query=1")
    assert request.values("Content-Length") == []
    assert request.values("Transfer-Encoding") == []
    assert request.body == b""


def test_a_caller_sends_cookies_and_credentials_itself(request_with):
    request = request_with({"Cookie": "a=1; b=2", "Authorization": "Bearer x"})
    assert request.values("Cookie") == [b"a=1; b=2"]
    assert request.values("Authorization") == [b"Bearer x"]


def test_only_codings_that_are_undone_are_asked_for(request_with):
    (accepted,) = request_with({}).values("Accept-Encoding")
    assert {coding.strip() for coding in accepted.split(b",")} <= {b"gzip", b"deflate", b"identity"}


def test_proxies_of_the_environment_are_ignored(asked, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert asked("/direct").target == "/direct"


def test_netrc_of_the_user_is_ignored(asked, monkeypatch, tmp_path):
    (tmp_path / ".netrc").write_text("default login me password secret\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    assert asked().values("Authorization") == []


# -- addresses -----------------------------------------------------------------------------------

PATHS = [
    "/plain",
    "/a b",
    "/文件/名.png",
    "/%E6%96%87%2f%2F",
    "/a%zz",
    "/q?a=b c&值=1",
    "/q?a='b'&c=\"d\"",
    "/q?a=<b>&c=%20+",
    "/a/../b/./c",
    "/a/%2e%2E/b",
    "/a//b",
    "/a#fragment",
    "/q?a#b?c",
    "/emoji/😀?e=😀",
    "/a\\b",
    "/{x}|y[z]",
    '/a`b"c<d>e',
    "/semi;colon,comma=eq@at:col!ex$'()*",
    "?only=query",
    "",
]


def test_paths_and_queries_are_encoded_as_a_browser_does(asked):
    node = shutil.which("node")
    if node is None:
        pytest.skip("the second opinion is Node's URL: put node on PATH")
    code = (
        "for (const p of JSON.parse(require('fs').readFileSync(0, 'utf8')))"
        "{ const u = new URL('http://h' + p); console.log(u.pathname + u.search); }"
    )
    printed = subprocess.run(
        [node, "-e", code], input=json.dumps(PATHS), capture_output=True, text=True, check=True
    )
    for path, expected in zip(PATHS, printed.stdout.splitlines(), strict=True):
        assert asked(path).target == expected, path


def test_what_a_browser_tolerates_is_tolerated(asked):
    assert asked(url=" http://127.0.0.1:{port}/a\n").target == "/a"
    assert asked(url="HTTP://127.0.0.1:{port}/a").target == "/a"


def test_a_host_is_written_in_its_wire_form(asked):
    request = asked(url="http://LOCALHOST:{port}/")
    assert request.values("Host")[0].startswith(b"localhost:")
    assert (
        asked(url="http://ｌｏｃａｌｈｏｓｔ:{port}/").values("Host")[0].startswith(b"localhost:")
    )


@pytest.mark.parametrize(
    ("credentials", "plain"),
    [
        ("user:pass", b"user:pass"),
        ("user", b"user:"),
        ("user:", b"user:"),
        (":pass", b":pass"),
        ("a%40b:c%3Ad", b"a@b:c:d"),
        ("用户:密码", "用户:密码".encode()),
    ],
)
def test_credentials_in_the_address_become_basic_authorization(asked, credentials, plain):
    request = asked(url="http://" + credentials + "@127.0.0.1:{port}/x")
    assert request.values("Authorization") == [b"Basic " + base64.b64encode(plain)]
    assert request.target == "/x"
    assert b"@" not in request.values("Host")[0]


def test_an_upload_takes_credentials_from_the_address_too(wire, wx, photo):
    bare = wire()
    url = bare.url().replace("//", "//me:secret@")
    wx.uploadFile(url=url, filePath=photo, name="f").wait(20)
    assert bare.requests[0].values("Authorization") == [b"Basic bWU6c2VjcmV0"]


# -- connections ---------------------------------------------------------------------------------


def test_a_connection_is_used_again(wire, wx, photo):
    bare = wire()
    for _ in range(3):
        wx.downloadFile(url=bare.url()).wait(20)
        wx.uploadFile(url=bare.url(), filePath=photo, name="f").wait(20)
    assert [request.connection for request in bare.requests] == [0] * 6


def test_a_post_is_never_sent_twice_because_its_answer_was_lost(wire, wx, photo, ending):
    ok = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    bare = wire(ok, None)
    first = ending(wx.uploadFile(url=bare.url(), filePath=photo, name="f"))
    second = ending(wx.uploadFile(url=bare.url(), filePath=photo, name="f"))
    assert first.errMsg == "uploadFile:ok"
    assert second.errMsg.startswith("uploadFile:fail -10")
    assert second.errno == 600001
    assert len(bare.requests) == 2


def test_an_upload_after_the_server_hung_up_politely_takes_a_new_connection(wire, wx, photo):
    bare = wire(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
    for _ in range(2):
        wx.uploadFile(url=bare.url(), filePath=photo, name="f").wait(20)
    assert [request.connection for request in bare.requests] == [0, 1]


# -- answers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content_type", "body", "data"),
    [
        (b"text/plain", "文字😀".encode(), "文字😀"),
        (b"text/plain; charset=utf-8", b"\xef\xbb\xbfa", "a"),
        (b"text/plain", b"\xef\xbb\xbf\xef\xbb\xbfa", "\ufeffa"),
        (b"text/plain", b"a\xffb", "a\ufffdb"),
        (b"application/json", b'{"a": 1}', '{"a": 1}'),
        (b"application/octet-stream", b"\x00\x01", "\x00\x01"),
        (b"text/plain; charset=undefined", b"ok", "ok"),
        (b"text/plain; charset=no-such-thing", b"ok", "ok"),
        (b"text/plain; charset=idna", b"ok", "ok"),
        (b"text/plain; charset=hex", b"ok", "ok"),
        (b"text/plain", b"", ""),
    ],
    ids=ascii,
)
def test_data_is_always_a_string_and_never_parsed(wire, wx, photo, content_type, body, data):
    bare = wire(
        b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
        % (content_type, len(body))
        + body
    )
    res = wx.uploadFile(url=bare.url(), filePath=photo, name="f").wait(20)
    assert res.data == data


@pytest.mark.parametrize("query", ["gzip", "deflate", "gzip&chunked", "deflate&chunked"])
def test_coded_answers_arrive_decoded(server, wx, photo, query):
    url = server.url(f"/file/100000?{query}")
    with open(wx.downloadFile(url=url).wait(20).tempFilePath, "rb") as file:
        assert file.read() == practice.file_bytes(100_000)
    small = wx.uploadFile(url=server.url(f"/file/100?{query}"), filePath=photo, name="f").wait(20)
    assert small.data == practice.file_bytes(100).decode("utf-8", "replace")


def test_repeated_headers_of_an_answer_are_joined_whatever_their_case(wire, wx):
    bare = wire(
        b"HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a: 2\r\nX-a:3\r\nSet-Cookie: a=1; Expires=Wed, 01 Jan\r\n"
        b"set-cookie: b=2\r\nX-Name: \xe6\x96\x87\r\nX-Latin: \xe9\r\nContent-Length: 0\r\n\r\n"
    )
    res = wx.downloadFile(url=bare.url()).wait(20)
    assert res.header["X-A"] == "1,2,3"
    assert [name for name in res.header if name.lower() == "x-a"] == ["X-A"]
    assert res.cookies == ["a=1; Expires=Wed, 01 Jan", "b=2"]
    assert res.header["X-Name"] == "文"
    assert res.header["X-Latin"] == "é"
