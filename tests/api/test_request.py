"""``wx.request``: the same engine and rules as transfers, and what is its own."""

import asyncio
import gzip
import json
import socket
import threading

import pytest

from wxlab import Wx, WxError, WxWarning, har
from wxlab.api.record import Record
from wxlab.api.results import HeadersReceived, RequestSuccess
from wxlab.api.task import RequestTask
from wxlab.spec import ROWS, table
from wxlab.spec.request import METHODS

SECONDS = 20


def ended(task):
    """What ``complete`` received."""
    try:
        return task.wait(SECONDS)
    except WxError as error:
        return error.res


def kick(task):
    with pytest.raises(TimeoutError):
        task.wait(0)


@pytest.fixture
def raw():
    """Bare sockets: each connection is answered with bytes; what arrived is kept."""
    servers = []

    class Raw:
        def __init__(self, answers):
            self.requests, self.answers = [], list(answers)
            self.listener = socket.create_server(("127.0.0.1", 0))
            self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
            self.thread = threading.Thread(target=self.serve, daemon=True)
            self.thread.start()

        def serve(self):
            for answer in self.answers:
                try:
                    connection, _ = self.listener.accept()
                except OSError:
                    return
                with connection:
                    self.requests.append(self.read(connection))
                    connection.sendall(answer)

        @staticmethod
        def read(connection):
            data = b""
            while b"\r\n\r\n" not in data and (piece := connection.recv(65536)):
                data += piece
            head, _, body = data.partition(b"\r\n\r\n")
            lengths = [line for line in head.lower().split(b"\r\n") if b"content-length" in line]
            length = int(lengths[0].split(b":")[1]) if lengths else 0
            while len(body) < length and (piece := connection.recv(65536)):
                body += piece
            return head + b"\r\n\r\n" + body

        def close(self):
            with self.listener:
                if self.thread.is_alive():
                    self.listener.shutdown(socket.SHUT_RDWR)
            self.thread.join(5)

    def start(*answers):
        servers.append(Raw(answers))
        return servers[-1]

    yield start
    for each in servers:
        each.close()


def answer(body=b"", head=b"", status=b"200 OK"):
    length = b"Content-Length: %d\r\n" % len(body)
    return b"HTTP/1.1 " + status + b"\r\nConnection: close\r\n" + length + head + b"\r\n" + body


@pytest.fixture
def line(server):
    """A mini-program with one place, and that one is taken: nothing starts before ``release``."""
    with Wx(max_concurrency=1) as wx:
        first = wx.request(url=server.url("/stall"))
        kick(first)
        server.wait_for(1, "/stall", "held")
        yield wx
        server.release()
        first.wait(SECONDS)


# -- what is sent --------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("spelled", [str.upper, str.lower])
def test_every_method_of_the_platform_is_sent(raw, wx, method, spelled):
    server = raw(answer(status=b"204 No Content"))
    res = wx.request(url=f"{server.url}/path", method=spelled(method)).wait(SECONDS)
    assert (res.statusCode, res.data, res.errMsg) == (204, "", "request:ok")
    target = server.url.removeprefix("http://") if method == "CONNECT" else "/path"
    assert server.requests[0].startswith(f"{method} {target} HTTP/1.1\r\n".encode())


@pytest.mark.parametrize("method", ["PATCH", "get it", "GET\r\nX: y", "中"])
def test_another_method_is_refused(server, wx, method):
    res = ended(wx.request(url=server.url("/headers"), method=method))
    assert res == {"errMsg": "request:fail method is invalid", "errno": 600005}
    assert len(server.log) == 0


