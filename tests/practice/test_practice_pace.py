import pytest

from wxlab import practice


def requested(path, body=b"", method="POST"):
    return (
        f"{method} {path} HTTP/1.1\r\nHost: h\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        + body
    )


def rest(connection):
    """What comes until the server closes, as far as it has said so."""
    return b"".join(iter(lambda: connection.recv(65536), b""))


def test_slow_answers_after_its_time(server, get):
    head, body = get("/slow/120")
    assert head.startswith("HTTP/1.1 200 OK\r\n")
    assert b"120 ms" in body
    (arrival,) = server.log
    assert arrival.finished - arrival.started >= 0.12


def test_a_drip_is_whole_and_takes_its_time(server, get):
    head, body = get("/drip/997?ms=200")
    assert "\r\nContent-Length: 997" in head
    assert body == practice.file_bytes(997)
    assert server.log[0].finished - server.log[0].started >= 0.15


def test_a_drip_of_one_byte_a_default_drip_and_a_chunked_one_are_whole(get):
    assert get("/drip/1?ms=0")[1] == b"\x00"
    assert get("/drip?ms=60")[1] == practice.file_bytes(1000)
    head, body = get("/drip/10?ms=100&chunked")
    assert "chunked" in head
    assert body.count(b"\r\n5\r\n") == 1  # two drops of five bytes, in chunks of their own


def test_a_stalled_request_is_answered_on_release(server, connect):
    client = connect(requested("/stall", b"hello"))
    server.wait_for(1, "/stall", "held")
    (arrival,) = server.log
    assert (arrival.body, arrival.received, arrival.status) == (b"hello", True, None)
    assert (server.held, server.in_flight) == (1, 1)
    assert server.release() == 1
    assert client.recv(65536).startswith(b"HTTP/1.1 200 OK\r\n")
    assert (server.held, server.in_flight, server.release()) == (0, 0, 0)


def test_what_arrives_after_a_release_is_held_again(server, connect):
    connect(requested("/stall"))
    server.wait_for(1, "/stall", "held")
    assert server.release() == 1
    connect(requested("/stall"))
    server.wait_for(2, "/stall")
    server.wait_for(1, "/stall", "held")
    assert server.held == 1


def test_peaks_count_what_was_in_flight_together(server, connect, get):
    for number in range(5):
        connect(requested(f"/stall?{number}"))
    for _ in range(3):
        connect(requested("/stall/headers", method="GET"))
    server.wait_for(8, stage="held")
    assert server.release() == 8
    server.wait_for(8, stage="finished")
    get("/status/200")
    assert (server.peak, server.peak_of("/stall"), server.peak_of("/stall/headers")) == (8, 5, 3)
    assert (server.hits("/stall"), server.in_flight) == (5, 0)


def test_headers_come_and_the_body_is_held(server, connect):
    client = connect(requested("/stall/headers?size=10", method="GET"))
    server.wait_for(1, "/stall/headers", "held")
    assert client.recv(65536).endswith(b"\r\n\r\n")
    assert server.log[0].status == 200
    server.release()
    assert client.recv(65536) == practice.file_bytes(10)


def test_an_empty_body_is_held_too(server, connect):
    client = connect(requested("/stall/body?size=0", method="GET"))
    server.wait_for(1, "/stall/body", "held")
    assert client.recv(65536).endswith(b"\r\n\r\n")
    assert server.release() == 1


def test_half_the_body_comes_and_the_rest_is_held(server, connect):
    client = connect(requested("/stall/body?size=101&unknown", method="GET"))
    server.wait_for(1, "/stall/body", "held")
    first = client.recv(65536)
    if first.endswith(b"\r\n\r\n"):
        first += client.recv(65536)
    assert first.partition(b"\r\n\r\n")[2] == practice.file_bytes(101)[:50]
    server.release()
    assert rest(client) == practice.file_bytes(101)[50:]


def test_a_body_is_not_read_before_the_release(server, connect):
    client = connect(requested("/stall/read", b"x" * 5000))
    server.wait_for(1, "/stall/read", "held")
    assert (server.log[0].body_bytes, server.log[0].received) == (0, False)
    server.release()
    assert client.recv(65536).startswith(b"HTTP/1.1 200 OK\r\n")
    assert server.log[0].body == b"x" * 5000


def test_a_client_that_asks_first_hears_nothing_before_the_release(server, connect):
    head = (
        b"POST /stall/read HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
    )
    client = connect(head)
    server.wait_for(1, "/stall/read", "held")
    client.settimeout(0.05)
    with pytest.raises(TimeoutError):
        client.recv(1)
    client.settimeout(20)
    server.release()
    assert client.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
    client.sendall(b"ab")
    assert client.recv(65536).startswith(b"HTTP/1.1 200 OK\r\n")


def test_a_client_that_leaves_is_marked_and_no_longer_held(server, connect):
    for number in range(3):
        connect(requested(f"/stall?{number}"))
    server.wait_for(3, "/stall", "held")
    leaving = connect(requested("/stall?left"))
    server.wait_for(4, "/stall", "held")
    leaving.close()
    server.wait_for(1, "/stall", "finished")
    assert [arrival.aborted for arrival in server.log] == [False, False, False, True]
    assert (server.held, server.in_flight, server.release()) == (3, 3, 3)


def test_a_client_that_leaves_half_an_upload_is_marked_with_what_came(server, connect):
    client = connect(requested("/upload", b"x" * 5000)[:-1000])
    server.wait_for(1, "/upload")
    client.close()
    server.wait_for(1, "/upload", "finished")
    (arrival,) = server.log
    assert (arrival.aborted, arrival.received, arrival.status) == (True, False, None)
    assert arrival.body_bytes == len(arrival.body) == 4000


REFUSED = {
    "/slow/x": "ms should be a whole number from 0 to 120,000",
    "/slow/120001": "ms should be",
    "/drip/0": "size should be a whole number from 1 to 67,108,864",
    "/drip/9?ms=-1": "ms should be",
    "/stall/body?size=1.5": "size should be",
}


@pytest.mark.parametrize(("path", "words"), REFUSED.items())
def test_numbers_out_of_bounds_are_refused_by_name(get, path, words):
    head, body = get(path)
    assert head.startswith("HTTP/1.1 400 ")
    assert words in body.decode()
