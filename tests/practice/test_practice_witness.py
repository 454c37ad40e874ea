"""The practice server as a witness: what it tells of a request while that is under way."""

import http.client
import threading
import time

import pytest

from wxlab import practice
from wxlab.api import witness
from wxlab.api.witness import Reading
from wxlab.practice.log import BODY_CAP, MAX_ARRIVALS, Log

HEAD = b"POST /stall HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n"


def port_of(connection):
    return connection.getsockname()[1]


def test_a_server_is_asked_by_its_port_from_serve_to_close():
    with practice.serve() as server:
        connection = http.client.HTTPConnection(server.host, server.port, timeout=20)
        connection.request("GET", "/status/200")
        connection.getresponse().read()
        asked = ("127.0.0.1", server.port, port_of(connection.sock), 1)
        assert witness.reading(*asked) == Reading(0, received=True, answered=True)
        connection.close()
    assert witness.reading(*asked) is None


def test_it_tells_how_much_was_read_and_when_it_is_whole_and_when_answered(server, connect):
    client = connect(HEAD + b"1234")
    port = port_of(client)
    until(lambda: server.reading(port, 1) == Reading(4, received=False, answered=False))
    client.sendall(b"567890")
    server.wait_for(1, "/stall", "held")
    assert server.reading(port, 1) == Reading(10, received=True, answered=False)
    server.release()
    client.recv(65536)
    assert server.reading(port, 1) == Reading(10, received=True, answered=True)


def test_over_a_slow_link_the_count_is_what_has_arrived(server, connect):
    server.throttle(up=40)
    client = connect(
        b"POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 4000\r\n\r\n" + bytes(4000)
    )
    counts = set()

    def whole():
        found = server.reading(port_of(client), 1)
        counts.add(found and found.body_bytes)
        return found is not None and found.received

    until(whole)
    assert len(counts - {None}) >= 5
    assert max(counts - {None}) == 4000


def until(holds):
    """Look again and again, for ten seconds at most."""
    end, pause = time.monotonic() + 10, threading.Event()
    while not holds():
        assert time.monotonic() < end
        pause.wait(0.005)


def test_without_such_a_request_there_is_nothing_to_tell(server, connect):
    client = connect(HEAD)
    server.wait_for(1)
    port = port_of(client)
    assert server.reading(port, 1) is not None
    assert server.reading(port, 2) is None
    assert server.reading(1, 1) is None


def test_requests_on_one_connection_are_told_apart(server, connect):
    client = connect(b"GET /status/204 HTTP/1.1\r\nHost: h\r\n\r\n")
    client.recv(65536)
    client.sendall(HEAD + b"123")
    server.wait_for(1, "/stall")
    until(lambda: server.reading(port_of(client), 2) == Reading(3, received=False, answered=False))
    assert server.reading(port_of(client), 1) == Reading(0, received=True, answered=True)


@pytest.fixture
def log():
    return Log()


def arrive(log, port=5000):
    return log.arrived("POST", "/upload", (), port)


def test_another_connection_from_the_same_port_begins_anew(log):
    log.arrived("POST", "/upload", (), 5000, 1)
    log.arrived("POST", "/upload", (), 5000, 2)
    log.arrived("POST", "/upload", (), 5000, 1)
    assert log.reading(5000, 1) is not None
    assert log.reading(5000, 2) is None


def test_what_the_log_has_forgotten_nobody_tells(log):
    arrive(log, 1)
    arrive(log, 2)
    for _ in range(MAX_ARRIVALS - 1):
        arrive(log, 3)
    assert log.reading(1, 1) is None
    assert log.reading(2, 1) is not None
    log.clear()
    assert log.reading(2, 1) is None


def test_forgetting_an_old_request_keeps_the_newer_one_of_its_port(log):
    arrive(log, 1)
    log.arrived("POST", "/upload", (), 1, 2)
    for _ in range(MAX_ARRIVALS - 1):
        arrive(log, 3)
    assert log.reading(1, 2) is not None


def test_asking_costs_nothing_however_much_there_is_in_the_log(log):
    for port in range(64):
        log.read(arrive(log, port), bytes(BODY_CAP))
    begun = time.thread_time()  # which stands still while the machine does something else
    for _ in range(1000):
        log.reading(63, 1)
    assert time.thread_time() - begun < 1  # a look at the whole log takes some milliseconds each


def test_many_threads_may_ask_while_requests_come(server):
    failed, stop = [], threading.Event()

    def ask():
        try:
            while not stop.is_set():
                for port in range(1024, 65536, 64):
                    server.reading(port, 1)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    connection = http.client.HTTPConnection(server.host, server.port, timeout=20)
    for _ in range(50):
        connection.request("GET", "/status/204")
        connection.getresponse().read()
    port = port_of(connection.sock)
    assert server.reading(port, 50) == Reading(0, received=True, answered=True)
    stop.set()
    for thread in threads:
        thread.join()
    connection.close()
    assert failed == []
