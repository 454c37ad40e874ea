"""The fast server, asked by the standard library."""

import http.client
import ssl

import pytest


@pytest.fixture(params=["http", "https"])
def connection(stage, request):
    if request.param == "http":
        made = http.client.HTTPConnection("127.0.0.1", stage.ports["http"], timeout=30)
    else:
        trust = ssl.create_default_context(cafile=stage.authority)
        port = stage.ports["https"]
        made = http.client.HTTPSConnection("127.0.0.1", port, timeout=30, context=trust)
    yield made
    made.close()


def get(connection, path):
    connection.request("GET", path)
    response = connection.getresponse()
    assert response.status == 200
    return response.read()


@pytest.mark.parametrize("size", [0, 1, 10_240, 99_999, 100_000, 350_001])
def test_a_download_is_the_block_over_and_over(stage, connection, size):
    block = stage.block.read_bytes()
    assert get(connection, f"/kept/{size}/0") == (block * 4)[:size]


def test_a_connection_is_kept_or_closed_as_the_path_says(connection):
    get(connection, "/kept/1/0")
    first = connection.sock
    get(connection, "/kept/200000/1")
    assert connection.sock is first
    get(connection, "/new/200000/2")
    assert connection.sock is None


@pytest.mark.parametrize("size", [0, 10, 1_000_000])
def test_an_upload_is_read_to_its_end_and_counted(connection, size):
    for _ in range(2):
        connection.request("POST", f"/kept/{size}/0", body=bytes(size))
        assert connection.getresponse().read() == b"%d" % size


def test_who_expects_to_be_told_to_continue_is_told(connection):
    connection.putrequest("POST", "/kept/5/0")
    connection.putheader("Content-Length", "5")
    connection.putheader("Expect", "100-continue")
    connection.endheaders()
    line = b""
    while not line.endswith(b"\r\n\r\n"):
        line += connection.sock.recv(1)
    assert line == b"HTTP/1.1 100 Continue\r\n\r\n"
    connection.send(b"12345")
    assert connection.getresponse().read() == b"5"


def test_a_client_that_goes_away_leaves_the_server_to_others(stage, connection):
    for _ in range(2 * stage.workers):
        connection.putrequest("POST", "/kept/100/0")
        connection.putheader("Content-Length", "100")
        connection.endheaders()
        connection.close()
    assert get(connection, "/kept/3/0") == stage.block.read_bytes()[:3]
