"""Redirects."""

import gzip
import os
import threading

import pytest

from wxlab import WxError

CODES = [301, 302, 303, 307, 308]
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"


def to(location, code=302):
    if isinstance(location, str):
        location = location.encode()
    return b"HTTP/1.1 %d X\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % (code, location)


@pytest.fixture
def upload(wx, photo, ending):
    return lambda url, **more: ending(wx.uploadFile(more, url=url, filePath=photo, name="f"))


@pytest.fixture
def download(wx, ending):
    return lambda url, **more: ending(wx.downloadFile(more, url=url))


@pytest.mark.parametrize("code", CODES)
def test_an_upload_is_sent_again_or_becomes_a_get(wire, upload, code):
    bare = wire(to("/next", code), OK)
    assert upload(bare.url("/first")).statusCode == 200
    first, second = bare.requests
    assert (first.method, second.target) == ("POST", "/next")
    if code in (307, 308):
        assert second.method == "POST"
        assert second.body == first.body
        assert second.values("Content-Type") == first.values("Content-Type")
    else:
        assert second.method == "GET"
        assert second.body == b""
        assert second.values("Content-Type") == []
        assert second.values("Content-Length") == []


@pytest.mark.parametrize("code", CODES)
def test_a_download_follows_every_redirect(wire, download, code):
    bare = wire(to("/next", code), OK)
    res = download(bare.url("/first"))
    assert res.statusCode == 200
    assert [request.method for request in bare.requests] == ["GET", "GET"]
    with open(res.tempFilePath, "rb") as file:
        assert file.read() == b"hi"


@pytest.mark.parametrize("code", [300, 304, 305, 306, 399])
def test_other_statuses_are_answers(wire, download, code):
    bare = wire(to("/next", code), OK)
    assert download(bare.url()).statusCode == code
    assert len(bare.requests) == 1


def test_a_redirect_that_leads_nowhere_is_an_answer(wire, download):
    bare = wire(b"HTTP/1.1 302 Found\r\nContent-Length: 2\r\n\r\nhi")
    assert download(bare.url()).statusCode == 302


@pytest.mark.parametrize("code", CODES)
def test_fifteen_redirects_are_followed_and_sixteen_are_not(server, download, upload, code):
    assert download(server.url(f"/redirect/15?code={code}")).statusCode == 200
    assert upload(server.url(f"/redirect/15?code={code}")).statusCode == 200
    for api, call in (("downloadFile", download), ("uploadFile", upload)):
        res = call(server.url(f"/redirect/16?code={code}"))
        assert dict(res) == {"errMsg": f"{api}:fail reach the max redirect count", "errno": 600008}


def test_a_loop_ends(server, download):
    assert download(server.url("/redirect/loop")).errno == 600008
    assert server.hits("/redirect/loop") == 16


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/absolute", "/absolute"),
        ("relative", "/a/relative"),
        ("../up", "/up"),
        ("?query=1", "/a/b?query=1"),
        ("/文件?值=1".encode(), "/%E6%96%87%E4%BB%B6?%E5%80%BC=1"),
        ("/a%20b%2F", "/a%20b%2F"),
        ("/x#fragment", "/x"),
        ("/with space", "/with%20space"),
    ],
    ids=ascii,
)
def test_a_location_is_read_from_where_it_stands(wire, download, location, target):
    bare = wire(to(location), OK)
    assert download(bare.url("/a/b?old=1")).statusCode == 200
    assert bare.requests[1].target == target


@pytest.mark.parametrize("location", ["ftp://127.0.0.1/", "http://", "mailto:x@y", "http://a b/"])
def test_a_location_nobody_can_use_is_an_invalid_url(wire, download, location):
    assert dict(download(wire(to(location)).url())) == {
        "errMsg": "downloadFile:fail invalid url",
        "errno": 600009,
    }


