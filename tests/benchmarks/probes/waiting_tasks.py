"""One waiting task more: python -m tests.benchmarks.probes.waiting_tasks URL COUNT

Ten downloads of `URL/hold` take all places, so that COUNT others wait. Prints CPU, in microseconds
a task, of lining them up, of all of them taking place, awaited all at once, and of aborting as many
that wait; and KiB of memory that a waiting one takes. Without Python's full collections, which cost
tens of milliseconds each and fall now into one stretch, now into another.
"""

import asyncio
import gc
import json
import resource
import sys
import time
from contextlib import contextmanager

from wxlab import Wx

PLACES = 10
UNIT = 1 if sys.platform == "darwin" else 1024
DAY_MS = 24 * 60 * 60 * 1000


class Probe:
    """A mini-program and what its tasks take."""

    def __init__(self, wx, url, count):
        self.wx, self.url, self.count = wx, url, count
        self.slots = wx._engine.slots["downloadFile"]
        self.found = {}

    @contextmanager
    def timed(self, name):
        """Note the CPU of a stretch, a task."""
        start = time.process_time()
        yield
        self.found[name] = (time.process_time() - start) / self.count * 1e6

    async def until(self, waiting):
        """Until so many are in the line."""
        while not (self.slots.full and len(self.slots._line) == waiting):  # noqa: ASYNC110
            await asyncio.sleep(0.002)

    async def taken(self):
        """Tasks that take all places and do not end."""
        url = f"{self.url}/hold"
        holding = [self.wx.downloadFile(url=url, timeout=DAY_MS) for _ in range(PLACES)]
        await self.until(0)
        return holding

    def made(self):
        """Tasks that will wait."""
        url = f"{self.url}/kept/1/0"
        return [self.wx.downloadFile(url=url, timeout=DAY_MS) for _ in range(self.count)]

    async def run(self):
        """All of it, once to the end and once aborted."""
        await self.wx.downloadFile(url=f"{self.url}/kept/1/0")
        holding = await self.taken()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with self.timed("line up µs"):
            tasks = self.made()
            await self.until(self.count)
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        self.found["KiB"] = (after - before) * UNIT / 1024 / self.count
        with self.timed("finish µs"):
            for task in holding:
                task.abort()
            await asyncio.gather(*(task.settled() for task in tasks))
        assert all("tempFilePath" in task.result for task in tasks)
        await self.aborted(await self.taken())

    async def aborted(self, holding):
        """As many, aborted while they wait, the last one first."""
        tasks = self.made()
        await self.until(self.count)
        with self.timed("abort µs"):
            for task in reversed(tasks):
                task.abort()
            await tasks[0].settled()  # the first one made is the last to be told
        for task in holding:
            task.abort()


def main(url, count):
    """Print what was found."""
    gc.disable()
    with Wx(max_concurrency=PLACES, max_timeout=None) as wx:
        probe = Probe(wx, url, int(count))
        asyncio.run(probe.run())
        print(json.dumps(probe.found))


if __name__ == "__main__":
    main(*sys.argv[1:])
