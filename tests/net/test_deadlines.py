"""One timer for many deadlines."""

import asyncio

import pytest

from wxlab.net.deadlines import Deadlines


class Clock:
    """A loop's clock and timers; time passes when it is told to."""

    def __init__(self):
        self.moment = 0.0
        self.timers = []

    def time(self):
        return self.moment

    def call_at(self, due, call, *args):
        self.timers.append(made := Timer(due, call, args))
        return made

    def pass_to(self, moment):
        """Let time pass; what is due rings at its time."""
        while due := [each for each in self.timers if each.due <= moment and not each.off]:
            first = min(due, key=lambda each: each.due)
            self.moment = first.due
            self.timers.remove(first)
            first.call(*first.args)
        self.moment = moment


class Timer:
    def __init__(self, due, call, args):
        self.due, self.call, self.args, self.off = due, call, args, False

    def cancel(self):
        self.off = True


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: made)
    return made


@pytest.fixture
def rung():
    return []


def named(rung, clock, name):
    return lambda: rung.append((name, clock.moment))


def test_each_is_called_when_its_time_is_over_whatever_the_order(clock, rung):
    deadlines = Deadlines()
    for name, seconds in ("c", 30), ("a", 10), ("d", 40), ("b", 20):
        deadlines.set(named(rung, clock, name), seconds)
    clock.pass_to(100)
    assert rung == [("a", 10), ("b", 20), ("c", 30), ("d", 40)]


def test_what_is_dropped_is_not_called_and_harms_no_other(clock, rung):
    deadlines = Deadlines()
    first, last = named(rung, clock, "first"), named(rung, clock, "last")
    deadlines.set(first, 10)
    deadlines.set(last, 20)
    deadlines.drop(first)
    deadlines.drop(first)
    clock.pass_to(100)
    assert rung == [("last", 20)]


def test_one_may_drop_and_set_others_when_it_is_called(clock, rung):
    deadlines = Deadlines()
    dropped, later = named(rung, clock, "dropped"), named(rung, clock, "later")

    def first():
        rung.append(("first", clock.moment))
        deadlines.drop(dropped)
        deadlines.set(later, 5)

    deadlines.set(first, 10)
    deadlines.set(dropped, 10)
    clock.pass_to(100)
    assert rung == [("first", 10), ("later", 15)]


def test_thousands_that_end_in_time_need_one_timer(clock, rung):
    deadlines = Deadlines()
    for number in range(5000):
        clock.pass_to(number / 1000)
        expire = named(rung, clock, number)
        deadlines.set(expire, 60)
        deadlines.drop(expire)
    assert len(clock.timers) == 1
    clock.pass_to(1000)
    assert (rung, clock.timers) == ([], [])


def test_on_another_loop_it_begins_anew(monkeypatch, clock, rung):
    deadlines = Deadlines()
    deadlines.set(named(rung, clock, "lost"), 10)
    other = Clock()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: other)
    deadlines.set(named(rung, other, "found"), 20)
    other.pass_to(100)
    assert ("found", 20) in rung


def test_on_a_real_loop_somebody_who_waits_is_called():
    async def live():
        called = asyncio.get_running_loop().create_future()
        Deadlines().set(lambda: called.set_result("called"), 0.001)
        return await called

    assert asyncio.run(live()) == "called"
