"""What most tests need: a practice server and a mini-program, each test its own; and processes."""

import itertools
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, settings
from jupyter_client.connect import LocalPortCache

from wxlab import Wx, practice
from wxlab.net import bulk

# Started in the background by a shell, pytest would hand down an ignored SIGINT, and the programs
# that some tests interrupt would never hear of it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
# The same inputs everywhere and every time, however slow the machine is. Other ones, and many more:
# python -m tests.fuzz
settings.register_profile(
    "wxlab",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=200,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("wxlab")


# What is tried with npm's packages, of which exactly these are meant.
PACKAGES = (
    "@leancloud/platform-adapters-weapp@1.6.3",
    "axios-miniprogram@2.7.2",
    "cos-wx-sdk-v5@1.8.0",
    "har-validator@5.1.5",
)


# -- how the whole suite is spread over processes; a part named by hand runs in one ---------------

# What takes longest begins first, so that nobody waits for it at the end.
LONGEST = ("tests/browser/", "tests/notebook/test_reruns.py", "tests/soak/", "tests/net/")
MOST_PROCESSES = 4  # more of them would only wait for the browser


def pytest_collection_modifyitems(items):
    def place(item):
        return next((at for at, path in enumerate(LONGEST) if item.nodeid.startswith(path)), 99)

    items.sort(key=place)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config):
    """One process more than processors, since most tests wait for something most of the time."""
    if config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
        return 0
    return min((os.cpu_count() or 1) + 1, MOST_PROCESSES)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """A file stays together, and so does all that is seen in a browser.

    So there is one JupyterLab and one Chromium at a time: what a person has to wait for is
    measured there.
    """
    from xdist.scheduler import LoadFileScheduling

    if config.option.dist != "loadfile":
        return None

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid):
            file = super()._split_scope(nodeid)
            return "tests/browser" if file.startswith("tests/browser/") else file

    return Scheduling(config, log)


# -- notebook kernels: no two processes may want the same port -----------------------------------


class KernelPorts(LocalPortCache):
    """Ports for the kernels that this process starts.

    Jupyter lets the system choose a port, gives it back and tells the kernel, which takes it a
    second later, or dies if any of our servers got it meanwhile. These the system never chooses,
    neither on Linux nor on macOS, and each of our processes has its share of them.
    """

    def __init__(self):
        super().__init__()
        share = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        ports = list(range(20000, 30000)[share % MOST_PROCESSES :: MOST_PROCESSES])
        random.shuffle(ports)
        self._ports = itertools.cycle(ports)

    def find_available_port(self, ip):
        for port in self._ports:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                with suppress(OSError):
                    probe.bind((ip, port))
                    return port


KernelPorts.instance()  # From now on it is LocalPortCache's too.


# -- what tests are given -------------------------------------------------------------------------


@pytest.fixture
def server():
    with practice.serve() as running:
        yield running


@pytest.fixture
def wx():
    with Wx() as made:
        yield made


@pytest.fixture
def best_of():
    """A function that measures up to five times, until it is below a limit: the least counts.

    A busy machine can only add to how long something takes, never take away from it.
    """

    def least(measure, limit, tries=5):
        found = measure()
        while found >= limit and (tries := tries - 1):
            found = min(found, measure())
        return found

    return least


@pytest.fixture(params=["through the parser", "past the parser"])
def both_ways(request, monkeypatch):
    """Downloads on either of the ways that a body of known length can take."""
    least = 1 if request.param == "past the parser" else sys.maxsize
    monkeypatch.setattr(bulk, "LEAST", least)


@pytest.fixture(params=["sendfile", "read"])
def way(request, monkeypatch):
    """How an upload's file goes out: sent by the system, or read and written where that cannot."""
    if request.param == "read":
        monkeypatch.delattr(os, "sendfile", raising=False)
    return request.param


@pytest.fixture(scope="session")
def npm_folder(tmp_path_factory):
    """A folder in which npm has installed what the tests need of it, `PACKAGES`."""
    npm = shutil.which("npm")
    if not (npm and shutil.which("node")):
        _without_npm("install node and npm")
    folder = tmp_path_factory.mktemp("npm")
    words = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts"]
    # Without a network it gives up in seconds instead of minutes.
    words += ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"]
    words += ["--prefix", folder, *PACKAGES]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=300)
    except subprocess.TimeoutExpired:
        _without_npm("it is still installing after five minutes")
    if done.returncode != 0:  # a machine may have npm and no network
        _without_npm(done.stderr.strip().partition("\n")[0])
    return folder


def _without_npm(why):
    required = os.environ.get("WXLAB_REQUIRE_NODE") == "1"
    (pytest.fail if required else pytest.skip)(f"needs packages of npm: {why}")


@pytest.fixture(scope="session")
def node(npm_folder):
    """Have Node.js run a script that may require `PACKAGES`: ``node(script, sent)``.

    The script reads `sent` as JSON from its standard input; what it prints is returned.
    """

    def node(script, sent):
        ran = subprocess.run(
            [shutil.which("node"), "--no-deprecation", "-e", script],
            input=json.dumps(sent),
            cwd=npm_folder,
            capture_output=True,
            text=True,
            timeout=120,
        )
        return ran.stdout.strip() or ran.stderr

    return node
