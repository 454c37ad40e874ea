"""The clients that are compared, and how each is told to make a series of transfers."""

import importlib.metadata
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
SMALLEST_POST = 1024**2
"""Bytes from which on wget's uploads are measured."""


@dataclass(frozen=True)
class Order:
    """A series of transfers: `count` of `size` bytes, some `at_a_time`.

    `url` ends where size and number follow. `path` is the file to upload, or an empty folder for
    what is downloaded; `authority` the certificate to trust, `None` for http; `notes` a file that
    a peer may write its instructions to.
    """

    direction: str
    url: str
    path: Path
    size: int
    count: int
    at_a_time: int
    authority: Path | None
    notes: Path

    def addresses(self):
        """The URLs, in order; one of a single byte where nothing else is asked for."""
        if self.count == 0:
            return [f"{self.url}/1/warm"]
        return [f"{self.url}/{self.size}/{number}" for number in range(self.count)]

    @property
    def file(self):
        """The file to upload."""
        return self.path if self.count else self.path.with_name("tiny")


def curl(order):
    """curl with one section of instructions a transfer, its progress meter on."""
    sections = []
    for address in order.addresses():
        upload = order.direction == "upload"
        target = "/dev/null" if upload else order.path / address.rpartition("/")[2]
        lines = [f'url = "{address}"', f'output = "{target}"', "fail"]
        if upload:
            lines.append(f'form = "file=@{order.file}"')
        if order.authority:
            lines.append(f'cacert = "{order.authority}"')
        sections.append("\n".join(lines))
    order.notes.write_text("\nnext\n".join(sections) + "\n")
    several = ["--parallel", "--parallel-immediate", "--parallel-max", str(order.at_a_time)]
    return ["curl", "-q", *(several if order.at_a_time > 1 else []), "-K", str(order.notes)]


def wget(order):
    """wget with a list of addresses; it sends a file bare, for it knows no forms.

    It cannot do several at a time. Small uploads are left out: it sends head and body in two
    packets, of which the second waits 40 ms for the first one's acknowledgement.
    """
    if order.at_a_time > 1 or (order.direction == "upload" and order.size < SMALLEST_POST):
        return None
    order.notes.write_text("\n".join(order.addresses()) + "\n")
    words = ["wget", "--no-config", "--no-proxy", "--progress=bar:force", "-i", str(order.notes)]
    if order.authority:
        words.append(f"--ca-certificate={order.authority}")
    if order.direction == "upload":
        return [*words, f"--post-file={order.file}", "-O", "/dev/null"]
    return [*words, "-P", str(order.path)]


def in_python(module):
    """A script in `clients`."""

    def command(order):
        words = (order.direction, order.url, order.path, order.size, order.count, order.at_a_time)
        authority = [order.authority] if order.authority else []
        script = f"tests.benchmarks.clients.{module}"
        return [sys.executable, "-m", script, *map(str, [*words, *authority])]

    return command


@dataclass(frozen=True)
class Peer:
    """A client. `packages` are what it needs of Python, the first one is what it is."""

    name: str
    command: object
    packages: tuple[str, ...] = ()
    environ: tuple[tuple[str, str], ...] = ()

    def version(self):
        """Its version; `None` where it is not installed."""
        if not self.packages:
            if shutil.which(self.name) is None:
                return None
            said = subprocess.run([self.name, "--version"], capture_output=True, text=True)
            words = said.stdout.split()
            return words[2 if self.name == "wget" else 1]
        try:
            version, *_ = map(importlib.metadata.version, self.packages)
        except importlib.metadata.PackageNotFoundError:
            return None
        return version


PEERS = {
    peer.name: peer
    for peer in (
        Peer("curl", curl),
        Peer("wget", wget),
        Peer("pycurl", in_python("with_pycurl"), ("pycurl",)),
        Peer("requests", in_python("with_requests"), ("requests", "requests-toolbelt")),
        Peer("httpx", in_python("with_httpx"), ("httpx",)),
        Peer("aiohttp", in_python("with_aiohttp"), ("aiohttp",)),
        Peer("wxlab", in_python("with_wxlab"), ("wxlab",)),
        Peer("wxlab-wait", in_python("with_wxlab"), ("wxlab",), (("WXLAB_BENCH_WAIT", "1"),)),
    )
}
USUAL = tuple(name for name in PEERS if name != "wxlab-wait")
"""`wxlab-wait`, which blocks instead of awaiting, is for who asks."""
