"""How long `import wxlab` takes, run by hand: python tests/benchmarks/import_time.py [ROUNDS]

Fresh interpreters, taken in turns so that a busy machine is busy for all of them alike. The import
of aiohttp is left to the first call, and here to compare with; an empty interpreter shows what
Python itself takes.
"""

import os
import statistics
import subprocess
import sys
from pathlib import Path
from time import perf_counter

STATEMENTS = ("pass", "import aiohttp", "import wxlab")
CHECKOUT = str(Path(__file__).parents[2])


def seconds(statement: str) -> float:
    """The wall time of one interpreter that does this and ends."""
    started = perf_counter()
    subprocess.run(
        [sys.executable, "-c", statement],
        check=True,
        env={**os.environ, "PYTHONPATH": CHECKOUT},
    )
    return perf_counter() - started


def main(rounds: int) -> None:
    """Print the median of each statement, less the empty interpreter's, and the ratio."""
    for statement in STATEMENTS:
        seconds(statement)  # The first one compiles and fills the file cache.
    taken: dict[str, list[float]] = {statement: [] for statement in STATEMENTS}
    for _ in range(rounds):
        for statement in STATEMENTS:
            taken[statement].append(seconds(statement))
    empty, *imports = (statistics.median(taken[statement]) for statement in STATEMENTS)
    print(f"Python {sys.version.split()[0]}, median of {rounds} fresh interpreters each")
    print(f"{'an empty interpreter':<24}{empty:7.3f} s")
    for statement, median in zip(STATEMENTS[1:], imports, strict=True):
        spread = max(taken[statement]) - min(taken[statement])
        print(f"{statement:<24}{median - empty:7.3f} s more (spread {spread:.3f} s)")
    aiohttp, wxlab = imports
    print(f"{'ratio':<24}{(wxlab - empty) / (aiohttp - empty):7.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
