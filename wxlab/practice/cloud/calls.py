"""Calls of cloud functions: each in a thread and a process of its own, so many at a time."""

import asyncio
import secrets
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from wxlab.practice.cloud.archive import Files
from wxlab.practice.cloud.function import Manifest, manifest
from wxlab.practice.cloud.process import Ending, run
from wxlab.practice.cloud.resource import Resource

MAX_CALLS_AT_ONCE = 8
MAX_CALLS_KEPT = 100


@dataclass(frozen=True, slots=True)
class Call:
    """A call that has ended. `log`: what the function printed; `error`: why it failed, or None."""

    function: str
    version: str
    error: str | None
    trace: str = field(repr=False)
    log: str


class Calls:
    """Runs the functions of one server. `kept`: the last 100 calls that have ended, oldest first.

    `folder` is where they run, in a folder of their own; None: where the system has such folders.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder and folder / "running"
        if self._folder is not None:
            # Of a server that was killed.
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder.mkdir(mode=0o700, exist_ok=True)
        self._pool = ThreadPoolExecutor(MAX_CALLS_AT_ONCE, "wxlab-practice-function")
        # Never changed, only replaced: other threads read it.
        self.kept: tuple[Call, ...] = ()

    async def call(self, resource: Resource, version: str, files: Files, event: object) -> Ending:
        """Run a function. Who stops waiting for it ends it."""
        described = manifest(files)
        said = event, _context(resource, version, described)
        stop = threading.Event()
        loop = asyncio.get_running_loop()
        try:
            ending = await loop.run_in_executor(
                self._pool, run, files, described, said, self._folder, stop
            )
        finally:
            stop.set()
        error = ending.error.en if ending.error else None
        ended = Call(resource.name, version, error, ending.trace, ending.log)
        self.kept = (*self.kept, ended)[-MAX_CALLS_KEPT:]
        return ending

    def close(self) -> None:
        """Wait until the last process is gone; all have been told to stop."""
        self._pool.shutdown()


def _context(resource: Resource, version: str, described: Manifest) -> dict[str, object]:
    return {
        "requestId": secrets.token_hex(16),
        "appid": resource.appid,
        "functionName": resource.name,
        "functionVersion": version,
        "timeLimitMs": described.seconds * 1000,
    }
