"""The link in front of the server: its words, its arithmetic, and what clients see of it."""

import asyncio
import dataclasses
import hashlib
import http.client
import selectors
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from wxlab import Wx, practice
from wxlab.practice import PRESETS, Link, buffers
from wxlab.practice.traffic import GRACE_SECONDS, Flow, Traffic

# ── words ───────────────────────────────────────────────────────────────────────────────────


def test_the_presets_are_those_of_firefox():
    assert [(one.name, one.down, one.up, one.latency) for one in PRESETS.values()] == [
        ("GPRS", 50, 20, 500),
        ("Regular 2G", 250, 50, 300),
        ("Good 2G", 450, 150, 150),
        ("Regular 3G", 750, 250, 100),
        ("Good 3G", 1500, 750, 40),
        ("4G", 4000, 3000, 20),
        ("Wi-Fi", 30000, 15000, 2),
    ]
    assert all(name == link.name for name, link in PRESETS.items())
    with pytest.raises(TypeError):
        PRESETS["GPRS"] = Link()


@pytest.mark.parametrize("name", ["Good 3G", "good 3g", "GOOD 3G"])
def test_a_preset_is_found_in_any_case(server, name):
    assert server.throttle(name) is PRESETS["Good 3G"]
    assert server.link is PRESETS["Good 3G"]


def test_a_link_says_what_it_is():
    assert repr(PRESETS["Good 3G"]) == "<Good 3G: 1,500 kbit/s down, 750 up, 40 ms>"
    assert repr(Link(up=0.5)) == "<link: unlimited down, 0.5 kbit/s up, 0 ms>"
    assert repr(Link(1000, latency=1500)) == "<link: 1,000 kbit/s down, unlimited up, 1,500 ms>"


def test_a_link_does_not_change():
    with pytest.raises(dataclasses.FrozenInstanceError):
        PRESETS["GPRS"].down = 1


def test_numbers_stand_alone_or_replace_those_of_a_preset(server):
    assert server.throttle(down=1500, up=750, latency=40) == Link(1500, 750, 40)
    assert server.throttle(down=8) == Link(8, None, 0)
    assert server.throttle("GPRS", up=30, latency=0) == Link(50, 30, 0)
    assert server.throttle(PRESETS["4G"]) == server.link == PRESETS["4G"]


def test_without_words_the_link_is_taken_away(server):
    for words in (), (None,):
        server.throttle("GPRS")
        assert server.throttle(*words) is None
        assert server.link is None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Good3G", "no preset is called 'Good3G'; did you mean 'Good 3G'"),
        ("wifi", "'Wi-Fi'"),
        ("carrier pigeon", "no preset is called 'carrier pigeon'. There are: GPRS, Regular 2G, "),
    ],
)
def test_an_unknown_preset_is_refused_with_all_that_there_are(server, name, words):
    with pytest.raises(ValueError, match="There are: ") as caught:
        server.throttle(name)
    assert words in str(caught.value)
    assert all(one in str(caught.value) for one in PRESETS)
    assert server.link is None


@pytest.mark.parametrize("preset", [1500, True, ["GPRS"], b"GPRS"])
def test_what_is_no_name_is_refused_with_the_way_to_say_it(server, preset):
    with pytest.raises(TypeError, match=r"throttle\(down=1500, up=750, latency=40\)"):
        server.throttle(preset)


@pytest.mark.parametrize("name", ["down", "up", "latency"])
@pytest.mark.parametrize("value", [True, False, "1500", b"1", [1], 1j])
def test_what_is_no_number_is_refused_by_name(server, name, value):
    with pytest.raises(TypeError, match=f"^{name} should be a number of .*, such as {name}="):
        server.throttle(**{name: value})


@pytest.mark.parametrize("name", ["down", "up"])
@pytest.mark.parametrize("value", [0, -1, 0.0, 10_000_001, float("nan"), float("inf"), 10**400])
def test_a_rate_out_of_bounds_is_refused_by_name(server, name, value):
    with pytest.raises(ValueError, match=f"^{name} should be .* over 0 .* leave it out"):
        server.throttle("GPRS", **{name: value})
    assert server.link is None


