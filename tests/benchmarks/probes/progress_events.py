"""CPU of a progress event: python -m tests.benchmarks.probes.progress_events URL

Told on the network thread, one in a turn of its loop, as a transfer tells them; heard on the script
thread. The turns themselves are taken off. `URL` must not answer: the task has to be under way.
"""

import asyncio
import json
import sys
import threading
import time

from wxlab import Wx
from wxlab.core.progress import Tick
from wxlab.net.loops import NETWORK

EVENTS = 5000
ROUNDS = 5


async def turns(tell):
    """So many turns of the loop."""
    for number in range(EVENTS):
        tell(Tick(number * 100 // EVENTS, number, EVENTS))
        await asyncio.sleep(0)


def cpu(tell, heard):
    """Microseconds an event, until the last one has been heard; the least of a few rounds."""
    found = []
    for _ in range(ROUNDS):
        start = time.process_time()
        asyncio.run_coroutine_threadsafe(turns(tell), NETWORK.loop).result()
        heard()
        found.append(time.process_time() - start)
    return min(found) / EVENTS * 1e6


def main(url):
    """Print the cost of an event that is heard, and of one that nobody listens to."""
    with Wx() as wx:
        task = wx.downloadFile(url=url)
        delivery = task._delivery
        ended = threading.Event()

        def listen(res):
            if res.totalBytesWritten == EVENTS - 1:
                ended.set()

        def heard():
            ended.wait()
            ended.clear()

        empty = cpu(lambda tick: None, lambda: None)
        task.onProgressUpdate(listen)
        with_listener = cpu(delivery.progressed, heard) - empty
        task.offProgressUpdate(listen)
        alone = cpu(delivery.progressed, lambda: drained(delivery)) - empty
        print(json.dumps({"heard µs": with_listener, "not heard µs": alone}))


def drained(delivery):
    """Wait until no event is in the line any more."""
    while delivery._behind:
        time.sleep(0.001)


if __name__ == "__main__":
    main(*sys.argv[1:])
