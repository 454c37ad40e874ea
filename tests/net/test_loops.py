"""A loop on a thread of its own: what is posted to it, in order, and what wakes it."""

import logging
import threading
from asyncio.selector_events import BaseSelectorEventLoop

import pytest

from wxlab.net.loops import Loop, LoopThread

SECONDS = 30


@pytest.fixture
def thread():
    made = LoopThread("wxlab-test")
    yield made
    made._stop()


def wakes_of(thread):
    """A list that grows with every wake-up."""
    wakes, wake = [], thread.loop.call_soon_threadsafe
    thread.loop.call_soon_threadsafe = lambda *args, **more: (
        wakes.append(args),
        wake(*args, **more),
    )
    return wakes


def test_what_is_posted_runs_there_in_order(thread):
    heard, done = [], threading.Event()
    for number in range(100):
        thread.post(heard.append, (number, threading.get_ident()))
    thread.post(lambda: heard.append(threading.get_ident()))
    thread.post(done.set)
    assert done.wait(SECONDS)
    *posted, there = heard
    assert [number for number, _ in posted] == list(range(100))
    assert there != threading.get_ident()


def test_one_that_fails_is_reported_and_those_behind_it_run(thread, caplog):
    done = threading.Event()
    with caplog.at_level(logging.ERROR, "asyncio"):
        thread.post(lambda: 1 // 0)
        thread.post(done.set)
        assert done.wait(SECONDS)
    assert "ZeroDivisionError" in caplog.text


def test_the_thread_is_woken_once_for_all_that_is_posted_before_it_looks(thread):
    begun, go_on, done = threading.Event(), threading.Event(), threading.Event()

    def occupied():
        begun.set()
        go_on.wait(SECONDS)

    thread.post(occupied)
    assert begun.wait(SECONDS)
    wakes = wakes_of(thread)
    for _ in range(99):
        thread.post(int)
    thread.post(done.set)
    go_on.set()
    assert done.wait(SECONDS)
    assert len(wakes) == 1


def test_what_does_not_wake_it_runs_with_what_does(thread):
    idle, done, ran = threading.Event(), threading.Event(), []
    thread.post(idle.set)
    assert idle.wait(SECONDS)
    wakes = wakes_of(thread)
    thread.post(ran.append, 1, wakes=False)
    thread.post(ran.append, 2, wakes=False)
    assert wakes == []
    thread.wake()
    assert len(wakes) == 1
    thread.post(done.set)
    assert done.wait(SECONDS)
    assert ran == [1, 2]


def test_what_is_posted_by_something_posted_stands_at_the_end(thread):
    heard, posted, done = [], threading.Event(), threading.Event()

    def first():
        assert posted.wait(SECONDS)
        thread.post(heard.append, "third")
        thread.post(done.set)

    thread.post(first)
    thread.post(heard.append, "second")
    posted.set()
    assert done.wait(SECONDS)
    assert heard == ["second", "third"]


def test_an_interrupt_of_one_who_wakes_it_does_not_keep_it_asleep(thread):
    heard, done = [], threading.Event()
    wake = thread.loop.call_soon_threadsafe

    def interrupted(*args, **more):
        thread.loop.call_soon_threadsafe = wake
        raise KeyboardInterrupt

    thread.loop.call_soon_threadsafe = interrupted
    with pytest.raises(KeyboardInterrupt):
        thread.post(heard.append, "first")
    thread.post(done.set)
    assert done.wait(SECONDS)
    assert heard == ["first"]


def test_more_wake_ups_than_are_received_at_one_go_are_heard_all_the_same(thread):
    begun, go_on, done, heard = threading.Event(), threading.Event(), threading.Event(), []

    def occupied():
        begun.set()
        go_on.wait(SECONDS)

    thread.post(occupied)
    assert begun.wait(SECONDS)
    for number in range(10_000):
        thread.loop.call_soon_threadsafe(heard.append, number)
    go_on.set()
    thread.post(done.set)
    assert done.wait(SECONDS)
    assert heard == list(range(10_000))
    again = threading.Event()
    thread.post(again.set)
    assert again.wait(SECONDS)


def test_an_asyncio_that_is_woken_by_other_means_does_it_its_own_way(monkeypatch):
    loop, asked = Loop(), []
    monkeypatch.setattr(BaseSelectorEventLoop, "_read_from_self", lambda self: asked.append(self))
    with monkeypatch.context() as elsewhere:
        elsewhere.delattr(loop, "_ssock")
        loop._read_from_self()
    loop.close()
    assert asked == [loop]
