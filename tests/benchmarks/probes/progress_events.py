"""CPU of a progress event: python -m tests.benchmarks.probes.progress_events URL EVENTS

Told on the network thread, one in a turn of its loop, as a transfer tells them; heard on the script
thread. The turns themselves are taken off. `URL` must not answer: the task has to be under way.
Beside it what no listener on another thread can do without: a deque, a wake-up, a dict and a call.
"""

import asyncio
import json
import sys
import threading
import time

from wxlab import Wx
from wxlab.api.record import Record
from wxlab.api.script import SCRIPT
from wxlab.core.progress import Tick
from wxlab.net.loops import NETWORK

ROUNDS = 5
DAY_MS = 24 * 60 * 60 * 1000


async def turns(events, tell):
    """So many turns of the loop."""
    for number in range(events):
        tell(Tick(number * 100 // events, number, events))
        await asyncio.sleep(0)


def cpu(events, tell, heard):
    """Microseconds an event, until the last one has been heard; the least of a few rounds."""
    found = []
    for _ in range(ROUNDS):
        start = time.process_time()
        asyncio.run_coroutine_threadsafe(turns(events, tell), NETWORK.loop).result()
        heard()
        found.append(time.process_time() - start)
    return min(found) / events * 1e6


def main(url, events):
    """Print the cost of an event that is heard, of one that nobody listens to, and of the hop."""
    events = int(events)
    with Wx(max_timeout=None) as wx:
        task = wx.downloadFile(url=url, timeout=DAY_MS)
        delivery = task._delivery
        ended = threading.Event()

        def listen(res):
            if res.totalBytesWritten == events - 1:
                ended.set()

        def heard():
            ended.wait()
            ended.clear()

        empty = cpu(events, lambda tick: None, lambda: None)
        task.onProgressUpdate(listen)
        with_listener = cpu(events, delivery.progressed, heard) - empty
        task.offProgressUpdate(listen)
        alone = cpu(events, delivery.progressed, drained) - empty

        def told(tick):
            progress, done, expected = tick
            listen(
                Record(
                    progress=progress, totalBytesWritten=done, totalBytesExpectedToWrite=expected
                )
            )

        hop = cpu(events, lambda tick: SCRIPT.thread.post(told, tick), heard) - empty
        found = {"heard µs": with_listener, "not heard µs": alone, "bare hop µs": hop}
        print(json.dumps({**found, "of our own µs": with_listener - hop}))


def drained():
    """Wait until no event is in the line any more."""
    while not SCRIPT.idle:
        time.sleep(0.001)


if __name__ == "__main__":
    main(*sys.argv[1:])