@pytest.mark.parametrize("value", [-1, 120_001, float("nan"), float("inf")])
def test_a_latency_out_of_bounds_is_refused(server, value):
    with pytest.raises(ValueError, match=r"^latency should be .* from 0 to 120,000, .* leave it"):
        server.throttle(latency=value)


def test_a_closed_server_still_knows_its_link():
    server = practice.serve()
    server.close()
    assert server.throttle("4G") == server.link == PRESETS["4G"]


# ── arithmetic, on a clock that jumps ───────────────────────────────────────────────────────


class Jumping(selectors.DefaultSelector):
    """Nobody waits: the clock jumps to the next timer, or a little beyond it."""

    def __init__(self, late):
        super().__init__()
        self.moment, self.late = 1000.0, late

    def select(self, timeout=None):
        if timeout:
            self.moment += timeout + self.late
        return super().select(0)


@pytest.fixture
def jumping():
    """Run a coroutine function on such a clock; it gets a Traffic and a clock from 0 on."""

    def run(main, link, late=0.0):
        selector = Jumping(late)
        loop = asyncio.SelectorEventLoop(selector)
        loop.time = lambda: selector.moment
        traffic = Traffic()
        traffic.change(link)
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            return runner.run(main(traffic, lambda: loop.time() - 1000.0))

    return run


async def carried(flow, size):
    """Send that many bytes; the sizes of the slices."""
    return [len(piece) async for piece in flow.slices(bytes(size))]


def test_a_hundred_kilobytes_take_a_second_at_800_kilobits(jumping):
    async def main(traffic, clock):
        sizes = await carried(Flow(traffic, "down"), 100_000)
        return sizes, clock()

    sizes, took = jumping(main, Link(down=800))
    assert sizes == [5000] * 20
    assert took == pytest.approx(1.0)


@pytest.mark.parametrize("direction", ["down", "up"])
def test_each_direction_has_its_rate_and_an_unlimited_one_none(jumping, direction):
    async def main(traffic, clock):
        for one in ("down", "up"):
            await carried(Flow(traffic, one), 100_000)
        return clock()

    assert jumping(main, Link(**{direction: 1600})) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("kbps", "size"), [(20, 512), (50, 512), (1500, 9375), (30_000, 16_384), (10_000_000, 16_384)]
)
def test_slices_are_about_fifty_milliseconds_within_bounds(kbps, size):
    traffic = Traffic()
    traffic.change(Link(down=kbps))
    assert Flow(traffic, "down").slice_bytes == size
    assert Flow(traffic, "up").slice_bytes is None


def test_without_a_link_a_body_stays_in_one_piece(jumping):
    async def main(traffic, clock):
        return await carried(Flow(traffic, "down"), 1_000_000), clock()

    assert jumping(main, None) == ([1_000_000], 0.0)


@pytest.mark.parametrize("late", [0.0005, 0.004, 0.03])
def test_late_timers_do_not_make_the_link_slower_and_nothing_comes_early(jumping, late):
    async def main(traffic, clock):
        flow, sent = Flow(traffic, "down"), 0
        async for piece in flow.slices(bytes(375_000)):
            sent += len(piece)
            assert clock() >= sent * 8 / 30_000_000 - 1e-9
        return clock()

    # 23 slices: were each one late by that much, the last would be 23 times as late.
    assert jumping(main, Link(down=30_000), late) <= 0.1 + late + 1e-9


def test_ten_transfers_share_the_link_and_take_turns(jumping):
    async def main(traffic, clock):
        ends = []

        async def transfer():
            await carried(Flow(traffic, "down"), 10_000)
            ends.append(clock())

        await asyncio.gather(*(transfer() for _ in range(10)))
        return ends

    ends = jumping(main, Link(down=800))
    assert ends[-1] == pytest.approx(1.0)
    # Two slices each: the first to end has waited for the first slices of all the others.
    assert ends[0] == pytest.approx(0.55)


