"""Download: where the bytes go, and what is left when they do not."""

import gzip
import os
import stat
from pathlib import Path

import pytest

from wxlab import Wx, WxError, practice

pytestmark = pytest.mark.usefixtures("both_ways")

CUT = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + bytes(400)


def errors_of(task):
    with pytest.raises(WxError) as caught:
        task.wait(20)
    return caught.value.errMsg.removeprefix("downloadFile:fail "), caught.value.errno


# -- without filePath ----------------------------------------------------------------------------


def test_a_download_lands_in_a_fresh_file_under_the_root(server, tmp_path):
    with Wx(root=tmp_path) as wx:
        paths = [wx.downloadFile(url=server.url("/file/77")).wait(20).tempFilePath for _ in "abc"]
        assert len(set(paths)) == 3
        for path in map(Path, paths):
            assert path.is_absolute()
            assert path.is_relative_to(tmp_path.resolve())
            assert path.read_bytes() == practice.file_bytes(77)


@pytest.mark.parametrize(
    ("content_type", "extension"),
    [
        ("image/png", ".png"),
        ("image/jpeg", ".jpg"),
        ("image/webp", ".webp"),
        ("image/gif", ".gif"),
        ("application/json", ".json"),
        ("application/pdf", ".pdf"),
        ("application/zip", ".zip"),
        ("text/plain; charset=utf-8", ".txt"),
        ("TEXT/HTML", ".html"),
        ("audio/mpeg", ".mp3"),
        ("video/mp4", ".mp4"),
        ("x-nobody/knows", ""),
        ("nonsense", ""),
        ("../../etc/passwd", ""),
    ],
)
def test_the_extension_comes_from_the_content_type(wire, wx, content_type, extension):
    bare = wire(
        b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: 2\r\n\r\nhi"
        % content_type.encode()
    )
    path = Path(wx.downloadFile(url=bare.url("/name.exe")).wait(20).tempFilePath)
    assert path.suffix == extension
    assert path.read_bytes() == b"hi"


def test_an_empty_body_makes_an_empty_file(server, wx):
    for path in ("/file/0", "/status/204", "/file/0?chunked"):
        made = wx.downloadFile(url=server.url(path)).wait(20).tempFilePath
        assert Path(made).stat().st_size == 0


def test_an_error_page_is_written_too(server, wx):
    res = wx.downloadFile(url=server.url("/status/404")).wait(20)
    assert res.statusCode == 404
    assert "404" in Path(res.tempFilePath).read_text()


def test_the_root_that_wxlab_makes_is_private(server, wx):
    made = Path(wx.downloadFile(url=server.url("/file/1")).wait(20).tempFilePath)
    assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700


# -- with filePath -------------------------------------------------------------------------------


