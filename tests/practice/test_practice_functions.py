"""Routes whose answers a learner's own function decides."""

import contextvars
import json
import threading

import pytest

from wxlab.practice import Arrival

ANSWERS = [
    ("hello", 200, "text/plain; charset=utf-8", b"hello"),
    ("你好", 200, "text/plain; charset=utf-8", "你好".encode()),
    (b"\x00\x01", 200, "application/octet-stream", b"\x00\x01"),
    ({"url": "/a"}, 200, "application/json; charset=utf-8", b'{\n  "url": "/a"\n}\n'),
    (None, 200, "application/json; charset=utf-8", b"null"),
    (True, 200, "application/json; charset=utf-8", b"true"),
    (503, 503, "text/plain; charset=utf-8", b"Service Unavailable"),
    ((401, "sign in"), 401, "text/plain; charset=utf-8", b"sign in"),
    ((409, {"code": 7}), 409, "application/json; charset=utf-8", b'{\n  "code": 7\n}\n'),
    ((200, {"Content-Type": "text/html"}, "<p>"), 200, "text/html", b"<p>"),
]


@pytest.mark.parametrize(("value", "status", "kind", "body"), ANSWERS, ids=repr)
def test_what_a_function_returns_is_the_answer(server, get, value, status, kind, body):
    server.route("/mine", lambda arrival: value)
    head, answered = get("/mine?with=query")
    assert head.startswith(f"HTTP/1.1 {status} ")
    assert f"\r\nContent-Type: {kind}" in head
    assert answered == body


def test_headers_are_sent(server, get):
    server.route("/mine", lambda arrival: (429, {"Retry-After": 3}, "later"))
    assert "\r\nRetry-After: 3" in get("/mine")[0]


def test_a_function_is_given_the_whole_request(server, curl):
    given = []

    def receive(arrival):
        given.append(arrival)
        return {part.name: part.text for part in arrival.parts}

    server.route("/mine", receive)
    answer = curl("-F", "user=test", "-F", "age=7", server.url("/mine?a=b"))
    assert json.loads(answer) == {"user": "test", "age": "7"}
    (arrival,) = given
    assert isinstance(arrival, Arrival)
    assert (arrival.method, arrival.path, arrival.received) == ("POST", "/mine?a=b", True)
    assert arrival.header("content-type").startswith("multipart/form-data")


WRONG = [
    (lambda arrival: 1 / 0, "ZeroDivisionError"),
    (lambda arrival: next(iter(())), "StopIteration"),
    (lambda arrival: exit(1), "SystemExit"),
    (lambda arrival: 99, "a status should be from 200 to 599, got 99"),
    (lambda arrival: (200, {}, {}, {}), "expected (status, body) or (status, headers, body)"),
    (lambda arrival: (200, ["X"], "a"), "headers should be a mapping"),
    (lambda arrival: object(), "not JSON serializable"),
    (lambda arrival: ("200", "a"), "a status should be from 200 to 599, got '200'"),
]


@pytest.mark.parametrize(("function", "words"), WRONG, ids=[words for _, words in WRONG])
def test_a_function_that_fails_is_a_500_that_says_where_to_look(server, get, function, words):
    server.route("/mine", function)
    head, body = get("/mine")
    assert head.startswith("HTTP/1.1 500 ")
    assert b"see server.log" in body
    assert words in server.log[-1].error


def test_a_function_that_waits_keeps_nobody_else_waiting(server, get, connect):
    go_on = threading.Event()
    server.route("/mine", lambda arrival: go_on.wait(60) and "done")
    waiting = connect(b"GET /mine HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
    server.wait_for(1, "/mine")
    assert get("/status/204")[0].startswith("HTTP/1.1 204 ")
    go_on.set()
    assert b"".join(iter(lambda: waiting.recv(65536), b"")).endswith(b"done")


def test_a_server_closes_although_a_function_never_returns(server, connect):
    go_on = threading.Event()
    server.route("/mine", lambda arrival: go_on.wait(60))
    connect(b"GET /mine HTTP/1.1\r\nHost: h\r\n\r\n")
    server.wait_for(1, "/mine")
    server.close()
    assert not go_on.is_set()
    go_on.set()


def test_a_function_runs_in_the_context_of_the_cell_that_made_the_route(server, get):
    cell = contextvars.ContextVar("cell", default="none")
    cell.set("the third")
    server.route("/mine", lambda arrival: cell.get())
    cell.set("the fourth")
    assert get("/mine")[1] == b"the third"
    assert get("/mine")[1] == b"the third"


def test_a_second_function_replaces_the_first_and_a_path_of_the_table(server, get):
    server.route("/headers", lambda arrival: "one")
    assert get("/headers")[1] == b"one"
    server.route("/headers", lambda arrival: "two")
    assert get("/headers")[1] == b"two"


def test_a_fault_stands_before_a_function(server, get):
    server.route("/mine", lambda arrival: "mine")
    with server.fault("bom-body"):
        assert get("/mine")[1] == b'\xef\xbb\xbf{"ok": true}'
    assert get("/mine")[1] == b"mine"


def test_what_is_no_function_is_refused(server):
    with pytest.raises(TypeError, match="function should be callable"):
        server.route("/mine", "hello")


@pytest.mark.parametrize("path", ["mine", "/mine", "/mine?with=query"])
def test_a_path_is_meant_with_its_slash_and_without_a_query(server, get, path):
    server.route(path, lambda arrival: "mine")
    assert get("/mine?other=query")[1] == b"mine"
    with server.fault("bom-body", path):
        assert get("/mine")[1] == b'\xef\xbb\xbf{"ok": true}'


@pytest.mark.parametrize(
    "headers",
    [{"X": "a\nb"}, {"bad name": "x"}, {"Content-Length": 50}, {"transfer-encoding": "chunked"}],
)
def test_headers_that_would_break_the_answer_are_a_failure_of_the_function(server, get, headers):
    server.route("/mine", lambda arrival: (200, headers, "x"))
    assert get("/mine")[0].startswith("HTTP/1.1 500 ")
    assert "ValueError" in server.log[-1].error
