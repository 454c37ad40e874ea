"""The script thread: when it is woken, whose turn it is, and in which context."""

import asyncio
import contextvars
import gc
import threading
import time
import weakref

import pytest

from wxlab.api.script import AT_ONE_GO, SCRIPT, TURNS, Script

SECONDS = 10
CELL = contextvars.ContextVar("cell", default="none")


def test_endings_of_a_few_turns_wake_it_once_and_no_ending_waits_longer(monkeypatch):
    script, woken, turn = Script(), [], 0
    monkeypatch.setattr(script, "wake", lambda: woken.append(turn))

    async def turns():
        nonlocal turn
        for turn in range(3 * TURNS):
            if turn < 2 or turn == TURNS + 1:
                script.wake_after_turns(asyncio.get_running_loop())
            await asyncio.sleep(0)

    asyncio.run(turns())
    assert woken == [TURNS - 1, 2 * TURNS]


class Line:
    """Events that wait in line until ``heard()``; what they note is in ``noted``."""

    def __init__(self):
        self.noted = []
        self.end = threading.Event()
        self._go = threading.Event()
        SCRIPT.post("first", contextvars.Context(), self._hold)

    def _hold(self):
        assert self._go.wait(SECONDS)

    def look(self):
        """Note the cell that is seen from where this is called."""
        self.noted.append(CELL.get())

    def heard(self, last="last"):
        self.end.clear()
        SCRIPT.post(last, contextvars.Context(), self.end.set)
        return self.until_end()

    def until_end(self):
        self._go.set()
        assert self.end.wait(SECONDS)
        return self.noted


async def waited(reached, target="c"):
    """Wait as one who awaits another task does: without the floor."""
    async with SCRIPT.yielding(target):
        await reached.wait()


@pytest.fixture
def line():
    return Line()


def test_events_are_told_in_the_order_in_which_they_came_whoever_has_the_most(line):
    contexts = {owner: contextvars.Context() for owner in "abc"}
    for number, owner in enumerate(came := "aabaaacbbbaca"):
        SCRIPT.post(owner, contexts[owner], line.noted.append, (number, owner))
    assert line.heard() == list(enumerate(came))


def test_what_a_callback_waits_for_comes_between_many_events_of_a_task(line):
    """So a coroutine of another task, or a timer, never waits for all of them."""
    context = contextvars.Context()

    def wait():
        asyncio.get_running_loop().call_soon(line.noted.append, "turn")

    SCRIPT.post("a", context, wait)
    for number in range(3 * AT_ONE_GO):
        SCRIPT.post("a", context, line.noted.append, number)
    heard = line.heard()
    assert 0 < heard.index("turn") < 2 * AT_ONE_GO  # it may have been called once more already
    heard.remove("turn")
    assert heard == list(range(3 * AT_ONE_GO))


def test_an_event_waits_for_the_coroutine_of_the_one_before_it_and_others_do_too(line):
    context = contextvars.Context()

    async def slow():
        await asyncio.sleep(0.01)
        line.noted.append("slow")

    SCRIPT.post("a", context, slow)
    SCRIPT.post("a", context, line.noted.append, "next")
    SCRIPT.post("b", contextvars.Context(), line.noted.append, "other")
    assert line.heard() == ["slow", "next", "other"]


def test_a_task_that_waits_for_another_goes_on_before_its_next_event(line):
    """Even where the one before that has the same context."""
    context, reached = contextvars.Context(), asyncio.Event()

    async def wait():
        await waited(reached)
        line.noted.append("waited")

    SCRIPT.post("a", context, wait)
    SCRIPT.post("b", context, line.noted.append, "other")
    SCRIPT.post("a", context, line.noted.append, "next")
    SCRIPT.post("c", contextvars.Context(), reached.set)
    SCRIPT.post("a", context, line.noted.append, "last")
    assert line.heard("a") == ["other", "waited", "next", "last"]


def test_each_call_of_one_owner_has_a_context_of_its_own(line):
    """As the runs of one JavaScript program, one after another."""
    for cell in ("one", "two"):
        context = contextvars.Context()
        context.run(CELL.set, cell)
        SCRIPT.post("a", context, line.look)
    assert line.heard() == ["one", "two"]


def test_what_a_callback_sets_in_its_context_its_task_finds_again(line):
    context = contextvars.Context()

    def keep():
        CELL.set("set")

    SCRIPT.post("a", context, keep)
    SCRIPT.post("a", context, line.look)
    SCRIPT.post("b", contextvars.Context(), line.look)
    SCRIPT.post("a", context, line.look)
    assert line.heard() == ["set", "none", "set"]
    assert CELL.get() == "none"


# -- what a callback has begun, and left to itself -----------------------------------------------


class Begun:
    """A callback that begins a coroutine, which waits for ``c``, and returns.

    The coroutine works for the callback no more, so it has no floor to give away.
    """

    def __init__(self, noted):
        self.noted = noted
        self.reached = asyncio.Event()
        self.task = None

    async def _wait(self):
        await waited(self.reached)
        self.noted.append("begun goes on")

    def __call__(self):
        self.task = asyncio.get_running_loop().create_task(self._wait())


