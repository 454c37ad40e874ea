"""A slow link between two network namespaces, in user space: delay and rate for every packet.

usage: link.py NAMESPACE_A NAMESPACE_B DELAY_MS RATE_MBIT    (root, iproute2, /dev/net/tun)

The kernels that run tests often lack netem, and a token bucket cannot delay. So each namespace
gets a TUN device whose other end is this process: a packet waits for its turn on the wire
(RATE, a queue of 100 ms, then it is dropped), then for the DELAY of one direction. Prints READY.
Addresses: 10.99.0.1 in A, 10.99.0.2 in B. Ends when its standard input is closed.
"""

import fcntl
import heapq
import os
import select
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
QUEUE_SECONDS = 0.1


def device(name: str, namespace: str, address: str) -> int:
    """Make a TUN device here, keep its descriptor, and move the device into the namespace."""
    descriptor = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(descriptor, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
    for command in (
        f"ip link set {name} netns {namespace}",
        f"ip -n {namespace} addr add {address}/24 dev {name}",
        f"ip -n {namespace} link set {name} up",
        f"ip -n {namespace} link set lo up",
    ):
        subprocess.run(command.split(), check=True)
    return descriptor


def run(ends: list[int], delay: float, rate: float) -> None:
    """Pass packets both ways until standard input is closed."""
    free = [0.0, 0.0]
    flying: list[tuple[float, int, int, bytes]] = []
    count = 0
    while True:
        now = time.monotonic()
        while flying and flying[0][0] <= now:
            _, _, way, packet = heapq.heappop(flying)
            os.write(ends[1 - way], packet)
        wait = max(flying[0][0] - time.monotonic(), 0) if flying else None
        ready, _, _ = select.select([*ends, sys.stdin], [], [], wait)
        if sys.stdin in ready:
            return
        for descriptor in ready:
            way = ends.index(descriptor)
            packet, now = os.read(descriptor, 65536), time.monotonic()
            gone = max(free[way], now) + len(packet) * 8 / rate
            if gone - now <= QUEUE_SECONDS + len(packet) * 8 / rate:
                free[way] = gone
                count += 1
                heapq.heappush(flying, (gone + delay, count, way, packet))


if __name__ == "__main__":
    one, other, delay_ms, rate_mbit = sys.argv[1:]
    mark = os.getpid() % 100_000
    both = [device(f"wxa{mark}", one, "10.99.0.1"), device(f"wxb{mark}", other, "10.99.0.2")]
    print("READY", flush=True)
    run(both, float(delay_ms) / 1000, float(rate_mbit) * 1e6)
