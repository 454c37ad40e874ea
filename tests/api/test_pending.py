"""Calls that end later: settled once, told once, by whoever comes first."""

import asyncio
import contextvars
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from wxlab import WxError
from wxlab.api import stretch
from wxlab.api.pending import WORKSHOP, Pending
from wxlab.api.record import Record
from wxlab.core.failure import Failure

SECONDS = 60
WHO = contextvars.ContextVar("who", default="nobody")


def pending(wx, **callbacks):
    return Pending(wx, "chooseImage", callbacks)


def test_it_ends_with_what_the_work_has_found(wx):
    made = pending(wx)
    made.do(lambda: {"a": 1})
    assert made.wait(SECONDS) == {"a": 1, "errMsg": "chooseImage:ok"}


def test_work_that_is_given_later_is_done_too(wx):
    made = pending(wx)
    with pytest.raises(TimeoutError):
        made.wait(0)
    made.do(dict)
    assert made.wait(SECONDS) == {"errMsg": "chooseImage:ok"}


def test_work_is_done_on_a_thread_of_its_own_and_callbacks_in_the_context_of_the_call(wx):
    seen = {}
    over = threading.Event()

    def work():
        seen["work"] = threading.current_thread().name
        return {}

    def complete(_res):
        seen["complete"] = threading.current_thread().name, WHO.get()
        over.set()

    context = contextvars.copy_context()
    context.run(WHO.set, "the caller")
    made = context.run(pending, wx, complete=complete)
    made.do(work)
    assert over.wait(SECONDS)
    assert seen == {"work": WORKSHOP.name, "complete": ("wxlab-script", "the caller")}


def test_a_failure_and_a_mistake_are_ends(wx, caplog):
    def fails():
        raise Failure("cancel")

    def breaks():
        raise ZeroDivisionError

    made = pending(wx)
    made.do(fails)
    with pytest.raises(WxError, match="chooseImage:fail cancel"):
        made.wait(SECONDS)
    made = pending(wx)
    made.do(breaks)
    with pytest.raises(WxError, match="chooseImage:fail Input/output error"):
        made.wait(SECONDS)
    assert "ZeroDivisionError" in caplog.text


def test_of_many_ends_at_once_one_counts_and_is_told_once(wx):
    for _ in range(50):
        heard = []
        made = pending(wx, success=heard.append, complete=heard.append)
        gate = threading.Barrier(4)

        def settle(number, made=made, gate=gate):
            gate.wait(SECONDS)
            return made.settle(Record(number=number, errMsg="chooseImage:ok"))

        with ThreadPoolExecutor(4) as pool:
            won = list(pool.map(settle, range(4)))
        assert sum(won) == 1
        assert made.wait(SECONDS)["number"] == won.index(True)
        assert heard == [made.result] * 2


def test_work_that_comes_too_late_is_not_done(wx):
    made = pending(wx)
    made.settle(Record(errMsg="chooseImage:ok"))
    made.do(lambda: pytest.fail("nobody needs it"))
    assert made.wait(SECONDS).errMsg == "chooseImage:ok"
    WORKSHOP.run(_nothing, SECONDS)


async def _nothing():
    """Whatever was posted before has been done."""


def test_it_is_told_on_the_callers_next_turn(wx, monkeypatch):
    monkeypatch.setattr(stretch, "GRACE", 3600)  # however slow the machine
    order = []

    async def main():
        heard = asyncio.Event()
        loop = asyncio.get_running_loop()

        def complete(_res):
            order.append("told")
            loop.call_soon_threadsafe(heard.set)

        made = pending(wx, complete=complete)
        made.settle(Record(errMsg="chooseImage:ok"))
        order.append("returned")
        await asyncio.wait_for(heard.wait(), SECONDS)

    asyncio.run(main())
    assert order == ["returned", "told"]
