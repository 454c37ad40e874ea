"""What the profile costs: python -m tests.benchmarks.probes.profile_cost URL PAIRS DOWNLOADS

Prints the median of the ratios of pairs: CPU of downloads with a profile to those without. The two
halves of a pair run one after the other.
"""

import json
import statistics
import sys
import time

from wxlab import Wx


def cpu_seconds(wx, url, downloads, with_profile):
    """CPU time of the whole process for a series of downloads."""
    start = time.process_time()
    for _ in range(downloads):
        wx.downloadFile(url=url, enableProfile=with_profile).wait()
    return time.process_time() - start


def main(url, pairs, downloads):
    """Run the pairs, each in the other order than the one before."""
    with Wx() as wx:
        cpu_seconds(wx, url, int(downloads), True)
        ratios = []
        for turn in range(int(pairs)):
            order = (True, False) if turn % 2 else (False, True)
            seconds = {each: cpu_seconds(wx, url, int(downloads), each) for each in order}
            ratios.append(seconds[True] / seconds[False])
    print(json.dumps({"CPU with/without": statistics.median(ratios)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
