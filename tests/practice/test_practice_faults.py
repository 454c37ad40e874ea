"""Every fault in force, met by both calls and by a stranger; and the rules of being in force."""

import json
import socket
import ssl
import subprocess
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from wxlab import Wx, WxError, practice
from wxlab.practice.listeners import ADDRESSES
from wxlab.practice.replies import REPLIES
from wxlab.spec import FAULTS

# More than two systems keep between them, so that a server that stops reading is noticed.
LARGE = bytes(2_000_000)
PATHS = {"uploadFile": "/upload", "downloadFile": "/file/100"}


@pytest.fixture(scope="module")
def photo(tmp_path_factory):
    path = tmp_path_factory.mktemp("faults") / "photo.png"
    path.write_bytes(LARGE)
    return path


@pytest.fixture(scope="module")
def secure():
    with practice.serve(tls=True) as running:
        yield running


def outcome(wx, call, url, photo, **options):
    """What ``complete`` receives, and the progress events before it."""
    if call == "uploadFile":
        options |= {"filePath": photo, "name": "file"}
    task = getattr(wx, call)(url=url, **options)
    ticks = []
    task.onProgressUpdate(ticks.append)
    try:
        return task.wait(60), ticks
    except WxError as error:
        return error.res, ticks


def program_for(fault, call, origin):
    lists = {"check_domains": True, "domains": {call: [origin]}}
    return Wx(
        ssl_context=fault.ssl_context, **lists if fault.entry.name == "redirect-elsewhere" else {}
    )


# -- what each one leads to ----------------------------------------------------------------------


def body_of(res):
    return res.data.encode() if "data" in res else Path(res.tempFilePath).read_bytes()


def is_413_page(res, _):
    assert res.statusCode == 413
    assert "<center>practice proxy</center>" in res.data


def is_413_json(res, _):
    assert res.statusCode == 413
    assert json.loads(res.data) == {"error": "file too large", "limit": 1_000_000}


def is_no_picture(res, _):
    assert res.header["Content-Type"] == "image/png"
    assert json.loads(body_of(res)) == {"ok": True}
    assert "data" in res or res.tempFilePath.endswith(".png")


def has_both_values(res, _):
    assert res.header["X-Repeated"] == "one,two"


def is_latin_1(res, _):
    assert body_of(res) == ("caf\ufffd".encode() if "data" in res else b"caf\xe9")


def had_a_mark(res, _):
    assert body_of(res) == (b"" if "data" in res else b"\xef\xbb\xbf") + b'{"ok": true}'


def came_without_length(res, ticks):
    body = body_of(res)
    assert body == b"all of it, or not?\n"
    if "tempFilePath" in res:
        told = [(tick.progress, tick.totalBytesExpectedToWrite) for tick in ticks]
        assert set(told[:-1]) == {(0, -1)}
        assert told[-1] == (100, len(body))


def lost_the_rest(res, _):
    assert body_of(res) == practice.file_bytes(50)


def met_nothing(res, _):
    assert res.statusCode == 200
    assert json.loads(res.data)["parts"][0]["size"] == len(LARGE)


SEEN = {
    "limit-proxy": is_413_page,
    "limit-application": is_413_json,
    "early-413": is_413_page,
    "continue-refused": met_nothing,
    "wrong-content-type": is_no_picture,
    "duplicate-headers": has_both_values,
    "latin-1-body": is_latin_1,
    "bom-body": had_a_mark,
    "no-content-length": came_without_length,
    "long-body": lost_the_rest,
}


def test_every_row_can_be_put_in_force_and_every_success_is_looked_at():
    assert {**ADDRESSES, **REPLIES}.keys() == FAULTS.keys()
    assert set(ADDRESSES) == {name for name, entry in FAULTS.items() if entry.own_address}
    assert set(SEEN) == {name for name, entry in FAULTS.items() if entry.error is None}


