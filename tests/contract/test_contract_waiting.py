"""``await``, ``wait()``, ``settled()``, ``state``, and the late start."""

import asyncio
import contextlib
import gc
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from wxlab import Wx, WxError


def test_await_gives_the_success_object(server, wx):
    async def script():
        task = wx.downloadFile(url=server.url("/file/3"))
        res = await task
        assert res is task.result
        assert await task is res
        return res

    assert asyncio.run(script()).statusCode == 200


def test_await_raises_the_failure(wx):
    async def script():
        await wx.downloadFile(url="http://127.0.0.1:1/")

    with pytest.raises(WxError) as caught:
        asyncio.run(script())
    assert caught.value.errMsg == "downloadFile:fail -102:net::ERR_CONNECTION_REFUSED"
    assert caught.value.errno == 600001
    assert caught.value.res["errno"] == 600001


def test_many_are_awaited_together(server, wx):
    async def script():
        return await asyncio.gather(
            *(wx.downloadFile(url=server.url(f"/file/{n}")) for n in range(20)),
            wx.downloadFile(url="http://127.0.0.1:1/"),
            return_exceptions=True,
        )

    *fine, failed = asyncio.run(script())
    assert [res.statusCode for res in fine] == [200] * 20
    assert isinstance(failed, WxError)


def test_one_task_is_awaited_by_many(server, wx):
    async def script():
        task = wx.downloadFile(url=server.url("/stall"))
        waiting = [asyncio.ensure_future(task.settled()) for _ in range(5)]
        await asyncio.to_thread(server.wait_for, 1, "/stall", "held")
        server.release()
        return await asyncio.gather(*waiting)

    assert len({id(res) for res in asyncio.run(script())}) == 1


def test_wait_for_works_with_a_task(server, wx):
    async def script():
        task = wx.downloadFile(url=server.url("/file/3"))
        assert (await asyncio.wait_for(task, 20)).statusCode == 200
        held = wx.downloadFile(url=server.url("/stall"))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(held, 0.05)
        held.abort()
        await held.settled()

    asyncio.run(script())


def test_settled_gives_either_ending_and_never_raises(server, wx):
    async def script():
        good = await wx.downloadFile(url=server.url("/file/3")).settled()
        task = wx.downloadFile(url="http://127.0.0.1:1/")
        bad = await task.settled()
        assert bad is task.result
        return good.errMsg, bad.errMsg

    assert asyncio.run(script()) == (
        "downloadFile:ok",
        "downloadFile:fail -102:net::ERR_CONNECTION_REFUSED",
    )


@pytest.mark.parametrize("seconds", [0, 0.05, -1])
def test_a_wait_that_is_over_first_leaves_the_task_running(server, wx, heard, seconds):
    task = wx.downloadFile(heard.callbacks, url=server.url("/stall"))
    with pytest.raises(TimeoutError):
        task.wait(seconds)
    assert task.result is None
    server.wait_for(1, "/stall", "held")
    assert heard.said == []
    server.release()
    assert task.wait(20).statusCode == 200


def test_wait_and_await_return_after_complete_has_returned(server, wx):
    done = []

    def complete(res):
        time.sleep(0.05)
        done.append(res)

    async def complete_later(res):
        await asyncio.sleep(0.05)
        done.append(res)

    wx.downloadFile(url=server.url("/file/3"), complete=complete).wait(20)
    assert len(done) == 1

    async def script():
        await wx.downloadFile(url=server.url("/file/3"), complete=complete_later)
        assert len(done) == 2
        await wx.downloadFile(complete=complete).settled()
        assert len(done) == 3

    asyncio.run(script())


def test_wait_works_on_a_thread_with_a_running_loop(server, wx):
    async def script():
        return wx.downloadFile(url=server.url("/file/3")).wait(20)

    assert asyncio.run(script()).statusCode == 200


def test_wait_works_from_many_threads(server, wx):
    task, found = wx.downloadFile(url=server.url("/stall")), []
    threads = [threading.Thread(target=lambda: found.append(task.wait(20))) for _ in range(5)]
    for thread in threads:
        thread.start()
    server.wait_for(1, "/stall", "held")
    server.release()
    for thread in threads:
        thread.join(20)
    assert [res is task.result for res in found] == [True] * 5


def test_a_callback_can_wait_for_another_task(server, wx):
    found = []

    def success(res):
        other = wx.downloadFile(url=server.url("/file/5"), complete=found.append)
        found.append(other.wait(20))

    wx.downloadFile(url=server.url("/file/3"), success=success).wait(20)
    assert len(found) == 2
    assert found[0] is found[1]


def test_other_events_go_on_while_a_callback_waits(server, wx):
    found = []

    def release(res):
        server.wait_for(1, "/stall", "held")
        server.release()

    def wait_inside(res):
        held = wx.downloadFile(url=server.url("/stall"))
        wx.downloadFile(url=server.url("/file/7"), complete=release)
        found.append(held.wait(20))

    wx.downloadFile(url=server.url("/file/3"), success=wait_inside).wait(20)
    assert [res.statusCode for res in found] == [200]


