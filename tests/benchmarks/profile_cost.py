"""What the profile costs: CPU of keep-alive downloads of 10 KiB, with it and without.

    python tests/benchmarks/profile_cost.py

Prints the median of the ratios of pairs; the two halves of a pair run one after the other.
"""

import statistics
import time

from wxlab import Wx, practice

PAIRS = 15
DOWNLOADS = 100


def cpu_seconds(wx: Wx, url: str, with_profile: bool) -> float:
    """CPU time of the whole process for a series of downloads."""
    start = time.process_time()
    for _ in range(DOWNLOADS):
        wx.downloadFile(url=url, enableProfile=with_profile).wait()
    return time.process_time() - start


def main() -> None:
    """Run the pairs, each in the other order than the one before."""
    with practice.serve() as server, Wx() as wx:
        url = server.url("/file/10240")
        cpu_seconds(wx, url, True)
        ratios = []
        for turn in range(PAIRS):
            order = (True, False) if turn % 2 else (False, True)
            seconds = {each: cpu_seconds(wx, url, each) for each in order}
            ratios.append(seconds[True] / seconds[False])
            print(f"{seconds[True]:.3f} s with, {seconds[False]:.3f} s without: {ratios[-1]:.2f}")
        print(f"median ratio {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
