"""What the clients in Python share: a series of transfers, some at a time, and its clock.

    python -m tests.benchmarks.clients.with_NAME DIRECTION URL PATH SIZE COUNT AT_A_TIME [AUTHORITY]

`URL` ends where a size and a number follow; `PATH` is the file to upload, or the folder to fill.
One transfer of a single byte comes before the clock starts, so that start-up counts for nobody;
a COUNT of 0 is a start-up and nothing else, to be taken off. Prints JSON: seconds of the series,
its CPU as the process sees it, and how often a progress callback was called.
"""

import argparse
import asyncio
import json
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


class Series:
    """The transfers that the command line asks for."""

    def __init__(self, argv=None):
        parser = argparse.ArgumentParser()
        parser.add_argument("direction", choices=("upload", "download"))
        parser.add_argument("url")
        parser.add_argument("path", type=Path)
        parser.add_argument("size", type=int)
        parser.add_argument("count", type=int)
        parser.add_argument("at_a_time", type=int)
        parser.add_argument("authority", nargs="?")
        vars(self).update(vars(parser.parse_args(argv)))
        self.upload = self.direction == "upload"
        self.events = 0

    def progressed(self, *_):
        """What the progress callback does: count."""
        self.events += 1

    def context(self):
        """Trust in the one authority; `None` for http."""
        return ssl.create_default_context(cafile=self.authority) if self.authority else None

    def order(self, number, size=None):
        """URL and file of one transfer."""
        url = f"{self.url}/{self.size if size is None else size}/{number}"
        if self.upload:
            return url, self.path if size is None else self.path.with_name("tiny")
        return url, self.path / str(number)

    def check(self, answer, path):
        """After an upload: the server's count; after a download: the file."""
        size = path.stat().st_size
        if self.upload:
            if int(answer) < size:
                raise AssertionError(f"the server read {answer} of {size} bytes")
        elif size not in (1, self.size):
            raise AssertionError(f"{path} has {size} bytes instead of {self.size}")

    def run(self, transfer):
        """Make the transfers, in as many threads as are wanted: ``transfer(url, path)``."""

        def one(number, size=None):
            url, path = self.order(number, size)
            self.check(transfer(url, path), path)

        one("warm", 1)
        clock = Clock()
        if self.at_a_time == 1:
            for number in range(self.count):
                one(number)
        else:
            with ThreadPoolExecutor(self.at_a_time) as pool:
                list(pool.map(one, range(self.count)))
        clock.stop(self.events)

    async def run_async(self, transfer):
        """The same for a coroutine function, in as many tasks."""

        async def one(number, size=None):
            url, path = self.order(number, size)
            self.check(await transfer(url, path), path)

        async def some(numbers):
            for number in numbers:
                await one(number)

        await one("warm", 1)
        clock = Clock()
        numbers = iter(range(self.count))
        await asyncio.gather(*(some(numbers) for _ in range(self.at_a_time)))
        clock.stop(self.events)


class Clock:
    """Wall and CPU since it was made."""

    def __init__(self):
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def stop(self, events):
        """Print what it took."""
        wall, cpu = time.perf_counter() - self.wall, time.process_time() - self.cpu
        print(json.dumps({"wall": wall, "cpu": cpu, "events": events}), flush=True)
