"""The place where clients are measured: a folder, a server on its cores, a client's core."""

import contextlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import trustme

from tests.benchmarks.peers import CHECKOUT, Order

HERE = Path(__file__).parent
BLOCK = 64 * 1024**2
"""Bytes at random that larger files repeat: no zeros, which a file system might leave out."""

WORKERS = 24
"""Connections that the server can serve at once, of http and https each."""

SECONDS = 600
"""The most that one series may take."""


class ProgramError(Exception):
    """A program that is measured did not do what it should."""


def cores():
    """The cores of the clients and of everything else; nothing where none can be chosen."""
    if not hasattr(os, "sched_getaffinity"):
        return [], []
    there = sorted(os.sched_getaffinity(0))
    return (there[-1:], there[:-1]) if len(there) > 1 else ([], [])


class Stage:
    """Files, server and launcher; a context manager that leaves nothing behind."""

    def __init__(self, block=BLOCK, workers=WORKERS):
        self.block_size = block
        self.workers = workers
        self.failures = []

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
            self.client_cores, self.other_cores = cores()
            if self.other_cores:
                stack.callback(os.sched_setaffinity, 0, os.sched_getaffinity(0))
                os.sched_setaffinity(0, self.other_cores)
            self._write_files()
            self.server = self._start("server.py", stack, *self._server_words())
            self.ports = {each: int(self.server.stdout.readline()) for each in ("http", "https")}
            self.launcher = self._start("launcher.py", stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *error):
        self._stack.close()

    def _write_files(self):
        self.block = self.folder / "block"
        self.block.write_bytes(random.Random(1).randbytes(self.block_size))
        (self.folder / "tiny").write_bytes(b"t")
        authority = trustme.CA()
        self.authority = self.folder / "authority.pem"
        authority.cert_pem.write_to_path(self.authority)
        self.certificate = self.folder / "server.pem"
        authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(
            self.certificate
        )

    def _server_words(self):
        return map(str, (self.block, self.certificate, self.workers))

    def _start(self, script, stack, *words):
        """A process that ends when its standard input does."""
        command = [sys.executable, "-I", "-S", str(HERE / script), *words]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        stack.callback(self._end, process)
        return process

    @staticmethod
    def _end(process):
        process.stdin.close()
        process.wait()
        process.stdout.close()

    def source(self, size):
        """A file of so many bytes to upload; made once."""
        path = self.folder / f"source-{size}"
        if not path.exists():
            block = self.block.read_bytes()
            with path.open("wb") as file:
                for at in range(0, size, len(block)):
                    file.write(block[: min(len(block), size - at)])
        return path

    def order(self, scenario, count=None):
        """What a client is told; with a count of 0 it only starts up."""
        url = f"{scenario.scheme}://127.0.0.1:{self.ports[scenario.scheme]}"
        return Order(
            scenario.direction,
            f"{url}/{'kept' if scenario.kept else 'new'}",
            self.source(scenario.size) if scenario.direction == "upload" else self._empty(),
            scenario.size,
            scenario.count if count is None else count,
            scenario.at_a_time,
            self.authority if scenario.scheme == "https" else None,
            self.folder / "notes",
        )

    def _empty(self):
        return Path(tempfile.mkdtemp(prefix="downloads-", dir=self.folder))

    def url(self, path):
        """An address of the server, over http."""
        return f"http://127.0.0.1:{self.ports['http']}{path}"

    def run(self, command, environ=(), seconds=SECONDS, pinned=True):
        """Run a program, on the clients' core or on all; what the launcher says of it.

        Raises `ProgramError` with its last words when it fails.
        """
        asked = {
            "command": [str(word) for word in command],
            "cpus": self.client_cores if pinned else self.client_cores + self.other_cores,
            "seconds": seconds,
            "complaints": str(self.folder / "complaints"),
            "environ": {**os.environ, "PYTHONPATH": str(CHECKOUT), **dict(environ)},
        }
        self.launcher.stdin.write(json.dumps(asked) + "\n")
        self.launcher.stdin.flush()
        ran = json.loads(self.launcher.stdout.readline())
        if ran["status"] != 0:
            raise ProgramError(f"{' '.join(asked['command'])[:200]}: {ran['said']}")
        return ran

    def transfers(self, peer, scenario, count=None):
        """A series by one peer; `None` when it cannot do such a thing. Files are checked."""
        order = self.order(scenario, count)
        command = peer.command(order)
        if command is None:
            return None
        ran = self.run(command, peer.environ)
        ran["inside"] = json.loads(ran["printed"]) if ran["printed"].startswith("{") else None
        if order.count and scenario.direction == "download":
            sizes = [path.stat().st_size for path in order.path.iterdir() if path.name != "warm"]
            if sizes != [order.size] * order.count:
                raise ProgramError(f"{peer.name} downloaded something else")
            if scenario.large:
                # Small files stay: ext4 passes over every inode that was deleted in the last
                # seconds, and whoever made files next would pay for it.
                shutil.rmtree(order.path)
        return ran
