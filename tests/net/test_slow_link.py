"""The profile against a link whose delay and rate are known: real TCP, no loopback."""

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
    import json, sys
    from wxlab import Wx
    size, parallel, small = map(int, sys.argv[1:])
    wx = Wx(max_timeout=None)

    def profiles(size, count):
        url = f"http://10.99.0.2:8000/file/{size}"
        tasks = [wx.downloadFile(url=url, timeout=120_000) for _ in range(count)]
        return [dict(task.wait().profile) for task in tasks]

    print(json.dumps([profiles(size, 1)[0], *profiles(parallel, small)]))
"""


@pytest.fixture
def link():
    """Start a link of a delay (one way, ms) and a rate (Mbit/s); run the client code across it."""
    mark = uuid.uuid4().hex[:8]
    near, far = f"wxnear{mark}", f"wxfar{mark}"
    started: list[subprocess.Popen] = []

    def python(namespace, code, *args):
        return [
            "ip",
            "netns",
            "exec",
            namespace,
            sys.executable,
            "-c",
            textwrap.dedent(code),
            *args,
        ]

    def start(command):
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        assert process.stdout.readline().strip() == "READY"

    def across(delay_ms, rate_mbit, *sizes):
        for namespace in (near, far):
            subprocess.run(["ip", "netns", "add", namespace], check=True)
        start([sys.executable, str(LINK), near, far, str(delay_ms), str(rate_mbit)])
        start(python(far, SERVER))
        client = python(near, CLIENT, *map(str, sizes))
        ran = subprocess.run(client, capture_output=True, text=True, timeout=150)
        assert ran.stderr == ""
        return json.loads(ran.stdout)

    yield across
    for process in reversed(started):
        process.stdin.close()
        process.wait(20)
        process.stdout.close()
    for namespace in (near, far):
        subprocess.run(["ip", "netns", "del", namespace], capture_output=True)


def test_fifty_milliseconds_and_ten_megabits_are_measured_as_such(link):
    first, *others = link(25, 10, 5_000_000, 1_000_000, 6)
    assert 50 <= first["rtt"] <= 65
    assert 50 <= first["connectEnd"] - first["connectStart"] <= 65
    assert 8000 <= first["throughputKbps"] <= 9700
    assert first["downstreamThroughputKbpsEstimate"] == 1961  # one download teaches nothing yet
    last = others[-1]
    assert 8500 <= last["downstreamThroughputKbpsEstimate"] <= 10_000
    assert 50 <= last["transportRttEstimate"] <= 100
    assert last["estimate_nettype"] == 5  # 4g


def test_a_slow_network_is_not_taken_for_4g(link):
    *_, last = link(300, 0.4, 1000, 1000, 4)
    assert last["rtt"] >= 600
    assert last["httpRttEstimate"] >= 600
    assert last["estimate_nettype"] < 5
