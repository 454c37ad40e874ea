"""The functions that a task calls: added, taken away, from any thread."""

import threading

from wxlab.api.listeners import Listeners

SECONDS = 30


class Equal:
    """A callable object that takes itself for any other."""

    def __call__(self, res):
        """Hear it."""

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0


def test_they_are_called_in_the_order_in_which_they_came():
    listeners = Listeners()
    assert not listeners
    for function in (print, len, print):
        listeners.add(function)
    listeners.add("no function")
    assert listeners
    assert listeners.snapshot() == [print, len, print]


def test_one_registration_of_that_very_function_is_taken_away():
    listeners = Listeners()
    first, second = Equal(), Equal()
    for function in (first, print, second, print):
        listeners.add(function)
    listeners.remove(second)
    assert [each is first for each in listeners.snapshot()] == [True, False, False]
    listeners.remove(print)
    listeners.remove(len)
    assert len(listeners.snapshot()) == 2
    listeners.remove()
    assert listeners.snapshot() == []


def test_a_method_read_twice_is_the_same():
    heard, listeners = [], Listeners()
    listeners.add(heard.append)
    listeners.remove(heard.append)
    assert not listeners


def test_what_was_asked_for_does_not_change():
    listeners = Listeners()
    listeners.add(print)
    before = listeners.snapshot()
    listeners.add(len)
    assert before == [print]


def test_threads_that_take_away_the_same_function_take_one_each():
    listeners, ready = Listeners(), threading.Barrier(4)
    for _ in range(500):
        listeners.add(print)
        listeners.add(len)

    def take():
        ready.wait(SECONDS)
        for _ in range(100):
            listeners.remove(print)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert listeners.snapshot().count(print) == 100
    assert listeners.snapshot().count(len) == 500
