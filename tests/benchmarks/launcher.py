"""A small process that starts the measured programs, because of how memory is counted.

    python -I -S launcher.py    reads a JSON object a line, answers with one

On Linux a program's peak memory begins with that of the process that started it. The harness is
larger than curl; this stays smaller. It counts CPU and peak memory of the ended process with
`wait4`, from outside, whatever the program says about itself.
"""

import json
import os
import select
import signal
import sys
from time import perf_counter

LAST = 2000
"""Characters of what a program complained of that are told."""

NOT_THERE = 127
"""A shell's exit code for what cannot be started."""

RSS_UNIT = 1 if sys.platform == "darwin" else 1024


def run(command, cpus, seconds, complaints, environ):
    """Run to the end, at most so many seconds; what it took, and what it printed."""
    if cpus:
        os.sched_setaffinity(0, cpus)
    reading, writing = os.pipe()
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, writing, 1),
        (os.POSIX_SPAWN_OPEN, 2, complaints, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
    ]
    started = perf_counter()
    try:
        child = os.posix_spawnp(
            command[0],
            command,
            environ,
            file_actions=actions,
            setsigdef=[signal.SIGPIPE, signal.SIGINT],
        )
    except OSError as error:
        os.close(reading)
        return {"status": NOT_THERE, "said": str(error)}
    finally:
        os.close(writing)
    printed = read(reading, child, started + seconds)
    _, status, usage = os.wait4(child, 0)
    wall = perf_counter() - started
    with open(complaints, "rb") as file:
        said = file.read().decode("utf-8", "replace")[-LAST:]
    return {
        "status": os.waitstatus_to_exitcode(status),
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime,
        "peak": usage.ru_maxrss * RSS_UNIT,
        "printed": printed.decode("utf-8", "replace"),
        "said": said,
    }


def read(reading, child, deadline):
    """All that a program prints; it is killed when its time is over."""
    printed = b""
    while True:
        ready, _, _ = select.select([reading], [], [], max(0, deadline - perf_counter()))
        if not ready:
            os.kill(child, signal.SIGKILL)
            deadline = perf_counter() + 10
            continue
        data = os.read(reading, 65536)
        if not data:
            os.close(reading)
            return printed
        printed += data


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # meant for the harness, which ends this
    for line in sys.stdin:
        print(json.dumps(run(**json.loads(line))), flush=True)
