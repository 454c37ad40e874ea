"""A gigabyte passes through in bounded memory."""

import json
import subprocess
import sys
import textwrap

import pytest

from wxlab import practice

GIB = 1 << 30

MOVE = textwrap.dedent(
    """
    import json, os, resource, sys
    from pathlib import Path
    from wxlab import Wx
    api, url, warm, folder = sys.argv[1:]
    wx = Wx(max_timeout=None, max_download_bytes=2 << 30, root=folder)
    big = Path(folder) / "big.bin"
    os.truncate(os.open(big, os.O_CREAT | os.O_WRONLY), 1 << 30)
    small = Path(folder) / "small.bin"
    small.write_bytes(b"x" * 3_000_000)
    per_unit = 1 if sys.platform == "darwin" else 1024

    def peak():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * per_unit

    def move(url, path):
        if api == "uploadFile":
            return wx.uploadFile(url=url, filePath=path, name="file", timeout=280_000).wait()
        return wx.downloadFile(url=url, filePath=str(big), timeout=280_000).wait()

    move(warm, small)  # imports, buffers, the first connection
    before = peak()
    res = move(url, big)
    print(json.dumps({"status": res.statusCode, "growth": peak() - before,
                      "size": big.stat().st_size}))
    """
)


@pytest.mark.parametrize(
    ("api", "path", "warm"),
    [("uploadFile", "/upload", "/upload"), ("downloadFile", f"/file/{GIB}", "/file/3000000")],
)
def test_a_gigabyte_keeps_memory_growth_under_24_mib(tmp_path, api, path, warm):
    with practice.serve(max_request_bytes=2 * GIB) as server:
        ran = subprocess.run(
            [sys.executable, "-c", MOVE, api, server.url(path), server.url(warm), tmp_path],
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert ran.stderr == ""
        seen = json.loads(ran.stdout)
        assert (seen["status"], seen["size"]) == (200, GIB)
        # A download needs one buffer, whatever its size.
        assert seen["growth"] < (8 if api == "downloadFile" else 24) * 1024 * 1024
        if api == "uploadFile":
            assert server.log[-1].parts[0].size == GIB
