"""The profile against a link whose delay and rate are known: real TCP, no loopback.

A busy machine can spoil a measurement; a wrong way to measure spoils all of them. So one of several
must be near to what a bare socket finds across the same link, and no round trip may be below the
link's, since waiting for the processor only adds to it.
"""

import json
import os
import shutil
import subprocess
import sys
import textwrap
import uuid
from pathlib import Path

import pytest

LINK = Path(__file__).with_name("link.py")
MOST_TRIES = 20

pytestmark = pytest.mark.skipif(
    sys.platform != "linux"
    or os.geteuid() != 0
    or shutil.which("ip") is None
    or not os.path.exists("/dev/net/tun"),
    reason="a slow link needs Linux, root, /dev/net/tun and the package iproute2",
)

SERVER = """
    import sys
    from wxlab import practice
    with practice.serve(host="10.99.0.2", port=8000, allow_remote=True, token=False):
        print("READY", flush=True)
        sys.stdin.read()
"""

CLIENT = """
    import json, socket, sys, time
    from wxlab import Wx

    def bare(size):
        begun = time.perf_counter()
        with socket.create_connection(("10.99.0.2", 8000)) as plain:
            connected = time.perf_counter()
            plain.sendall(b"GET /file/%d HTTP/1.0\\r\\nHost: h\\r\\n\\r\\n" % size)
            got, first = len(plain.recv(65536)), time.perf_counter()
            while piece := plain.recv(65536):
                got += len(piece)
        seconds = time.perf_counter() - first
        return {"ms": (connected - begun) * 1000, "kbps": got * 8 / 1000 / seconds}

    def downloads(wx, size, count):
        url = f"http://10.99.0.2:8000/file/{size}"
        tasks = [wx.downloadFile(url=url, timeout=120_000) for _ in range(count)]
        return [dict(task.wait().profile) for task in tasks]

    print("READY", flush=True)
    for line in sys.stdin:
        rounds = json.loads(line)
        found = bare(rounds[0][0])
        with Wx(max_timeout=None) as wx:
            print(json.dumps([found, *(downloads(wx, *each) for each in rounds)]), flush=True)
"""


@pytest.fixture
def link():
    """Start a link of a delay (one way, ms) and a rate (Mbit/s); returns a function that asks.

    Asked for rounds of downloads, each a size and how many at once, it makes them across the link
    with a new `Wx`. It returns what a bare socket found just before, and each round's profiles.
    """
    mark = uuid.uuid4().hex[:8]
    near, far = f"wxnear{mark}", f"wxfar{mark}"
    started: list[subprocess.Popen] = []

    def start(command):
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout.readline().strip() == "READY"
        return process

    def python(namespace, code):
        inside = ["ip", "netns", "exec", namespace]
        return start([*inside, sys.executable, "-c", textwrap.dedent(code)])

    def across(delay_ms, rate_mbit):
        for namespace in (near, far):
            subprocess.run(["ip", "netns", "add", namespace], check=True)
        start([sys.executable, str(LINK), near, far, str(delay_ms), str(rate_mbit)])
        python(far, SERVER)
        client = python(near, CLIENT)

        def ask(*rounds):
            print(json.dumps(rounds), file=client.stdin, flush=True)
            return json.loads(client.stdout.readline())

        return ask

    yield across
    said = []
    for process in reversed(started):
        said.append(process.communicate(timeout=20)[1])
    for namespace in (near, far):
        subprocess.run(["ip", "netns", "del", namespace], capture_output=True)
    assert said == [""] * len(started)


def near(found, true):
    return 0.7 * true <= found <= 1.3 * true


def test_fifty_milliseconds_are_measured_as_such(link):
    ask, bares, rtts, handshakes = link(25, 10), [], [], []
    for _ in range(MOST_TRIES):
        bare, [profile] = ask((1000, 1))
        bares.append(bare["ms"])
        rtts.append(profile["rtt"])
        handshakes.append(profile["connectEnd"] - profile["connectStart"])
        if near(min(rtts), min(bares)) and near(min(handshakes), min(bares)):
            break
    assert min(*rtts, *handshakes) >= 50
    assert near(min(rtts), min(bares))
    assert near(min(handshakes), min(bares))


def test_ten_megabits_are_measured_as_such(link):
    ask, seen = link(25, 10), []
    for _ in range(MOST_TRIES):
        bare, [profile] = ask((2_000_000, 1))
        seen.append((profile["throughputKbps"], bare["kbps"]))
        # One download teaches the estimator nothing yet.
        assert profile["downstreamThroughputKbpsEstimate"] == 1961
        if near(*seen[-1]):
            break
    assert near(*seen[-1]), seen


def test_many_downloads_teach_what_the_link_can_do(link):
    ask, seen = link(25, 10), []
    for _ in range(MOST_TRIES):
        bare, _, [*_, last] = ask((500_000, 1), (500_000, 6))
        kbps, rtt = last["downstreamThroughputKbpsEstimate"], last["transportRttEstimate"]
        assert rtt >= 50
        seen.append((kbps, bare["kbps"], rtt, last["estimate_nettype"]))
        # The link's queue, 100 ms long, may add to the round trip.
        if learned := near(kbps, bare["kbps"]) and rtt <= 150 and last["estimate_nettype"] == 5:
            break
    assert learned, seen


def test_a_slow_network_is_not_taken_for_4g(link):
    _, _, [*_, last] = link(300, 0.4)((1000, 1), (1000, 4))
    assert last["rtt"] >= 600
    assert last["httpRttEstimate"] >= 600
    assert last["estimate_nettype"] < 5