def test_a_pause_saves_up_no_more_than_a_moment(jumping):
    async def main(traffic, clock):
        flow = Flow(traffic, "down")
        await carried(flow, 50_000)
        await asyncio.sleep(10)
        begun = clock()
        await carried(flow, 50_000)
        return clock() - begun

    assert jumping(main, Link(down=800)) == pytest.approx(0.5)


def test_a_short_pause_saves_up_at_most_the_pause(jumping):
    async def main(traffic, clock):
        flow = Flow(traffic, "down")
        await carried(flow, 50_000)
        await asyncio.sleep(GRACE_SECONDS / 2)
        await carried(flow, 50_000)
        return clock()

    assert jumping(main, Link(down=800)) == pytest.approx(1.0)


def test_another_link_holds_from_the_next_slice_on(jumping):
    async def main(traffic, clock):
        flow = Flow(traffic, "down")
        transfer = asyncio.ensure_future(carried(flow, 110_000))
        await asyncio.sleep(1)  # 10,000 bytes at 80 kilobits per second
        traffic.change(Link(down=800))
        await transfer
        return clock()

    assert jumping(main, Link(down=80)) == pytest.approx(2.0, abs=0.06)


def test_nobody_waits_for_a_link_that_is_gone(jumping):
    async def main(traffic, clock):
        waiting = [asyncio.ensure_future(carried(Flow(traffic, "down"), 100_000)) for _ in range(3)]
        waiting.append(asyncio.ensure_future(traffic.latency()))
        await asyncio.sleep(1)
        traffic.change(None)
        await asyncio.gather(*waiting)
        return clock()

    assert jumping(main, Link(down=0.001, latency=100_000)) == pytest.approx(1.0)


def test_a_new_link_does_not_wait_for_what_the_old_one_had_promised(jumping):
    async def main(traffic, clock):
        flow = Flow(traffic, "down")
        transfer = asyncio.ensure_future(carried(flow, 5512))
        await asyncio.sleep(1)
        traffic.change(Link(down=800))
        await transfer
        return clock()

    assert jumping(main, Link(down=0.001)) == pytest.approx(1.05)


# ── what clients see ────────────────────────────────────────────────────────────────────────


@pytest.fixture
def timed(server):
    """Ask with the standard library's client: (seconds, status, headers, body)."""

    def timed(path, method="GET", body=None):
        connection = http.client.HTTPConnection(server.host, server.port, timeout=30)
        begun = time.monotonic()
        connection.request(method, path, body)
        answer = connection.getresponse()
        data = answer.read()
        took = time.monotonic() - begun
        connection.close()
        return took, answer.status, answer.getheaders(), data

    return timed


@pytest.mark.parametrize("query", ["", "?chunked", "?unknown", "?gzip&type=text/plain"])
def test_a_download_takes_its_time_however_it_is_framed(server, timed, query):
    size = 100_000
    if "gzip" in query:
        size = 12_000_000  # which shrinks to a bit more than 40,000 bytes
    server.throttle(down=800)
    took, status, _, data = timed(f"/file/{size}{query}")
    assert status == 200
    assert took >= len(data) * 8 / 800_000 >= 0.3
    if "gzip" not in query:
        assert took >= 0.95
        assert data == practice.file_bytes(size)


def test_downloads_at_once_share_the_link(server, timed):
    server.throttle(down=800)
    begun = time.monotonic()
    with ThreadPoolExecutor() as pool:
        alone = [took for took, *_ in pool.map(timed, ["/file/50000"] * 2)]
    assert time.monotonic() - begun >= 0.95
    assert min(alone) >= 0.7  # half a second, had one been alone


def test_wxlabs_client_sees_a_download_grow(server, wx):
    server.throttle(down=800)
    moments = []
    task = wx.downloadFile(url=server.url("/file/100000"))
    task.onProgressUpdate(lambda res: moments.append((time.monotonic(), res.progress)))
    begun = time.monotonic()
    task.wait(30)
    assert time.monotonic() - begun >= 0.95
    assert len({round(moment * 20) for moment, _ in moments}) >= 5
    assert moments[-1][0] - moments[0][0] >= 0.6
    assert [progress for _, progress in moments if 20 < progress < 80]


