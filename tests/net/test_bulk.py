"""Large bodies past the parser: whole, counted, told of, cut, aborted, and the connection after."""

import asyncio
import socket
import ssl
import struct
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
import trustme

from wxlab import Wx, WxError, practice
from wxlab.core.failure import Failure
from wxlab.net import bulk, intake
from wxlab.net.files import Target

# A body of 4 MiB always goes past the parser: aiohttp stops reading when it holds more than two.
MIB = 1024 * 1024
OK = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture(params=["http", "https"])
def server(request):
    with practice.serve(tls=request.param == "https") as running:
        yield running


@pytest.fixture
def wx(server):
    with Wx(ssl_context=server.ssl_context) as made:
        yield made


class Passed(list):
    """The sizes; ``under_way`` is set with the first of them."""

    def __init__(self):
        super().__init__()
        self.under_way = threading.Event()


@pytest.fixture
def passed(monkeypatch):
    """How many bytes each body brought past the parser."""
    sizes = Passed()

    class Counted(bulk.Bulk):
        def __init__(self, content, handler, transport, rest, *more):
            sizes.append(rest)
            sizes.under_way.set()
            super().__init__(content, handler, transport, rest, *more)

    monkeypatch.setattr(bulk, "Bulk", Counted)
    return sizes


def failure_of(task):
    with pytest.raises(WxError) as caught:
        task.wait(30)
    return caught.value.errMsg.removeprefix(f"{task.api}:fail ")


# -- what goes past the parser, and what it comes to ---------------------------------------------


@pytest.mark.parametrize("size", [4 * MIB, 20_000_003])
def test_a_large_body_arrives_whole_and_its_connection_is_kept(server, wx, passed, size):
    told = []
    for _ in range(2):
        task = wx.downloadFile(url=server.url(f"/file/{size}"))
        task.onProgressUpdate(lambda res: told.append(res.totalBytesWritten))
        res = task.wait(30)
        assert Path(res.tempFilePath).read_bytes() == practice.file_bytes(size)
        assert size < res.profile.receivedBytedCount < size + 1000
        assert told == sorted(set(told))
        assert told[-1] == size
        told.clear()
    assert len(passed) == 2
    assert all(bulk.LEAST <= rest <= size for rest in passed)
    small = wx.downloadFile(url=server.url("/file/10")).wait(30).profile
    assert small.socketReused
    assert 10 < small.receivedBytedCount < 1000
    assert len({arrival.client_port for arrival in server.log}) == 1


def test_of_five_megabytes_there_is_much_to_tell(server, wx, passed):
    told = []
    task = wx.downloadFile(url=server.url("/file/5000000"))
    task.onProgressUpdate(lambda res: told.append(res.progress))
    task.wait(30)
    assert passed
    assert len(told) >= passed[0] // (2 * bulk.STEP)


@pytest.mark.parametrize(
    "path", ["/file/3000000?chunked", "/file/3000000?unknown", "/file/3000000?gzip", "/file/1000"]
)
def test_everything_else_is_parsed(server, wx, passed, path):
    res = wx.downloadFile(url=server.url(path)).wait(30)
    size = int(path.partition("?")[0].rpartition("/")[2])
    assert Path(res.tempFilePath).read_bytes() == practice.file_bytes(size)
    assert passed == []


def test_a_request_takes_its_answer_the_same_way(server, wx, passed):
    pieces = []
    task = wx.request(
        url=server.url("/file/6000000"), responseType="arraybuffer", enableChunked=True
    )
    task.onChunkReceived(lambda res: pieces.append(res.data))
    res = task.wait(30)
    assert len(passed) == 1
    assert res.data == b"".join(pieces) == practice.file_bytes(6_000_000)


def test_many_at_once_do_not_mix(server, wx, passed):
    """One buffer serves all of them."""
    sizes = [5 * MIB + number for number in range(8)]
    tasks = [wx.downloadFile(url=server.url(f"/file/{size}")) for size in sizes]
    for size, task in zip(sizes, tasks, strict=True):
        assert Path(task.wait(60).tempFilePath).read_bytes() == practice.file_bytes(size)
    assert len(passed) == 8


# -- in the middle -------------------------------------------------------------------------------