def test_the_tasks_own_later_callbacks_wait_for_the_one_that_waits(server, wx):
    said = []

    def wait_inside(res):
        said.append("headers begins")
        wx.downloadFile(url=server.url("/slow/100")).wait(20)
        said.append("headers ends")

    task = wx.downloadFile(url=server.url("/file/3"), success=lambda res: said.append("success"))
    task.onHeadersReceived(wait_inside)
    task.onProgressUpdate(lambda res: said.append("progress"))
    task.wait(20)
    assert said == ["headers begins", "headers ends", "progress", "success"]


def test_waits_in_callbacks_nest(server, wx):
    depth = []

    def deeper(res):
        if len(depth) < 4:
            depth.append(len(depth))
            wx.downloadFile(url=server.url("/file/3"), success=deeper).wait(20)
            depth.append("up")

    wx.downloadFile(url=server.url("/file/3"), success=deeper).wait(20)
    assert depth == [0, 1, 2, 3, "up", "up", "up", "up"]


@pytest.mark.parametrize("where", ["success", "complete", "fail", "headers", "progress"])
def test_waiting_for_the_own_task_in_a_callback_raises_at_once(server, wx, ending, where):
    raised = []

    def callback(res):
        try:
            task.wait(20)
        except RuntimeError as error:
            raised.append(str(error))

    url = server.url("/file/3") if where != "fail" else "http://127.0.0.1:1/"
    named = {where: callback} if where in ("success", "complete", "fail") else {}
    task = wx.downloadFile(named, url=url)
    if where == "headers":
        task.onHeadersReceived(callback)
    if where == "progress":
        task.onProgressUpdate(callback)
    ending(task)
    assert len(raised) == 1
    assert raised[0]


def test_awaiting_the_own_task_in_a_callback_raises_at_once(server, wx):
    raised = []

    async def callback(res):
        try:
            await task
        except RuntimeError as error:
            raised.append(error)

    task = wx.downloadFile(url=server.url("/file/3"), success=callback)
    task.wait(20)
    assert len(raised) == 1


def test_a_coroutine_callback_can_await_others(server, wx):
    found = []

    async def success(res):
        found.extend(
            await asyncio.gather(*(wx.downloadFile(url=server.url("/file/5")) for _ in range(3)))
        )

    wx.downloadFile(url=server.url("/file/3"), success=success).wait(20)
    assert [res.statusCode for res in found] == [200] * 3


def test_a_task_tells_its_state_and_keeps_a_log(server, wx, photo):
    seen = []
    task = wx.uploadFile(
        url=server.url("/stall"),
        filePath=photo,
        name="f",
        complete=lambda res: seen.append(task.state),
    )
    assert task.state == "queued"
    with pytest.raises(TimeoutError):
        task.wait(0)
    server.wait_for(1, "/stall", "held")
    stop = time.monotonic() + 10
    while task.state != "waiting":
        assert time.monotonic() < stop
    task.onHeadersReceived(lambda res: seen.append(task.state))
    server.release()
    task.wait(20)
    assert seen == ["receiving", "done"]
    assert task.state == "done"
    assert isinstance(task.events, tuple)
    times = [event.time for event in task.events]
    assert times == sorted(times)
    assert [event.name for event in task.events][-2:] == ["success", "complete"]


def test_a_failed_task_says_so(wx, ending):
    task = wx.downloadFile(url="http://127.0.0.1:1/")
    ending(task)
    assert task.state == "failed"
    assert [event.name for event in task.events][-2:] == ["fail", "complete"]


# -- the late start ------------------------------------------------------------------------------


def test_nothing_starts_while_the_same_stretch_runs(server, wx, heard):
    async def script():
        task = wx.downloadFile(heard.callbacks, url=server.url("/file/3"))
        time.sleep(0.01)  # noqa: ASYNC251 - the code that made the call goes on
        assert server.log == ()
        heard.listen(task)
        await task

    asyncio.run(script())
    assert heard.names == ["headers", "progress", "success", "complete"]


def test_a_listener_added_after_a_print_misses_nothing(server, wx, heard, capsys):
    for _ in range(10):
        task = wx.downloadFile(url=server.url("/file/3"))
        print("printed", flush=True)
        time.sleep(0.02)
        heard.listen(task)
        task.wait(20)
    assert heard.names == ["headers", "progress"] * 10


def test_a_task_starts_by_itself_in_a_plain_script(server, wx, heard):
    wx.downloadFile(heard.callbacks, url=server.url("/file/3"))
    assert heard.completed.wait(20)
    assert heard.names == ["success", "complete"]


def test_a_task_starts_at_the_next_turn_of_the_callers_loop(server, wx, heard):
    async def script():
        wx.downloadFile(heard.callbacks, url=server.url("/file/3"))
        await asyncio.to_thread(heard.completed.wait, 20)

    asyncio.run(script())
    assert heard.names == ["success", "complete"]


def test_waiting_for_one_starts_all(server, wx):
    first = wx.downloadFile(url=server.url("/stall"))
    second = wx.downloadFile(url=server.url("/file/3"))
    second.wait(20)
    server.wait_for(1, "/stall", "held")
    server.release()
    first.wait(20)