def test_an_upload_is_read_at_the_links_pace(server, timed):
    server.throttle(up=800)
    took, status, _, _ = timed("/upload", "POST", bytes(100_000))
    assert (took >= 0.95, status) == (True, 400)  # read, and found to be no form
    (arrival,) = server.log
    assert arrival.finished - arrival.started >= 0.95
    assert arrival.body_bytes == 100_000


def test_wxlabs_uploads_share_the_way_up_and_arrive_whole(server, wx, tmp_path):
    content = practice.file_bytes(60_000)
    (tmp_path / "f").write_bytes(content)
    server.throttle(up=800)
    begun = time.monotonic()
    tasks = [
        wx.uploadFile(url=server.url("/upload"), filePath=tmp_path / "f", name="f")
        for _ in range(2)
    ]
    for task in tasks:
        assert hashlib.sha256(content).hexdigest() in task.wait(30).data
    assert time.monotonic() - begun >= 1.15


def test_a_client_is_held_back_by_the_link(server):
    server.throttle(up=800)
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16 * 1024)
        client.connect((server.host, server.port))
        client.settimeout(0.2)
        client.sendall(b"POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 4000000\r\n\r\n")
        server.wait_for(1)
        handed, end = 0, time.monotonic() + 1
        while time.monotonic() < end:
            with suppress(TimeoutError):
                handed += client.send(bytes(4096))
        # What both kernels and the server's reader hold; a large window would be 500,000 more.
        assert handed - server.log[0].body_bytes < 250_000


@pytest.mark.parametrize(("kbps", "up"), [(400, 8000), (8000, 400)])
def test_of_a_slow_reader_and_a_slow_link_the_slower_wins(server, timed, best_of, kbps, up):
    server.throttle(up=up)
    took = best_of(lambda: timed(f"/slow/upload?kbps={kbps}", "POST", bytes(20_000))[0], 4)
    assert 0.4 <= took < 4


def length(headers):
    return sum(len(name) + len(value) + 4 for name, value in headers)


def test_the_headers_of_a_request_count(server, timed):
    server.throttle(up=8)  # a byte takes a millisecond
    took, *_ = timed("/status/204")
    assert took >= length(server.log[0].headers) / 1000


def test_the_headers_of_an_answer_count(server, timed):
    server.throttle(down=8)
    took, _, headers, _ = timed("/redirect/1", "HEAD")
    assert took >= length(pair for pair in headers if pair[0] in ("Location", "Server")) / 1000


def test_small_answers_pass_over_the_link_too(server, timed):
    server.throttle(down=16)
    for path in "/headers", "/status/404", "/nothing/here", "/redirect/1":
        took, _, _, data = timed(path)
        assert took >= len(data) / 2000


def test_the_latency_lies_between_the_request_and_its_answer(server, wx):
    server.throttle(latency=800)
    profile = wx.downloadFile(url=server.url("/status/200")).wait(30).profile
    assert profile.responseStart - profile.requestEnd >= 600


def test_the_latency_comes_once_and_after_the_last_byte(server, connect, best_of):
    server.throttle(latency=1000)
    assert 0.99 <= best_of(lambda: _seconds_after_the_last_byte(server, connect), 1.9) < 1.9


def _seconds_after_the_last_byte(server, connect):
    client = connect(b"POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\na")
    server.wait_for(1, "/upload")
    client.settimeout(1.1)
    with pytest.raises(TimeoutError):
        client.recv(1)
    client.settimeout(20)
    begun = time.monotonic()
    client.sendall(b"b")
    client.recv(1)
    return time.monotonic() - begun


ANSWERS = [
    ("GET", "/"),
    ("GET", "/headers"),
    ("HEAD", "/headers"),
    ("GET", "/status/204"),
    ("GET", "/status/205"),
    ("GET", "/status/304"),
    ("GET", "/status/404"),
    ("GET", "/nothing/here"),
    ("GET", "/redirect/2?code=307"),
    ("GET", "/slow/x"),
    ("HEAD", "/file/1000"),
    ("GET", "/file/0"),
    ("GET", "/file/3000"),
    ("GET", "/file/3000?chunked"),
    ("HEAD", "/file/3000?chunked"),
    ("GET", "/file/3000?unknown"),
    ("GET", "/file/3000?deflate"),
    ("GET", "/drip/100?ms=50"),
    ("GET", "/slow/1"),
]