def held(server, wx, size=6 * MIB):
    """A download of which half is here, and told of, and the other half is not sent."""
    half = threading.Event()
    task = wx.downloadFile(url=server.url(f"/stall/body?size={size}"), timeout=60_000)
    task.onProgressUpdate(lambda res: res.totalBytesWritten == size // 2 and half.set())
    with pytest.raises(TimeoutError):
        task.wait(0)
    assert half.wait(30)
    return task


def test_what_has_come_is_told_when_no_more_comes(server, wx, passed):
    task = held(server, wx)
    server.release()
    assert Path(task.wait(30).tempFilePath).read_bytes() == practice.file_bytes(6 * MIB)
    assert len(passed) == 1


def test_an_abort_closes_the_connection_and_leaves_nothing(server, wx, passed):
    task = held(server, wx)
    task.abort()
    assert failure_of(task) == "abort"
    server.wait_for(1, "/stall/body", "finished")
    assert server.log[0].aborted
    assert {path.name for path in wx._engine.root.path.iterdir()} == {".lock", "usr"}
    assert len(passed) == 1
    assert wx.downloadFile(url=server.url("/file/10")).wait(30).statusCode == 200


def test_the_time_runs_out_as_anywhere(server, wx, passed):
    task = wx.downloadFile(url=server.url(f"/stall/body?size={6 * MIB}"), timeout=1500)
    assert failure_of(task) == "timeout"
    assert {path.name for path in wx._engine.root.path.iterdir()} == {".lock", "usr"}


def test_a_disk_that_fills_up_ends_it_at_once(server, wx, passed, monkeypatch):
    write = Target.write

    def full(target, data):
        if target.size > 3 * MIB:
            raise Failure("save-failed", path=target.shown)
        write(target, data)

    monkeypatch.setattr(Target, "write", full)
    task = wx.downloadFile(url=server.url(f"/stall/body?size={8 * MIB}"), timeout=60_000)
    assert failure_of(task).startswith("save file error")
    server.wait_for(1, "/stall/body", "finished")
    assert server.log[0].aborted
    assert len(passed) == 1


@pytest.fixture(scope="module")
def contexts():
    """For servers of bare sockets, and for those who trust them."""
    authority = trustme.CA()
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(serving)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    return serving, trusting


@pytest.mark.parametrize("secure", [False, True], ids=["http", "https"])
@pytest.mark.parametrize(
    ("reset", "text"),
    [
        (False, "-354:net::ERR_CONTENT_LENGTH_MISMATCH"),
        (True, "-101:net::ERR_CONNECTION_RESET"),
    ],
)
def test_a_body_that_breaks_off_is_a_failure(raw, contexts, passed, secure, reset, text):
    def begun(connection):
        raw.read_request(connection)
        connection.sendall(OK + b"Content-Length: %d\r\n\r\n" % (9 * MIB) + bytes(100))
        assert passed.under_way.wait(30)
        connection.sendall(bytes(MIB))
        if reset:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    serving, trusting = contexts
    server = raw(begun, serving if secure else None)
    with Wx(ssl_context=trusting) as wx:
        assert failure_of(wx.downloadFile(url=server.url())) == text
    assert len(passed) == 1


@pytest.mark.parametrize("secure", [False, True], ids=["http", "https"])
def test_a_body_is_whole_though_its_server_closes_right_after_it(raw, contexts, passed, secure):
    """Ten times: how much asyncio holds at the end depends on how fast it comes."""

    def script(connection):
        raw.read_request(connection)
        connection.sendall(OK + b"Content-Length: %d\r\n\r\n" % (4 * MIB) + bytes(4 * MIB))
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1)

    serving, trusting = contexts
    server = raw(script, serving if secure else None)
    with Wx(ssl_context=trusting) as wx:
        for _ in range(10):
            res = wx.downloadFile(url=server.url()).wait(30)
            assert Path(res.tempFilePath).stat().st_size == 4 * MIB
    assert len(passed) == 10


def test_what_follows_the_body_is_not_the_next_answer(raw, wx, passed):
    requests = []

    def script(connection):
        while request := raw.read_request(connection).strip():
            requests.append(request)
            connection.sendall(OK + b"Content-Length: %d\r\n\r\n" % (5 * MIB) + bytes(5 * MIB))
            if len(requests) == 1:
                connection.sendall(OK + b"Content-Length: 6\r\n\r\npoison")
                sent.set()

    sent = threading.Event()
    server = raw(script)
    for _ in range(3):
        res = wx.downloadFile(url=server.url()).wait(30)
        assert Path(res.tempFilePath).read_bytes() == bytes(5 * MIB)
        assert sent.wait(30)
        # What was sent unasked has to be there before the connection is used again.
        assert failure_of(wx.downloadFile(url="http://127.0.0.1:1/")).startswith("-102")
    assert len(requests) == len(passed) == 3


# -- the protocol by itself ----------------------------------------------------------------------


class Reader:
    """A body's reader that remembers what it was told."""

    def __init__(self):
        self.said = []
        self.held = []
        self.total_bytes = 8

    def read_nowait(self):
        return self.held.pop(0) if self.held else b""

    def feed_eof(self):
        self.said.append("eof")

    def set_exception(self, error):
        self.said.append(error)

    def exception(self):
        return None


