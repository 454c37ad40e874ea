"""Witnesses: whom a view may ask what has arrived."""

import http.server
import threading

import pytest

from wxlab import Wx, WxError, practice
from wxlab.api import witness
from wxlab.api.trace import Trace
from wxlab.api.witness import Reading

SECONDS = 60
PORT = 7  # no server of these tests is there
NUMBER = 3


class Told:
    """A witness that always says the same, and notes what it was asked."""

    def __init__(self, reading=None):
        self.asked = []
        self.said = reading

    def reading(self, client_port, number):
        self.asked.append((client_port, number))
        return self.said


@pytest.fixture
def register():
    """Registers witnesses for the length of a test."""
    left = []

    def register(port, told):
        left.append(witness.register(port, told))
        return left[-1]

    yield register
    for leave in left:
        leave()


def test_a_witness_is_asked_from_its_registration_until_it_leaves(register):
    told = Told(Reading(5, received=False, answered=False))
    assert witness.reading("127.0.0.1", PORT, 40_000, NUMBER) is None
    leave = register(PORT, told)
    assert witness.reading("127.0.0.1", PORT, 40_000, NUMBER) is told.said
    assert told.asked == [(40_000, NUMBER)]
    leave()
    leave()
    assert witness.reading("127.0.0.1", PORT, 40_000, NUMBER) is None
    assert len(told.asked) == 1


def test_each_port_has_its_own_witness(register):
    one, other = Told(), Told()
    register(PORT, one)
    register(PORT + 1, other)
    witness.reading("127.0.0.1", PORT + 1, 40_000, NUMBER)
    assert (one.asked, other.asked) == ([], [(40_000, NUMBER)])


def test_the_newest_witness_of_a_port_is_asked_and_an_older_one_that_leaves_leaves_it_there(
    register,
):
    old, new = Told(), Told()
    leave = register(PORT, old)
    register(PORT, new)
    leave()
    witness.reading("127.0.0.1", PORT, 40_000, NUMBER)
    assert (len(old.asked), len(new.asked)) == (0, 1)


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.9.10", "::1"])
def test_this_machine_is_asked_by_any_of_its_own_addresses(register, peer):
    told = Told()
    register(PORT, told)
    witness.reading(peer, PORT, 40_000, NUMBER)
    assert told.asked == [(40_000, NUMBER)]


@pytest.mark.parametrize(
    "peer", ["", "192.168.1.7", "10.0.0.1", "93.184.216.34", "128.0.0.1", "fe80::1%eth0", "2001::1"]
)
def test_of_another_machine_nobody_here_is_asked(register, peer):
    told = Told(Reading(5, received=True, answered=True))
    register(PORT, told)
    assert witness.reading(peer, PORT, 40_000, NUMBER) is None
    assert told.asked == []


def test_many_threads_may_register_and_leave(register):
    def come_and_go(port):
        for _ in range(500):
            told = Told(Reading(port, received=False, answered=False))
            leave = witness.register(port, told)
            assert witness.reading("127.0.0.1", port, 1, NUMBER) is told.said
            leave()
            assert witness.reading("127.0.0.1", port, 1, NUMBER) is None
        done.append(port)

    done = []
    threads = [threading.Thread(target=come_and_go, args=(port,)) for port in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert sorted(done) == [*range(1, 9)]


# -- a real server's reading, as a trace asks for it ---------------------------------------------


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.png"
    path.write_bytes(bytes(50_000))
    return path


def begun(task):
    with pytest.raises(TimeoutError):
        task.wait(0)
    return task


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
def test_a_trace_tells_how_far_the_server_is(photo, tls):
    with practice.serve(tls=tls) as server, Wx(ssl_context=server.ssl_context) as wx:
        upload = {"url": server.url("/stall"), "filePath": photo, "name": "file"}
        task = begun(wx.uploadFile(upload))
        server.wait_for(1, "/stall", "held")
        whole = server.log[0].body_bytes
        assert whole > 50_000
        assert Trace.of(task).reading() == Reading(whole, received=True, answered=False)
        server.release()
        task.wait(SECONDS)
        server.wait_for(1, "/stall", "finished")
        assert Trace.of(task).reading() == Reading(whole, received=True, answered=True)
    assert Trace.of(task).reading() is None  # the server is gone


def test_a_server_that_has_not_begun_to_read_is_asked_too(server, wx, photo):
    upload = {"url": server.url("/stall/read"), "filePath": photo, "name": "file"}
    task = begun(wx.uploadFile(upload))
    server.wait_for(1, "/stall/read", "held")
    assert Trace.of(task).reading() == Reading(0, received=False, answered=False)


def test_after_a_redirect_the_server_it_led_to_is_asked(server, wx, photo):
    with practice.serve() as there:
        url = server.url(f"/redirect/1?code=307&to={there.url('/stall')}")
        task = begun(wx.uploadFile(url=url, filePath=photo, name="file"))
        there.wait_for(1, "/stall", "held")
        assert Trace.of(task).reading() == Reading(
            there.log[0].body_bytes, received=True, answered=False
        )


def test_on_a_reused_connection_the_newest_request_is_told_of(server, wx, photo):
    first = wx.downloadFile(url=server.url("/file/10"))
    first.wait(SECONDS)
    task = begun(wx.uploadFile(url=server.url("/stall"), filePath=photo, name="file"))
    server.wait_for(1, "/stall", "held")
    seen = Trace.of(task)
    assert seen.hop.reused
    assert seen.reading().body_bytes == server.log[1].body_bytes


def test_of_a_request_that_is_over_the_next_one_on_its_connection_tells_nothing(server, wx, photo):
    upload = {"url": server.url("/upload"), "filePath": photo, "name": "file"}
    first = wx.uploadFile(upload)
    first.wait(SECONDS)
    next_one = begun(wx.downloadFile(url=server.url("/stall")))
    server.wait_for(1, "/stall", "held")
    assert Trace.of(next_one).hop.local_port == Trace.of(first).hop.local_port
    assert Trace.of(first).reading() == Reading(
        server.log[0].body_bytes, received=True, answered=True
    )
    assert Trace.of(next_one).reading() == Reading(0, received=True, answered=False)


def test_where_no_request_was_made_nobody_is_asked(server):
    with Wx(max_concurrency=1) as wx:
        running, waiting = (wx.downloadFile(url=server.url("/stall")) for _ in range(2))
        refused = wx.downloadFile()
        with pytest.raises(WxError):
            refused.wait(SECONDS)
        server.wait_for(1, "/stall", "held")
        assert Trace.of(running).reading() is not None
        assert Trace.of(waiting).reading() is None
        assert Trace.of(refused).reading() is None


def test_a_server_that_is_no_witness_is_not_asked(raw_server, wx):
    task = wx.downloadFile(url=raw_server)
    assert task.wait(SECONDS).statusCode == 200
    seen = Trace.of(task)
    assert seen.hop.local_port
    assert seen.reading() is None


@pytest.fixture
def raw_server():
    """A server that keeps no log: one request, one answer."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"hi")

        def log_message(self, *args):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as made:
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{made.server_port}/"
        made.shutdown()
        thread.join(SECONDS)
