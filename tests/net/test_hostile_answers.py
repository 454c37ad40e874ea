"""Servers that mean harm: whatever they send, a transfer ends, and its mini-program goes on."""

import gzip
import json
import re
import socket
import subprocess
import sys
import textwrap
import zlib

import pytest

from wxlab import Wx, WxError, practice
from wxlab.api.log import MOST_TICKS
from wxlab.net.transfer import MAX_TEXT_BYTES

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
INVALID = "-320:net::ERR_INVALID_RESPONSE"
CHUNKS = "-355:net::ERR_INCOMPLETE_CHUNKED_ENCODING"
MIB = 1024 * 1024


def coded(coding, body):
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def flood(start, again):
    """Send a beginning, then the same for ever, until the client has had enough."""

    def script(connection):
        read_request(connection)
        connection.sendall(start)
        while True:
            connection.sendall(again)

    return script


def read_request(connection):
    data = b""
    while b"\r\n\r\n" not in data or (b"multipart" in data and not data.endswith(b"--\r\n")):
        data += connection.recv(65536)
    return data


def once(answer):
    def script(connection):
        read_request(connection)
        connection.sendall(answer)
        connection.recv(1)

    return script


# What the server sends; what the client makes of it, in both directions.
ENDLESS = {
    "a header line": (OK + b"X: ", b"x" * 65536),
    "a header's name": (OK, b"x" * 65536),
    "a status line": (b"HTTP/1.1 200 ", b"x" * 65536),
    "headers": (OK, b"X: y\r\n" * 1000),
    "cookies": (OK, b"Set-Cookie: a=b\r\n" * 1000),
    "interim answers": (b"", b"HTTP/1.1 102 " + b"P" * 500 + b"\r\n\r\n"),
    "interim answers with headers": (
        b"",
        (b"HTTP/1.1 103 E\r\n" + b"X: y\r\n" * 99 + b"\r\n") * 99,
    ),
    "trailers": (CHUNKED + b"0\r\n", b"X: y\r\n" * 1000),
}
AT_ONCE = {
    "headers that are long together": OK
    + (b"X: " + b"x" * 100_000 + b"\r\n") * 3
    + b"Content-Length: 0\r\n\r\n",
    "garbage": b"\x00\xff\r\n" * 100,
    "another protocol": b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    "another version": b"HTTP/9.9 200 OK\r\nContent-Length: 0\r\n\r\n",
    "a status that is none": b"HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n",
    "a NUL in a header": OK + b"X: a\0b\r\nContent-Length: 0\r\n\r\n",
    "a negative length": OK + b"Content-Length: -5\r\n\r\n",
    "an endless length": OK + b"Content-Length: " + b"9" * 30 + b"\r\n\r\n",
    "two lengths": OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
}


@pytest.fixture
def calls(wx, tmp_path):
    """Both calls, each with a function that returns its ``errMsg`` after the api's name."""
    (tmp_path / "file.txt").write_bytes(b"data")

    def call(api, url, mini_program=wx, **more):
        options = {"url": url, "timeout": 60_000, **more}
        if api == "uploadFile":
            options |= {"filePath": tmp_path / "file.txt", "name": "file"}
        try:
            res = getattr(mini_program, api)(options).wait(100)
        except WxError as error:
            return error.errMsg.removeprefix(f"{api}:fail ")
        return res

    return call


APIS = pytest.mark.parametrize("api", ["uploadFile", "downloadFile"])


@APIS
@pytest.mark.parametrize("sent", ENDLESS.values(), ids=ENDLESS)
def test_what_does_not_end_is_no_answer(raw, server, calls, api, sent):
    assert calls(api, raw(flood(*sent)).url()) == INVALID
    assert calls(api, server.url("/headers")).statusCode == 200


@APIS
@pytest.mark.parametrize("sent", AT_ONCE.values(), ids=AT_ONCE)
def test_what_is_no_http_is_no_answer(raw, server, calls, api, sent):
    assert calls(api, raw(once(sent)).url()) == INVALID
    assert calls(api, server.url("/headers")).statusCode == 200


@APIS
@pytest.mark.parametrize("size", [b"f" * 30, b"-1", b"0x10", b"", b"1 2"])
def test_a_chunk_whose_size_is_none_is_a_failure(raw, calls, api, size):
    assert calls(api, raw(once(CHUNKED + size + b"\r\nabc")).url()) == CHUNKS


@APIS
def test_what_stands_behind_a_chunks_size_is_passed_over(raw, calls, api):
    extended = b"3;" + b"e" * 100_000 + b"\r\nabc\r\n"
    res = calls(api, raw(once(CHUNKED + extended * 3 + b"0\r\n\r\n")).url())
    assert res.statusCode == 200
    assert res.profile.receivedBytedCount > 300_000


@APIS
def test_an_endless_chunk_line_ends_with_the_time(raw, calls, api):
    endless = raw(flood(CHUNKED + b"3;", b"e" * 65536))
    assert calls(api, endless.url(), timeout=100) == "timeout"


