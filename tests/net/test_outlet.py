"""wxlab.net.outlet: what the system sends is what would have been read and written."""

import errno
import os
import socket
import ssl
import threading

import pytest
import trustme

from wxlab import Wx, WxError
from wxlab.api.trace import Trace
from wxlab.core.excerpt import FIRST
from wxlab.core.progress import Steps
from wxlab.net.body import WORTH_AN_OUTLET
from wxlab.net.transfer import Transfer
from wxlab.net.wire import LOOPBACK_BUFFER, WatchedSocket

pytestmark = pytest.mark.skipif(
    not hasattr(os, "sendfile"), reason="this system has no sendfile, and nothing to pour with"
)

SECONDS = 60
SIZE = 9_000_000
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"


@pytest.fixture
def file(tmp_path):
    def make(size):
        path = tmp_path / f"{size}.bin"
        path.write_bytes((bytes(range(251)) * (size // 251 + 1))[:size])
        return path

    return make


@pytest.fixture
def poured(monkeypatch):
    """The sizes of what the system took, in order."""
    sizes = []
    pour = WatchedSocket.pour

    def spy(watched, *args):
        sizes.append(pour(watched, *args))
        return sizes[-1]

    monkeypatch.setattr(WatchedSocket, "pour", spy)
    return sizes


@pytest.fixture
def doors(monkeypatch):
    """The second descriptors of connections, and which of them were closed."""
    made, closed = [], []
    dup, close = os.dup, os.close

    def dup_spy(descriptor):
        made.append(dup(descriptor))
        return made[-1]

    def close_spy(descriptor):
        if descriptor in made:
            closed.append(descriptor)
        close(descriptor)

    monkeypatch.setattr(os, "dup", dup_spy)
    monkeypatch.setattr(os, "close", close_spy)
    return made, closed


@pytest.fixture
def upload(raw, wx, file):
    """Uploads a file to a bare socket; returns the request and what progress was told."""

    def run(size=SIZE):
        requests, told = [], []

        def script(connection):
            requests.append(raw.read_request(connection))
            connection.sendall(OK)

        task = wx.uploadFile(url=raw(script).url(), filePath=file(size), name="file")
        task.onProgressUpdate(lambda res: told.append(res.totalBytesSent))
        assert task.wait(SECONDS).data == "hi"
        (request,) = requests
        assert file(size).read_bytes() in request
        assert len(request) == Trace.of(task).hop.sent_bytes
        return task, told

    return run


def marks_of(size):
    marks, steps = [0], Steps.of(size)
    while marks[-1] < size:
        marks.append(steps.after(marks[-1]))
    return marks[1:]


def failing(monkeypatch, number, after=0):
    """Have sendfile fail from some call on."""
    calls, sendfile = [], os.sendfile

    def fail(*args):
        calls.append(args)
        if len(calls) > after:
            raise OSError(number, "simulated")
        return sendfile(*args)

    monkeypatch.setattr(os, "sendfile", fail)
    return calls


@pytest.mark.parametrize("size", [WORTH_AN_OUTLET, WORTH_AN_OUTLET + 1, SIZE])
def test_all_but_the_start_of_a_file_is_poured(upload, poured, doors, size):
    """Also fails when aiohttp's writer shows its transport no more: then nothing is poured."""
    upload(size)
    assert sum(poured) == size - FIRST
    made, closed = doors
    assert len(made) == 1
    assert closed == made


@pytest.mark.parametrize("size", [0, 1, FIRST, WORTH_AN_OUTLET - 1])
def test_a_small_file_is_not_worth_it(upload, poured, size):
    upload(size)
    assert poured == []


@pytest.mark.usefixtures("way")
def test_progress_is_told_at_the_same_places_either_way(upload):
    task, told = upload()
    noted = [e.detail["totalBytesSent"] for e in task.events if e.name == "progress"]
    assert told == noted == marks_of(SIZE)


def test_progress_is_told_of_nothing_that_the_system_has_not_taken(upload, poured, monkeypatch):
    moments, sent = [], Transfer.sent

    def spy(transfer, done):
        hop = transfer.marks.hops[-1]
        before = hop.sent_bytes - hop.message.file_offset - hop.excerpt.head_size
        moments.append((done, before))
        sent(transfer, done)

    monkeypatch.setattr(Transfer, "sent", spy)
    upload()
    assert poured
    assert [done for done, _ in moments] == marks_of(SIZE)
    after_start = [each for each in moments if each[0] > FIRST]
    assert all(done == taken for done, taken in after_start)


def test_under_tls_nothing_is_poured(raw, file, poured):
    authority, secure = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(secure)
    trusting, requests = ssl.create_default_context(), []
    authority.configure_trust(trusting)

    def script(connection):
        requests.append(raw.read_request(connection))
        connection.sendall(OK)

    with Wx(ssl_context=trusting) as wx:
        url = raw(script, secure).url()
        res = wx.uploadFile(url=url, filePath=file(SIZE), name="file").wait(SECONDS)
    assert res.data == "hi"
    assert file(SIZE).read_bytes() in requests[0]
    assert poured == []


@pytest.mark.parametrize("after", [0, 1, 20])
@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP])
def test_what_the_system_cannot_send_is_read(upload, monkeypatch, number, after):
    calls = failing(monkeypatch, number, after)
    _, told = upload()
    assert len(calls) == after + 1
    assert told == marks_of(SIZE)


def test_without_another_descriptor_the_file_is_read(upload, poured, monkeypatch):
    def refuse(_descriptor):
        raise OSError(errno.EMFILE, "simulated")

    monkeypatch.setattr(os, "dup", refuse)
    _, told = upload()
    assert poured == []
    assert told == marks_of(SIZE)


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (errno.ETIMEDOUT, "ERR_CONNECTION_TIMED_OUT"),
        (errno.EHOSTUNREACH, "ERR_ADDRESS_UNREACHABLE"),
    ],
)
def test_what_breaks_the_connection_is_called_by_its_name(
    raw, wx, file, monkeypatch, doors, number, name
):
    failing(monkeypatch, number, after=2)
    server = raw(raw.answering(OK))
    with pytest.raises(WxError, match=name):
        wx.uploadFile(url=server.url(), filePath=file(SIZE), name="file").wait(SECONDS)
    made, closed = doors
    assert len(made) == 1
    assert closed == made