def test_a_get_has_its_data_in_the_query_and_no_body(server, wx):
    wx.request(url=server.url("/headers?a=1&b=2#f"), data={"b": "x y", "c": [1]}).wait(SECONDS)
    (arrival,) = server.log
    assert (arrival.method, arrival.path) == ("GET", "/headers?a=1&b=x%20y&c=%5B1%5D")
    assert arrival.body_bytes == 0
    assert arrival.header("Content-Length") is None


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize(
    ("header", "data", "kind", "body"),
    [
        ({}, {"a": 1.0, "名": ["值"]}, "application/json", '{"a":1,"名":["值"]}'),
        ({"content-type": "application/x-www-form-urlencoded"}, {"a": "x y"}, None, "a=x%20y"),
        ({"Content-Type": "text/plain"}, "text", "text/plain", "text"),
        ({}, b"\x00\xff", "application/json", None),
        ({}, "", "application/json", ""),
    ],
)
def test_else_the_data_is_the_body(server, wx, method, header, data, kind, body):
    wx.request(url=server.url("/headers"), method=method, header=header, data=data).wait(SECONDS)
    (arrival,) = server.log
    assert arrival.body == (data if body is None else body.encode())
    assert arrival.header("Content-Type") == (kind or next(iter(header.values())))
    assert arrival.header("Content-Length") == str(len(arrival.body))
    assert arrival.header("Transfer-Encoding") is None


def test_a_post_without_data_is_empty(server, wx):
    wx.request(url=server.url("/headers"), method="POST").wait(SECONDS)
    assert server.log[0].header("Content-Length") == "0"


def test_a_large_body_arrives_whole(server, wx):
    data = bytes(range(256)) * 8192
    wx.request(url=server.url("/headers"), method="PUT", data=data).wait(SECONDS)
    assert server.log[0].body_bytes == len(data)


def test_content_type_is_json_where_none_is_given_of_a_get_too(server, wx):
    wx.request(url=server.url("/headers")).wait(SECONDS)
    wx.request(url=server.url("/headers"), header={"content-TYPE": "x/y"}).wait(SECONDS)
    assert [each.header("Content-Type") for each in server.log] == ["application/json", "x/y"]


def test_fixed_headers_are_those_of_transfers(server):
    with Wx(appid="wx1", version="7") as wx:
        with pytest.warns(WxWarning, match="is set by wxlab itself") as caught:
            task = wx.request(
                url=server.url("/headers"),
                method="POST",
                data="abc",
                header={"Referer": "x", "User-Agent": "y", "Content-Length": 999, "X-Mine": 1.0},
            )
        task.wait(SECONDS)
    assert len(caught) == 3
    arrival = server.log[0]
    assert arrival.header("Referer") == "https://servicewechat.com/wx1/7/page-frame.html"
    assert arrival.header("User-Agent").startswith("wxlab/")
    assert (arrival.header("Content-Length"), arrival.header("X-Mine")) == ("3", "1")


@pytest.mark.parametrize(
    "data", [{"a": object()}, [{1}], {"deep": {"er": print, "no": 1j}}], ids=["object", "set", "1j"]
)
def test_data_that_cannot_be_sent_is_a_failure(server, wx, data):
    res = ended(wx.request(url=server.url("/headers"), method="POST", data=data))
    assert res == {"errMsg": "request:fail invalid request data", "errno": 600010}
    assert len(server.log) == 0


def test_data_of_another_type_is_ignored_with_a_warning(server, wx):
    with pytest.warns(WxWarning, match="data should be String.Object.Array.ArrayBuffer"):
        task = wx.request(url=server.url("/headers"), method="POST", data=5)
    task.wait(SECONDS)
    assert server.log[0].body_bytes == 0


def test_data_changed_after_the_call_changes_nothing(server, wx):
    data = {"list": [1]}
    task = wx.request(url=server.url("/headers"), method="POST", data=data)
    data["list"].append(2)
    task.wait(SECONDS)
    assert server.log[0].body == b'{"list":[1]}'


@pytest.mark.parametrize("option", ["enableCache", "enableHttp2", "forceCellularNetwork"])
def test_what_has_no_effect_here_says_so(server, wx, option):
    with pytest.warns(WxWarning, match=f"{option} has no effect"):
        task = wx.request({"url": server.url("/headers"), option: True})
    assert task.wait(SECONDS).statusCode == 200