class Handler:
    """The connection's handler."""

    def __init__(self):
        self.said = []

    def force_close(self):
        self.said.append("close")

    def set_response_params(self):
        self.said.append("afresh")


class Line(asyncio.Transport):
    """A connection on which everything comes when the test says so."""

    def __init__(self):
        super().__init__()
        self.protocol = None

    def set_protocol(self, protocol):
        self.protocol = protocol

    def abort(self):
        self.protocol = None


@pytest.fixture
def by_hand():
    """Runs ``act(protocol, bring)`` on a loop; returns all that was taken and told."""

    def run(rest, step, act):
        reader, handler, line = Reader(), Handler(), Line()
        got = bytearray()
        told = []

        async def main():
            protocol = bulk.Bulk(
                reader, handler, line, rest, step, got.extend, lambda: told.append(len(got))
            )

            def bring(data):
                room = protocol.get_buffer(-1)
                assert 0 < len(room) <= bulk.BUFFER
                data = data[: len(room)]
                room[: len(data)] = data
                protocol.buffer_updated(len(data))

            await act(bring)
            return bytes(got), tuple(told), reader.said, handler.said

        return asyncio.run(main())

    return run


async def turn():
    await asyncio.sleep(0)


def test_one_byte_too_many_costs_the_connection(by_hand):
    async def act(bring):
        bring(b"abcd")
        bring(b"efghi")

    assert by_hand(8, 100, act) == (b"abcdefgh", (), ["eof"], ["close", "afresh"])


def test_not_one_byte_more_than_that_is_read(by_hand):
    async def act(bring):
        bring(b"abcdefgh" * 100)

    assert by_hand(8, 100, act)[0] == b"abcdefgh"


def test_while_bytes_keep_coming_every_step_is_told(by_hand, monkeypatch):
    monkeypatch.setattr(bulk, "PAUSE", 60)

    async def act(bring):
        for _ in range(25):
            bring(b"x" * 10)
            await turn()
            await turn()  # the network thread looks at its sockets every second turn

    assert by_hand(1000, 100, act)[1] == (100, 200)


def test_when_no_more_came_what_is_untold_is_told(by_hand, monkeypatch):
    monkeypatch.setattr(bulk, "PAUSE", 0)

    async def act(bring):
        for _ in range(3):
            bring(b"x" * 10)
            for _ in range(5):
                await turn()

    assert by_hand(1000, 100, act)[1] == (10, 20, 30)


def test_after_the_end_nothing_is_told(by_hand, monkeypatch):
    monkeypatch.setattr(bulk, "PAUSE", 0)

    async def act(bring):
        bring(b"x" * 10)
        bring(b"x" * 10)
        for _ in range(5):
            await turn()

    assert by_hand(20, 100, act)[1:] == ((), ["eof"], ["afresh"])


def test_who_cannot_take_any_more_ends_it(by_hand):
    def full(_data):
        raise failure

    def told():
        raise AssertionError

    failure = Failure("file-too-large")

    async def main():
        reader, line = Reader(), Line()
        protocol = bulk.Bulk(reader, Handler(), line, 100, 100, full, told)
        line.set_protocol(protocol)
        protocol.get_buffer(-1)
        protocol.buffer_updated(10)
        return reader.said, line.protocol

    assert asyncio.run(main()) == ([failure], None)


@pytest.mark.parametrize(("closing", "unsent"), [(True, 0), (False, 1)])
def test_a_connection_that_is_not_idle_otherwise_is_left_alone(closing, unsent):
    class Busy(Line):
        def is_closing(self):
            return closing

        def get_write_buffer_size(self):
            return unsent

    reader, line = Reader(), Busy()
    reader.held = [b"held", b"back"]
    response = SimpleNamespace(
        method="GET", content=reader, connection=SimpleNamespace(protocol=Handler(), transport=line)
    )
    got = bytearray()
    asyncio.run(bulk.receive(response, 9 * MIB, got.extend, got.clear))
    assert got == b"heldback"
    assert line.protocol is None


def test_intake_counts_what_comes_past_the_parser(server, passed, monkeypatch):
    """The limit holds there too, whatever was announced."""
    monkeypatch.setattr(intake, "known_length", lambda response: 6 * MIB)
    monkeypatch.setattr("aiohttp.ClientResponse.content_length", None)
    with Wx(ssl_context=server.ssl_context, max_download_bytes=4 * MIB) as wx:
        task = wx.downloadFile(url=server.url(f"/file/{6 * MIB}"), timeout=60_000)
        assert failure_of(task) == "exceed max file size"
    assert len(passed) == 1
