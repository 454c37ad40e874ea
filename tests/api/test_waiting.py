"""Waiting for a task: in a script, a thread, an event loop, a callback."""

import asyncio
import contextvars
import os
import signal
import subprocess
import sys
import textwrap
import threading

import pytest

from wxlab import Wx, WxError
from wxlab.api import stretch
from wxlab.net.loops import NETWORK


def test_in_a_plain_script(server, wx):
    assert wx.downloadFile(url=server.url("/file/10")).wait().statusCode == 200


def test_in_a_thread(server, wx):
    found = []
    thread = threading.Thread(
        target=lambda: found.append(wx.downloadFile(url=server.url("/file/10")).wait())
    )
    thread.start()
    thread.join(10)
    assert found[0].statusCode == 200


def test_under_asyncio_run(server, wx):
    async def main():
        task = wx.downloadFile(url=server.url("/file/10"))
        return await task, await task.settled(), task.result

    awaited, settled, result = asyncio.run(main())
    assert awaited is settled is result


def test_several_at_once_with_gather(server, wx):
    async def main():
        return await asyncio.gather(
            *(wx.downloadFile(url=server.url(f"/file/{size}")) for size in (1, 2, 3))
        )

    assert [res.header["Content-Length"] for res in asyncio.run(main())] == ["1", "2", "3"]


def test_blocking_inside_a_running_loop_works_too(server, wx):
    async def main():
        return wx.downloadFile(url=server.url("/file/10")).wait(10)

    assert asyncio.run(main()).statusCode == 200


def test_time_over_leaves_the_task_running(server, wx):
    task = wx.downloadFile(url=server.url("/stall"))
    with pytest.raises(TimeoutError, match="goes on"):
        task.wait(0.2)
    server.wait_for(1, "/stall", "held")
    server.release()
    assert task.wait(10).statusCode == 200


def test_a_cancelled_await_aborts_the_transfer(server, wx):
    async def main():
        task = wx.downloadFile(url=server.url("/stall"))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(task, 0.2)
        return await task.settled()

    assert asyncio.run(main()).errMsg == "downloadFile:fail abort"


@pytest.mark.parametrize("wait", ["task.wait()", "asyncio.run(task.settled())"])
def test_an_interrupt_ends_waiting_and_aborts(server, wait):
    code = f"""
        import asyncio, sys
        from wxlab import wx
        task = wx.downloadFile(
            url={server.url("/stall")!r}, fail=lambda res: print(res.errMsg, flush=True)
        )
        print("waiting", flush=True)
        try:
            {wait}
        except KeyboardInterrupt:
            asyncio.run(task.settled())
    """
    server.clear()
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True
    )
    server.wait_for(1, "/stall", "held")
    os.kill(process.pid, signal.SIGINT)
    out, _ = process.communicate(timeout=10)
    assert out.splitlines() == ["waiting", "downloadFile:fail abort"]


# -- inside callbacks ------------------------------------------------------------------------


def test_a_callback_can_wait_for_another_task(server, wx):
    seen = []

    def success(res):
        seen.append(wx.downloadFile(url=server.url("/file/2")).wait(10).header["Content-Length"])

    wx.downloadFile(url=server.url("/file/1"), success=success).wait(10)
    assert seen == ["2"]


def test_a_coroutine_callback_can_wait_await_and_gather(server, wx):
    seen = []

    async def success(res):
        seen.append((await wx.downloadFile(url=server.url("/file/2"))).statusCode)
        both = (wx.downloadFile(url=server.url(f"/file/{size}")) for size in (3, 4))
        seen.append([res.header["Content-Length"] for res in await asyncio.gather(*both)])
        seen.append(wx.downloadFile(url=server.url("/file/5")).wait(10).statusCode)

    wx.downloadFile(url=server.url("/file/1"), success=success).wait(10)
    assert seen == [200, ["3", "4"], 200]


def test_a_task_that_is_waited_for_in_a_callback_runs_its_own_callbacks_meanwhile(server, wx):
    order = []

    def outer(res):
        order.append("outer begins")
        inner = wx.downloadFile(
            url=server.url("/file/2"), complete=lambda res: order.append("inner complete")
        )
        inner.wait(10)
        order.append("outer ends")

    wx.downloadFile(
        url=server.url("/file/1"), success=outer, complete=lambda res: order.append("complete")
    ).wait(10)
    assert order == ["outer begins", "inner complete", "outer ends", "complete"]


def test_waits_nest_as_deep_as_they_like(server, wx):
    def deeper(depth):
        def success(res):
            if depth:
                task = wx.downloadFile(url=server.url("/file/1"), success=deeper(depth - 1))
                reached.append((depth, task.wait(10).statusCode))

        return success

    reached = []
    wx.downloadFile(url=server.url("/file/1"), success=deeper(5)).wait(20)
    assert reached == [(depth, 200) for depth in range(1, 6)]


@pytest.mark.parametrize("how", ["wait", "await"])
def test_waiting_for_oneself_raises_at_once(server, wx, how):
    caught = []

    def waits(res):
        try:
            task.wait()
        except RuntimeError as error:
            caught.append(str(error))

    async def awaits(res):
        try:
            await task
        except RuntimeError as error:
            caught.append(str(error))

    task = wx.downloadFile(url=server.url("/file/1"), success=waits if how == "wait" else awaits)
    assert task.wait(10).statusCode == 200
    assert len(caught) == 1
    assert "complete" in caught[0]