# -- what comes back -----------------------------------------------------------------------------


def test_the_result_is_what_the_rows_say(server, wx):
    res = wx.request(url=server.url("/headers")).wait(SECONDS)
    rows = [row.name for row in table("request.success").rows]
    assert list(res) == rows == list(RequestSuccess.__annotations__)
    assert isinstance(res, RequestSuccess)
    assert res.errMsg == "request:ok"
    assert len(res.cookies) == 2
    assert res.header["X-Repeated"] == "one,two"
    assert list(res.profile) == [row.name for row in table("request.success.profile").rows]


@pytest.mark.parametrize(
    ("library", "missing"),
    [("2.10.3", {"profile"}), ("2.9.9", {"profile", "cookies"}), ("1.1.9", {"header"})],
)
def test_an_old_library_has_less(server, library, missing):
    with Wx(base_library=library) as wx:
        heard = []
        done = threading.Event()
        wx.request(url=server.url("/headers"), success=heard.append, complete=lambda _: done.set())
        assert done.wait(SECONDS)
    assert missing.isdisjoint(heard[0])
    assert heard[0]["statusCode"] == 200


@pytest.mark.parametrize(
    ("body", "data"),
    [
        ('{"user": {"名": "张"}}'.encode(), {"user": {"名": "张"}}),
        (b"[1, 1.5, null, true]", [1, 1.5, None, True]),
        (b"[1]", [1]),
        (b'"text"', "text"),
        (b"5", 5),
        (b"null", None),
        (b"\xef\xbb\xbf{}", {}),
        (b"", ""),
        (b"{", "{"),
        (b"NaN", "NaN"),
        (b"<html>", "<html>"),
        (b"[" * 100_000, "[" * 100_000),
    ],
)  # fmt: skip
def test_json_is_parsed_and_what_is_none_stays_text(raw, wx, body, data):
    server = raw(answer(body, b"Content-Type: text/plain\r\n"))
    assert wx.request(url=server.url).wait(SECONDS).data == data


def test_parsed_objects_read_both_ways(raw, wx):
    server = raw(answer(b'{"user": {"name": "x"}}'))
    data = wx.request(url=server.url).wait(SECONDS).data
    assert isinstance(data, Record)
    assert data.user.name == data["user"]["name"] == "x"


def test_with_another_data_type_text_is_left_alone(raw, wx):
    server = raw(answer(b'{"a": 1}'))
    assert wx.request(url=server.url, dataType="text").wait(SECONDS).data == '{"a": 1}'


def test_array_buffers_are_bytes_and_never_parsed(raw, wx):
    server = raw(answer(b'{"a":\xff}'))
    assert (
        wx.request(url=server.url, responseType="arraybuffer").wait(SECONDS).data == b'{"a":\xff}'
    )


def test_text_is_decoded_by_its_charset_and_its_coding(raw, wx):
    body = gzip.compress("中文".encode("gbk"))
    head = b"Content-Type: text/plain; charset=gbk\r\nContent-Encoding: gzip\r\n"
    assert wx.request(url=raw(answer(body, head)).url).wait(SECONDS).data == "中文"


@pytest.mark.parametrize("status", [201, 304, 404, 500])
def test_any_status_is_success(server, wx, status):
    res = wx.request(url=server.url(f"/status/{status}")).wait(SECONDS)
    assert (res.statusCode, res.errMsg) == (status, "request:ok")


def test_a_head_has_no_body_however_long_it_says_it_is(raw):
    large = b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\nContent-Encoding: gzip\r\n\r\n"
    server = raw(large)
    with Wx(max_download_bytes=1000) as wx:
        task = wx.request(url=server.url, method="HEAD")
        res = task.wait(SECONDS)
    assert (res.data, res.header["Content-Length"]) == ("", "999999999999")


