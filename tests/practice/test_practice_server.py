import asyncio
import errno
import gc
import os
import socket
import ssl
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest

from wxlab import practice
from wxlab.practice import routes
from wxlab.practice.address import is_loopback, shown_host


def read(url, context=None):
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
    )
    with opener.open(url, timeout=20) as answer:
        return answer.read()


def held():
    """What the process holds open: threads of ours, and file descriptors."""
    threads = [one for one in threading.enumerate() if one.name.startswith("wxlab-practice")]
    return threads, len(os.listdir("/dev/fd"))


def test_it_listens_when_serve_returns_and_no_more_after_the_block():
    with practice.serve() as server:
        assert read(server.url("/file/3")) == b"\x00\x01\x02"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((server.host, server.port), timeout=5)


def test_it_works_as_an_async_context_manager():
    async def lesson():
        async with practice.serve() as server:
            return await asyncio.to_thread(read, server.url("/file/1"))

    assert asyncio.run(lesson()) == b"\x00"


@pytest.mark.parametrize("tls", [False, True])
def test_closing_leaves_no_thread_and_no_descriptor(tls):
    gc.collect()
    before = held()
    for _ in range(20):  # whatever the server was just doing with them
        server = practice.serve(tls=tls)
        clients = [socket.create_connection((server.host, server.port)) for _ in range(5)]
        for client in clients[:3]:
            client.sendall(b"GET /stall HTTP/1.1\r\nHost: h\r\n\r\n")
        server.close()
        for client in clients:
            client.close()
    assert held() == before


def test_closing_cuts_what_is_held_and_marks_it():
    with practice.serve() as server:
        client = socket.create_connection((server.host, server.port), timeout=20)
        client.sendall(b"GET /stall HTTP/1.1\r\nHost: h\r\n\r\n")
        server.wait_for(1, "/stall", "held")
    with client:
        assert client.recv(1) == b""
    assert server.log[0].aborted
    assert (server.in_flight, server.held, server.release()) == (0, 0, 0)


def test_closing_again_does_nothing():
    server = practice.serve()
    threads = [threading.Thread(target=server.close) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    server.close()
    assert repr(server) == f"<practice server {server.url()}, closed>"


def test_a_port_is_free_again_at_once():
    with practice.serve() as first:
        read(first.url("/file/1"))
    with practice.serve(port=first.port) as second:
        assert second.port == first.port


def test_servers_are_apart():
    with practice.serve() as one, practice.serve() as other:
        read(one.url("/file/1"))
        assert (one.hits("/file/1"), other.hits("/file/1")) == (1, 0)
        assert (len(one.log), other.log) == (1, ())


def test_urls_carry_path_and_query(server):
    assert server.url() == f"http://127.0.0.1:{server.port}/"
    assert server.url("/file/1?gzip") == server.url("file/1?gzip")
    assert server.url("/a") == f"http://127.0.0.1:{server.port}/a"


def test_localhost_may_be_named():
    with practice.serve("localhost") as server:
        assert server.url("/a") == f"http://localhost:{server.port}/a"
        assert read(server.url("/file/1")) == b"\x00"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.5", "example.com"])
def test_others_cannot_reach_it_unless_told_so(host):
    with pytest.raises(ValueError, match="allow_remote=True") as caught:
        practice.serve(host)
    assert repr(host) in str(caught.value)


def test_told_so_they_can_and_need_a_token():
    with practice.serve("0.0.0.0", allow_remote=True) as server:
        where = f"http://127.0.0.1:{server.port}"
        assert server.url("/file/1") == f"{where}/~{server.token}/file/1"
        assert read(server.url("/file/1")) == b"\x00"


def test_told_so_twice_they_need_none():
    with practice.serve("0.0.0.0", allow_remote=True, token=False) as server:
        assert server.token is None
        assert server.url("/file/1") == f"http://127.0.0.1:{server.port}/file/1"
        assert read(server.url("/file/1")) == b"\x00"


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("10.0.0.1", False),
        ("localhost.example.com", False),
    ],
)
def test_loopback_is_told_from_the_rest(host, loopback):
    assert is_loopback(host) is loopback


