"""Idle connections: the short way to ask on them and the whole one are alike on the wire."""

import re
from pathlib import Path

import aiohttp
import pytest

from wxlab import Wx, WxError, practice
from wxlab.net import kept

AUTHORIZATION = "Basic dXNlcjpwYXNz"


@pytest.fixture(params=["http", "https"])
def server(request):
    with practice.serve(tls=request.param == "https") as running:
        yield running


@pytest.fixture
def wx(server):
    with Wx(ssl_context=server.ssl_context) as made:
        yield made


@pytest.fixture
def whole(monkeypatch):
    """The addresses that went the whole way, through ``ClientSession.request``."""
    asked, request = [], aiohttp.ClientSession._request

    async def counted(self, method, url, **options):
        asked.append(url)
        return await request(self, method, url, **options)

    monkeypatch.setattr(aiohttp.ClientSession, "_request", counted)
    return asked


def on_the_wire(res, server):
    """A request as it went out; what the server's port is, is no difference."""
    return bytes(res.profile._marks.hops[-1].excerpt.first).replace(b"%d" % server.port, b"PORT")


def test_the_parts_that_are_used_are_as_they_were_known():
    assert kept.AS_KNOWN, "aiohttp has changed: read wxlab/net/kept.py beside the new release"


HEADERS = [
    {},
    {"X-A": "1", "x-b": "Zwölf", "Accept": "image/png"},
    {"Host": "elsewhere.example", "Accept-Encoding": "br", "Authorization": AUTHORIZATION},
    {"host": "elsewhere.example", "Connection": "keep-alive", "Cookie": "a=1; b=2"},
]


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("path", ["/file/1000", "/file/10?a=%E4%B8%AD&b=c+d", "/a%2Fb/%7Bc%7D"])
def test_both_ways_send_the_same_bytes(server, wx, whole, monkeypatch, header, path):
    wx.downloadFile(url=server.url("/file/1")).wait(30)
    whole.clear()
    url = server.url(path)
    short = wx.downloadFile(url=url, header=header).wait(30)
    assert whole == []
    monkeypatch.setattr(kept, "AS_KNOWN", False)
    long = wx.downloadFile(url=url, header=header).wait(30)
    assert len(whole) == 1
    assert short.profile.socketReused
    assert long.profile.socketReused
    assert on_the_wire(short, server) == on_the_wire(long, server)
    assert short.profile.sendBytesCount == long.profile.sendBytesCount
    assert (short.statusCode, short.header.keys()) == (long.statusCode, long.header.keys())


def test_the_first_request_to_a_place_goes_the_whole_way_and_so_does_a_body(server, wx, whole):
    file = Path(wx.downloadFile(url=server.url("/file/100")).wait(30).tempFilePath)
    wx.uploadFile(url=server.url("/upload"), filePath=file, name="file").wait(30)
    wx.request(url=server.url("/json")).wait(30)
    wx.request(url=server.url("/json"), method="HEAD").wait(30)
    assert [re.sub(r".*:\d+", "", str(url)) for url in whole] == ["/file/100", "/upload", "/json"]


ENDINGS = [
    "reset-before-headers",
    "reset-mid-headers",
    "reset-after-headers",
    "reset-mid-body",
    "close-without-answer",
    "close-mid-headers",
    "short-body",
    "long-body",
    "cut-chunking",
    "broken-chunking",
    "wrong-gzip",
    "not-http",
    "huge-headers",
    "no-content-length",
    "duplicate-headers",
    "redirect-loop",
]


@pytest.mark.parametrize("fault", ENDINGS)
def test_both_ways_end_alike(server, wx, whole, monkeypatch, fault):
    url, ends = server.url("/file/1000"), []
    for as_known in (True, False):
        monkeypatch.setattr(kept, "AS_KNOWN", as_known)
        wx.downloadFile(url=url).wait(30)
        whole.clear()
        with server.fault(fault, times=None if fault == "redirect-loop" else 1):
            task = wx.downloadFile(url=url)
            try:
                res = task.wait(30)
            except WxError as error:
                res = error.res
        size = Path(res.tempFilePath).stat().st_size if "tempFilePath" in res else None
        states = [event.name for event in task.events if event.name != "progress"]
        ends.append((res.errMsg, res.get("errno"), res.get("statusCode"), size, states))
        assert bool(whole) or as_known
    assert ends[0] == ends[1]


@pytest.mark.parametrize("as_known", [True, False])
def test_an_abort_cuts_the_connection_either_way(server, wx, monkeypatch, as_known):
    monkeypatch.setattr(kept, "AS_KNOWN", as_known)
    wx.downloadFile(url=server.url("/file/1")).wait(30)
    task = wx.downloadFile(url=server.url("/stall/headers"))
    task._start.at_once()
    server.wait_for(1, "/stall/headers", "held")
    task.abort()
    with pytest.raises(WxError, match="downloadFile:fail abort"):
        task.wait(30)
    server.wait_for(1, "/stall/headers", "finished")
    assert wx.downloadFile(url=server.url("/file/5")).wait(30).statusCode == 200
