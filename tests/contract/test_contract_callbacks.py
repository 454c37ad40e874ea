"""Who is called, how often, with what, on which thread."""

import asyncio
import contextvars
import logging
import subprocess
import sys
import threading
import time

import pytest

from wxlab import Wx, WxError


def test_an_upload_ends_with_success_then_complete_and_the_same_object(server, wx, photo, heard):
    task = wx.uploadFile(heard.callbacks, url=server.url("/upload"), filePath=photo, name="f")
    res = task.wait(20)
    assert heard.names == ["success", "complete"]
    assert heard.said[0][1] is heard.said[1][1] is res is task.result


def test_a_failure_ends_with_fail_then_complete_and_the_same_object(wx, heard):
    task = wx.downloadFile(heard.callbacks, url="http://127.0.0.1:1/")
    with pytest.raises(WxError) as caught:
        task.wait(20)
    assert heard.names == ["fail", "complete"]
    assert heard.said[0][1] is heard.said[1][1] is caught.value.res is task.result


def test_any_status_is_success(server, wx, photo, heard):
    for status in (200, 204, 304, 400, 404, 413, 500, 599):
        task = wx.downloadFile(heard.callbacks, url=server.url(f"/status/{status}"))
        assert task.wait(20).statusCode == status
        options = {"url": server.url(f"/status/{status}"), "filePath": photo, "name": "f"}
        assert wx.uploadFile(options).wait(20).statusCode == status
    assert "fail" not in heard.names


def test_nothing_is_called_before_the_call_has_returned(server, wx, heard):
    async def script():
        task = heard.listen(wx.downloadFile(heard.callbacks, url=server.url("/file/3")))
        assert heard.said == []
        await task

    asyncio.run(script())
    assert heard.names == ["headers", "progress", "success", "complete"]


def test_callbacks_may_be_coroutine_functions_and_each_is_awaited_before_the_next(server, wx):
    said = []

    def slow(name):
        async def callback(res):
            said.append(f"{name} begins")
            for _ in range(5):
                await asyncio.sleep(0.002)
            said.append(f"{name} ends")

        return callback

    task = wx.downloadFile(
        url=server.url("/file/3"), success=slow("success"), complete=slow("complete")
    )
    task.onHeadersReceived(slow("headers"))
    task.onProgressUpdate(slow("progress"))
    task.wait(20)
    order = ("headers", "progress", "success", "complete")
    assert said == [f"{name} {step}" for name in order for step in ("begins", "ends")]


def test_two_coroutine_callbacks_of_two_tasks_do_not_overlap(server, wx):
    inside, most = [], []

    async def callback(res):
        inside.append(res)
        most.append(len(inside))
        await asyncio.sleep(0.01)
        inside.pop()

    tasks = [wx.downloadFile(url=server.url("/file/3"), complete=callback) for _ in range(4)]
    for task in tasks:
        task.wait(20)
    assert most == [1, 1, 1, 1]


def test_what_a_plain_callback_returns_is_ignored(server, wx, heard):
    """As in JavaScript, where an arrow function returns whatever it calls."""
    second = []

    def success(res):
        second.append(wx.downloadFile(url=server.url("/stall")))
        return second[0]

    task = wx.downloadFile(heard.callbacks, url=server.url("/file/1"), success=success)
    assert task.wait(5).statusCode == 200
    assert heard.names == ["complete"]
    server.wait_for(1, "/stall", "held")
    server.release()
    assert second[0].wait(20).statusCode == 200


def test_a_callback_may_return_its_own_task(server, wx, heard, caplog):
    made = []
    made.append(
        wx.downloadFile(heard.callbacks, url=server.url("/file/1"), success=lambda res: made[0])
    )
    made[0].wait(20)
    assert heard.names == ["complete"]
    assert caplog.records == []


def boom(res):
    raise ValueError("boom from a callback")


async def boom_later(res):
    await asyncio.sleep(0)
    raise ValueError("boom from a callback")


def leave(res):
    raise SystemExit(3)


def interrupt(res):
    raise KeyboardInterrupt


@pytest.mark.parametrize("raising", [boom, boom_later, leave, interrupt])
def test_a_callback_that_raises_is_reported_and_changes_nothing(server, wx, heard, caplog, raising):
    with caplog.at_level(logging.ERROR, "wxlab"):
        task = wx.downloadFile(heard.callbacks, url=server.url("/file/3"), success=raising)
        task.onHeadersReceived(raising)
        task.onHeadersReceived(heard.hear("headers"))
        task.onProgressUpdate(raising)
        task.onProgressUpdate(heard.hear("progress"))
        assert task.wait(20).statusCode == 200
    assert heard.names == ["headers", "progress", "complete"]
    reports = [record for record in caplog.records if record.name == "wxlab"]
    assert len(reports) == 3
    assert all(record.exc_info for record in reports)


def test_a_raising_complete_frees_the_queue(server, caplog):
    with Wx(max_concurrency=1) as wx:
        for _ in range(3):
            wx.downloadFile(url=server.url("/file/3"), complete=boom).wait(20)
    assert server.hits("/file/3") == 3