async def slow(noted):
    noted.append("slow begins")
    await asyncio.sleep(0.02)
    noted.append("slow ends")


def test_what_an_earlier_event_began_gives_the_floor_of_the_next_one_to_nobody(line):
    context, begun = contextvars.Context(), Begun(line.noted)
    SCRIPT.post("a", context, begun)
    SCRIPT.post("a", context, slow, line.noted)
    SCRIPT.post("b", contextvars.Context(), line.noted.append, "other")
    SCRIPT.post("c", contextvars.Context(), begun.reached.set)
    assert line.heard("a")[:3] == ["slow begins", "slow ends", "other"]


@pytest.mark.parametrize("in_one", [True, False])
def test_callbacks_go_on_after_what_one_of_them_began_has_waited(line, in_one):
    """Whether the coroutine after it belongs to the same event or to the next."""
    context, begun = contextvars.Context(), Begun(line.noted)

    def steps():
        begun()
        yield slow(line.noted)

    async def later():
        begun.reached.set()
        await slow(line.noted)

    if in_one:
        SCRIPT.post("a", context, steps)
    else:
        SCRIPT.post("a", context, begun)
        SCRIPT.post("a", context, slow, line.noted)
    SCRIPT.post("c", contextvars.Context(), later)
    assert "slow ends" in line.heard("c")
    SCRIPT.post("d", contextvars.Context(), line.noted.append, "still here")
    assert line.heard("d")[-1] == "still here"


def test_a_nested_wait_takes_the_floor_back_although_something_earlier_waits_too(line):
    context, begun, reached = contextvars.Context(), Begun(line.noted), asyncio.Event()

    def nested():
        SCRIPT.run_nested(lambda: waited(reached))
        line.noted.append("nested goes on")

    async def later():
        reached.set()
        await slow(line.noted)

    SCRIPT.post("a", context, begun)
    SCRIPT.post("a", context, nested)
    SCRIPT.post("c", contextvars.Context(), later)
    assert line.heard("a") == ["slow begins", "slow ends", "nested goes on"]
    SCRIPT.thread.loop.call_soon_threadsafe(begun.reached.set)


def test_events_lined_up_in_a_nested_wait_keep_their_order(line):
    context, reached = contextvars.Context(), asyncio.Event()

    def nested():
        SCRIPT.run_nested(lambda: waited(reached))
        SCRIPT.post("a", context, line.noted.append, "second")

    SCRIPT.post("a", context, nested)
    SCRIPT.post("a", context, line.noted.append, "first")
    SCRIPT.post("c", contextvars.Context(), reached.set)
    assert line.heard("a") == ["first", "second"]


def test_what_waited_for_a_task_is_told_before_what_came_later(line):
    context, reached = contextvars.Context(), asyncio.Event()

    def first():
        line.noted.append("first")
        SCRIPT.post("a", context, line.noted.append, "third")
        SCRIPT.post("a", context, line.end.set)

    SCRIPT.post("a", context, waited, reached)
    SCRIPT.post("a", context, first)
    SCRIPT.post("a", context, line.noted.append, "second")
    SCRIPT.post("c", contextvars.Context(), reached.set)
    assert line.until_end() == ["first", "second", "third"]


def test_who_has_yielded_the_floor_goes_on_before_more_events_of_another(line):
    context, waits, nests = contextvars.Context(), asyncio.Event(), asyncio.Event()

    async def yielded():
        await waited(waits)
        line.noted.append("yielded goes on")

    def nested():
        SCRIPT.run_nested(lambda: waited(nests))
        for number in range(3):
            SCRIPT.post("b", context, line.noted.append, number)
        SCRIPT.post("b", context, line.end.set)

    def both():
        nests.set()
        waits.set()

    SCRIPT.post("a", contextvars.Context(), yielded)
    SCRIPT.post("b", context, nested)
    SCRIPT.post("c", contextvars.Context(), both)
    assert line.until_end() == ["yielded goes on", 0, 1, 2]


def test_a_context_holds_nothing_that_a_callback_once_waited_for(line):
    class Task:
        pass

    context, reached, target = contextvars.Context(), asyncio.Event(), Task()
    gone = weakref.ref(target)

    def begin(target):
        begun.append(asyncio.get_running_loop().create_task(waited(reached, target)))

    async def turn():
        await asyncio.sleep(0)

    def steps(target):
        begin(target)
        yield turn()

    begun = []
    SCRIPT.post("a", context, steps, target)
    del target
    line.heard("a")
    SCRIPT.post("b", contextvars.Context(), reached.set)
    line.heard("b")
    while not begun[0].done():
        time.sleep(0.001)
    begun.clear()
    gc.collect()
    assert gone() is None
    assert context  # which still stands