def leads_where_its_row_says(server, name, call, photo):
    entry = FAULTS[name]
    budget = {"timeout": 100} if entry.error == "timeout" else {}
    with server.fault(name) as fault, program_for(fault, call, server.url()[:-1]) as wx:
        res, ticks = outcome(wx, call, fault.url(PATHS[call]), photo, **budget)
        if entry.entry is None:
            assert res.errMsg == f"{call}:ok"
            SEEN[name](res, ticks)
        else:
            assert dict(res) == {"errMsg": f"{call}:fail {entry.entry.text}", "errno": entry.errno}


CASES = [(name, call) for name, entry in FAULTS.items() for call in entry.calls]
ABOVE_TLS = [(name, call) for name, call in CASES if name in REPLIES]


@pytest.mark.parametrize(("name", "call"), CASES)
def test_a_fault_leads_where_its_row_says(server, photo, name, call):
    leads_where_its_row_says(server, name, call, photo)


@pytest.mark.parametrize(("name", "call"), ABOVE_TLS)
def test_a_fault_leads_to_the_same_under_tls(secure, photo, name, call):
    leads_where_its_row_says(secure, name, call, photo)


def test_a_row_that_names_one_call_does_not_concern_the_other():
    for entry in FAULTS.values():
        assert entry.calls in (("uploadFile", "downloadFile"), ("uploadFile",))


# -- a stranger sees the same --------------------------------------------------------------------

# curl's exit codes: "man curl", EXIT CODES.
CURL = {
    "refused": 7,
    "plain-http": 35,
    "tls-1.1-only": 35,
    "certificate-self-signed": 60,
    "certificate-incomplete-chain": 60,
    "certificate-expired": 60,
    "certificate-wrong-host": 60,
    "reset-before-headers": 56,
    "reset-mid-body": 56,
    "close-without-answer": 52,
    "short-body": 18,
    "cut-chunking": 18,
    "broken-chunking": 56,
    "wrong-gzip": 61,
    "redirect-loop": 47,
}
WORDS = {
    "certificate-self-signed": "self",
    "certificate-incomplete-chain": "unable to get local issuer certificate",
    "certificate-expired": "certificate has expired",
    "certificate-wrong-host": "name",
}


@pytest.mark.parametrize("name", CURL)
def test_curl_sees_the_same(server, tmp_path, name):
    with server.fault(name) as fault:
        words = ["--silent", "--show-error", "--noproxy", "*", "--compressed", "-L"]
        if fault.ssl_context is not None:
            trusted = fault.ssl_context.get_ca_certs(binary_form=True)
            bundle = tmp_path / "ca.pem"
            bundle.write_text("".join(map(ssl.DER_cert_to_PEM_cert, trusted)))
            words += ["--cacert", str(bundle)]
        done = subprocess.run(
            ["curl", *words, fault.url("/file/100")], capture_output=True, timeout=60
        )
    assert done.returncode == CURL[name], done.stderr
    assert WORDS.get(name, "") in done.stderr.decode()


def test_who_asks_before_sending_is_refused_before_sending(server, ask):
    head = b"POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nConnection: close\r\n"
    with server.fault("continue-refused", "/upload") as fault:
        answer, _ = ask(head + b"Expect: 100-Continue\r\n\r\n")
        assert answer.startswith("HTTP/1.1 417 Expectation Failed\r\n")
        assert ask(head + b"\r\nabc")[0].startswith("HTTP/1.1 400 ")  # the route's own answer
    assert fault.hits == 1
    assert [(arrival.status, arrival.body) for arrival in server.log] == [(417, b""), (400, b"abc")]


def test_who_looks_over_a_bad_certificate_finds_the_routes(server, curl):
    with server.fault("certificate-expired") as fault:
        assert curl("--insecure", fault.url("/file/5")) == practice.file_bytes(5)
        assert fault.hits == 1
        assert server.hits("/file/5") == 1


# -- being in force ------------------------------------------------------------------------------


