"""What is kept of a request is what went out, and the marks are there while it happens."""

import itertools
import socket
import ssl
import threading
import time

import pytest
import trustme

from wxlab import Wx, WxError
from wxlab.api.trace import Trace
from wxlab.core.excerpt import FIRST, LAST
from wxlab.core.timing import HopMarks
from wxlab.net.wire import CONNECTING, Meter, WatchedSocket

SECONDS = 20
SCHEMES = ("http", "https")
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def contexts(authority):
    """What a server of each scheme speaks TLS with."""
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(secure)
    return {"http": None, "https": secure}


@pytest.fixture
def wx(authority):
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    with Wx(ssl_context=trusting) as made:
        yield made


@pytest.fixture
def file(tmp_path):
    def make(size):
        path = tmp_path / f"图片 {size}.bin"
        path.write_bytes(bytes(range(256)) * (size // 256) + bytes(size % 256))
        return path

    return make


def begun(task):
    with pytest.raises(TimeoutError):
        task.wait(0)
    return task


def kept(hop):
    return hop.excerpt.first, hop.excerpt.last, hop.excerpt.total, hop.sent_bytes


def ends_of(request):
    return request[:FIRST], request[-LAST:], len(request), len(request)


# -- what is kept is what a bare socket has received ---------------------------------------------


@pytest.fixture
def recorder(raw, contexts):
    """Starts servers that note every request and answer it, several on a connection."""

    def start(scheme, answer=lambda request: OK):
        requests = []

        def script(connection):
            while True:
                request = raw.read_request(connection)
                if request == b"\r\n\r\n":
                    return  # nobody asks any more
                requests.append(request)
                connection.sendall(answer(request))

        return raw(script, contexts[scheme]), requests

    return start


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("size", [0, 1, 200, 32_000, 33_000, 262_144, 300_000, 5_000_000])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_of_an_upload_the_very_bytes_are_kept(recorder, wx, file, scheme, size):
    server, requests = recorder(scheme)
    form = {"用户": "张三", "n": "1" * 700}
    task = wx.uploadFile(url=server.url("/图"), filePath=file(size), name="file", formData=form)
    assert task.wait(SECONDS).data == "hi"
    (request,) = requests
    assert len(request) > size
    assert kept(Trace.of(task).hop) == ends_of(request)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_of_a_download_the_very_bytes_are_kept(recorder, wx, scheme):
    server, requests = recorder(scheme)
    task = wx.downloadFile(url=server.url("/a?b=c"), header={"X-Long": "x" * 40_000, "X-Name": "é"})
    task.wait(SECONDS)
    assert kept(Trace.of(task).hop) == ends_of(requests[0])
    assert "X-Name: é".encode("latin-1") in requests[0]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_on_a_reused_connection_each_request_has_its_own_bytes(recorder, wx, file, scheme):
    server, requests = recorder(scheme)
    upload = {"url": server.url("/a"), "filePath": file(50_000), "name": "file"}
    tasks = []
    for number in range(3):
        tasks.append(wx.uploadFile(upload, formData={"n": str(number)}))
        tasks[-1].wait(SECONDS)
        tasks.append(wx.downloadFile(url=server.url(f"/{number}")))
        tasks[-1].wait(SECONDS)
    hops = [Trace.of(task).hop for task in tasks]
    assert [hop.reused for hop in hops] == [False] + [True] * 5
    assert [kept(hop) for hop in hops] == [ends_of(request) for request in requests]


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("size", [100_000, 900_000])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_request_of_a_redirected_upload_has_its_own_bytes(recorder, wx, file, scheme, size):
    def answer(request):
        for here, code, there in ((b"/a ", 307, "/b"), (b"/b ", 308, "/c"), (b"/c ", 303, "/d")):
            if request.startswith(b"POST " + here):
                head = f"HTTP/1.1 {code} Go\r\nLocation: {there}\r\nContent-Length: 0\r\n\r\n"
                return head.encode()
        return OK

    server, requests = recorder(scheme, answer)
    task = wx.uploadFile(url=server.url("/a"), filePath=file(size), name="file")
    assert task.wait(SECONDS).data == "hi"
    methods = [request.partition(b" ")[0] for request in requests]
    assert methods == [b"POST", b"POST", b"POST", b"GET"]
    assert [kept(hop) for hop in Trace.of(task).marks.hops] == [ends_of(each) for each in requests]


# -- the marks are there while it happens --------------------------------------------------------


class Stalled:
    """A server's script that reads something, and then nothing until the test lets it go on."""

    def __init__(self, size):
        self._size = size
        self.received = b""
        self.reached = threading.Event()
        self.go_on = threading.Event()

    def __call__(self, connection):
        while len(self.received) < self._size and (data := connection.recv(65536)):
            self.received += data
        self.reached.set()
        assert self.go_on.wait(SECONDS)


@pytest.fixture
def stalled():
    made = []

    def make(size):
        made.append(Stalled(size))
        return made[-1]

    yield make
    for each in made:
        each.go_on.set()


def test_connecting_and_the_handshake_are_marked_while_the_handshake_is_stalled(raw, wx, stalled):
    script = stalled(1)
    server = raw(script)  # a server without TLS: it reads the greeting, and never answers it
    task = begun(wx.downloadFile(url=server.url().replace("http:", "https:")))
    assert script.reached.wait(SECONDS)
    seen = Trace.of(task)
    assert 0 < seen.hop.fetch_start <= seen.hop.connect_start <= seen.hop.tls_start
    assert (seen.hop.tls_end, seen.hop.request_start, seen.hop.sent_bytes) == (0, 0, 0)
    assert [each.kind for each in seen.phases][-2:] == ["connect", "tls"]
    assert seen.phases[-1].end is None
    task.abort()
    with pytest.raises(WxError, match="abort"):
        task.wait(SECONDS)
    seen = Trace.of(task)
    assert (seen.phases[-1].kind, seen.phases[-1].end) == ("tls", seen.ended)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_bytes_of_a_request_are_there_while_it_goes_out(
    raw, contexts, wx, file, stalled, scheme
):
    script = stalled(100_000)
    server, moved = raw(script, contexts[scheme]), threading.Event()
    task = wx.uploadFile(url=server.url("/here"), filePath=file(20_000_000), name="file")
    task.onProgressUpdate(lambda res: res.totalBytesSent > 110_000 and moved.set())
    begun(task)
    assert script.reached.wait(SECONDS)
    assert moved.wait(SECONDS)
    hop = Trace.of(task).hop
    assert hop.excerpt.first == script.received[:FIRST]
    assert 100_000 <= hop.excerpt.total < 20_000_000
    assert hop.request_start <= hop.request_end
    assert Trace.of(task).phases[-1].kind == "send"
    task.abort()
    with pytest.raises(WxError, match="abort"):
        task.wait(SECONDS)


def test_connecting_is_marked_while_nobody_accepts():
    """A queue of connections that is full: the system does not answer one more."""
    with socket.socket() as listener, Wx() as wx:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        host, port = listener.getsockname()
        fillers = [filling((host, port)) for _ in range(2)]
        task = begun(wx.downloadFile(url=f"http://{host}:{port}/"))
        until(lambda: task._transfer.marks.hops and task._transfer.marks.hops[0].connect_start)
        seen = Trace.of(task)
        assert seen.hop.fetch_start <= seen.hop.connect_start
        assert seen.hop.connect_end == 0
        assert (seen.phases[-1].kind, seen.phases[-1].end) == ("connect", None)
        for each in fillers:
            each.close()


def filling(address):
    """A connection that nobody accepts, or an attempt at one."""
    made = socket.socket()
    made.setblocking(False)
    made.connect_ex(address)
    return made


def until(holds):
    """Look again and again, for ten seconds at most."""
    end, pause = time.monotonic() + SECONDS / 2, threading.Event()
    while not holds():
        assert time.monotonic() < end
        pause.wait(0.005)


# -- the watched socket alone --------------------------------------------------------------------


@pytest.fixture
def watched():
    """A watched socket with a meter, and the other end of its connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener, WatchedSocket() as near:
        near.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 32 * 1024)
        near.connect(listener.getsockname())
        far, _ = listener.accept()
        near.meter = Meter(HopMarks())
        near.setblocking(False)
        with far:
            yield near, far


def read(far, size):
    far.settimeout(SECONDS)
    data = b""
    while len(data) < size and (more := far.recv(65536)):
        data += more
    return data


@pytest.mark.parametrize("buffers", [1, 3, 40])
def test_of_several_buffers_only_what_the_system_took_is_kept(watched, buffers):
    near, far = watched
    large = [bytes([number]) * 3_000_000 for number in range(1, buffers)]
    given = [b"the first", bytearray(b" and"), memoryview(b""), *large, b"", b"the last"]
    taken = near.sendmsg(given)
    assert (taken < sum(map(len, given))) is (buffers > 1)
    assert kept(near.meter.marks) == ends_of(read(far, taken))


def test_of_one_buffer_only_what_the_system_took_is_kept(watched):
    near, far = watched
    taken = near.send(memoryview(b"0123456789" * 300_000))
    taken += sent_or_refused(near, b"more")
    assert taken < 3_000_000
    assert kept(near.meter.marks) == ends_of(read(far, taken))


def sent_or_refused(near, data):
    try:
        return near.send(data)
    except BlockingIOError:
        return 0


@pytest.mark.parametrize("send", ["send", "sendmsg"])
def test_a_request_starts_when_the_system_is_asked_to_send_it(watched, monkeypatch, send):
    """On a busy machine the answer may be here before it is seen that the request is out."""
    near, _ = watched
    monkeypatch.setattr("wxlab.net.wire.now", itertools.count(1).__next__)
    for _ in range(2):
        assert getattr(near, send)([b"GET"] if send == "sendmsg" else b"GET") == 3
    assert (near.meter.marks.request_start, near.meter.marks.request_end) == (1, 4)


def test_nothing_sent_leaves_no_mark(watched):
    near, _ = watched
    assert near.send(b"") == 0
    assert near.sendmsg([b"", b""]) == 0
    assert (near.meter.marks.request_start, near.meter.marks.excerpt.total) == (0, 0)


def test_the_first_attempt_to_connect_is_the_one_that_is_marked():
    marks = HopMarks()
    token = CONNECTING.set(marks)
    try:
        for _ in range(2):
            with WatchedSocket() as tried, pytest.raises(ConnectionRefusedError):
                tried.connect(("127.0.0.1", 1))
            first = marks.connect_start
            assert 0 < first <= tried.connect_start
    finally:
        CONNECTING.reset(token)
    assert first < tried.connect_start


def test_who_connects_for_nobody_marks_nothing():
    assert CONNECTING.get(None) is None
    with WatchedSocket() as tried, pytest.raises(ConnectionRefusedError):
        tried.connect(("127.0.0.1", 1))
    assert tried.connect_start > 0