def test_the_connection_of_a_redirect_that_is_refused_is_not_left_open(wire, wx, ending):
    """Reused or closed: no third connection is made, and none is left with a body unread."""
    bare = wire(to("ftp://127.0.0.1/"), OK)
    assert ending(wx.downloadFile(url=bare.url())).errno == 600009
    if not bare.everybody_gone.wait(1):
        assert ending(wx.downloadFile(url=bare.url())).statusCode == 200
        assert bare.connections == 1


PRIVATE = {"Authorization": "Bearer x", "Cookie": "a=1", "X-Other": "kept"}


@pytest.mark.parametrize("code", [302, 307])
def test_credentials_stay_with_their_origin(wire, download, upload, code):
    for call in (download, upload):
        elsewhere = wire()
        first = wire(to(elsewhere.url("/there"), code))
        assert call(first.url(), header=PRIVATE).statusCode == 200
        assert first.requests[0].values("Authorization") == [b"Bearer x"]
        (request,) = elsewhere.requests
        assert request.values("Authorization") == request.values("Cookie") == []
        assert request.values("X-Other") == [b"kept"]
        assert len(request.values("Referer")) == 1
        assert request.values("Host") == [b"127.0.0.1:%d" % elsewhere.port]


def test_credentials_go_along_within_their_origin(wire, download):
    bare = wire(to("/next"), OK)
    download(bare.url(), header=PRIVATE)
    for name, value in PRIVATE.items():
        assert bare.requests[1].values(name) == [value.encode()]


def test_credentials_of_the_address_stay_with_their_origin(wire, download):
    elsewhere = wire()
    first = wire(to("/same"), to(elsewhere.url("/there")))
    download(first.url().replace("//", "//me:secret@"))
    assert [request.values("Authorization") for request in first.requests] == [
        [b"Basic bWU6c2VjcmV0"]
    ] * 2
    assert elsewhere.requests[0].values("Authorization") == []


def test_cookies_of_a_redirect_are_not_sent_on(wire, download):
    hop = b"HTTP/1.1 302 X\r\nSet-Cookie: a=1\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n"
    bare = wire(hop, OK)
    res = download(bare.url())
    assert bare.requests[1].values("Cookie") == []
    assert res.cookies == []


@pytest.mark.parametrize(
    "body",
    [
        b"Content-Length: 5\r\n\r\nhello",
        b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
        % len(gzip.compress(b"hello", mtime=0))
        + gzip.compress(b"hello", mtime=0),
        b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nnono!",
        b"Content-Length: 500000\r\n\r\n" + bytes(500_000),
    ],
)
def test_the_body_of_a_redirect_is_nobodys_business(wire, download, heard, wx, body):
    bare = wire(b"HTTP/1.1 302 X\r\nLocation: /next\r\n" + body, OK)
    task = heard.listen(wx.downloadFile(heard.callbacks, url=bare.url()))
    assert task.wait(20).statusCode == 200
    assert heard.names == ["headers", "progress", "success", "complete"]


@pytest.mark.usefixtures("way")
def test_an_upload_that_is_sent_on_before_it_is_read_arrives_whole(wire, wx, tmp_path):
    """307 before the body was taken: the second request must still carry every byte."""
    path = tmp_path / "big"
    path.write_bytes(os.urandom(6_000_000))
    done = threading.Event()

    def early(connection):
        connection.sendall(to(second.url("/second"), 307))
        done.wait(20)

    second = wire()
    first = wire(early, reads_body=False)
    res = wx.uploadFile(url=first.url(), filePath=path, name="f").wait(30)
    done.set()
    assert res.statusCode == 200
    (request,) = second.requests
    assert path.read_bytes() in request.body
    assert len(request.body) == int(request.values("Content-Length")[0])


def test_the_time_of_all_hops_counts(server, wx):
    with pytest.raises(WxError, match="downloadFile:fail timeout"):
        wx.downloadFile(url=server.url("/redirect/5?to=/stall"), timeout=200).wait(20)