def test_a_traceback_goes_to_stderr():
    code = (
        "from wxlab import wx\n"
        "try: wx.downloadFile(fail=lambda res: 1 / 0).wait(20)\n"
        "except Exception as error: print(error)\n"
        "wx.close()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert "ZeroDivisionError" in done.stderr
    assert "Traceback" in done.stderr
    assert done.stdout.startswith("downloadFile:fail parameter error")
    assert done.returncode == 0


def test_callbacks_run_on_one_thread_which_is_not_the_callers(server, wx):
    threads = set()

    def note(res):
        threads.add(threading.current_thread())

    for _ in range(3):
        task = wx.downloadFile(url=server.url("/file/3"), success=note, complete=note)
        task.onProgressUpdate(note)
        task.onHeadersReceived(note)
        task.wait(20)
    assert len(threads) == 1
    assert threading.current_thread() not in threads


CELL = contextvars.ContextVar("cell", default="none")


def test_callbacks_see_the_context_of_the_call(server, wx):
    seen = []

    def note(res):
        seen.append(CELL.get())

    async def note_later(res):
        await asyncio.sleep(0)
        seen.append(CELL.get())

    tasks = []
    for name in ("first", "second"):
        token = CELL.set(name)
        tasks.append(wx.downloadFile(url=server.url("/stall"), success=note, complete=note_later))
        tasks[-1].onHeadersReceived(note)
        CELL.reset(token)
    with pytest.raises(TimeoutError):
        tasks[0].wait(0.01)
    server.wait_for(2, "/stall", "held")
    server.release()
    for task in tasks:
        task.wait(20)
    assert sorted(seen) == ["first"] * 3 + ["second"] * 3


def test_what_a_callback_sets_in_its_context_stays_there(server, wx):
    seen = []
    wx.downloadFile(url=server.url("/file/1"), success=lambda res: CELL.set("changed")).wait(20)
    wx.downloadFile(url=server.url("/file/1"), success=lambda res: seen.append(CELL.get())).wait(20)
    assert seen == [CELL.get()] == ["none"]


def test_a_slow_callback_delays_no_transfer(server, wx):
    arrived, release = threading.Event(), threading.Event()

    def slow(res):
        arrived.set()
        release.wait(20)

    first = wx.downloadFile(url=server.url("/file/1"), complete=slow)
    with pytest.raises(TimeoutError):
        first.wait(0.2)
    assert arrived.wait(20)
    second = wx.downloadFile(url=server.url("/file/2"))
    with pytest.raises(TimeoutError):
        second.wait(0.05)
    server.wait_for(1, "/file/2", "finished")
    assert second.result is None
    release.set()
    assert first.wait(20).statusCode == second.wait(20).statusCode == 200


def test_a_slow_callback_does_not_use_up_the_timeout(server, wx):
    task = wx.downloadFile(url=server.url("/file/1000"), timeout=2000)
    task.onHeadersReceived(lambda res: time.sleep(2.2))
    assert task.wait(20).statusCode == 200


# -- listeners -----------------------------------------------------------------------------------


def test_off_removes_one_registration_of_that_very_function(server, wx):
    calls = []

    def twice(res):
        calls.append("twice")

    def other(res):
        calls.append("other")

    task = wx.downloadFile(url=server.url("/file/3"))
    for listener in (twice, twice, twice, other):
        task.onHeadersReceived(listener)
    task.offHeadersReceived(twice)
    task.wait(20)
    assert calls == ["twice", "twice", "other"]


def test_off_without_an_argument_removes_all(server, wx, heard):
    task = heard.listen(wx.downloadFile(url=server.url("/file/3")))
    task.offHeadersReceived()
    task.offProgressUpdate()
    task.wait(20)
    assert heard.said == []


def test_off_ignores_what_was_never_on(server, wx, heard):
    task = heard.listen(wx.downloadFile(url=server.url("/file/3")))
    for unknown in (print, 5, "x", [], object(), lambda res: None):
        task.offHeadersReceived(unknown)
        task.offProgressUpdate(unknown)
    task.wait(20)
    assert heard.names == ["headers", "progress"]


def test_on_ignores_what_cannot_be_called(server, wx, caplog):
    task = wx.downloadFile(url=server.url("/file/3"))
    for odd in (None, 5, "x", []):
        task.onHeadersReceived(odd)
        task.onProgressUpdate(odd)
    assert task.wait(20).statusCode == 200
    assert caplog.records == []


def test_a_method_is_removed_though_it_is_read_twice(server, wx):
    class Bar:
        calls = 0

        def moved(self, res):
            self.calls += 1

    bar, task = Bar(), wx.downloadFile(url=server.url("/file/3"))
    task.onProgressUpdate(bar.moved)
    task.offProgressUpdate(bar.moved)
    task.wait(20)
    assert bar.calls == 0


def test_a_listener_taken_away_by_the_one_before_it_is_not_called(server, wx, heard):
    second = heard.hear("second")
    task = wx.downloadFile(url=server.url("/file/3"))
    task.onHeadersReceived(lambda res: task.offHeadersReceived(second))
    task.onHeadersReceived(second)
    task.wait(20)
    assert heard.said == []


def test_a_listener_added_before_its_event_is_delivered_is_called(server, wx, heard):
    for _ in range(20):
        task = wx.downloadFile(url=server.url("/file/3"))
        task.onHeadersReceived(lambda res, task=task: task.onProgressUpdate(heard.hear("progress")))
        task.wait(20)
    assert heard.names == ["progress"] * 20


def test_a_listener_added_after_its_event_was_delivered_is_not_called_late(server, wx, heard):
    task = wx.downloadFile(
        url=server.url("/file/3"), success=lambda res: heard.listen(task), complete=None
    )
    task.wait(20)
    heard.listen(task)
    assert wx.downloadFile(url=server.url("/file/3")).wait(20).statusCode == 200
    assert heard.said == []
