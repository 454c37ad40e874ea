"""What happens to the connection: reused, closed at once, never left behind."""

import socket
import threading

import pytest

from wxlab import WxError, practice

pytestmark = pytest.mark.usefixtures("both_ways")


@pytest.fixture
def big(tmp_path):
    path = tmp_path / "big.bin"
    path.write_bytes(b"x" * 20_000_000)
    return path


def test_connections_are_kept_and_reused(wx):
    with practice.serve() as server:
        results = [wx.downloadFile(url=server.url("/file/10")).wait(10) for _ in range(3)]
        assert len({arrival.client_port for arrival in server.log}) == 1
    assert [res.profile.socketReused for res in results] == [False, True, True]


@pytest.mark.usefixtures("way")
def test_an_aborted_upload_closes_its_socket_at_once_although_bytes_are_unsent(raw, wx, big):
    closed = threading.Event()
    started = threading.Event()

    def script(connection: socket.socket) -> None:
        connection.recv(1000)  # and no more: the rest piles up in the client
        started.set()
        release.wait(10)
        try:
            while connection.recv(1 << 20):
                pass
        except ConnectionError:
            pass
        closed.set()

    release = threading.Event()
    task = wx.uploadFile(url=raw(script).url(), filePath=big, name="file")
    with pytest.raises(TimeoutError):
        task.wait(0)
    assert started.wait(10)
    task.abort()
    with pytest.raises(WxError, match="abort"):
        task.wait(10)
    release.set()
    assert closed.wait(10)


@pytest.mark.usefixtures("way")
def test_an_answer_before_the_body_is_out_is_success_and_the_rest_is_dropped(raw, wx, big):
    held = threading.Event()

    def script(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(b"HTTP/1.1 413 Too Large\r\nContent-Length: 7\r\n\r\ntoo big")
        held.wait(10)

    task = wx.uploadFile(url=raw(script).url(), filePath=big, name="file")
    events = []
    task.onHeadersReceived(lambda res: events.append("headers"))
    task.onProgressUpdate(lambda res: events.append(res.progress))
    res = task.wait(10)
    held.set()
    assert (res.statusCode, res.data) == (413, "too big")
    assert events[-1] == "headers"
    assert 100 not in events


def test_a_dead_kept_alive_connection_is_noticed_by_a_download_and_asked_again(raw, wx):
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
    requests = []

    def script(connection: socket.socket) -> None:
        # Answers one request; on a second one it hangs up without a word.
        requests.append(raw.read_request(connection))
        connection.sendall(answer)
        if connection.recv(1000):
            requests.append("hung up on")

    server = raw(script)
    assert wx.downloadFile(url=server.url()).wait(10).statusCode == 200
    assert wx.downloadFile(url=server.url()).wait(10).statusCode == 200
    assert requests.count("hung up on") == 1
    assert len(requests) == 3


def test_a_post_is_never_sent_twice(raw, wx, tmp_path):
    (tmp_path / "a").write_bytes(b"x")
    requests = []

    def script(connection: socket.socket) -> None:
        requests.append(raw.read_request(connection))
        if len(requests) == 1:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
            requests.append(raw.read_request(connection))

    server = raw(script)
    upload = {"url": server.url(), "filePath": tmp_path / "a", "name": "file"}
    assert wx.uploadFile(upload).wait(10).statusCode == 200
    with pytest.raises(WxError, match="ERR_CONNECTION_CLOSED"):
        wx.uploadFile(upload).wait(10)
    assert len([each for each in requests if each.startswith(b"POST")]) == 2


def test_an_endless_body_of_a_redirect_is_not_read_to_its_end(raw, wx):
    def script(connection: socket.socket) -> None:
        request = raw.read_request(connection)
        if request.startswith(b"GET /start"):
            connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /end\r\n\r\n")
            while True:
                connection.sendall(b"x" * 65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")

    assert wx.downloadFile(url=raw(script).url("/start")).wait(10).statusCode == 200


def test_what_a_server_sends_unasked_is_not_taken_for_the_next_answer(raw, wx):
    sent = threading.Event()

    def script(connection: socket.socket) -> None:
        while raw.read_request(connection).startswith(b"GET"):
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntrue")
            if not sent.is_set():
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison")
                sent.set()

    server = raw(script)
    bodies = []
    for _ in range(3):
        res = wx.downloadFile(url=server.url()).wait(10)
        assert sent.wait(10)
        with open(res.tempFilePath, "rb") as file:
            bodies.append(file.read())
        # What was sent unasked has to be there before the connection is used again.
        with pytest.raises(WxError):
            wx.downloadFile(url="http://127.0.0.1:1/").wait(10)
    assert bodies == [b"true"] * 3


@pytest.mark.usefixtures("way")
def test_a_redirect_before_the_body_is_out_ends_the_first_connection(raw, wx, big):
    ends = []

    def script(connection: socket.socket) -> None:
        request = connection.recv(1000)
        if request.startswith(b"POST /first"):
            connection.sendall(
                b"HTTP/1.1 307 Temporary Redirect\r\nLocation: /second\r\nContent-Length: 0\r\n\r\n"
            )
            count = 0
            try:
                while data := connection.recv(1 << 20):
                    count += len(data)
            except ConnectionError:
                pass
            ends.append(count)
        else:
            rest = int(request.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
            rest -= len(request.partition(b"\r\n\r\n")[2])
            while rest > 0:
                rest -= len(connection.recv(1 << 20))
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")

    task = wx.uploadFile(url=raw(script).url("/first"), filePath=big, name="file")
    assert task.wait(20).data == "hi"
    assert len(ends) == 1
    assert ends[0] < 20_000_000


def test_too_many_redirects_leave_their_last_connection_to_others(server, wx):
    with pytest.raises(WxError, match="reach the max redirect count"):
        wx.downloadFile(url=server.url("/redirect/loop")).wait(20)
    wx.downloadFile(url=server.url("/file/1")).wait(20)
    assert len({arrival.client_port for arrival in server.log}) == 1