def status_of(wx, url):
    """The status, or the text of the failure."""
    try:
        return wx.downloadFile(url=url).wait(60).statusCode
    except WxError as error:
        return error.errMsg.partition(":fail ")[2]


CLOSED = "-100:net::ERR_CONNECTION_CLOSED"


def test_it_is_met_so_many_times(server, wx):
    fault = server.fault("close-without-answer", times=2)
    seen = [status_of(wx, server.url("/file/1")) for _ in range(3)]
    assert seen == [CLOSED, CLOSED, 200]
    assert fault.hits == 2


@pytest.mark.parametrize("asked", ["/file/1", "/file/1?type=image/png", "/file/1?a=b"])
def test_it_is_met_on_its_path_whatever_the_query(server, wx, asked):
    with server.fault("close-without-answer", "/file/1"):
        assert status_of(wx, server.url(asked)) == CLOSED
        assert status_of(wx, server.url("/file/12")) == 200


@pytest.mark.parametrize("path", ["/图", "/%E5%9B%BE", "/图?x"])
def test_a_path_may_be_written_as_one_reads_it(server, wx, path):
    with server.fault("close-without-answer", path) as fault:
        assert status_of(wx, fault.url()) == CLOSED


def test_it_ends_with_its_block_or_close_or_mend(server, wx):
    url = server.url("/file/1")
    with server.fault("close-without-answer") as fault:
        assert status_of(wx, url) == CLOSED
    assert status_of(wx, url) == 200
    fault.close()
    other = server.fault("close-without-answer", "/nowhere")
    server.fault("refused")
    assert server.mend() == 2
    assert server.mend() == 0
    other.close()
    assert status_of(wx, url) == 200


def test_its_numbers_can_be_given(server, wx):
    with server.fault("long-body", bytes=9, length=7) as fault:
        res = wx.downloadFile(url=server.url("/file/1")).wait(60)
    assert Path(res.tempFilePath).read_bytes() == practice.file_bytes(7)
    assert fault.numbers == {"bytes": 9, "length": 7}


def test_limits_stand_one_behind_the_other(server, wx, tmp_path):
    server.fault("limit-application", "/upload", bytes=20_000)
    proxy = server.fault("limit-proxy", "/upload", bytes=40_000)
    seen = []
    for size in (10_000, 30_000, 50_000):
        (tmp_path / "a.bin").write_bytes(bytes(size))
        task = wx.uploadFile(url=server.url("/upload"), filePath=tmp_path / "a.bin", name="file")
        res = task.wait(60)
        seen.append((res.statusCode, res.header["Content-Type"].partition(";")[0]))
    assert seen == [(200, "application/json"), (413, "application/json"), (413, "text/html")]
    assert proxy.hits == 1


def test_the_log_tells_what_arrived_and_what_it_met(server, wx, photo):
    with server.fault("reset-before-headers", "/upload"):
        outcome(wx, "uploadFile", server.url("/upload"), photo)
    server.wait_for(1, "/upload", "finished")
    (arrival,) = server.log
    assert (arrival.fault, arrival.status, arrival.received) == ("reset-before-headers", None, True)
    assert arrival.parts[0].size == len(LARGE)
    assert "no answer, fault reset-before-headers" in repr(arrival)
    assert status_of(wx, server.url("/file/1")) == 200
    assert server.log[-1].fault is None


@pytest.mark.parametrize("name", ["stall-headers", "stall-body"])
@pytest.mark.parametrize("end", ["release", "close", "mend"])
def test_what_a_stall_holds_goes_on_when_it_ends(server, wx, name, end):
    fault = server.fault(name, "/file/1000", bytes=1000) if "body" in name else server.fault(name)
    task = wx.downloadFile(url=server.url("/file/1000"))
    ended = threading.Thread(target=end_when_held, args=(server, fault, end))
    ended.start()
    res = task.wait(60)
    ended.join()
    assert Path(res.tempFilePath).read_bytes() == practice.file_bytes(1000)


