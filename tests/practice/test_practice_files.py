import gzip
import http.client
import zlib

import pytest

from wxlab import practice
from wxlab.practice.files import file_pieces

SIZES = [0, 1, 250, 251, 262_043, 262_044, 262_045, 1_000_000]


def unchunked(body):
    """The content of a chunked body, checked byte by byte."""
    content = b""
    while True:
        size, _, body = body.partition(b"\r\n")
        length = int(size, 16)
        if length == 0:
            assert body == b"\r\n"
            return content
        assert body[length : length + 2] == b"\r\n"
        content, body = content + body[:length], body[length + 2 :]


@pytest.mark.parametrize("size", SIZES)
def test_byte_i_is_i_modulo_251(size):
    assert practice.file_bytes(size) == bytes(i % 251 for i in range(size))


@pytest.mark.parametrize("start", [0, 1, 251, 300_000])
def test_pieces_go_on_from_anywhere(start):
    assert b"".join(file_pieces(600_000, start)) == practice.file_bytes(600_000)[start:]


@pytest.mark.parametrize("size", SIZES)
def test_a_file_comes_with_its_length(get, size):
    head, body = get(f"/file/{size}")
    assert f"\r\nContent-Length: {size}\r\n" in head + "\r\n"
    assert "Transfer-Encoding" not in head
    assert body == practice.file_bytes(size)


@pytest.mark.parametrize("size", SIZES)
def test_a_chunked_file_is_chunked_on_the_wire(get, size):
    head, body = get(f"/file/{size}?chunked")
    assert "\r\nTransfer-Encoding: chunked" in head
    assert "Content-Length" not in head
    assert unchunked(body) == practice.file_bytes(size)


def test_a_file_of_unknown_length_ends_with_the_connection(ask):
    # The client would keep the connection; the server says that it will not, and closes.
    head, body = ask(b"GET /file/1000?unknown HTTP/1.1\r\nHost: h\r\n\r\n")
    assert "Content-Length" not in head
    assert "Transfer-Encoding" not in head
    assert "\r\nConnection: close" in head
    assert body == practice.file_bytes(1000)


@pytest.mark.parametrize(
    ("coding", "decoded"), [("gzip", gzip.decompress), ("deflate", zlib.decompress)]
)
def test_a_coded_file_can_be_framed_in_every_way(get, coding, decoded):
    content = practice.file_bytes(600_000)
    known, body = get(f"/file/600000?{coding}")
    assert f"\r\nContent-Encoding: {coding}" in known
    assert f"\r\nContent-Length: {len(body)}\r\n" in known
    assert decoded(body) == content
    chunked, chunks = get(f"/file/600000?{coding}&chunked")
    assert "Content-Length" not in chunked
    assert unchunked(chunks) == body
    unknown, rest = get(f"/file/600000?{coding}&unknown")
    assert "Transfer-Encoding" not in unknown
    assert rest == body


def test_http_1_0_gets_no_chunks(ask):
    head, body = ask(b"GET /file/300?chunked HTTP/1.0\r\n\r\n")
    assert "chunked" not in head
    assert body == practice.file_bytes(300)


def test_head_has_the_headers_and_no_body(get):
    for query in "", "?chunked", "?unknown", "?gzip":
        head, body = get(f"/file/1000{query}", method="HEAD")
        assert head.startswith("HTTP/1.1 200 OK\r\n")
        assert body == b""


def test_the_type_is_as_asked(get):
    assert "\r\nContent-Type: application/octet-stream\r\n" in get("/file/1")[0]
    assert "\r\nContent-Type: image/png\r\n" in get("/file/1?type=image/png")[0]
    assert (
        "\r\nContent-Type: text/plain; charset=gbk\r\n"
        in get("/file/1?type=text/plain;%20charset=gbk")[0]
    )


REFUSED = {
    "/file/x": "size should be a whole number from 0 to 4,294,967,296",
    "/file/-1": "size should be",
    "/file/4294967297": "size should be",
    f"/file/{'9' * 5000}": "size should be",
    "/file/%C2%B2": "size should be",
    "/file/1?gzip&deflate": "choose one of ?gzip, ?deflate",
    "/file/1?chunked&unknown": "choose one of ?chunked, ?unknown",
    "/file/1?type=a%0D%0AX-Evil:1": "type should be printable ASCII",
    "/file/1?type=%E5%9B%BE": "type should be printable ASCII",
}


@pytest.mark.parametrize(("path", "words"), REFUSED.items(), ids=lambda text: text[:40])
def test_what_cannot_be_is_refused_by_name(get, path, words):
    head, body = get(path)
    assert head.startswith("HTTP/1.1 400 Bad Request\r\n")
    assert "Evil" not in head
    assert words in body.decode()


def test_a_stranger_reads_them_over_one_connection(server):
    client = http.client.HTTPConnection(server.host, server.port, timeout=20)
    for query in "", "?chunked", "?gzip&chunked":
        client.request("POST", f"/file/70000{query}", body=b"read and logged")
        answer = client.getresponse().read()
        content = gzip.decompress(answer) if "gzip" in query else answer
        assert content == practice.file_bytes(70_000)
    client.close()
    assert len({arrival.client_port for arrival in server.log}) == 1
    assert {arrival.body for arrival in server.log} == {b"read and logged"}


def test_curl_decodes_what_is_coded(server, curl):
    for coding in "gzip", "deflate":
        url = server.url(f"/file/100000?{coding}")
        assert curl("--compressed", url) == practice.file_bytes(100_000)


def test_a_client_that_leaves_a_download_is_marked(server, connect):
    client = connect(b"GET /file/4294967296 HTTP/1.1\r\nHost: h\r\n\r\n")
    assert client.recv(1000)
    client.close()
    server.wait_for(1, "/file/4294967296", "finished")
    assert server.log[0].aborted
    assert server.log[0].status == 200


@pytest.mark.parametrize("announced", [0, 3, 100, 262_043, 10**12])
def test_a_length_can_be_announced_that_is_wrong(ask, announced):
    # The client would keep the connection; it is closed, or it would wait for what never comes.
    head, body = ask(f"GET /file/10?length={announced} HTTP/1.1\r\nHost: h\r\n\r\n".encode())
    assert f"\r\nContent-Length: {announced}\r\n" in head + "\r\n"
    assert body == practice.file_bytes(10)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("length=x", b"length should be a whole number"),
        ("length=-1", b"length should be a whole number"),
        ("length=3&chunked", b"?length does not go with ?chunked"),
        ("length=3&unknown", b"?length does not go with ?unknown"),
    ],
)
def test_a_length_that_is_none_is_refused(get, query, words):
    head, body = get(f"/file/10?{query}")
    assert head.startswith("HTTP/1.1 400 ")
    assert words in body