def test_two_tasks_that_wait_for_each_other_are_told_so(server, wx):
    told = []

    async def waits_for(other):
        try:
            await tasks[other]
        except RuntimeError:
            told.append(other)

    tasks = {
        name: wx.downloadFile(url=server.url("/file/1"), success=lambda res, o=other: waits_for(o))
        for name, other in (("a", "b"), ("b", "a"))
    }
    for task in tasks.values():
        assert task.wait(10).statusCode == 200
    assert len(told) == 1


def test_a_slow_coroutine_callback_keeps_the_order(server, wx):
    order = []

    async def slowly(res):
        order.append("begins")
        await asyncio.sleep(0.05)
        order.append("ends")

    task = wx.downloadFile(
        url=server.url("/file/1"), success=slowly, complete=lambda res: order.append("complete")
    )
    task.onHeadersReceived(slowly)
    task.wait(10)
    assert order == ["begins", "ends", "begins", "ends", "complete"]


def test_callbacks_run_in_the_context_of_the_call(server, wx):
    cell = contextvars.ContextVar("cell", default="none")
    seen = []
    cell.set("one")
    task = wx.downloadFile(url=server.url("/file/1"), success=lambda res: seen.append(cell.get()))
    cell.set("two")
    task.wait(10)
    assert seen == ["one"]


def test_a_slow_callback_delays_no_transfer_and_no_timeout(server, wx):
    finished = threading.Event()
    quick = []

    def slow(res):
        other = wx.downloadFile(url=server.url("/file/7"), timeout=5000)
        quick.append(other)
        finished.wait(10)

    first = wx.downloadFile(url=server.url("/file/1"), success=slow)
    first._start.at_once()
    server.wait_for(1, "/file/7", "finished")  # while the callback still blocks
    finished.set()
    first.wait(10)
    assert quick[0].wait(10).statusCode == 200


def test_errors_carry_what_fail_received(wx):
    got = []
    task = wx.downloadFile(url="ftp://nowhere/", fail=got.append)
    with pytest.raises(WxError) as caught:
        task.wait(10)
    assert caught.value.res is got[0] is task.result
    assert (caught.value.errMsg, caught.value.errno) == ("downloadFile:fail invalid url", 600009)


def test_where_waiting_cannot_nest_it_raises_at_once_and_says_to_await(server, wx, monkeypatch):
    monkeypatch.setitem(sys.modules, "nest_asyncio", None)
    told = []

    def success(res):
        other = wx.downloadFile(url=server.url("/file/2"))
        try:
            other.wait()
        except RuntimeError as error:
            told.append(str(error))
        others.append(other)

    others = []
    assert wx.downloadFile(url=server.url("/file/1"), success=success).wait(10).statusCode == 200
    assert others[0].wait(10).statusCode == 200
    assert "await task" in told[0]


@pytest.mark.parametrize("part", ["statusCode", "tempFilePath", "profile"])
def test_a_task_that_is_taken_for_its_result_says_how_to_get_it(server, wx, part):
    task = wx.downloadFile(url=server.url("/file/1"))
    with pytest.raises(AttributeError, match=r"res = await task"):
        getattr(task, part)
    with pytest.raises(TypeError, match=rf"DownloadTask has no \['{part}'\]; .*res = await task"):
        task[part]
    task.wait(10)


def test_other_names_that_a_task_does_not_have_get_no_such_hint(wx):
    task = wx.downloadFile(url="http://127.0.0.1:1/")
    with pytest.raises(AttributeError, match=r"DownloadTask has no 'pause'$"):
        task.pause()
    with pytest.raises(TypeError, match=r"DownloadTask has no \[0\]$"):
        task[0]
    with pytest.raises(TypeError, match="iterable"):
        iter(task)
    with Wx(base_library="1.9.0") as old:
        task = old.downloadFile(url="http://127.0.0.1:1/")
        assert not hasattr(task, "offProgressUpdate")
        with pytest.raises(AttributeError, match=r"needs base library 2\.1\.0"):
            task.offProgressUpdate()


FORKED = """
import os, sys, threading
from wxlab import Wx

wx = Wx()
wx.downloadFile(url="")  # put off when the process forks
if child := os.fork():
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
ended = threading.Event()
task = wx.downloadFile(url="", complete=lambda res: ended.set())
os._exit(0 if ended.wait(30) else 1)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_child_starts_what_it_calls_though_its_parent_was_about_to_start_something():
    words = [sys.executable, "-W", "ignore", "-c", FORKED]
    assert subprocess.run(words, timeout=60, check=False).returncode == 0


def test_a_start_that_is_due_sooner_waits_for_none_that_is_due_later(wx, monkeypatch):
    monkeypatch.setattr(stretch, "GRACE", 3600)
    elsewhere = threading.Thread(target=wx.getStorageInfo)  # nobody there waits or awaits
    elsewhere.start()
    elsewhere.join()
    NETWORK.run(lambda: asyncio.sleep(0))  # the clock is wound
    monkeypatch.setattr(stretch, "GRACE", 0.001)
    told = threading.Event()
    wx.getStorageInfo(complete=lambda _res: told.set())
    assert told.wait(60)