LOCATIONS = {
    "file:///etc/passwd": "invalid url",
    "javascript:alert(1)": "invalid url",
    "data:text/plain,x": "invalid url",
    "gopher://127.0.0.1/": "invalid url",
    "http://": "invalid url",
    "http://127.0.0.1:0/": "invalid url",
    "http://127.0.0.1:99999/": "invalid url",
    "http://[::1": "invalid url",
    "http://a b/": "invalid url",
    "http://" + "a" * 100_000 + "/": "invalid url",
    "http://" + "文" * 50_000 + "/": "invalid url",
    "http://a..b/": "invalid url",
    "http://" + "a" * 64 + "/": "invalid url",
    "//": "invalid url",
}


@APIS
@pytest.mark.parametrize(("location", "words"), LOCATIONS.items(), ids=lambda text: text[:25])
def test_a_redirect_to_nowhere_is_a_failure(raw, calls, api, location, words):
    answer = f"HTTP/1.1 307 X\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
    assert calls(api, raw(once(answer)).url()) == words


@APIS
def test_a_redirect_cannot_put_a_line_into_the_next_request(raw, server, calls, api):
    tricks = "/headers?%0d%0aX-Evil:1&a=\t\x85 HTTP/1.1 X-Evil:2"
    where = server.url(tricks).encode()
    answer = b"HTTP/1.1 307 X\r\nLocation: " + where + b"\r\nContent-Length: 0\r\n\r\n"
    assert calls(api, raw(once(answer)).url()).statusCode == 200
    (arrival,) = server.log
    assert arrival.header("X-Evil") is None
    assert arrival.path == "/headers?%0d%0aX-Evil:1&a=%C2%85%20HTTP/1.1%20X-Evil:2"


@APIS
def test_a_redirect_may_name_a_user_whose_name_breaks_nothing(raw, server, calls, api):
    where = server.url("/headers").replace("//", "//us%0d%0aer:p%00w@").encode()
    answer = b"HTTP/1.1 307 X\r\nLocation: " + where + b"\r\nContent-Length: 0\r\n\r\n"
    assert calls(api, raw(once(answer)).url()).statusCode == 200
    assert server.log[0].header("Authorization") == "Basic dXMNCmVyOnAAdw=="


@APIS
def test_a_path_of_many_steps_is_walked_quickly(raw, calls, server, api):
    """50,000 segments and as many steps back: each step a copy would take many seconds."""
    steps = b"a/" * 50_000 + b"../" * 49_999
    answer = b"HTTP/1.1 302 X\r\nLocation: /" + steps + b"\r\nContent-Length: 0\r\n\r\n"
    seen = []

    def script(connection):
        seen.append(read_request(connection))
        connection.sendall(answer if len(seen) == 1 else OK + b"Content-Length: 0\r\n\r\n")
        if len(seen) == 1:
            script(connection)

    assert calls(api, raw(script).url()).statusCode == 200
    assert seen[1].startswith(b"GET /a/ HTTP/1.1\r\n")


# ── bodies ──────────────────────────────────────────────────────────────────────────────────


@APIS
@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_bomb_goes_off_at_the_limit(raw, calls, api, coding):
    bomb = (gzip.compress if coding == "gzip" else zlib.compress)(bytes(8 * MIB))
    with Wx(max_download_bytes=MIB) as wx:
        assert calls(api, raw(once(coded(coding, bomb))).url(), wx) == "exceed max file size"
        left = {path.name for path in wx._engine.root.path.iterdir()}
        assert left == {".lock", "usr"}


def test_the_text_of_an_answer_is_bounded_for_itself(raw, calls):
    bomb = coded("gzip", gzip.compress(bytes(MAX_TEXT_BYTES + 1)))
    assert calls("uploadFile", raw(once(bomb)).url()) == "exceed max file size"
    large = coded("gzip", gzip.compress(bytes(MIB)))
    assert calls("uploadFile", raw(once(large)).url()).data == "\0" * MIB


@APIS
def test_a_hundred_thousand_empty_members_are_nothing(raw, calls, api):
    nothing = coded("gzip", gzip.compress(b"") * 100_000)
    assert calls(api, raw(once(nothing)).url()).statusCode == 200


@APIS
def test_what_is_coded_twice_is_not_decoded(raw, calls, api):
    twice = gzip.compress(gzip.compress(b"x" * 1000))
    assert calls(api, raw(once(coded("gzip, gzip", twice))).url()).statusCode == 200


CHARSETS = [
    "utf-7",
    "utf-16",
    "hz",
    "iso-2022-jp-ext",
    "cp1253",
    "gb18030",
    "idna",
    "mbcs",
    "x" * 999,
]


@pytest.mark.parametrize("charset", CHARSETS, ids=lambda text: text[:20])
def test_a_text_in_any_charset_keeps_nobody_waiting(raw, server, wx, tmp_path, charset):
    """While a large answer is decoded, other transfers go on."""
    (tmp_path / "file.txt").write_bytes(b"data")
    body = b"\x81+A\x1b$" * 400_000
    kind = f"Content-Type: text/plain; charset={charset}\r\n".encode()
    answer = coded("gzip", gzip.compress(body)).replace(b"OK\r\n", b"OK\r\n" + kind)
    slow = wx.uploadFile(
        url=raw(once(answer)).url(), filePath=tmp_path / "file.txt", name="f", timeout=60_000
    )
    others = [wx.downloadFile(url=server.url("/file/10")) for _ in range(5)]
    assert [task.wait(60).statusCode for task in others] == [200] * 5
    assert slow.wait(60).data