def test_an_ipv6_address_is_shown_in_brackets():
    assert shown_host("::1") == "[::1]"


def test_a_port_in_use_is_said_clearly(server):
    with pytest.raises(OSError, match=f"cannot listen on 127.0.0.1:{server.port}: ") as caught:
        practice.serve(port=server.port)
    assert caught.value.errno == errno.EADDRINUSE


@pytest.mark.parametrize("port", [-1, 65536])
def test_what_is_no_port_is_refused(port):
    with pytest.raises(ValueError, match="port should be from 0 to 65535"):
        practice.serve(port=port)


def test_its_own_context_trusts_its_certificate():
    with practice.serve(tls=True) as server:
        assert server.url().startswith("https://127.0.0.1:")
        assert read(server.url("/file/2"), server.ssl_context) == b"\x00\x01"
        by_name = server.url("/file/2").replace("127.0.0.1", "localhost")
        assert read(by_name, server.ssl_context) == b"\x00\x01"


def test_nobody_else_trusts_its_certificate():
    with practice.serve(tls=True) as one, practice.serve(tls=True) as other:
        for stranger in None, other.ssl_context:
            with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
                read(one.url("/file/1"), stranger)
        with pytest.raises((ssl.SSLError, OSError)):
            read(one.url("/file/1").replace("https", "http"))
        assert one.log == ()


def test_a_body_over_the_limit_is_refused_before_it_is_read(ask_limited):
    server, ask = ask_limited
    head, body = ask(
        b"POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n" + bytes(1001)
    )
    assert head.startswith("HTTP/1.1 413 ")
    assert b"larger than this server takes: 1,000 bytes" in body
    assert (server.log[0].status, server.log[0].body_bytes) == (413, 0)


def test_a_chunked_body_is_refused_where_it_passes_the_limit(ask_limited):
    server, ask = ask_limited
    start = b"POST /headers HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
    head, _ = ask(
        start + b"1f4\r\n" + bytes(500) + b"\r\n" + b"1f5\r\n" + bytes(501) + b"\r\n0\r\n\r\n"
    )
    assert head.startswith("HTTP/1.1 413 ")
    assert not server.log[0].received


def test_a_body_at_the_limit_is_taken(ask_limited):
    _, ask = ask_limited
    head, _ = ask(
        b"POST /headers HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n"
        + bytes(1000)
    )
    assert head.startswith("HTTP/1.1 200 ")


@pytest.fixture
def ask_limited():
    with practice.serve(max_request_bytes=1000) as server:

        def ask(sent):
            with socket.create_connection((server.host, server.port), timeout=20) as client:
                client.sendall(sent)
                received = b"".join(iter(lambda: client.recv(65536), b""))
            head, _, body = received.partition(b"\r\n\r\n")
            return head.decode(), body

        yield server, ask


def test_curl_sees_the_refusal_of_a_large_upload(curl, tmp_path):
    (tmp_path / "large").write_bytes(bytes(8_000_000))
    with practice.serve(max_request_bytes=1000) as server:
        for extra in "Expect:", "Expect: 100-continue":
            printed = curl(
                *("-H", extra, "-F", f"f=@{tmp_path / 'large'}", "-o", "/dev/null"),
                *("-w", "%{http_code}", server.url("/upload")),
            )
            assert printed == b"413"


def test_a_negative_limit_is_refused():
    with pytest.raises(ValueError, match="max_request_bytes should not be negative"):
        practice.serve(max_request_bytes=-1)


