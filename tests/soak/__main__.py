"""A long run of mixed transfers: python -m tests.soak [--transfers N | --minutes M] [--seed S]

Ten tasks at a time make transfers of the kinds in mix.py, at random, always the same for a seed.
Each must end once, as its row says. Afterwards memory, file descriptors, threads and temporary
files must be what they were. Prints the figures as JSON; exits with 1 where something is amiss.
"""

import argparse
import asyncio
import gc
import json
import os
import resource
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from tests.soak.mix import ENDINGS, LIMIT, ROWS, chosen
from wxlab import Wx, practice

TASKS = 10
WARM_UP = 1000
ROUND = 1000
MAX_GROWTH = 24 * 1024 * 1024


class Run:
    """Transfers with one server and one mini-program."""

    def __init__(self, seed, folder):
        self.seed = seed
        self.folder = Path(folder)
        self.number = 0
        self.endings = Counter()
        self.amiss = []

    async def transfers(self, count):
        """Make so many more."""
        last = self.number + count
        with practice.serve() as server, Wx(root=self.folder, max_download_bytes=LIMIT) as wx:
            nobody = socket.create_server(("127.0.0.1", 0))
            port = nobody.getsockname()[1]
            nobody.close()
            for row in ROWS:
                if row.fault:
                    server.fault(row.fault, row.path)

            async def one_after_another():
                while self.number < last:
                    self.number += 1
                    await self.transfer(wx, server, port, self.number)

            await asyncio.gather(*(one_after_another() for _ in range(TASKS)))
            for api, slots in wx._engine.slots.items():
                if slots._inside or slots._line:
                    self.amiss.append(f"{api}: places are left taken")

    async def transfer(self, wx, server, port, number):
        """Make one, and see how it ends."""
        row, random = chosen(self.seed, number)
        size = random.randint(*row.sizes)
        path = row.path.format(size=size, port=port)
        heard = []
        options = {"url": path if path.startswith("http") else server.url(path)}
        if row.api == "uploadFile":
            options |= {"filePath": self.source(size), "name": "file", "formData": {"n": number}}
        for name in "success", "fail", "complete":
            options[name] = lambda res, name=name: heard.append((name, res))
        task = getattr(wx, row.api)(options | row.options)
        if row.abort is not None:
            delay = random.uniform(0, row.abort)
            asyncio.get_running_loop().call_later(delay, task.abort) if delay else task.abort()
        res = await task.settled()
        self.check(row, number, res, heard)

    def check(self, row, number, res, heard):
        """One success or fail, then complete, with what the row allows."""
        first = "fail" if ":fail " in res.errMsg else "success"
        said = res.errMsg.partition(":fail ")[2] or "ok"
        if [name for name, _ in heard] != [first, "complete"] or heard[0][1] is not heard[1][1]:
            self.amiss.append(f"{number} ({row.name}) ended as {heard}")
        if not said.startswith(tuple(row.endings)):
            self.amiss.append(f"{number} ({row.name}) said {res.errMsg}")
        self.endings[next((one for one in row.endings if said.startswith(one)), said)] += 1
        if "tempFilePath" in res:
            Path(res.tempFilePath).unlink()

    def source(self, size):
        """A file of about that size, made once."""
        size -= size % 100
        path = self.folder / "usr" / f"source-{size}"
        if not path.exists():
            path.write_bytes(bytes(size))
        return path


def held(folder):
    """What the process holds just now."""
    gc.collect()
    return {
        "memory": int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize(),
        "descriptors": len(os.listdir("/proc/self/fd")),
        "threads": threading.active_count(),
        "files": sorted(str(path) for path in folder.iterdir()),
    }


def soak(transfers, minutes, seed, folder):
    """Run, and return the figures and what is amiss."""
    run = Run(seed, folder)
    asyncio.run(run.transfers(WARM_UP))
    before, started = held(run.folder), time.monotonic()
    if minutes is None:
        asyncio.run(run.transfers(transfers))
    while minutes is not None and time.monotonic() < started + minutes * 60:
        asyncio.run(run.transfers(ROUND))
        print(f"{run.number:,}", held(run.folder), file=sys.stderr, flush=True)
    seconds = time.monotonic() - started
    after = held(run.folder)
    for name in "descriptors", "threads", "files":
        if after[name] != before[name]:
            run.amiss.append(f"{name}: {before[name]} before, {after[name]} after")
    if after["memory"] - before["memory"] > MAX_GROWTH:
        run.amiss.append(f"memory has grown: {before['memory']:,} to {after['memory']:,} bytes")
    made = run.number - WARM_UP
    figures = {
        "transfers": made,
        "warm-up": WARM_UP,
        "seconds": round(seconds, 1),
        "a second": round(made / seconds),
    }
    return (
        figures
        | {"before": before, "after": after, "endings": run.endings}
        | {
            "unseen": sorted(ENDINGS - set(run.endings)),
            "amiss": run.amiss,
        }
    )


def main():
    """Read the words, run, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--transfers", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, help="instead of a number of transfers")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = soak(args.transfers, args.minutes, args.seed, folder)
    print(json.dumps(found))
    return 1 if found["amiss"] else 0


if __name__ == "__main__":
    sys.exit(main())
