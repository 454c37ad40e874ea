"""wxlab.net.intake: bodies on their way in."""

import asyncio
import contextlib
import gzip

import pytest

from wxlab.core import text
from wxlab.core.failure import Failure
from wxlab.net.intake import SLICE, Intake, decoded


async def turns_during(work):
    """How many turns another task gets while a coroutine runs, and what that returns."""
    turns = 0

    async def other():
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    ticking = asyncio.create_task(other())
    result = await work
    ticking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await ticking
    return turns, result


def taken(encoding, *pieces, limit=1 << 30):
    """What is written of a body that arrives in pieces, and the turns others had meanwhile."""
    written = bytearray()
    intake = Intake(encoding, limit, written.extend)

    async def work():
        for piece in pieces:
            await intake.take(piece)
        intake.end()

    turns, _ = asyncio.run(turns_during(work()))
    assert intake.total == len(written)
    return bytes(written), turns


def test_a_plain_body_is_passed_on():
    assert taken(None, b"ab", b"c")[0] == b"abc"
    assert taken("br", b"ab", b"c")[0] == b"abc"


def test_a_coded_body_is_decoded():
    body = bytes(range(256)) * 1000
    assert taken("gzip", gzip.compress(body))[0] == body
    assert taken("gzip", *(gzip.compress(body)[at : at + 1] for at in range(2000)))[0] == body


def test_others_get_turns_between_the_pieces_of_a_bomb():
    size = 30 << 20
    written, turns = taken("gzip", gzip.compress(bytes(size)))
    assert len(written) == size
    assert turns >= 30


def test_others_get_turns_where_nothing_comes_out():
    nothing = gzip.compress(b"") * 10_000
    written, turns = taken("gzip", nothing)
    assert written == b""
    assert turns >= len(nothing) // SLICE


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        (None, bytes(1001)),
        ("gzip", gzip.compress(bytes(1001), mtime=0)),
        ("gzip", gzip.compress(bytes(9999), mtime=0)),
    ],
)
def test_one_byte_too_many_is_a_failure(encoding, body):
    with pytest.raises(Failure, match="exceed max file size"):
        taken(encoding, body, limit=1000)
    assert taken(encoding, body, limit=9999)[0].strip(b"\0") == b""


def test_what_was_held_back_counts_too():
    """zlib hands out the last bytes of a stream when it is asked once more."""
    body = gzip.compress(bytes((1 << 20) + 200))
    with pytest.raises(Failure, match="exceed max file size"):
        taken("gzip", body, limit=(1 << 20) + 199)


def test_a_stream_that_is_cut_short_is_a_failure():
    with pytest.raises(Failure, match="CONTENT_DECODING"):
        taken("gzip", gzip.compress(b"text")[:-1])


@pytest.mark.parametrize("charset", ["utf-8", "cp1253", "gb18030", "utf-16"])
def test_others_get_turns_while_a_text_is_decoded(charset):
    body = bytearray(b"\x81\xfe" * 5 * text.PIECE)
    turns, found = asyncio.run(turns_during(decoded(body, f"text/plain; charset={charset}")))
    assert turns >= 10
    assert found == text.decoded(bytes(body), f"text/plain; charset={charset}")