BROKEN = {
    "a bad chunk": (
        b"POST /upload HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        400,
    ),
    "no request line": (b"hello\r\n\r\n", 400),
    "an endless header": (b"GET / HTTP/1.1\r\nHost: h\r\nX: " + b"x" * 100_000, 431),
    "an endless path": (b"GET /" + b"x" * 100_000, 431),
    "endless headers": (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n", 431),
    "two lengths": (
        b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        400,
    ),
}


@pytest.mark.parametrize(("sent", "status"), BROKEN.values(), ids=BROKEN)
def test_broken_requests_are_refused_and_leave_nothing_behind(server, connect, sent, status, capfd):
    assert connect(sent).recv(65536)[8:13] == f" {status} ".encode()
    server.wait_for(len(server.log), stage="finished")
    assert server.in_flight == 0
    assert read(server.url("/file/1")) == b"\x00"
    assert capfd.readouterr().err == ""


def test_a_route_that_fails_is_a_500_and_its_traceback_is_in_the_log(
    server, get, monkeypatch, capfd
):
    def fails(size):
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(routes.files, "file_pieces", fails)
    monkeypatch.setattr(routes.pace, "file_bytes", fails)
    # Before its headers went out it can say so; afterwards it can only hang up.
    assert get("/file/5?gzip")[0].startswith("HTTP/1.1 500 ")
    head, body = get("/file/5")
    assert (head[:12], body) == ("HTTP/1.1 200", b"")
    for arrival in server.log:
        assert "ZeroDivisionError: on purpose" in arrival.error
    assert capfd.readouterr().err == ""


def test_clear_starts_the_counts_again(server, get):
    get("/file/1")
    server.clear()
    assert (server.log, server.hits("/file/1"), server.peak) == ((), 0, 0)
    get("/file/1")
    assert (len(server.log), server.hits("/file/1"), server.peak) == (1, 1, 1)


def test_the_server_shows_its_routes(server):
    assert repr(server) == f"<practice server {server.url()}>"
    assert "/upload" in server._repr_html_()
    assert server.routes[0].path == "/"


SCRIPT = """
import socket
from wxlab import practice
server = practice.serve()
for path in b"/stall", b"/file/4294967296", b"/stall/read":
    client = socket.create_connection((server.host, server.port))
    head = b"POST %s HTTP/1.1\\r\\nHost: h\\r\\nContent-Length: 9\\r\\n\\r\\n" % path
    client.sendall(head + b"123456789")
    server.wait_for(1, path.decode())
    if path != b"/stall":
        client.close()
print("done")
"""


def test_a_process_that_never_closes_it_ends_cleanly():
    root = Path(practice.__file__).parents[2]
    words = [sys.executable, "-X", "dev", "-W", "error::ResourceWarning:wxlab", "-c", SCRIPT]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "done\n")
    assert "wxlab-practice" not in done.stderr
    assert "Traceback" not in done.stderr


MEMORY = """
import resource, socket, threading
from wxlab import practice
with practice.serve(max_request_bytes=2**31) as server:
    def talk(sent, pieces):
        with socket.create_connection((server.host, server.port)) as client:
            client.sendall(sent)
            for piece in pieces:
                client.sendall(piece)
            buffer, count = bytearray(2**18), 0
            while got := client.recv_into(buffer):
                count += got
            return count
    MIB = bytes(2**20)
    HEAD = b"POST /upload HTTP/1.1\\r\\nHost: h\\r\\nConnection: close\\r\\n"
    def upload(size):
        start = b'--B\\r\\nContent-Disposition: form-data; name="f"; filename="f"\\r\\n\\r\\n'
        length = len(start) + size * 2**20 + len(b"\\r\\n--B--")
        head = HEAD + b"Content-Type: multipart/form-data; boundary=B\\r\\n"
        pieces = [start, *[MIB] * size, b"\\r\\n--B--"]
        talk(head + b"Content-Length: %d\\r\\n\\r\\n" % length, pieces)
        part, = server.log[-1].parts
        assert part.size == size * 2**20, part
    def download(size):
        head = b"GET /file/%d HTTP/1.1\\r\\nHost: h\\r\\nConnection: close\\r\\n\\r\\n"
        assert talk(head % (size * 2**20), []) > size * 2**20
    def peak():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    upload(8), download(8)
    before = peak()
    upload(1024), download(1024)
    print(peak() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss counts in kilobytes on Linux")
def test_a_gibibyte_each_way_takes_little_memory():
    root = Path(practice.__file__).parents[2]
    words = [sys.executable, "-c", MEMORY]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, timeout=300)
    assert done.stderr == ""
    assert int(done.stdout) < 24 * 1024