def test_an_answer_may_not_be_larger_than_a_download(server):
    with Wx(max_download_bytes=1000) as wx:
        res = ended(wx.request(url=server.url("/file/1001")))
        assert res == {"errMsg": "request:fail exceed max file size", "errno": 603301}
        assert len(ended(wx.request(url=server.url("/file/1000"), dataType="x")).data) > 0


# -- redirects -----------------------------------------------------------------------------------

LEADS_TO = [
    (301, "POST", "GET"), (302, "POST", "GET"), (303, "POST", "GET"), (307, "POST", "POST"),
    (308, "POST", "POST"), (301, "PUT", "PUT"), (302, "DELETE", "DELETE"), (303, "PUT", "GET"),
    (307, "PUT", "PUT"), (301, "GET", "GET"), (303, "HEAD", "HEAD"), (302, "HEAD", "HEAD"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "method", "then"), LEADS_TO)
def test_redirects_are_followed_as_fetch_does(server, wx, code, method, then):
    url = server.url(f"/redirect/1?code={code}")
    res = wx.request(url=url, method=method, data={"a": 1}).wait(SECONDS)
    assert res.statusCode == 200
    first, last = server.log
    assert (first.method, last.method) == (method, then)
    kept = then == method and method not in ("GET", "HEAD")
    assert last.body == (b'{"a":1}' if kept else b"")
    assert (last.header("Content-Type") is not None) == (then == method)


def test_a_manual_redirect_is_the_result(server, line):
    heard = []
    task = line.request(url=server.url("/redirect/1"), redirect="manual")
    task.onHeadersReceived(heard.append)
    server.release()
    res = task.wait(SECONDS)
    assert res.statusCode == 302
    assert res.header["Location"] == heard[0].header["Location"]
    assert server.hits("/headers") == 0


def test_an_endless_loop_ends(server, wx):
    res = ended(wx.request(url=server.url("/redirect/loop")))
    assert res == {"errMsg": "request:fail reach the max redirect count", "errno": 600008}


# -- the task ------------------------------------------------------------------------------------


def test_the_call_returns_its_task_with_callbacks_and_without(server, wx):
    heard = []
    for more in ({}, {"success": heard.append}):
        task = wx.request(url=server.url("/headers"), **more)
        assert type(task) is RequestTask
        task.wait(SECONDS)
    assert [res.statusCode for res in heard] == [200]


def test_a_task_has_the_methods_of_its_rows_and_no_progress(wx, server):
    task = wx.request(url=server.url("/headers"))
    for row in table("RequestTask").rows:
        assert callable(getattr(task, row.name))
    assert not hasattr(task, "onProgressUpdate")
    with pytest.raises(AttributeError, match="await task"):
        _ = task.statusCode
    task.wait(SECONDS)


@pytest.mark.parametrize(
    ("library", "missing"),
    [("2.0.9", "onHeadersReceived"), ("2.20.0", "onChunkReceived"), ("2.20.0", "offChunkReceived")],
)
def test_methods_come_with_their_library(server, library, missing):
    with Wx(base_library=library) as wx:
        task = wx.request(url=server.url("/headers"))
        with pytest.raises(AttributeError, match=f"RequestTask.{missing} needs base library"):
            getattr(task, missing)
        task.wait(SECONDS)


def test_before_1_4_the_call_returns_nothing(server):
    done = threading.Event()
    with Wx(base_library="1.3.9") as wx:
        assert wx.request(url=server.url("/headers"), complete=lambda _: done.set()) is None
        assert done.wait(SECONDS)


def test_headers_come_first_with_status_and_cookies(server, line):
    heard = []
    task = line.request(url=server.url("/headers"), success=lambda _: heard.append("success"))
    task.onHeadersReceived(heard.append)
    server.release()
    task.wait(SECONDS)
    event, last = heard
    assert last == "success"
    rows = table("RequestTask.onHeadersReceived.callback").rows
    assert list(event) == [row.name for row in rows] == list(HeadersReceived.__annotations__)
    assert (event.statusCode, len(event.cookies)) == (200, 2)
    assert event.header == task.result.header


