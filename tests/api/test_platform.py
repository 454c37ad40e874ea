"""``Wx(platform=…)``: its texts, its paths, its overflow rule, its profile."""

import os
import re
from pathlib import Path

import pytest

from wxlab import Wx, WxError, practice

PLATFORMS = ["android", "ios", "devtools"]
EVERY = [None, *PLATFORMS]
TEMPORARY = {
    "android": r"wxfile://tmp_[0-9a-f]{48}\.png",
    "ios": r"wxfile://tmp_[0-9a-f]{48}\.png",
    "devtools": r"http://tmp/[0-9A-Za-z]{12}[0-9a-f]{32}\.png",
}


def fails(task):
    with pytest.raises(WxError) as caught:
        task.wait(20)
    return caught.value.errMsg, caught.value.errno


@pytest.fixture(params=EVERY)
def named(request, tmp_path):
    """A mini-program of each platform, with the platform's name."""
    with Wx(platform=request.param, root=tmp_path / "root") as wx:
        yield request.param, wx


def upload(wx, server, path, **more):
    return wx.uploadFile(more, url=server.url("/upload"), filePath=path, name="file")


# -- paths ---------------------------------------------------------------------------------------


def test_a_temporary_file_has_the_platforms_name(server, named, tmp_path):
    name, wx = named
    told = wx.downloadFile(url=server.url("/file/70?type=image/png")).wait(20).tempFilePath
    if name is None:
        assert re.fullmatch(r"tmp_[0-9a-f]{24}\.png", Path(told).name)
        assert Path(told).read_bytes() == practice.file_bytes(70)
        assert Path(told).parent == (tmp_path / "root").resolve()
    else:
        assert re.fullmatch(TEMPORARY[name], told)
    res = upload(wx, server, told).wait(20)
    assert res.statusCode == 200
    (part,) = server.log[-1].parts
    assert (part.size, part.filename) == (70, told.rpartition("/")[2])


def test_user_files_are_reached_by_either_name(server, named):
    name, wx = named
    home = wx.env.USER_DATA_PATH
    assert home == ("http://usr" if name == "devtools" else "wxfile://usr")
    res = wx.downloadFile(url=server.url("/file/7"), filePath=f"{home}/a.png").wait(20)
    assert res.filePath == f"{home}/a.png"
    for path in ("wxfile://usr/a.png", "http://usr/a.png"):
        assert upload(wx, server, path).wait(20).statusCode == 200
        assert server.log[-1].parts[0].filename == "a.png"
    res = wx.downloadFile(url=server.url("/file/8"), filePath="http://usr/b.png").wait(20)
    assert upload(wx, server, "wxfile://usr/b.png").wait(20).statusCode == 200
    assert server.log[-1].parts[0].size == 8


@pytest.mark.parametrize("other", EVERY)
def test_paths_of_any_platform_are_understood_below_the_same_root(server, named, tmp_path, other):
    _, wx = named
    told = wx.downloadFile(url=server.url("/file/9")).wait(20).tempFilePath
    with Wx(platform=other, root=tmp_path / "root") as reader:
        assert upload(reader, server, told).wait(20).statusCode == 200
    assert server.log[-1].parts[0].size == 9


@pytest.mark.parametrize("path", ["wxfile://tmp_mine.bin", "http://tmp/mine.bin"])
def test_a_download_may_go_to_a_path_of_any_platform(server, named, tmp_path, path):
    _, wx = named
    res = wx.downloadFile(url=server.url("/file/9"), filePath=path).wait(20)
    assert res.filePath == path
    assert (tmp_path / "root" / "tmp_mine.bin").read_bytes() == practice.file_bytes(9)


OUT = [
    *("wxfile://usr/../x", "http://usr/../x", "http://usr/..", "http://usr/a/../../x"),
    *("wxfile://tmp_/../x", "http://tmp/../x", "http://tmp/..", "http://tmp/", "wxfile://tmp_"),
    *(
        "wxfile://usrx",
        "wxfile:///etc/passwd",
        "http://tmp//etc/passwd",
        "wxfile://store_a/../../x",
    ),
    *("http://usr/a\0b", "http://tmp/a\0b", "wxfile://tmp_\0", "http://usr/../tmp_x"),
]


@pytest.mark.parametrize("path", OUT)
def test_no_path_leads_out_of_the_root(server, named, tmp_path, path):
    _, wx = named
    for number, task in (
        (603303, wx.downloadFile(url=server.url("/file/1"), filePath=path)),
        (600005, upload(wx, server, path)),
    ):
        text, errno = fails(task)
        assert "permission denied" in text
        assert errno == number
    assert server.log == ()
    assert {each.name for each in tmp_path.rglob("*")} <= {"root", "usr"}


