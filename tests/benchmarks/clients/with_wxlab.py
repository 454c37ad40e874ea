"""wxlab with all that it does for a learner: progress, profile, log. Awaited, as in a notebook.

With ``WXLAB_BENCH_WAIT=1`` every task is waited for instead, as in a script.
"""

import asyncio
import os

from tests.benchmarks.clients.series import Series
from wxlab import Wx

GIB = 1024**3
DAY_MS = 24 * 60 * 60 * 1000


def started(wx, series, url, path):
    """A task with a progress listener."""
    if series.upload:
        task = wx.uploadFile(url=url, filePath=path, name="file", timeout=DAY_MS)
    else:
        task = wx.downloadFile(url=url, filePath=path, timeout=DAY_MS)
    task.onProgressUpdate(series.progressed)
    return task


def answer(series, res):
    """What the server said, after an upload."""
    assert res.statusCode == 200
    assert res.profile.receivedBytedCount > 0
    return res.data if series.upload else None


async def awaited(wx, series):
    """Every task is awaited."""

    async def transfer(url, path):
        return answer(series, await started(wx, series, url, path))

    await series.run_async(transfer)


def waited(wx, series):
    """Every task is waited for, in threads when there are several."""
    series.run(lambda url, path: answer(series, started(wx, series, url, path).wait()))


def main(series):
    """One mini-program for all."""
    with Wx(max_download_bytes=2 * GIB, max_timeout=None, ssl_context=series.context()) as wx:
        if os.environ.get("WXLAB_BENCH_WAIT") == "1":
            waited(wx, series)
        else:
            asyncio.run(awaited(wx, series))


if __name__ == "__main__":
    main(Series())
