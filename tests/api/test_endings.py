"""Exactly one ending, whatever comes at the same instant; and nothing left behind."""

import json
import subprocess
import sys
import textwrap

import pytest

from wxlab import Wx, WxError

# Runs in a process of its own, so that "nothing on stderr" and "no thread, no file" can be seen.
RACE = textwrap.dedent(
    """
    import collections, gc, json, os, random, sys, tempfile, threading
    from pathlib import Path
    from wxlab import Wx, practice

    DELAY = 30  # ms: the server answers, the budget ends and abort() is called at the same instant
    ROUNDS = 200
    random.seed(7)
    source = Path(tempfile.mkdtemp()) / "photo.png"
    source.write_bytes(b"x" * 100_000)

    def descriptors():
        gc.collect()
        return len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0

    counts = [collections.Counter() for _ in range(2 * ROUNDS)]
    with practice.serve() as server:
        wx = Wx()
        wx.downloadFile(url=server.url("/file/10")).wait()
        before = descriptors(), threading.active_count()

        def race(index):
            count = counts[index]
            options = {
                "url": server.url(f"/slow/{DELAY}"),
                "timeout": DELAY + random.choice([-2, 0, 1, 2, 1000]) if index % 20 else 30_000,
                "success": lambda res: count.update(["ending", "success"]),
                "fail": lambda res: count.update(["ending", res.errMsg.split(" ", 1)[1]]),
                "complete": lambda res: count.update(["complete"]),
            }
            if index % 2:
                task = wx.uploadFile(options, filePath=source, name="file")
            else:
                task = wx.downloadFile(options)
            task.onProgressUpdate(lambda res: count.update(["late"] if count["ending"] else []))
            if index % 20:  # the others succeed, however slow the machine is
                threading.Timer(DELAY / 1000 + random.uniform(-5e-3, 40e-3), task.abort).start()
            return task

        for start in range(0, len(counts), 20):
            tasks = [race(index) for index in range(start, start + 20)]
            for task in tasks:
                try:
                    task.wait(30)
                except Exception as error:
                    assert type(error).__name__ == "WxError", error
        slots = {api: len(slots._inside) for api, slots in wx._engine.slots.items()}
        left = [p.name for p in wx._engine.root.path.glob(".wxlab-*")]
        wx.close()
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.join()
    endings = sum(counts, collections.Counter())
    json.dump({"endings": endings, "odd": [c for c in counts if c["ending"] != 1 or
              c["complete"] != 1 or c["late"]], "slots": slots, "left": left,
              "before": before, "after": (descriptors(), threading.active_count())}, sys.stdout)
    """
)


def test_abort_timeout_and_answer_at_the_same_instant_make_one_ending():

    ran = subprocess.run(
        [sys.executable, "-W", "always", "-c", RACE], capture_output=True, text=True, timeout=120
    )
    assert ran.stderr == ""
    seen = json.loads(ran.stdout)
    assert seen["odd"] == []
    assert seen["endings"]["complete"] == seen["endings"]["ending"] == 400
    # The race is one: each of the three has won some rounds.
    assert {"success", "abort", "timeout"} <= set(seen["endings"])
    assert set(seen["slots"].values()) == {0}
    assert seen["left"] == []
    # The practice server and its connections were open before and are closed after.
    assert seen["after"][0] <= seen["before"][0]
    assert seen["after"][1] <= seen["before"][1]


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.png"
    path.write_bytes(b"\x89PNG" + b"x" * 100_000)
    return path


@pytest.mark.parametrize("api", ["uploadFile", "downloadFile"])
def test_an_abort_on_the_next_statement_sends_no_byte(server, wx, photo, api):
    calls = []
    options = {"filePath": photo, "name": "file"} if api == "uploadFile" else {}
    task = getattr(wx, api)(
        options,
        url=server.url("/stall"),
        success=lambda res: calls.append("success"),
        fail=lambda res: calls.append(res.errMsg),
        complete=lambda res: calls.append("complete"),
    )
    task.abort()
    with pytest.raises(WxError):
        task.wait(10)
    assert calls == [f"{api}:fail abort", "complete"]
    assert wx.downloadFile(url=server.url("/file/1")).wait(10).statusCode == 200
    assert server.hits("/stall") == 0


def test_an_abort_in_a_listener_stops_a_download_whose_bytes_are_all_here(server, wx, tmp_path):
    target = tmp_path / "kept.bin"
    target.write_bytes(b"old")
    task = wx.downloadFile(url=server.url("/file/3000"), filePath=target)
    task.onHeadersReceived(lambda res: task.abort())
    with pytest.raises(WxError, match="abort"):
        task.wait(10)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_raising_callback_is_reported_and_changes_nothing_else(server, wx, caplog):
    calls = []

    def success(res):
        calls.append("success")
        raise ZeroDivisionError("learners do that")

    task = wx.downloadFile(
        url=server.url("/file/10"), success=success, complete=lambda res: calls.append("complete")
    )
    task.onHeadersReceived(lambda res: 1 / 0)
    assert task.wait(10).statusCode == 200
    assert calls == ["success", "complete"]
    assert [record.name for record in caplog.records] == ["wxlab", "wxlab"]
    assert "ZeroDivisionError" in caplog.text


def test_a_callback_cannot_end_the_script_thread(server, wx, caplog):
    def leave(res):
        raise SystemExit

    for _ in range(2):
        assert wx.downloadFile(url=server.url("/file/10"), complete=leave).wait(10)
    assert "SystemExit" in caplog.text


def test_a_mini_program_can_be_closed_by_a_callback_of_its_own(server, wx):
    ended = []

    async def success(res):
        async with Wx() as other:
            other.downloadFile(url=server.url("/stall"), complete=lambda res: ended.append(res))

    wx.downloadFile(url=server.url("/file/1"), success=success).wait(10)
    assert wx.downloadFile(url=server.url("/file/1")).wait(10).statusCode == 200
    assert [res.errMsg for res in ended] == ["downloadFile:fail abort"]
