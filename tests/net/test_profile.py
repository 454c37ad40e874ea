"""Every field of the profile true: order of moments, bytes against a relay, reuse, redirects."""

import itertools
import select
import socket
import ssl
import threading
import time

import pytest
import trustme

from wxlab import Wx, WxError, practice
from wxlab.net import connections

pytestmark = pytest.mark.usefixtures("both_ways")

ROUNDS = 20
SCHEMES = ("http", "https")


class Relay:
    """Passes bytes on to a server and counts them; ends TLS where it is given a context."""

    def __init__(self, port: int, context: ssl.SSLContext | None = None) -> None:
        self._port = port
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.up = self.down = 0
        self._sockets: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self, path: str) -> str:
        return f"http{'s' if self._context else ''}://127.0.0.1:{self.port}{path}"

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
                if self._context is not None:
                    near = self._context.wrap_socket(near, server_side=True)
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._port))
            self._sockets += [near, far]
            threading.Thread(target=self._pump, args=(near, far), daemon=True).start()

    def _pump(self, near: socket.socket, far: socket.socket) -> None:
        """One thread for both ways: a TLS socket must not be read and written at once by two."""
        ways = {near: (far, "up"), far: (near, "down")}
        try:
            while True:
                held = [each for each in ways if isinstance(each, ssl.SSLSocket) and each.pending()]
                for source in held or select.select([*ways], [], [])[0]:
                    sink, way = ways[source]
                    data = source.recv(65536)
                    if not data:
                        return
                    # Counted before it is passed on: whoever has the answer can read the count.
                    setattr(self, way, getattr(self, way) + len(data))
                    sink.sendall(data)
        except (OSError, ValueError):
            pass  # closed, here or there
        finally:
            near.close()
            far.close()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in self._sockets:
            each.close()


@pytest.fixture(scope="module")
def servers():
    with practice.serve() as plain, practice.serve(tls=True) as secure:
        yield {"http": plain, "https": secure}


@pytest.fixture
def wx(servers):
    with Wx(ssl_context=servers["https"].ssl_context) as made:
        yield made


@pytest.fixture(scope="module")
def photo(tmp_path_factory):
    path = tmp_path_factory.mktemp("photo") / "photo.png"
    path.write_bytes(b"x" * 300_000)
    return path


def transfer(wx, method, url, photo, **options):
    if method == "POST":
        return wx.uploadFile(url=url, filePath=photo, name="file", **options)
    return wx.downloadFile(url=url, **options)


PATHS = {
    "empty": "/status/204",
    "small": "/file/10",
    "large": "/file/3000000",
    "chunked": "/file/200000?chunked",
    "gzip": "/file/200000?gzip",
    "slow": "/slow/20",
}
PLAIN_KINDS = [
    (scheme, path, method) for scheme in SCHEMES for path in PATHS for method in ("GET", "POST")
]
REDIRECT_KINDS = [
    (scheme, target, method)
    for scheme in SCHEMES
    for target in ("same host", "other host", "other scheme")
    for method in ("GET", "POST")
]


def in_order(profile, secure: bool) -> None:
    """The invariants that hold for every transfer that came to its end."""
    p = profile
    assert 0 < p.invokeStart <= p.queueStart <= p.queueEnd <= p.fetchStart
    assert p.fetchStart <= p.domainLookupStart <= p.domainLookupEnd
    if p.socketReused:
        assert p.domainLookupStart == p.domainLookupEnd == p.fetchStart
        assert p.connectStart == p.connectEnd == p.fetchStart
        expected = p.fetchStart if secure else 0
        assert p.SSLconnectionStart == p.SSLconnectionEnd == expected
    else:
        assert p.domainLookupEnd <= p.connectStart <= p.connectEnd
        if secure:
            assert p.connectStart <= p.SSLconnectionStart <= p.SSLconnectionEnd == p.connectEnd
        else:
            assert p.SSLconnectionStart == p.SSLconnectionEnd == 0
    assert p.connectEnd <= p.requestStart <= p.requestEnd
    assert p.requestStart <= p.responseStart <= p.responseEnd
    assert p.responseEnd <= time.time() * 1000 + 1000
    assert bool(p.redirectStart) == bool(p.redirectEnd)
    if p.redirectStart:
        assert p.redirectStart <= p.redirectEnd <= p.fetchStart
    assert p.sendBytesCount > 0
    assert p.receivedBytedCount > 0
    assert p.protocol == "http/1.1"
    assert p.peerIP == "127.0.0.1"


@pytest.mark.parametrize(("scheme", "path", "method"), PLAIN_KINDS)
def test_moments_are_in_order_on_new_and_reused_connections(
    servers, wx, photo, scheme, path, method
):
    url = servers[scheme].url(PATHS[path])
    for turn in range(ROUNDS):
        profile = transfer(wx, method, url, photo).wait(20).profile
        assert profile.socketReused == (turn > 0)
        in_order(profile, scheme == "https")
        assert profile.requestEnd <= profile.responseStart
        assert profile.redirectStart == 0
        assert profile.port == servers[scheme].port


