"""wxlab.core.excerpt: the ends of a stream, and its length."""

import random

import pytest

from wxlab.core.excerpt import FIRST, LAST, Excerpt


def filled(*pieces):
    made = Excerpt()
    for piece in pieces:
        made.add(memoryview(piece))
    return made


def kept(made):
    return made.first, made.last, made.total


def test_how_much_is_kept():
    assert (FIRST, LAST) == (32_768, 512)


def test_of_nothing_there_is_nothing():
    assert kept(Excerpt()) == (b"", b"", 0)
    assert kept(filled(b"")) == (b"", b"", 0)


def test_a_short_stream_is_kept_whole_at_both_ends():
    assert kept(filled(b"POST ", b"", b"/upload")) == (b"POST /upload", b"POST /upload", 12)


@pytest.mark.parametrize("size", [LAST - 1, LAST, LAST + 1, FIRST - 1, FIRST, FIRST + 1, 100_000])
@pytest.mark.parametrize("step", [7, 511, 512, 513, 40_000, 200_000])
def test_the_ends_are_exact_wherever_the_pieces_are_cut(size, step):
    stream = random.Random(size).randbytes(size)
    made = filled(*(stream[at : at + step] for at in range(0, size, step)))
    assert kept(made) == (stream[:FIRST], stream[-LAST:], size)


@pytest.mark.parametrize("seed", range(20))
def test_pieces_of_any_lengths_give_the_same(seed):
    chooser = random.Random(seed)
    pieces = [chooser.randbytes(chooser.choice([0, 1, 600, 9000])) for _ in range(30)]
    stream = b"".join(pieces)
    assert kept(filled(*pieces)) == (stream[:FIRST], stream[-LAST:], len(stream))


def test_a_buffer_that_is_used_again_changes_nothing():
    buffer = bytearray(b"first bytes")
    made = filled(buffer)
    buffer[:] = b"other bytes"
    assert kept(made) == (b"first bytes", b"first bytes", 11)


def test_what_was_handed_out_does_not_grow():
    made = filled(b"one")
    before = kept(made)
    made.add(memoryview(b"two"))
    assert before == (b"one", b"one", 3)
    assert made.first == b"onetwo"


def test_a_copy_grows_no_more():
    made = filled(b"one")
    copy = made.copy()
    made.add(memoryview(b"two"))
    assert kept(copy) == (b"one", b"one", 3)
    copy.add(memoryview(b"2"))
    assert kept(made) == (b"onetwo", b"onetwo", 6)


@pytest.mark.parametrize(
    ("stream", "size"),
    [
        (b"", 0),
        (b"GET / HTTP/1.1\r\n", 0),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", 27),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\nbody\r\n\r\n", 27),
        (b"x" * FIRST + b"\r\n\r\n", 0),
    ],
)
def test_the_head_of_a_request_ends_with_its_blank_line(stream, size):
    assert filled(stream).head_size == size


def test_however_long_the_stream_only_its_ends_take_room():
    made, piece = Excerpt(), memoryview(bytes(1 << 20))
    for _ in range(64):
        made.add(piece)
    assert made.total == 64 << 20
    assert len(made.first) + len(made.last) == FIRST + LAST


@pytest.mark.parametrize("size", [LAST + 1, 5000, 100_000])
def test_bytes_that_nobody_has_seen_are_counted_and_the_last_of_them_kept(size):
    stream = random.Random(size).randbytes(FIRST + size)
    made = filled(stream[:FIRST])
    made.add(memoryview(stream[-LAST:]), size - LAST)
    assert kept(made) == (stream[:FIRST], stream[-LAST:], len(stream))
