"""The script thread: when it is woken, whose turn it is, and in which context."""

import asyncio
import contextvars
import threading

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
        self._go, self._end = threading.Event(), threading.Event()
        SCRIPT.post("first", contextvars.Context(), self._hold)

    def _hold(self):
        assert self._go.wait(SECONDS)

    def look(self):
        """Note the cell that is seen from where this is called."""
        self.noted.append(CELL.get())

    def heard(self, last="last"):
        SCRIPT.post(last, contextvars.Context(), self._end.set)
        self._go.set()
        assert self._end.wait(SECONDS)
        return self.noted


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
        async with SCRIPT.yielding("c"):
            await reached.wait()
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
