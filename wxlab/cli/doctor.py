"""`wxlab doctor`: what is installed, and what would not work here.

Each check looks at one thing and returns what it found. Three levels: `ok`; `note`, which a learner
should know and can work with; `problem`, which stops a lesson and makes the exit code 1.
"""

from __future__ import annotations

import re
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal, Protocol

from wxlab.cli import kernel, lessons
from wxlab.cli.words import Language, say

PACKAGES = ("aiohttp", "ipywidgets", "jupyterlab", "nest-asyncio", "trustme")


class Task(Protocol):
    """What the checks use of an upload or download task."""

    def wait(self, timeout: float | None = None) -> object: ...


@dataclass(frozen=True)
class Finding:
    """One line: how bad, the name of the sentence that says it, and what fills its gaps."""

    level: Literal["ok", "note", "problem"]
    sentence: str
    values: dict[str, object] = field(default_factory=dict)


def run(language: Language) -> int:
    """Print what every check finds; 1 when there is a problem, else 0."""
    problems = 0
    for finding in examine():
        problems += finding.level == "problem"
        sentence = say(language, finding.sentence, **finding.values)
        print(f"{say(language, finding.level)}\t{sentence}", flush=True)
    print()
    print(say(language, "not well", count=problems) if problems else say(language, "all well"))
    return 1 if problems else 0


def examine() -> Iterator[Finding]:
    """Every finding, as it is made: a kernel and a transfer take a second or two."""
    yield check_python(sys.version_info[:3])
    yield check_wxlab(installed("wxlab"))
    for name in PACKAGES:
        yield check_package(name, installed(name))
    yield check_ipykernel(installed("ipykernel"))
    yield check_loopback()
    yield check_temporary_folder()
    yield check_lessons()
    yield from check_kernel(kernel.ask)
    yield from check_transfer()
    yield check_terminal(sys.stdout.encoding)


def installed(name: str) -> str | None:
    """The version of an installed distribution, or None."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def check_python(running: tuple[int, ...]) -> Finding:
    """wxlab is written for 3.11 and later."""
    shown = ".".join(str(number) for number in running)
    if running < (3, 11):
        return Finding("problem", "python old", {"version": shown})
    return Finding("ok", "python ok", {"version": shown})


def check_wxlab(found: str | None) -> Finding:
    """Importable here may mean: from the current folder only, where no notebook will look."""
    return check_package("wxlab", found) if found else Finding("problem", "wxlab missing")


def check_package(name: str, found: str | None) -> Finding:
    """A package that wxlab or its lessons need; `found` is its version, or None."""
    if found is None:
        return Finding("problem", "package missing", {"name": name})
    return Finding("ok", "package ok", {"name": name, "version": found})


def check_ipykernel(found: str | None) -> Finding:
    """Buttons are heard during `await` from ipykernel 7.0 on; from 7.4 on, every start is sound."""
    if found is None or _numbers(found) >= (7, 4):
        return check_package("ipykernel", found)
    if _numbers(found) >= (7,):
        return Finding("note", "ipykernel early 7", {"version": found})
    return Finding("problem", "ipykernel old", {"version": found})


def check_loopback() -> Finding:
    """The practice server needs a port on 127.0.0.1; some sandboxes give none."""
    try:
        with socket.create_server(("127.0.0.1", 0)):
            return Finding("ok", "loopback ok")
    except OSError as error:
        return Finding("problem", "loopback refused", {"reason": error})


def check_temporary_folder() -> Finding:
    """Downloads without a `filePath` are written there."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "file").write_bytes(b"wxlab")
            return Finding("ok", "temporary ok", {"folder": tempfile.gettempdir()})
    except OSError as error:
        return Finding("problem", "temporary refused", {"reason": error})


def check_lessons() -> Finding:
    """What `wxlab lab` copies."""
    try:
        found = lessons.find_source()
    except FileNotFoundError:
        return Finding("problem", "no lessons")
    return Finding("ok", "lessons ok", {"count": len(list(found.glob("*.ipynb")))})


def check_kernel(ask: Callable[[], kernel.Answer]) -> Iterator[Finding]:
    """Start what a notebook starts, and look at it from inside."""
    try:
        answer = ask()
    except Exception as error:  # Jupyter's many ways to fail: all of them mean the same here.
        yield Finding("problem", "kernel dead", {"reason": error})
        return
    if not _same_python(answer.python):
        yield Finding("problem", "kernel elsewhere", {"python": answer.python})
    elif answer.import_error:
        yield Finding("problem", "kernel without wxlab", {"reason": answer.import_error})
    else:
        yield Finding("ok", "kernel ok")
    if answer.patched:
        yield Finding("problem", "kernel loop patched")
    elif answer.loop.startswith("uvloop"):
        yield Finding("note", "kernel loop uvloop")
    else:
        yield Finding("ok", "kernel loop ok")


def check_transfer() -> Iterator[Finding]:
    """A real upload and a real download; the download is waited for inside a callback."""
    from wxlab import Wx, practice

    downloaded: list[object] = []
    try:
        with tempfile.TemporaryDirectory() as folder, practice.serve() as server, Wx() as wx:
            file = Path(folder, "photo.txt")
            file.write_bytes(bytes(1000))
            here, there = server.url("/file/1000"), server.url("/upload")
            _wait(wx.downloadFile(url=here))
            _wait(
                wx.uploadFile(
                    url=there,
                    filePath=file,
                    name="file",
                    success=lambda _: downloaded.append(_wait(wx.downloadFile(url=here))),
                )
            )
    except Exception as error:  # A doctor reports; it does not fall ill itself.
        yield Finding("problem", "transfer failed", {"reason": error})
        return
    yield Finding("ok", "transfer ok")
    if downloaded:
        yield Finding("ok", "nested wait ok")
    else:
        yield Finding("note", "nested wait refused")


def _wait(task: Task | None) -> object:
    assert task is not None, "the default base library has tasks"
    return task.wait(30)


def check_terminal(encoding: str | None) -> Finding:
    """Error texts and tables hold Chinese."""
    try:
        "微信".encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return Finding("note", "terminal poor", {"encoding": encoding or "ascii"})
    return Finding("ok", "terminal ok")


def _numbers(found: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", found.partition("+")[0])[:3])


def _same_python(other: str) -> bool:
    # Not resolved: two virtual environments may link to one interpreter.
    return Path(other).absolute() == Path(sys.executable).absolute()