TYPES = [
    "image/../../x",
    "../../../etc/passwd",
    "image/png\x01",
    "/etc/passwd",
    "image/png;../../x",
    "a/" + "b" * 100_000,
    "image/p\\..\\..\\x",
    "%2e%2e%2f",
    "text/.bashrc",
    "文/文",
]


@pytest.mark.parametrize("kind", TYPES, ids=lambda text: ascii(text[:20]))
def test_no_type_leads_a_download_out_of_its_folder(raw, calls, tmp_path, kind):
    root = tmp_path / "root"
    head = f"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Type: {kind}\r\n\r\n".encode()
    before = sorted(tmp_path.rglob("*"))
    with Wx(root=root) as wx:
        res = calls("downloadFile", raw(once(head + b"data")).url(), wx)
        if isinstance(res, str):
            assert res == INVALID  # a control character is refused with its header
        else:
            assert re.fullmatch(r"tmp_[0-9a-f]{24}(\.png)?", res.tempFilePath.rpartition("/")[2])
            assert {root, root / "usr", root / res.tempFilePath} == (
                set(tmp_path.rglob("*")) - set(before)
            )


@pytest.mark.parametrize("name", ["../../x", "/etc/passwd", "..\\x", "x\0y", "photo.png"])
def test_no_name_in_an_answer_has_a_say(raw, calls, tmp_path, name):
    root = tmp_path / "root"
    disposition = f'attachment; filename="{name}"'.replace("\0", "%00").encode()
    answer = OK + b"Content-Length: 4\r\nContent-Disposition: " + disposition + b"\r\n\r\ndata"
    with Wx(root=root) as wx:
        res = calls("downloadFile", raw(once(answer)).url(), wx)
        assert re.fullmatch(r"tmp_[0-9a-f]{24}", res.tempFilePath.rpartition("/")[2])
        assert len(list(root.iterdir())) == 2


def test_a_thousand_cookies_are_a_list(raw, calls):
    answer = OK + b"Set-Cookie: a=\xff; x\r\n" * 100 + b"Content-Length: 0\r\n\r\n"
    assert calls("uploadFile", raw(once(answer)).url()).cookies == ["a=ÿ; x"] * 100


def test_an_answer_byte_by_byte_is_logged_in_bounds(raw, wx):
    """Listeners hear of every byte that came by itself; the log keeps so many."""
    count = 6000

    def script(connection):
        read_request(connection)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(OK + b"Content-Length: %d\r\n\r\n" % count)
        for _ in range(count):
            connection.sendall(b"x")
        connection.recv(1)

    heard = []
    task = wx.downloadFile(url=raw(script).url(), timeout=60_000)
    task.onProgressUpdate(lambda res: heard.append(res.totalBytesWritten))
    task.wait(100)
    assert heard == sorted(set(heard))
    assert heard[-1] == count
    kept = [event.detail["totalBytesWritten"] for event in task.events if event.name == "progress"]
    assert len(kept) <= MOST_TICKS
    assert set(kept) <= set(heard)
    assert (kept[0], kept[-1]) == (heard[0], count)


# ── memory ──────────────────────────────────────────────────────────────────────────────────

DEFUSE = textwrap.dedent(
    """
    import json, resource, sys
    from pathlib import Path
    from wxlab import Wx, WxError
    api, bomb, warm, folder = sys.argv[1:]
    wx = Wx(root=folder)
    source = Path(folder) / "source"
    source.write_bytes(b"data")

    def peak():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

    def call(url):
        more = {"filePath": source, "name": "file"} if api == "uploadFile" else {}
        try:
            return getattr(wx, api)(url=url, timeout=60_000, **more).wait().statusCode
        except WxError as error:
            return error.errMsg

    call(warm)
    before = peak()
    said = call(bomb)
    print(json.dumps([said, peak() - before]))
    """
)


@pytest.mark.skipif(sys.platform == "darwin", reason="ru_maxrss counts in other units there")
@pytest.mark.parametrize(("api", "growth"), [("downloadFile", 24 * MIB), ("uploadFile", 72 * MIB)])
def test_a_gibibyte_of_zeros_takes_little_memory(tmp_path, api, growth):
    """A megabyte that decodes to a thousand; the upload's answer stands in memory up to 32 MiB."""
    with practice.serve() as server:
        urls = server.url("/file/1073741824?gzip&chunked"), server.url("/file/3000000?gzip")
        words = [sys.executable, "-c", DEFUSE, api, *urls, tmp_path]
        ran = subprocess.run(words, capture_output=True, text=True, timeout=300)
    assert ran.stderr == ""
    said, grown = json.loads(ran.stdout)
    assert said == f"{api}:fail exceed max file size"
    assert grown < growth