def test_transfers_are_told_the_headers_alone(server, wx):
    heard = []
    task = wx.downloadFile(url=server.url("/stall"))
    task.onHeadersReceived(heard.append)
    kick(task)
    server.wait_for(1, "/stall", "held")
    server.release()
    task.wait(SECONDS)
    assert [list(event) for event in heard] == [["header"]]


def test_chunks_are_told_as_they_arrive(server, line):
    heard, first = [], threading.Event()
    task = line.request(
        url=server.url("/stall/body?size=1000"), responseType="arraybuffer", enableChunked=True
    )

    def listener(res):
        heard.append(res)
        first.set()

    task.onChunkReceived(listener)
    server.release()
    assert first.wait(SECONDS)  # the other half is not even sent yet
    server.wait_for(1, "/stall/body", "held")
    server.release()
    res = task.wait(SECONDS)
    assert all(type(event.data) is bytes and list(event) == ["data"] for event in heard)
    assert b"".join(event.data for event in heard) == res.data
    assert len(res.data) == 1000
    sizes = [event.detail["size"] for event in task.events if event.name == "chunk"]
    assert sum(sizes) == 1000


@pytest.mark.parametrize("chunked", [False, True])
def test_without_enable_chunked_or_with_the_listener_off_nobody_is_told(server, line, chunked):
    heard = []
    task = line.request(url=server.url("/file/100"), enableChunked=chunked)
    task.onChunkReceived(heard.append)
    if chunked:
        task.offChunkReceived(heard.append)
    server.release()
    task.wait(SECONDS)
    assert heard == []


def test_await_gives_the_success_or_raises(server, wx):
    async def main():
        res = await wx.request(url=server.url("/headers"))
        with pytest.raises(WxError, match="request:fail invalid url") as caught:
            await wx.request(url="nonsense")
        return res.statusCode, caught.value.errno

    assert asyncio.run(main()) == (200, 600009)


@pytest.mark.parametrize("path", ["/stall", "/stall/headers", "/stall/body"])
def test_abort_ends_it_once(server, wx, path):
    heard = []
    task = wx.request(url=server.url(path), fail=heard.append, complete=heard.append)
    kick(task)
    server.wait_for(1, path, "held")
    task.abort()
    task.abort()
    with pytest.raises(WxError, match="request:fail abort"):
        task.wait(SECONDS)
    assert heard == [{"errMsg": "request:fail abort"}] * 2
    server.wait_for(1, path, "finished")


def test_aborted_in_line_it_sends_nothing(server, line):
    task = line.request(url=server.url("/headers"))
    kick(task)
    task.abort()
    assert ended(task) == {"errMsg": "request:fail abort"}
    assert server.hits("/headers") == 0


def test_its_time_is_its_own_or_app_jsons(server):
    with Wx(network_timeout={"request": 50}) as wx:
        for task in (
            wx.request(url=server.url("/stall")),
            wx.request(url=server.url("/stall"), timeout=50),
        ):
            assert ended(task) == {"errMsg": "request:fail timeout", "errno": 5}


def test_requests_have_ten_places_of_their_own(server, wx, photo):
    held = [wx.downloadFile(url=server.url("/stall")) for _ in range(10)]
    asked = [wx.request(url=server.url("/stall")) for _ in range(12)]
    kick(asked[0])
    server.wait_for(20, "/stall", "held")
    assert [task.state for task in asked[10:]] == ["queued"] * 2
    server.release()
    server.wait_for(2, "/stall", "held")
    server.release()
    assert [task.wait(SECONDS).statusCode for task in held + asked] == [200] * 22


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.png"
    path.write_bytes(bytes(1000))
    return path


