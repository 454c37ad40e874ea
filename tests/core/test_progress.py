"""wxlab.core.progress: whole percents that never fall."""

import pytest

from wxlab.core.progress import (
    FIRST_STEP,
    LARGEST_STEP,
    SMALLEST_STEP,
    UNKNOWN,
    Progress,
    Steps,
    Tick,
)


def test_a_known_length_is_counted_in_whole_percents():
    progress = Progress(1000)
    told = [progress.reached(done) for done in (1, 9, 10, 19, 999, 1000)]
    assert told == [
        (0, 1, 1000),
        (0, 9, 1000),
        (1, 10, 1000),
        (1, 19, 1000),
        (99, 999, 1000),
        (100, 1000, 1000),
    ]
    assert progress.ended() is None


@pytest.mark.parametrize("total", [1, 3, 7, 99, 100, 101, 1000, 2**53 + 1, 10**18])
def test_only_the_last_byte_makes_a_hundred(total):
    if total > 1:
        assert Progress(total).reached(total - 1).progress < 100
    assert Progress(total).reached(total) == Tick(100, total, total)


@pytest.mark.parametrize("total", [5, 300, None])
def test_numbers_never_fall_and_never_repeat(total):
    progress = Progress(total)
    told = [progress.reached(done) for done in (0, 3, 3, 1, 0, 4, 2, 5, 5)]
    done = [tick.done for tick in told if tick is not None]
    assert done == sorted(set(done)) == [3, 4, 5]


def test_more_than_was_announced_is_not_told():
    progress = Progress(10)
    assert progress.reached(25) == (100, 10, 10)
    assert progress.reached(30) is None


def test_nothing_is_told_of_nothing():
    assert Progress(0).reached(0) is None
    assert Progress(0).ended() is None
    assert Progress(None).reached(0) is None
    assert Progress(None).ended() is None


def test_an_unknown_length_is_minus_one_until_the_end():
    progress = Progress(None)
    assert UNKNOWN == -1
    assert progress.reached(10) == (0, 10, -1)
    assert progress.reached(20) == (0, 20, -1)
    assert progress.ended() == (100, 20, 20)


def test_a_body_that_is_sent_again_is_not_counted_twice():
    progress = Progress(100)
    assert progress.reached(60).progress == 60
    assert [progress.reached(done) for done in (20, 40, 60)] == [None] * 3
    assert progress.reached(80).progress == 80
    assert progress.reached(100).progress == 100


def test_every_number_is_whole():
    for total in (7, None):
        assert all(type(number) is int for number in Progress(total).reached(3))


# -- where it is told ----------------------------------------------------------------------------

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30


@pytest.mark.parametrize("size", [0, 1, 16 * KIB, 2 * MIB, 300 * MIB, GIB, 500 * GIB])
def test_steps_lead_from_the_start_to_the_very_end(size):
    steps = Steps.of(size)
    assert SMALLEST_STEP <= steps.step <= LARGEST_STEP
    marks = [0]
    while marks[-1] < size:
        marks.append(steps.after(marks[-1]))
    assert marks[-1] == size
    assert all(mark % steps.step == 0 for mark in marks[2:-1])
    assert marks[1:2] in ([], [min(steps.step, FIRST_STEP, size)])
    assert marks == sorted(set(marks))
    if 2 * MIB <= size <= GIB:
        assert 100 <= len(marks) - 1 <= 129


@pytest.mark.parametrize("done", [0, 1, 99, 100, 101, 249, 250])
def test_between_two_steps_the_next_one_follows(done):
    assert Steps(250, 100).after(done) == next(
        (mark for mark in (100, 200, 250) if mark > done), 250
    )
