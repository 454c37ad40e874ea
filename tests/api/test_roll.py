"""The roll of a mini-program's tasks: who is on it, and who hears of a new one."""

import gc
import threading
import time
import weakref
from contextlib import suppress

import pytest

from wxlab import WxError
from wxlab.api.roll import Roll

SECONDS = 60


class Call:
    """In place of a task; the roll asks nothing of it."""


@pytest.fixture
def roll():
    return Roll()


def added(roll, count):
    calls = [Call() for _ in range(count)]
    for call in calls:
        roll.add(call)
    return calls


def test_tasks_stand_in_the_order_of_their_calls(roll):
    calls = added(roll, 20)
    assert roll.tasks() == tuple(calls)


def test_a_task_that_nobody_holds_leaves(roll):
    calls = added(roll, 5)
    del calls[1::2]
    gc.collect()
    assert roll.tasks() == tuple(calls)
    assert len(calls) == 3


def test_whoever_follows_is_given_every_new_task_until_it_stops(roll):
    given = []
    calls = added(roll, 1)
    stop = roll.followers.add(given.append)
    calls += added(roll, 2)
    stop()
    stop()
    calls += added(roll, 1)
    assert given == calls[1:3]


def test_what_was_handed_out_does_not_grow(roll):
    first = added(roll, 1)
    before = roll.tasks()
    second = added(roll, 1)
    assert before == tuple(first)
    assert roll.tasks() == (*first, *second)


def test_an_observer_hears_of_every_call_on_its_thread_when_it_is_on_the_roll(roll):
    heard = []
    roll.watchers.add(lambda: heard.append((threading.current_thread(), len(roll.tasks()))))
    calls = added(roll, 1)
    other = threading.Thread(target=lambda: calls.extend(added(roll, 1)))
    other.start()
    other.join(SECONDS)
    assert heard == [(threading.current_thread(), 1), (other, 2)]


def test_who_stops_observing_hears_no_more_and_the_others_do(roll):
    heard = []
    stop = roll.watchers.add(lambda: heard.append("one"))
    roll.watchers.add(lambda: heard.append("other"))
    calls = added(roll, 1)
    stop()
    stop()
    calls += added(roll, 1)
    assert heard == ["one", "other", "other"]


def test_ten_thousand_tasks_are_soon_on_the_roll_and_soon_told(roll):
    begun = time.thread_time()  # which stands still while the machine does something else
    calls = added(roll, 10_000)
    assert roll.tasks() == tuple(calls)
    assert time.thread_time() - begun < 1


def test_calls_on_many_threads_are_all_there_while_another_looks(roll):
    kept, seen, over = [], [], threading.Event()

    def call():
        for _ in range(200):
            kept.append(Call())
            roll.add(kept[-1])

    def look():
        while not over.is_set():
            seen.append(roll.tasks())

    threads = [threading.Thread(target=call) for _ in range(8)]
    watcher = threading.Thread(target=look)
    for thread in (watcher, *threads):
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    over.set()
    watcher.join(SECONDS)
    last = roll.tasks()
    assert len(set(last)) == 1600
    assert all(tasks == last[: len(tasks)] for tasks in seen)


def test_a_mini_program_knows_its_tasks_as_long_as_somebody_holds_them(wx, server):
    held = wx.downloadFile(url=server.url("/file/10"))
    other = wx.uploadFile(url=server.url("/upload"))
    assert wx.tasks == (held, other)
    held.wait(SECONDS)
    with pytest.raises(WxError, match="parameter error"):
        other.wait(SECONDS)
    del other
    over(wx)
    assert wx.tasks == (held,)


@pytest.mark.parametrize("path", ["/file/10", "/status/500", "/reset/before", "no url"])
def test_a_task_that_is_over_leaves_without_waiting_for_the_garbage_collector(wx, server, path):
    gc.disable()
    try:
        task = wx.downloadFile(url=path if " " in path else server.url(path))
        task.onProgressUpdate(lambda _res: None)
        with suppress(WxError):
            task.wait(SECONDS)
        alive = weakref.ref(task)
        del task
        end, pause = time.monotonic() + SECONDS, threading.Event()
        while alive() is not None and time.monotonic() < end:
            pause.wait(0.005)  # the script thread lets go at last
        assert alive() is None
    finally:
        gc.enable()


def over(wx):
    """Wait until only tasks that somebody holds are left; the script thread lets go at last."""
    end, pause = time.monotonic() + SECONDS, threading.Event()
    while len(wx.tasks) > 1 and time.monotonic() < end:
        gc.collect()
        pause.wait(0.005)


def test_a_task_that_nobody_holds_is_known_while_it_runs(wx, server):
    wx.downloadFile(url=server.url("/stall"))
    (task,) = wx.tasks
    with pytest.raises(TimeoutError):
        task.wait(0)
    del task
    server.wait_for(1, "/stall", "held")
    gc.collect()
    (task,) = wx.tasks
    assert task.state in ("sending", "waiting")  # which the client knows later than the server


def test_an_observer_that_fails_harms_no_call_and_no_other_observer(wx, server):
    heard = []

    def fail():
        raise RuntimeError("no paint")

    wx.observe(fail)
    wx.observe(lambda: heard.append(wx.tasks))
    task = wx.downloadFile(url=server.url("/file/10"))
    assert task.wait(SECONDS).statusCode == 200
    assert heard == [(task,)]