def test_the_path_is_echoed_character_for_character(server, wx, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    for number, path in enumerate(
        [
            str(tmp_path / "plain"),
            tmp_path / "path object",
            "relative",
            "./sub/../dotted",
            "sub//double",
            "文件 名.bin",
            "wxfile://usr/user.bin",
            "wxfile://usr//user2.bin",
        ],
        start=1,
    ):
        res = wx.downloadFile(url=server.url(f"/file/{number}"), filePath=path).wait(20)
        assert res.filePath == str(path)
        assert type(res.filePath) is str
        assert "tempFilePath" not in res
        if not str(path).startswith("wxfile"):
            assert Path(path).read_bytes() == practice.file_bytes(number)


def test_user_files_lie_under_the_root(server, tmp_path):
    with Wx(root=tmp_path) as wx:
        assert wx.env.USER_DATA_PATH == "wxfile://usr"
        path = f"{wx.env.USER_DATA_PATH}/a.bin"
        wx.downloadFile(url=server.url("/file/7"), filePath=path).wait(20)
        found = list(tmp_path.rglob("a.bin"))
    assert len(found) == 1
    assert found[0].read_bytes() == practice.file_bytes(7)


@pytest.mark.parametrize(
    "path",
    [
        "wxfile://usr/../x",
        "wxfile://usr/a/../../x",
        "wxfile://usr/../../../../etc/x",
        "wxfile://usr/..",
        "wxfile://usrx",
    ],
)
def test_user_files_cannot_leave_the_root(server, tmp_path, path):
    root = tmp_path / "root"
    with Wx(root=root) as wx:
        text, errno = errors_of(wx.downloadFile(url=server.url("/file/7"), filePath=path))
        assert text.endswith(f": {path}")
        assert errno in (603300, 603303)
    assert {each.name for each in tmp_path.rglob("*")} <= {"root", "usr"}
    assert server.log == ()


def test_a_link_does_not_lead_out_of_the_root(server, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    with Wx(root=tmp_path / "root") as wx:
        wx.downloadFile(url=server.url("/file/1"), filePath="wxfile://usr/first").wait(20)
        (usr,) = {each.parent for each in (tmp_path / "root").rglob("first")}
        (usr / "link").symlink_to(outside)
        task = wx.downloadFile(url=server.url("/file/1"), filePath="wxfile://usr/link/x")
        assert errors_of(task)[1] in (603300, 603303)
    assert list(outside.iterdir()) == []


def test_an_existing_file_is_replaced(server, wx, tmp_path):
    path = tmp_path / "old"
    path.write_bytes(b"old and longer than the new one")
    wx.downloadFile(url=server.url("/file/5"), filePath=path).wait(20)
    assert path.read_bytes() == practice.file_bytes(5)
    assert [each.name for each in tmp_path.iterdir()] == ["old"]


def test_a_saved_file_has_the_permissions_of_any_new_file(server, wx, tmp_path):
    (tmp_path / "other").write_bytes(b"")
    wx.downloadFile(url=server.url("/file/5"), filePath=tmp_path / "saved").wait(20)
    assert (tmp_path / "saved").stat().st_mode == (tmp_path / "other").stat().st_mode


# -- targets that cannot be ----------------------------------------------------------------------


def test_a_folder_that_is_missing(server, wx, tmp_path):
    path = tmp_path / "no" / "file"
    task = wx.downloadFile(url=server.url("/file/5"), filePath=path)
    assert errors_of(task) == (f"no such file or directory: {path}", 603300)
    assert list(tmp_path.iterdir()) == []
    task = wx.downloadFile(url=server.url("/file/5"), filePath="wxfile://usr/no/file")
    assert errors_of(task) == ("no such file or directory: wxfile://usr/no/file", 603300)


def test_a_file_where_the_folder_should_be(server, wx, photo):
    task = wx.downloadFile(url=server.url("/file/5"), filePath=photo / "x")
    assert errors_of(task) == (f"no such file or directory: {photo / 'x'}", 603300)


def test_a_target_that_is_a_folder(server, wx, tmp_path):
    task = wx.downloadFile(url=server.url("/file/5"), filePath=tmp_path)
    assert errors_of(task) == (f"illegal operation on a directory: {tmp_path}", 603300)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def open_folder(tmp_path_factory):
    """A folder that anybody may look into: pytest's own are private all the way down."""
    path = Path(tmp_path_factory.mktemp("open")).resolve()
    changed = []
    for each in (path, *path.parents):
        mode = stat.S_IMODE(each.stat().st_mode)
        if not mode & stat.S_IXOTH:
            changed.append((each, mode))
            each.chmod(mode | stat.S_IXOTH | stat.S_IROTH)
    yield path
    for each, mode in changed:
        each.chmod(mode)


def test_a_folder_that_may_not_be_written_to(server, wx, open_folder, unprivileged):
    if os.getresuid()[2] != 0:
        open_folder.chmod(0o500)
    path = open_folder / "new"
    task = wx.downloadFile(url=server.url("/file/5"), filePath=path)
    assert errors_of(task) == (f"permission denied: {path}", 603303)


def test_a_folder_that_may_not_be_entered(server, wx, open_folder, request):
    inner = open_folder / "inner"
    inner.mkdir(mode=0o700)
    request.getfixturevalue("unprivileged")
    if os.getresuid()[2] != 0:
        inner.chmod(0)
    path = inner / "new"
    task = wx.downloadFile(url=server.url("/file/5"), filePath=path)
    assert errors_of(task) == (f"permission denied: {path}", 603303)
    if os.getresuid()[2] != 0:
        inner.chmod(0o700)


def test_a_file_that_may_not_be_written(server, wx, open_folder, request):
    path = open_folder / "precious"
    path.write_bytes(b"precious")
    path.chmod(0o444)
    open_folder.chmod(0o777)
    request.getfixturevalue("unprivileged")
    task = wx.downloadFile(url=server.url("/file/5"), filePath=path)
    assert errors_of(task) == (f"permission denied: {path}", 603303)
    assert path.read_bytes() == b"precious"


def test_a_disk_that_is_full(server, wx):
    """/dev/full is a disk that always is; a folder of it cannot be had, so a link must do."""
    task = wx.downloadFile(url=server.url("/file/5"), filePath="/dev/full/x")
    assert errors_of(task)[1] in (603300, 603303)


# -- failure leaves nothing ----------------------------------------------------------------------


@pytest.fixture(params=["with a path", "without a path"])
def target(request, tmp_path):
    """A root, the options of a download, and a check that nothing has changed."""
    root = tmp_path / "root"
    existing = tmp_path / "existing"
    existing.write_bytes(b"as it was")
    options = {"filePath": existing} if request.param == "with a path" else {}

    def unchanged():
        assert existing.read_bytes() == b"as it was"
        files = [each for each in tmp_path.rglob("*") if each.is_file()]
        assert files == [existing]

    with Wx(root=root, max_download_bytes=500_000) as wx:
        yield wx, options, unchanged


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (CUT, "-354:net::ERR_CONTENT_LENGTH_MISMATCH"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
            "-355:net::ERR_INCOMPLETE_CHUNKED_ENCODING",
        ),
        (
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 20\r\n\r\n"
            + gzip.compress(bytes(1000), mtime=0)[:20],
            "-330:net::ERR_CONTENT_DECODING_FAILED",
        ),
        (None, "-100:net::ERR_CONNECTION_CLOSED"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 500001\r\n\r\n", "exceed max file size"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + bytes(500_001), "exceed max file size"),
    ],
)
def test_a_broken_answer_leaves_nothing(wire, target, answer, text):
    wx, options, unchanged = target

    def broken(connection):
        connection.sendall(answer)
        connection.shutdown(1)

    bare = wire(broken if answer else None)
    assert errors_of(wx.downloadFile(options, url=bare.url()))[0] == text
    unchanged()


def test_an_abort_leaves_nothing(server, target):
    wx, options, unchanged = target
    task = wx.downloadFile(options, url=server.url("/stall/body?size=100000"))
    task.onProgressUpdate(lambda res: task.abort())
    assert errors_of(task) == ("abort", None)
    unchanged()


def test_a_timeout_leaves_nothing(server, target):
    wx, options, unchanged = target
    task = wx.downloadFile(options, url=server.url("/stall/body?size=100000"), timeout=100)
    assert errors_of(task) == ("timeout", 5)
    unchanged()


def test_an_abort_in_the_last_progress_event_leaves_nothing(server, target):
    wx, options, unchanged = target
    task = wx.downloadFile(options, url=server.url("/file/1000"))
    task.onProgressUpdate(lambda res: res.progress == 100 and task.abort())
    assert errors_of(task) == ("abort", None)
    unchanged()


def test_closing_leaves_nothing(server, target):
    wx, options, unchanged = target
    task = wx.downloadFile(options, url=server.url("/stall/body?size=100000"))
    with pytest.raises(TimeoutError):
        task.wait(0)
    server.wait_for(1, "/stall/body", "held")
    wx.close()
    assert task.result.errMsg == "downloadFile:fail abort"
    unchanged()


def test_a_target_is_untouched_until_the_body_is_whole(server, wx, tmp_path):
    path = tmp_path / "old"
    path.write_bytes(b"old")
    seen = []
    task = wx.downloadFile(url=server.url("/stall/body?size=100000"), filePath=path)

    def look(res):
        seen.append(path.read_bytes())
        server.wait_for(1, "/stall/body", "held")
        server.release()
        task.offProgressUpdate()

    task.onProgressUpdate(look)
    task.wait(20)
    assert seen == [b"old"]
    assert path.read_bytes() == practice.file_bytes(100_000)


def test_two_downloads_to_one_target_do_not_mix(server, wx, tmp_path):
    path = tmp_path / "both"
    sizes = (400_000, 300_000)
    tasks = [wx.downloadFile(url=server.url(f"/file/{size}"), filePath=path) for size in sizes]
    for task in tasks:
        task.wait(20)
    assert path.read_bytes() in [practice.file_bytes(size) for size in sizes]
    assert [each.name for each in tmp_path.iterdir()] == ["both"]


# -- max_download_bytes --------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["", "?chunked", "?unknown", "?gzip", "?deflate&chunked"])
@pytest.mark.parametrize(("size", "fits"), [(100_000, True), (100_001, False)])
def test_the_limit_is_kept_to_the_byte(server, query, size, fits):
    with Wx(max_download_bytes=100_000) as wx:
        task = wx.downloadFile(url=server.url(f"/file/{size}{query}"))
        if fits:
            assert Path(task.wait(20).tempFilePath).stat().st_size == size
        else:
            assert errors_of(task) == ("exceed max file size", 603301)


@pytest.mark.parametrize("extra", [1, 257, 259])
def test_a_bomb_does_not_slip_through_at_the_end(wire, extra):
    limit = 1 << 20
    coded = gzip.compress(bytes(limit + extra))
    bare = wire(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(coded)
        + coded
    )
    with Wx(max_download_bytes=limit) as wx:
        assert errors_of(wx.downloadFile(url=bare.url())) == ("exceed max file size", 603301)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3E9\r\n" + bytes(1001),
    ],
)
def test_the_connection_of_a_body_that_is_too_large_is_closed_at_once(wire, answer):
    bare = wire(answer)
    with Wx(max_download_bytes=1000) as wx:
        assert errors_of(wx.downloadFile(url=bare.url()))[1] == 603301
        assert bare.everybody_gone.wait(10)


def test_a_large_file_arrives_whole(server, wx):
    res = wx.downloadFile(url=server.url("/file/20000000")).wait(30)
    assert Path(res.tempFilePath).read_bytes() == practice.file_bytes(20_000_000)
