"""Starts that are put off: when they happen, in which order, and how often."""

import asyncio
import threading

import pytest

from wxlab.api import stretch
from wxlab.api.stretch import Start
from wxlab.net.loops import NETWORK

SECONDS = 30


@pytest.fixture
def by_itself(monkeypatch):
    """Nothing starts because time has passed, however slow the machine."""
    monkeypatch.setattr(stretch, "GRACE", 3600)


@pytest.fixture
def group():
    made = object()
    yield made
    stretch.end_of(made)


def put_off(group, begun, *names):
    return [Start(group, lambda name=name: begun.append(name)) for name in names]


def test_those_of_one_turn_start_at_the_next_in_the_order_of_their_calls(by_itself, group):
    async def calls():
        loop, begun, soon = asyncio.get_running_loop(), [], []
        real = loop.call_soon
        loop.call_soon = lambda *args, **more: (soon.append(args), real(*args, **more))
        put_off(group, begun, "a", "b", "c")
        del loop.call_soon
        assert begun == []
        await asyncio.sleep(0)
        return begun, len(soon)

    assert asyncio.run(calls()) == (["a", "b", "c"], 1)


def test_every_turn_has_its_own(by_itself, group):
    async def calls():
        begun = []
        for name in "abc":
            put_off(group, begun, name)
            assert begun == list("abc"[: "abc".index(name)])
            await asyncio.sleep(0)
        return begun

    assert asyncio.run(calls()) == ["a", "b", "c"]


def test_a_loop_that_takes_no_more_turns_keeps_none_of_the_next_from_starting(by_itself, group):
    begun = []

    async def call(name):
        put_off(group, begun, name)
        await asyncio.sleep(0)

    loop = asyncio.new_event_loop()
    stopped = loop.create_task(call("a"))
    loop.call_soon(loop.stop)
    loop.run_forever()
    stopped._log_destroy_pending = False  # it was left on purpose
    loop.close()
    assert begun == []
    asyncio.run(call("b"))
    assert begun == ["a", "b"]


def test_what_is_called_without_a_loop_starts_when_its_thread_waits(by_itself, group):
    begun = []
    put_off(group, begun, "a", "b")
    other = threading.Thread(target=stretch.end)
    other.start()
    other.join(SECONDS)
    assert begun == []  # another thread waited
    stretch.end()
    assert begun == ["a", "b"]


def test_a_group_that_ends_starts_its_own_on_any_thread_and_no_other(by_itself, group):
    begun, elsewhere = [], object()
    put_off(group, begun, "a")
    put_off(elsewhere, begun, "b")
    other = threading.Thread(target=put_off, args=(group, begun, "c"))
    other.start()
    other.join(SECONDS)
    stretch.end_of(group)
    assert sorted(begun) == ["a", "c"]
    stretch.end_of(elsewhere)
    assert begun[2:] == ["b"]


def test_where_nobody_waits_the_clock_starts_it(group):
    begun = threading.Event()
    Start(group, begun.set)
    assert begun.wait(SECONDS)


def test_each_starts_once_whoever_says_so(by_itself, group):
    begun, ready = [], threading.Barrier(4)
    starts = put_off(group, begun, *range(300))

    def hurry():
        ready.wait(SECONDS)
        for start in starts:
            start.now()

    threads = [threading.Thread(target=hurry) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert sorted(begun) == list(range(300))


def test_the_network_is_woken_once_for_all_that_start_together(by_itself, group, monkeypatch):
    begun, woken = [], []
    put_off(group, begun, "a", "b", "c")
    monkeypatch.setattr(NETWORK, "wake", lambda: woken.append(len(begun)))
    stretch.end()
    assert (begun, woken) == (["a", "b", "c"], [3])


def test_an_interrupt_among_the_starts_leaves_none_that_was_posted_asleep(
    by_itself, group, monkeypatch
):
    def interrupted():
        raise KeyboardInterrupt

    begun, woken = [], []
    put_off(group, begun, "a")
    Start(group, interrupted)
    monkeypatch.setattr(NETWORK, "wake", lambda: woken.append(len(begun)))
    with pytest.raises(KeyboardInterrupt):
        stretch.end()
    assert (begun, woken) == (["a"], [1])


def test_who_awaits_leaves_it_to_the_loop_that_starts_it_anyway(by_itself, group):
    async def awaited():
        begun = []
        first, _ = put_off(group, begun, "a", "b")
        first.soon()
        assert begun == []
        await asyncio.sleep(0)
        assert begun == ["a", "b"]

    asyncio.run(awaited())


def test_who_awaits_what_no_turn_of_this_loop_starts_starts_it(by_itself, group):
    begun = []
    (start,) = put_off(group, begun, "a")  # called before there was a loop

    async def awaited():
        start.soon()
        assert begun == ["a"]

    asyncio.run(awaited())
