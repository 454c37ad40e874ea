"""Places that several events share."""

import pytest

from wxlab.api.backlog import Shared
from wxlab.api.record import Record


def chunk(data):
    return Record(data=bytes(data))


@pytest.mark.parametrize(
    ("make", "told", "heard"),
    [
        (lambda number: Record(number=number), [1, 2, 3], {"number": 3}),
        (chunk, [b"1", b"", b"23"], {"data": b"123"}),
        (chunk, [b"1"], {"data": b"1"}),
    ],
)
def test_of_numbers_the_newest_is_heard_and_of_bytes_all(make, told, heard):
    first, *more = told
    shared = Shared(make, first)
    assert all(shared.take_in(each) for each in more)
    assert shared.heard() == heard


def test_once_heard_it_takes_nothing_in_and_holds_nothing():
    shared = Shared(chunk, b"1")
    assert shared.heard() == {"data": b"1"}
    assert not shared.take_in(b"2")
    assert shared._told is None
