"""wxlab.core.slots: so many at a time, first come first served."""

import random

import pytest

from wxlab.core.slots import Slots


def test_who_comes_first_is_served_first():
    slots = Slots(2)
    assert [slots.enter(name) for name in "abcd"] == [True, True, False, False]
    assert slots.leave("a") == "c"
    assert slots.leave("b") == "d"
    assert slots.leave("c") is None
    assert slots.leave("d") is None
    assert not slots.full


def test_it_is_full_when_the_next_would_wait():
    slots = Slots(1)
    assert not slots.full
    slots.enter("a")
    assert slots.full
    slots.leave("a")
    assert not slots.full


def test_one_who_waits_can_step_out_of_the_line():
    slots = Slots(1)
    for name in "abc":
        slots.enter(name)
    assert slots.leave("b") is None
    assert slots.leave("a") == "c"


def test_one_who_never_came_or_has_left_leaves_nothing():
    slots = Slots(1)
    slots.enter("a")
    slots.enter("b")
    assert slots.leave("z") is None
    assert slots.leave("a") == "b"
    assert slots.leave("a") is None
    assert slots.full


@pytest.mark.parametrize("limit", [1, 2, 10])
def test_never_more_inside_than_there_are_places(limit):
    chance = random.Random(limit)
    slots, inside, line, number = Slots(limit), set(), [], 0
    for _ in range(2000):
        if chance.random() < 0.5 or not inside:
            number += 1
            if slots.enter(number):
                inside.add(number)
            else:
                line.append(number)
        else:
            goes = chance.choice([*inside, *line])
            follows = slots.leave(goes)
            if goes in inside:
                inside.remove(goes)
                assert follows == (line[0] if line else None)
                if line:
                    inside.add(line.pop(0))
            else:
                line.remove(goes)
                assert follows is None
        assert len(inside) <= limit
        assert slots.full == (len(inside) == limit)
        assert not line or len(inside) == limit