def end_when_held(server, fault, end):
    server.wait_for(1, None, "held")
    {"release": server.release, "close": fault.close, "mend": server.mend}[end]()


def test_a_slow_reader_answers_as_ever(server, wx, photo):
    with server.fault("slow-reader", kbps=1_000_000):
        res, _ = outcome(wx, "uploadFile", server.url("/upload"), photo)
    assert json.loads(res.data)["parts"][0]["size"] == len(LARGE)
    assert server.log[0].fault == "slow-reader"


def test_a_drip_that_is_waited_for_is_whole(server, wx):
    with server.fault("drip", bytes=100, ms=200):
        res = wx.downloadFile(url=server.url("/file/1")).wait(60)
    assert Path(res.tempFilePath).read_bytes() == practice.file_bytes(100)


def test_a_fault_is_as_slow_as_the_link(server, wx):
    server.throttle(down=800, latency=1)
    with server.fault("long-body", bytes=3000, length=2000):
        res = wx.downloadFile(url=server.url("/file/1")).wait(60)
    assert res.profile.responseEnd - res.profile.requestStart >= 20  # 2,000 bytes at 800 kbps


# -- what cannot be put in force -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "options", "error", "words"),
    [
        ("reset-midbody", {}, ValueError, "did you mean reset-mid-body"),
        ("nonsense", {}, ValueError, "There is unresolvable, unreachable"),
        (None, {}, ValueError, "no fault is called None"),
        ("short-body", {"byte": 3}, ValueError, "short-body: no number is called 'byte'; did you"),
        ("refused", {"bytes": 3}, ValueError, "There is none"),
        ("short-body", {"bytes": -1}, ValueError, "bytes should be at least 0"),
        ("short-body", {"bytes": "3"}, TypeError, "bytes should be a whole number"),
        ("short-body", {"bytes": True}, TypeError, "bytes should be a whole number"),
        ("short-body", {"times": 0}, ValueError, "times should be at least 1"),
        ("refused", {"times": 1}, ValueError, "refused is met at fault.url()"),
    ],
)
def test_what_there_is_not_is_refused_by_name(server, name, options, error, words):
    with pytest.raises(error, match=words):
        server.fault(name, **options)
    assert server.mend() == 0


def test_a_closed_server_has_no_faults():
    with practice.serve() as server:
        before = server.fault("certificate-expired")
    with pytest.raises(RuntimeError, match="closed"):
        server.fault("refused")
    assert server.mend() == 0
    before.close()


# -- nothing is left -----------------------------------------------------------------------------


def address_of(fault):
    return "127.0.0.1", int(fault.url().rsplit(":", 1)[1].rstrip("/"))


@pytest.mark.parametrize("end", ["close", "server"])
@pytest.mark.parametrize("name", ["stall-tls", "plain-http", "tls-1.1-only", "certificate-expired"])
def test_a_connection_that_never_spoke_is_cut_with_its_fault(name, end):
    with practice.serve() as server:
        fault = server.fault(name)
        silent = socket.create_connection(address_of(fault), timeout=20)
        if end == "close":
            fault.close()
        else:
            server.close()
        with silent, suppress(ConnectionResetError):  # it had not been taken yet
            assert silent.recv(1) == b""


NO_PORT = {"unresolvable", "unreachable", "no-interface"}


@pytest.mark.parametrize("name", [name for name in ADDRESSES if name not in NO_PORT])
def test_the_port_is_free_again(server, name):
    fault = server.fault(name)
    fault.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address_of(fault), timeout=20)


def test_a_fault_shows_what_it_is(server):
    fault = server.fault("reset-mid-body", "/file/1")
    assert repr(fault) == (
        "<fault reset-mid-body on /file/1, hits: 0; -101:net::ERR_CONNECTION_RESET>"
    )
    assert "on every path" in repr(server.fault("bom-body"))
    assert f"at {server.fault('refused').url()}".startswith("at http://127.0.0.1:")
