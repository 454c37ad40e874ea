"""wxlab.core.decoding: gzip and deflate, piece by piece."""

import gzip
import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxlab.core.decoding import ACCEPTED, PIECE, Decoder, decoder_for
from wxlab.core.failure import Failure

TEXT = random.Random(3).randbytes(300) + b"repetition " * 50


def zipped(data):
    """Without the time that gzip would note: the same bytes, and names of tests, in every run."""
    return gzip.compress(data, mtime=0)


def raw_deflate(data):
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(data) + compressor.flush()


def stored(data):
    compressor = zlib.compressobj(0, wbits=-zlib.MAX_WBITS)
    return compressor.compress(data) + compressor.flush()


CODED = [
    ("gzip", zipped(TEXT), TEXT),
    ("gzip", zipped(TEXT[:50]) + zipped(TEXT[50:]), TEXT),
    ("gzip", zipped(b"") + zipped(TEXT) + zipped(b""), TEXT),
    ("gzip", zipped(b""), b""),
    ("gzip", zipped(TEXT) + bytes(20), TEXT),
    ("gzip", zipped(TEXT) + b"\0" + zipped(b"not read"), TEXT),
    ("deflate", zlib.compress(TEXT), TEXT),
    ("deflate", zlib.compress(TEXT, 0), TEXT),
    ("deflate", zlib.compress(TEXT, 9), TEXT),
    ("deflate", raw_deflate(TEXT), TEXT),
    ("deflate", stored(TEXT), TEXT),
    ("deflate", raw_deflate(b""), b""),
]
CASES = pytest.mark.parametrize(("coding", "coded", "plain"), CODED)


def decoded(coding, *pieces):
    decoder = Decoder(coding)
    found = [part for piece in pieces for part in decoder.feed(piece)]
    return b"".join([*found, *decoder.end()])


@CASES
def test_whatever_was_coded_comes_back(coding, coded, plain):
    assert decoded(coding, coded) == plain


@CASES
def test_it_does_not_matter_where_the_network_cuts(coding, coded, plain):
    for at in range(len(coded) + 1):
        assert decoded(coding, coded[:at], coded[at:]) == plain, at


@CASES
def test_it_may_come_byte_by_byte(coding, coded, plain):
    assert decoded(coding, *(coded[at : at + 1] for at in range(len(coded)))) == plain


@CASES
def test_empty_pieces_change_nothing(coding, coded, plain):
    assert decoded(coding, b"", coded[:5], b"", coded[5:], b"") == plain


@pytest.mark.parametrize(
    ("coding", "coded"),
    [
        ("gzip", zipped(TEXT)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),
    ],
)
def test_a_stream_that_is_cut_anywhere_is_a_failure(coding, coded):
    for at in range(1, len(coded)):
        with pytest.raises(Failure) as caught:
            decoded(coding, coded[:at])
        assert caught.value.text == "-330:net::ERR_CONTENT_DECODING_FAILED"


@pytest.mark.parametrize(
    ("coding", "coded"),
    [
        ("gzip", b"this is no gzip"),
        ("gzip", zlib.compress(TEXT)),
        ("deflate", zipped(TEXT)),
        ("gzip", zipped(TEXT)[:-8] + bytes(8)),
        ("gzip", zipped(TEXT)[:60] + b"\xff" * 40 + zipped(TEXT)[100:]),
        ("deflate", b"\xff" * 20),
    ],
)
def test_what_is_not_what_it_claims_is_a_failure(coding, coded):
    with pytest.raises(Failure) as caught:
        decoded(coding, coded)
    assert caught.value.errno == 600001
    with pytest.raises(Failure):
        decoded(coding, *(coded[at : at + 1] for at in range(len(coded))))


def test_no_body_at_all_is_fine():
    assert decoded("gzip") == b""
    assert decoded("deflate", b"") == b""


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_bomb_never_stands_in_memory_whole(coding):
    size = 64 * PIECE + 17
    compress = gzip.compress if coding == "gzip" else zlib.compress
    bomb = compress(bytes(size))
    decoder = Decoder(coding)
    sizes = [len(piece) for piece in decoder.feed(bomb)]
    sizes += [len(piece) for piece in decoder.end()]
    assert sum(sizes) == size
    assert max(sizes) <= PIECE
    assert 0 not in sizes


@pytest.mark.parametrize("extra", [0, 1, 100, 257, 258, 259])
def test_what_zlib_holds_back_comes_at_the_end(extra):
    assert decoded("gzip", zipped(bytes(PIECE + extra))) == bytes(PIECE + extra)


def test_a_reader_who_stops_gets_no_more():
    pieces = Decoder("gzip").feed(zipped(bytes(10 * PIECE)))
    assert len(next(pieces)) <= PIECE
    pieces.close()


@pytest.mark.parametrize(
    ("header", "known"),
    [
        (None, False),
        ("", False),
        ("identity", False),
        ("br", False),
        ("gzip, br", False),
        ("gzip", True),
        ("GZIP", True),
        (" x-gzip ", True),
        ("deflate", True),
        ("Deflate", True),
    ],
)
def test_only_what_was_asked_for_is_undone(header, known):
    assert (decoder_for(header) is not None) == known


def test_what_is_accepted_can_be_decoded():
    for coding in ACCEPTED.split(","):
        assert decoder_for(coding) is not None


TOKENS = [b"\x1f", b"\x8b", b"\x1f\x8b\x08", b"x", b"\x9c", zipped(b""), zipped(b"a")]
PIECES = st.lists(st.sampled_from([*TOKENS, zlib.compress(TEXT)]) | st.binary(max_size=20))


@given(st.sampled_from(["gzip", "deflate"]), PIECES)
def test_any_bytes_are_decoded_or_refused_alike_however_they_come(coding, pieces):
    def outcome(*pieces):
        try:
            return decoded(coding, *pieces)
        except Failure as failure:
            return failure.text

    body = b"".join(pieces)
    assert outcome(*pieces) == outcome(body)
    assert outcome(*(body[at : at + 1] for at in range(len(body)))) == outcome(body)