def test_an_abort_ends_a_stalled_pour_and_leaves_nothing_open(raw, wx, file, doors):
    held, ended = threading.Event(), threading.Event()

    def script(connection):
        connection.recv(1000)  # and no more, until the client is gone
        assert held.wait(SECONDS)
        try:
            while connection.recv(1 << 20):
                pass
        except ConnectionError:
            pass
        ended.set()

    moved = threading.Event()
    task = wx.uploadFile(url=raw(script).url(), filePath=file(30_000_000), name="file")
    task.onProgressUpdate(lambda res: moved.set())
    with pytest.raises(TimeoutError):
        task.wait(0)
    assert moved.wait(SECONDS)
    task.abort()
    with pytest.raises(WxError, match="abort"):
        task.wait(SECONDS)
    held.set()
    assert ended.wait(SECONDS)  # the second descriptor is gone as well, or this would not end
    assert doors[0] == doors[1]


def test_a_connection_has_the_room_that_its_request_is_worth(raw, wx, file):
    """Progress is honest within a percent, and the next request on the connection has its own."""
    sizes = []

    def script(connection):
        for _ in range(2):
            raw.read_request(connection)
            connection.sendall(OK)

    server, room = raw(script), WatchedSocket.make_room

    def spy(watched, size):
        room(watched, size)
        sizes.append(watched.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WatchedSocket, "make_room", spy)
        for size in (30_000_000, 1000):
            wx.uploadFile(url=server.url(), filePath=file(size), name="file").wait(SECONDS)
    fresh, large, small = sizes
    assert fresh == small
    assert fresh >= LOOPBACK_BUFFER
    assert large > fresh