@pytest.mark.parametrize(("scheme", "target", "method"), REDIRECT_KINDS)
def test_moments_are_in_order_through_redirects(servers, wx, photo, scheme, target, method):
    end = scheme if target != "other scheme" else SCHEMES[scheme == "http"]
    to = servers[end].url("/file/1000")
    if target == "other host":
        to = to.replace("127.0.0.1", "localhost")
    url = servers[scheme].url(f"/redirect/2?code=307&to={to}")
    for _ in range(ROUNDS):
        profile = transfer(wx, method, url, photo).wait(20).profile
        in_order(profile, end == "https")
        assert bool(profile.redirectStart) == (target != "other host")
        assert profile.port == servers[end].port


@pytest.mark.parametrize("scheme", SCHEMES)
def test_moments_are_in_order_after_waiting_in_the_queue(servers, scheme):
    with Wx(max_concurrency=1, ssl_context=servers["https"].ssl_context) as wx:
        url = servers[scheme].url("/slow/5")
        tasks = [wx.downloadFile(url=url) for _ in range(ROUNDS)]
        profiles = [task.wait(20).profile for task in tasks]
    for profile in profiles:
        in_order(profile, scheme == "https")
    assert profiles[0].queueStart == profiles[0].queueEnd
    for before, after in itertools.pairwise(profiles):
        # The server takes 5 ms, and a place is free only when its answer is whole.
        assert after.queueEnd >= before.queueEnd + 5
    assert profiles[-1].queueEnd > profiles[-1].queueStart


def test_moments_are_in_order_when_the_answer_is_early(raw, wx, tmp_path):
    (tmp_path / "big").write_bytes(b"x" * 8_000_000)

    def script(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(b"HTTP/1.1 413 Too Large\r\nConnection: close\r\n")
        connection.sendall(b"Content-Length: 7\r\n\r\ntoo big")
        while connection.recv(1 << 20):
            pass

    server = raw(script)
    for _ in range(ROUNDS):
        in_order(transfer(wx, "POST", server.url(), tmp_path / "big").wait(20).profile, False)


def test_a_name_is_looked_up_once_and_then_remembered(servers):
    with Wx() as wx:
        url = f"http://localhost:{servers['http'].port}/slow/1"
        tasks = [wx.downloadFile(url=url) for _ in range(2)]
        profiles = [task.wait(20).profile for task in tasks]
        marks = [task._transfer.marks.hops[0] for task in tasks]
        # The second asked while the first one's lookup was under way: it waited just as long.
        assert all(0 < mark.dns_start <= mark.dns_end for mark in marks)
        for profile in profiles:
            in_order(profile, False)
        later = wx.downloadFile(url=url, header={"Connection": "close"})
        later.wait(20)
        task = wx.downloadFile(url=url.replace("/slow/1", "/file/1"))
        assert task.wait(20).profile.domainLookupStart == task.result.profile.fetchStart


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_bytes_are_counted_as_a_relay_counts_them(servers, photo, scheme, path, method):
    authority = trustme.CA()
    context = None
    if scheme == "https":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(context)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    relay = Relay(servers["http"].port, context)
    with Wx(ssl_context=trusting) as wx:
        for _ in range(3):
            before = relay.up, relay.down
            profile = transfer(wx, method, relay.url(PATHS[path]), photo).wait(20).profile
            assert profile.sendBytesCount == relay.up - before[0]
            assert profile.receivedBytedCount == relay.down - before[1]
    relay.close()


def test_a_failed_transfer_tells_the_moments_it_reached(raw, wx):
    task = wx.downloadFile(url=raw(raw.resetting()).url())
    with pytest.raises(WxError):
        task.wait(20)
    (event,) = [each for each in task.events if each.name == "marks"]
    assert {"invokeStart", "fetchStart", "connectEnd", "requestEnd"} <= set(event.detail)
    assert "responseStart" not in event.detail


def test_an_aborted_transfer_tells_the_moments_it_reached(servers, wx):
    task = wx.downloadFile(url=servers["http"].url("/stall/body"))
    task.onHeadersReceived(lambda res: task.abort())
    with pytest.raises(WxError):
        task.wait(20)
    (event,) = [each for each in task.events if each.name == "marks"]
    assert event.detail["responseStart"] >= event.detail["requestStart"]
    assert "responseEnd" not in event.detail


def test_a_connection_that_cannot_be_watched_breaks_nothing(servers, monkeypatch):
    def unwatched(address):
        family, kind, protocol, *_ = address
        return socket.socket(family, kind, protocol)

    monkeypatch.setattr(connections, "watched_socket", unwatched)
    with Wx() as wx:
        profile = wx.downloadFile(url=servers["http"].url("/file/10")).wait(20).profile
    assert profile.connectStart == profile.sendBytesCount == profile.receivedBytedCount == 0
    assert profile.requestStart <= profile.responseStart <= profile.responseEnd
    assert "could not be counted" in profile.explain("sendBytesCount", "en")
