"""A gigabyte passes through in bounded memory, and closed connections leave none behind."""

import gc
import json
import subprocess
import sys
import textwrap
import threading
import weakref

import pytest

from wxlab import Wx, WxError, practice
from wxlab.net import bulk, connections
from wxlab.net.wire import WatchedTLS

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
def test_a_gigabyte_keeps_memory_growth_under_8_mib(tmp_path, api, path, warm):
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
        assert seen["growth"] < 8 * 1024 * 1024
        if api == "uploadFile":
            assert server.log[-1].parts[0].size == GIB


@pytest.fixture
def alive(monkeypatch):
    """How many TLS objects were made, and an event that is set while all of them are gone."""
    seen, kept, gone = [], set(), threading.Event()

    def went(ref):
        kept.discard(ref)
        if not kept:
            gone.set()

    class Remembered(WatchedTLS):
        def __new__(cls, *args, **more):
            made = super().__new__(cls, *args, **more)
            gone.clear()
            kept.add(weakref.ref(made, went))
            seen.append(len(kept))
            return made

    monkeypatch.setattr(connections, "WatchedTLS", Remembered)
    return seen, gone


def test_nothing_is_kept_of_a_closed_connection(tmp_path, alive):
    """Neither by a task that somebody holds, nor until the collector comes: that may be long."""
    path, closing = tmp_path / "small.bin", {"Connection": "close"}
    path.write_bytes(b"x" * 10_000)
    made, gone = alive
    gc.disable()
    try:
        with practice.serve(tls=True) as server, Wx(ssl_context=server.ssl_context) as wx:
            up = {"url": server.url("/upload"), "filePath": path, "name": "file"}
            tasks = [wx.uploadFile(up, header=closing) for _ in range(20)]
            sent_on = server.url("/redirect/2")
            tasks += [wx.downloadFile(url=sent_on, header=closing) for _ in range(20)]
            assert [task.wait(60).statusCode for task in tasks] == [200] * 40
            wx.close()
            assert gone.wait(30)
            assert len(made) >= 40
    finally:
        gc.enable()


@pytest.mark.parametrize("least", [1, 1 << 30], ids=["past the parser", "through the parser"])
@pytest.mark.parametrize(
    ("path", "options", "text"),
    [
        ("/file/9000000?chunked", {}, "exceed max file size"),
        ("/file/9000000", {}, "exceed max file size"),
        ("/stall/body?size=900000", {"timeout": 1500}, "timeout"),
    ],
)
def test_what_a_failure_raised_keeps_nothing_either(monkeypatch, alive, least, path, options, text):
    monkeypatch.setattr(bulk, "LEAST", least)
    made, gone = alive
    with practice.serve(tls=True) as server:
        with Wx(ssl_context=server.ssl_context, max_download_bytes=1_000_000) as wx:
            tasks = [wx.downloadFile(url=server.url(path), **options) for _ in range(5)]
            for task in tasks:
                with pytest.raises(WxError) as caught:
                    task.wait(60)
                assert caught.value.errMsg == f"downloadFile:fail {text}"
                del caught
        assert made
        assert any(gone.wait(0.1) or gc.collect() < 0 for _ in range(300))