@pytest.mark.parametrize(("method", "path"), ANSWERS)
def test_an_answer_is_the_same_with_a_link_and_without(server, timed, method, path):
    def answer():
        _, status, headers, data = timed(path, method)
        return status, [pair for pair in headers if pair[0] != "Date"], data

    before = answer()
    server.throttle(down=400, up=400, latency=1)
    assert answer() == before


def test_an_answer_to_head_has_no_body(server, get):
    server.throttle(down=400)
    for path in "/", "/file/3000", "/file/3000?chunked":
        head, body = get(path, method="HEAD")
        assert head.startswith("HTTP/1.1 200 OK\r\n")
        assert body == b""


def test_the_connection_is_kept_after_answers_of_all_kinds(server):
    server.throttle(down=400, up=400, latency=1)
    connection = http.client.HTTPConnection(server.host, server.port, timeout=30)
    for method, path in ANSWERS:
        if "unknown" not in path:
            connection.request(method, path)
            connection.getresponse().read()
    ports = {arrival.client_port for arrival in server.log}
    connection.close()
    assert len(ports) == 1


def test_a_body_that_is_too_large_is_refused_over_the_link():
    with practice.serve(max_request_bytes=1000) as server:
        server.throttle("Wi-Fi")
        connection = http.client.HTTPConnection(server.host, server.port, timeout=30)
        connection.request("POST", "/upload", bytes(1001))
        answer = connection.getresponse()
        assert (answer.status, answer.getheader("Connection")) == (413, "close")
        assert b"1,000 bytes" in answer.read()
        connection.close()


def test_who_has_the_answer_finds_the_log_complete(server, timed):
    server.throttle(down=200, latency=1)
    for _ in range(5):
        timed("/headers")
        assert server.log[-1].finished is not None
        assert server.log[-1].status == 200


def test_it_works_over_tls(tmp_path):
    content = practice.file_bytes(50_000)
    (tmp_path / "f").write_bytes(content)
    with practice.serve(tls=True) as server, Wx(ssl_context=server.ssl_context) as wx:
        server.throttle(down=800, up=800)
        begun = time.monotonic()
        wx.downloadFile(url=server.url("/file/50000"), filePath=tmp_path / "g").wait(30)
        assert (tmp_path / "g").read_bytes() == content
        wx.uploadFile(url=server.url("/upload"), filePath=tmp_path / "f", name="f").wait(30)
        assert time.monotonic() - begun >= 0.95
        assert server.log[-1].parts[0].data == content


# ── changes and endings under way ───────────────────────────────────────────────────────────


