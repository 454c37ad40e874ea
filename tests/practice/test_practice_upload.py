import hashlib
import json
import select
import socket

import pytest

FORM = (
    b'--B\r\nContent-Disposition: form-data; name="user"\r\n\r\n\xe5\xb0\x8f\xe6\x98\x8e\r\n'
    b'--B\r\nContent-Disposition: form-data; name="f%22"; filename="p%0A.png"\r\n'
    b"Content-Type: image/png\r\n\r\n\x89PNG\r\n\r\n--B--\r\n"
)


def posted(body, *headers, path="/upload"):
    lines = [f"POST {path} HTTP/1.1", "Host: h", "Connection: close", *headers]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body


MULTIPART = "Content-Type: multipart/form-data; boundary=B"


def test_an_upload_is_answered_by_what_arrived_in_wire_order(ask):
    head, body = ask(posted(FORM, MULTIPART, "X-a: 1", "x-A: 2"))
    assert head.startswith("HTTP/1.1 200 OK\r\n")
    answer = json.loads(body)
    assert list(answer) == ["method", "path", "headers", "contentType", "size", "fields", "parts"]
    assert answer["headers"] == [
        ["Connection", "close"],
        ["Content-Type", "multipart/form-data; boundary=B"],
        ["X-a", "1"],
        ["x-A", "2"],
        ["Content-Length", str(len(FORM))],
    ]
    assert (answer["method"], answer["path"], answer["size"]) == ("POST", "/upload", len(FORM))
    assert answer["fields"] == {"user": "小明"}
    data = b"\x89PNG\r\n"
    assert answer["parts"] == [
        {
            "name": "user",
            "filename": None,
            "contentType": None,
            "size": 6,
            "sha256": hashlib.sha256("小明".encode()).hexdigest(),
            "value": "小明",
        },
        {
            "name": "f%22",
            "filename": "p%0A.png",
            "contentType": "image/png",
            "size": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
        },
    ]


def test_the_same_upload_has_the_same_answer_on_any_port(ask):
    assert ask(posted(FORM, MULTIPART))[1] == ask(posted(FORM, MULTIPART))[1]


def test_the_log_has_the_raw_body_and_the_parts(server, ask):
    ask(posted(FORM, MULTIPART, path="/upload?x=1"))
    (arrival,) = server.log
    assert (arrival.method, arrival.path, arrival.status) == ("POST", "/upload?x=1", 200)
    assert (arrival.body, arrival.body_bytes, arrival.received) == (FORM, len(FORM), True)
    assert [part.name for part in arrival.parts] == ["user", "f%22"]
    assert arrival.headers[0] == ("Host", "h")
    assert arrival.started <= arrival.finished
    assert not arrival.aborted


def test_a_form_is_cut_into_parts_on_any_route(server, ask):
    ask(posted(FORM, MULTIPART, path="/status/404"))
    assert len(server.log[0].parts) == 2


def test_a_long_field_is_counted_but_not_repeated(ask):
    body = b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"x" * 4097 + b"\r\n--B--"
    answer = json.loads(ask(posted(body, MULTIPART))[1])
    assert answer["fields"] == {"a": None}
    assert answer["parts"][0]["size"] == 4097


REFUSED = {
    "no form": (b"{}", ["Content-Type: application/json"], "got application/json"),
    "no Content-Type": (b"x", [], "got none"),
    "no boundary": (FORM, ["Content-Type: multipart/form-data"], "no usable boundary"),
    "cut off": (FORM[:-20], [MULTIPART], "ends before its closing boundary"),
    "too many parts": (FORM[:65] * 10_000, [MULTIPART], "more than 1,000 parts"),
}


@pytest.mark.parametrize(("body", "headers", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_form_is_refused_in_both_languages(server, ask, body, headers, words):
    head, answer = ask(posted(body, *headers))
    assert head.startswith("HTTP/1.1 400 ")
    error = json.loads(answer)["error"]
    assert words in error["en"]
    assert error["zh"]
    assert server.log[0].body_bytes == len(body)


def test_curl_uploads_in_chunks_and_with_expect(server, curl, tmp_path):
    data = bytes(range(256)) * 8192
    (tmp_path / "p.bin").write_bytes(data)
    form = f"f=@{tmp_path / 'p.bin'}"
    for extra in ["Transfer-Encoding: chunked"], ["Expect: 100-continue"], ["Expect:"]:
        answer = json.loads(curl("-F", "a=b", "-F", form, "-H", *extra, server.url("/upload")))
        assert answer["fields"] == {"a": "b"}
        assert answer["parts"][1]["sha256"] == hashlib.sha256(data).hexdigest()


def test_a_slow_upload_is_read_at_the_pace_asked_for(server, ask):
    # 20,000 bytes at 800 kilobits a second are due after 0.2 s, never before.
    head, _ = ask(posted(bytes(20_000), path="/slow/upload?kbps=800"))
    assert head.startswith("HTTP/1.1 400 ")  # read, and found to be no form
    (arrival,) = server.log
    assert arrival.body_bytes == 20_000
    assert arrival.finished - arrival.started >= 0.2


def test_a_slow_reader_makes_the_client_wait(server):
    # With a small buffer of its own, the client cannot hand over what the server has not read.
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 64 * 1024)
        client.connect((server.host, server.port))
        client.sendall(
            b"POST /slow/upload?kbps=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 4000000\r\n\r\n"
        )
        server.wait_for(1)
        client.setblocking(False)
        handed = 0
        while handed < 4_000_000 and select.select([], [client], [], 0.5)[1]:
            handed += client.send(bytes(16 * 1024))
        assert handed < 1_000_000
        assert server.log[0].body_bytes < 100_000


@pytest.mark.parametrize("kbps", ["0", "-1", "x", "", "1e3", "99999999"])
def test_a_pace_that_is_none_is_refused(get, kbps):
    head, body = get(f"/slow/upload?kbps={kbps}", method="POST")
    assert head.startswith("HTTP/1.1 400 ")
    assert b"kbps should be a whole number from 1 to 10,000,000" in body