def test_calls_start_in_the_order_they_were_made(server):
    with Wx(max_concurrency=1) as wx:
        tasks = [wx.downloadFile(url=server.url(f"/file/{number}")) for number in range(8)]
        tasks[-1].wait(20)
    assert [arrival.path for arrival in server.log] == [f"/file/{number}" for number in range(8)]


SCRIPT = """
import sys
from wxlab import WxError, wx
task = wx.downloadFile(url=sys.argv[1])
async def main():
    await task
try:
    if sys.argv[2] == "await":
        import asyncio
        asyncio.run(main())
    else:
        task.wait()
except KeyboardInterrupt:
    print("interrupted", flush=True)
try:
    task.wait(20)
except WxError as error:
    print(error)
"""


@pytest.mark.parametrize("how", ["wait", "await"])
def test_an_interrupt_ends_the_waiting_and_aborts_the_task(server, how):
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, server.url("/stall"), how],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        text=True,
    )
    try:
        server.wait_for(1, "/stall", "held")
        process.send_signal(signal.SIGINT)
        printed, errors = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()
    assert printed.splitlines() == ["interrupted", "downloadFile:fail abort"]
    assert errors == ""
    server.wait_for(1, "/stall", "finished")
    assert server.log[0].aborted


# -- waiting where it could go wrong -------------------------------------------------------------


def test_of_two_callbacks_that_wait_for_each_other_one_is_refused(server, wx):
    tasks, said = {}, []

    def waits_for(name):
        def callback(res):
            try:
                said.append(tasks[name].wait(20).statusCode)
            except RuntimeError as error:
                said.append(type(error))

        return callback

    for name, other in (("first", "second"), ("second", "first")):
        tasks[name] = wx.downloadFile(url=server.url("/file/1"), success=waits_for(other))
    for task in tasks.values():
        task.wait(20)
    assert sorted(said, key=str) == [200, RuntimeError]


def test_a_coroutine_callback_may_wait_as_well_as_await(server, wx):
    said = []

    async def success(res):
        await asyncio.sleep(0)
        said.append(wx.downloadFile(url=server.url("/file/2")).wait(20).statusCode)
        await asyncio.sleep(0)
        said.append((await wx.downloadFile(url=server.url("/file/3"))).statusCode)

    wx.downloadFile(url=server.url("/file/1"), success=success).wait(20)
    assert said == [200, 200]


def test_a_wait_in_a_callback_that_is_over_first_leaves_the_task_running(server, wx):
    said = []

    def success(res):
        held = wx.downloadFile(url=server.url("/stall"))
        try:
            held.wait(0.05)
        except TimeoutError:
            said.append("over")
        server.wait_for(1, "/stall", "held")
        server.release()
        said.append(held.wait(20).statusCode)

    wx.downloadFile(url=server.url("/file/1"), success=success).wait(20)
    assert said == ["over", 200]


def test_a_task_is_awaited_from_loops_other_than_the_callers(server, wx):
    task, found = wx.downloadFile(url=server.url("/file/9")), []

    async def script():
        found.append(await task)

    threads = [threading.Thread(target=lambda: asyncio.run(script())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert [res is task.result for res in found] == [True] * 3


WITHOUT_NEST_ASYNCIO = """
import sys
sys.modules["nest_asyncio"] = None
from wxlab import wx
def success(res):
    try: wx.downloadFile(url=sys.argv[1]).wait(20)
    except RuntimeError as error: print(error)
async def later(res):
    print((await wx.downloadFile(url=sys.argv[1])).statusCode)
wx.downloadFile(url=sys.argv[1], success=success, complete=later).wait(20)
wx.close()
"""


def test_where_a_callback_cannot_wait_it_is_told_to_await(server):
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_NEST_ASYNCIO, server.url("/file/3")],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    refusal, answer = done.stdout.splitlines()
    assert "await" in refusal
    assert answer == "200"
    assert done.stderr == ""


def test_many_threads_at_once_have_exactly_one_ending_each(server):
    endings = {}

    def calls(thread):
        tasks = []
        for number in range(20):
            said = endings[thread, number] = []
            tasks.append(
                wx.downloadFile(
                    url=server.url(f"/file/{number * 1000}"),
                    success=lambda res, said=said: said.append("success"),
                    fail=lambda res, said=said: said.append("fail"),
                    complete=lambda res, said=said: said.append("complete"),
                )
            )
            if number % 5 == 0:
                tasks[-1].abort()
        for task in tasks:
            with contextlib.suppress(WxError):
                task.wait(30)

    with Wx() as wx:
        threads = [threading.Thread(target=calls, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    for (_, number), said in endings.items():
        assert said == ["fail" if number % 5 == 0 else "success", "complete"]
    assert len(endings) == 120
    assert server.peak <= 10


def test_a_mini_program_nobody_holds_finishes_what_it_began(server, heard):
    Wx().downloadFile(heard.callbacks, url=server.url("/slow/100"))
    gc.collect()
    assert heard.completed.wait(20)
    assert heard.names == ["success", "complete"]