def test_a_transfer_under_way_feels_a_new_link(server, connect):
    server.throttle(down=8)
    client = connect(b"GET /file/1000000 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
    assert client.recv(10)
    begun = time.monotonic()
    server.throttle()
    while client.recv(65536):
        pass
    assert time.monotonic() - begun < 10  # the old link would have taken 1,000 s


def test_idle_connections_from_before_a_limit_are_closed_and_no_others(server, connect):
    asked = b"GET /status/204 HTTP/1.1\r\nHost: h\r\n\r\n"
    stalled = connect(b"GET /stall HTTP/1.1\r\nHost: h\r\n\r\n")
    server.wait_for(1, "/stall", "held")
    idle = connect(asked)
    idle.recv(65536)
    server.throttle(down=30_000)
    idle.sendall(asked)
    assert idle.recv(65536).startswith(b"HTTP/1.1 204")
    server.throttle("Wi-Fi")
    idle.setblocking(False)
    assert idle.recv(1) == b""
    idle.sendall(asked)  # to nobody
    later = connect(asked)
    later.recv(65536)
    server.throttle("4G")
    server.throttle()
    later.sendall(asked)
    assert later.recv(65536).startswith(b"HTTP/1.1 204")
    server.release()
    assert stalled.recv(65536).startswith(b"HTTP/1.1 200")
    assert server.hits("/status/204") == 4


@pytest.mark.parametrize("tls", [False, True])
def test_wxlabs_uploads_go_on_with_a_new_connection(tls, tmp_path, monkeypatch):
    monkeypatch.setattr(buffers, "PARTING_SECONDS", 60)
    (tmp_path / "f").write_bytes(bytes(3000))
    reused = []
    with practice.serve(tls=tls) as server, Wx(ssl_context=server.ssl_context) as wx:
        for link in [None, "Wi-Fi"] * 20:
            begun = time.monotonic()
            server.throttle(link)
            assert time.monotonic() - begun < 60  # nobody waits for it
            task = wx.uploadFile(url=server.url("/upload"), filePath=tmp_path / "f", name="f")
            reused.append(task.wait(20).profile.socketReused)
    assert reused[1:] == [False, True] * 19 + [False]


def test_an_answer_on_its_way_to_a_slow_reader_is_not_cut_by_a_limit(server):
    # Small buffers, which connections inherit: most of the answer waits in the server's own.
    server._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    client = socket.socket()
    client.settimeout(20)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect((server.host, server.port))
    client.sendall(b"GET /file/60000 HTTP/1.1\r\nHost: h\r\n\r\n")
    server.wait_for(1, stage="finished")
    server.throttle(up=30_000)
    got = b""
    while len(got.partition(b"\r\n\r\n")[2]) < 60_000 and (piece := client.recv(65536)):
        got += piece
    client.close()
    assert got.endswith(practice.file_bytes(60_000))


def test_a_client_that_leaves_a_download_is_noticed_at_once(server, connect):
    server.throttle(down=8)
    client = connect(b"GET /file/1000000 HTTP/1.1\r\nHost: h\r\n\r\n")
    client.recv(10)
    client.close()
    server.wait_for(1, stage="finished")
    assert server.log[0].aborted


def test_a_client_that_leaves_during_the_latency_is_noticed_at_once(server, connect):
    server.throttle(latency=100_000)
    client = connect(b"GET /status/200 HTTP/1.1\r\nHost: h\r\n\r\n")
    server.wait_for(1)
    client.close()
    server.wait_for(1, stage="finished")
    assert (server.log[0].aborted, server.log[0].status) == (True, None)


def test_a_client_that_leaves_an_upload_is_noticed_when_its_bytes_are_in(server, connect):
    server.throttle(up=80)
    client = connect(
        b"POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 9000\r\n\r\n" + b"x" * 99
    )
    server.wait_for(1)
    client.close()
    server.wait_for(1, stage="finished")
    assert (server.log[0].aborted, server.log[0].received) == (True, False)


def test_what_is_held_is_released_over_the_link(server, connect):
    server.throttle("Wi-Fi", latency=50)
    client = connect(b"GET /stall HTTP/1.1\r\nHost: h\r\n\r\n")
    server.wait_for(1, "/stall", "held")
    assert server.release() == 1
    assert client.recv(65536).startswith(b"HTTP/1.1 200 OK\r\n")


def test_closing_does_not_wait_for_the_link():
    server = practice.serve()
    server.throttle(down=0.1, up=0.1, latency=100_000)
    head = b" HTTP/1.1\r\nHost: h\r\nContent-Length: 5000\r\n\r\n"
    clients = [socket.create_connection((server.host, server.port)) for _ in range(4)]
    for client, sent in zip(clients, [b"", b"GET /", b"POST /upload", b"PUT /"], strict=True):
        client.sendall(sent and sent + head + bytes(1000))
    server.wait_for(3)
    begun = time.monotonic()
    server.close()
    assert time.monotonic() - begun < 60  # the link would take longer
    for client in clients:
        client.close()
    assert [arrival.aborted for arrival in server.log] == [True] * 3
    assert not [one for one in threading.enumerate() if one.name.endswith(f"-{server.port}")]