@pytest.mark.parametrize("path", ["http://usr/link", "wxfile://usr/dir/x", "http://tmp/link"])
def test_no_link_leads_out_of_the_root(server, named, tmp_path, path):
    _, wx = named
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x").write_bytes(b"secret")
    root = tmp_path / "root"
    os.symlink(outside / "x", root / "usr" / "link")
    os.symlink(outside, root / "usr" / "dir")
    os.symlink(outside / "x", root / "tmp_link")
    assert fails(upload(wx, server, path))[1] == 600005
    assert fails(wx.downloadFile(url=server.url("/file/1"), filePath=path))[1] == 603303
    assert (outside / "x").read_bytes() == b"secret"
    assert server.log == ()


def test_what_is_gone_is_not_found(server, named):
    name, wx = named
    for path in ("wxfile://tmp_0123.png", "http://tmp/0123.png", "http://store/0123.png"):
        text, _ = fails(upload(wx, server, path))
        if name == "devtools":
            assert text == "uploadFile:fail createUploadTask:fail file not found"
        else:
            assert text == f"uploadFile:fail file not found: {path}"


# -- what else differs ---------------------------------------------------------------------------


def test_errors_are_told_in_the_platforms_words(server, named, tmp_path):
    name, wx = named
    texts = {
        None: ("timeout", 5),
        "android": ("fail:time out", 5),
        "ios": ("请求超时。", 5),
        "devtools": ("Error: ESOCKETTIMEDOUT", None),
    }
    text, errno = texts[name]
    completed = []
    task = wx.downloadFile(url=server.url("/stall"), timeout=50, complete=completed.append)
    assert fails(task) == (f"downloadFile:fail {text}", errno)
    (res,) = completed
    assert ("errno" in res) is (errno is not None)
    (tmp_path / "a").write_bytes(b"x")
    held = upload(wx, server, tmp_path / "a")
    held.abort()
    assert fails(held) == ("uploadFile:fail abort", None)


def test_a_refused_connection_names_its_peer_where_node_would(named):
    name, wx = named
    texts = {
        None: "-102:net::ERR_CONNECTION_REFUSED",
        "android": "errcode:-102 cronet_error_code:-102 error_msg:net::ERR_CONNECTION_REFUSED",
        "ios": "-102:net::ERR_CONNECTION_REFUSED",
        "devtools": "Error: connect ECONNREFUSED 127.0.0.1:1",
    }
    text, errno = fails(wx.downloadFile(url="http://127.0.0.1:1/"))
    assert text == f"downloadFile:fail {texts[name]}"
    assert errno == (None if name == "devtools" else 600001)


@pytest.mark.parametrize("overflow", [None, "queue", "fail"])
def test_the_eleventh(server, named, overflow):
    name, _ = named
    ways = {"overflow": overflow} if overflow else {}
    expected = overflow or ("fail" if name == "devtools" else "queue")
    with Wx(platform=name, max_concurrency=1, **ways) as wx:
        first = wx.downloadFile(url=server.url("/stall"))
        with pytest.raises(TimeoutError):
            first.wait(0)
        server.wait_for(1, "/stall", "held")
        second = wx.downloadFile(url=server.url("/file/1"))
        if expected == "fail":
            text, errno = fails(second)
            assert "exceed max" in text
            assert errno == 600007
        server.release()
        first.wait(20)
        if expected == "queue":
            assert second.wait(20).statusCode == 200


def test_the_developer_tools_have_no_profile(server, named, tmp_path):
    name, wx = named
    (tmp_path / "a").write_bytes(b"x")
    for task in (
        wx.downloadFile(url=server.url("/file/1"), enableProfile=True),
        upload(wx, server, tmp_path / "a", enableProfile=True),
    ):
        assert ("profile" in task.wait(20)) is (name != "devtools")


def test_the_system_tells_its_platform(named):
    name, wx = named
    told = wx.getSystemInfoSync()
    assert told.SDKVersion == wx.getAppBaseInfo().SDKVersion == "3.16.2"
    assert told.platform == wx.getDeviceInfo().platform == (name or "devtools")
    assert repr(wx) == f"<Wx base library 3.16.2{f', {name}' if name else ''}>"


@pytest.mark.parametrize("wrong", ["", "windows", "Android", 1, True])
def test_a_platform_that_is_none_is_refused_with_the_choices(wrong):
    with pytest.raises(ValueError, match='"android", "ios", "devtools"'):
        Wx(platform=wrong)


def test_a_refused_domain_is_explained_whatever_the_words(named):
    name, _ = named
    with Wx(platform=name, check_domains=True) as wx:
        task = wx.downloadFile(url="https://a.invalid/")
        text, errno = fails(task)
    words = "createDownloadTask:fail " if name == "devtools" else ""
    assert text == f"downloadFile:fail {words}url not in domain list"
    assert errno == (None if name == "devtools" else 600002)
    assert [each.detail["rule"] for each in task.events if each.name == "refused"] == ["not-listed"]
