"""What most tests need: a practice server and a mini-program, each test its own."""

import json
import os
import shutil
import signal
import subprocess

import pytest
from hypothesis import HealthCheck, settings

from wxlab import Wx, practice

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


@pytest.fixture
def server():
    with practice.serve() as running:
        yield running


@pytest.fixture
def wx():
    with Wx() as made:
        yield made


@pytest.fixture(scope="session")
def node(tmp_path_factory):
    """Have Node.js run a script that needs a package of npm: ``node(package, script, sent)``.

    The script reads `sent` as JSON from its standard input; what it prints is returned.
    """
    npm, program = shutil.which("npm"), shutil.which("node")
    required = os.environ.get("WXLAB_REQUIRE_NODE") == "1"
    folders = {}

    def installed(package):
        if not (npm and program):
            (pytest.fail if required else pytest.skip)(f"needs npm's {package}: install node, npm")
        if package not in folders:
            folder = tmp_path_factory.mktemp("node")
            words = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts"]
            words += ["--prefix", folder, package]
            done = subprocess.run(words, capture_output=True, text=True, timeout=300)
            if done.returncode != 0:  # a machine may have npm and no network
                (pytest.fail if required else pytest.skip)(f"npm's {package}: {done.stderr}")
            folders[package] = folder
        return folders[package]

    def node(package, script, sent):
        ran = subprocess.run(
            [program, "--no-deprecation", "-e", script],
            input=json.dumps(sent),
            cwd=installed(package),
            capture_output=True,
            text=True,
            timeout=120,
        )
        return ran.stdout.strip() or ran.stderr

    return node