def test_where_nobody_queues_the_eleventh_fails(server):
    with Wx(overflow="fail", max_concurrency=1) as wx:
        first = wx.request(url=server.url("/stall"))
        kick(first)
        server.wait_for(1, "/stall", "held")
        res = ended(wx.request(url=server.url("/stall")))
        assert res == {"errMsg": "request:fail exceed max task count", "errno": 600007}
        server.release()
        first.wait(SECONDS)


def test_its_domain_list_is_its_own(server):
    here = server.url("/")[:-1]
    with Wx(check_domains=True, domains={"downloadFile": [here]}) as wx:
        res = ended(wx.request(url=server.url("/headers")))
        assert res == {"errMsg": "request:fail url not in domain list", "errno": 600002}
    with Wx(check_domains=True, domains={"request": [here]}) as wx:
        assert ended(wx.request(url=server.url("/headers"))).statusCode == 200
        res = ended(wx.downloadFile(url=server.url("/headers")))
        assert res.errMsg == "downloadFile:fail url not in domain list"


def test_a_post_is_never_sent_twice_because_its_answer_was_lost(raw, wx):
    server = raw(b"")
    res = ended(wx.request(url=server.url, method="POST", data="x"))
    assert res == {"errMsg": "request:fail -100:net::ERR_CONNECTION_CLOSED", "errno": 600001}
    assert len(server.requests) == 1


@pytest.mark.parametrize(("url", "word"), [(None, "Null"), (5, "Number"), ({}, "Object")])
def test_a_url_that_is_none_is_a_parameter_error(wx, url, word):
    text = f"request:fail parameter error: parameter.url should be String instead of {word};"
    assert ended(wx.request(url=url)) == {"errMsg": text, "errno": 600005}


def test_a_call_after_close_fails(server, wx):
    wx.close()
    res = ended(wx.request(url=server.url("/headers")))
    assert res == {"errMsg": "request:fail interrupted", "errno": 600003}


# -- what others see of it -----------------------------------------------------------------------


def test_it_stands_in_a_har_like_any_other(server, wx):
    task = wx.request(url=server.url("/redirect/1?code=307"), method="PUT", data={"a": 1})
    task.wait(SECONDS)
    entries = har(task)["log"]["entries"]
    assert [entry["request"]["method"] for entry in entries] == ["PUT", "PUT"]
    for entry in entries:
        assert entry["request"]["bodySize"] == 7
        assert entry["request"]["postData"]["mimeType"] == "application/json"
        assert json.loads(entry["request"]["postData"]["text"]) == {"a": 1}
    assert entries[-1]["_wxProfile"]["receivedBytedCount"] > 0


def test_it_is_among_the_tasks(server, wx):
    task = wx.request(url=server.url("/headers"))
    assert wx.tasks == (task,)
    task.wait(SECONDS)
    assert "RequestTask done" in repr(task)


def test_every_field_of_its_profile_can_be_explained(server, wx):
    for method in ("GET", "PUT"):
        profile = wx.request(url=server.url("/headers"), method=method, data="a=1").wait(20).profile
        for field in profile:
            assert profile.explain(field, "en") != profile.explain(field, "zh")


def test_can_i_use_knows_it(wx):
    assert wx.canIUse("request.object.method.DELETE")
    assert wx.canIUse("RequestTask.onChunkReceived")
    assert "request.object.enableChunked" in ROWS
    assert not wx.canIUse("request.object.method.PATCH")


def test_a_tunnel_is_not_waited_for(server, wx):
    res = wx.request(url=server.url("/headers"), method="CONNECT").wait(SECONDS)
    assert (res.statusCode, res.data) == (200, "")


def test_the_time_of_web_sockets_in_a_pasted_app_json_is_no_error():
    with Wx(network_timeout={"request": 5000, "connectSocket": 5}) as wx:
        assert wx.network_timeout == {"request": 5000}
