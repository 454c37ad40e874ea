import asyncio
import hashlib
from email import message_from_bytes
from itertools import pairwise

import pytest
from aiohttp import BodyPartReader, MultipartReader
from aiohttp.base_protocol import BaseProtocol
from aiohttp.streams import StreamReader
from hypothesis import given
from hypothesis import strategies as st

from wxlab.practice.multipart import (
    MAX_BOUNDARY_BYTES,
    MAX_PART_HEADER_BYTES,
    MAX_PARTS,
    MultipartError,
    MultipartParser,
    boundary_of,
)

FIELD = b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'
FILE = (
    b'--B\r\nContent-Disposition: form-data; name="f"; filename="p.png"\r\n'
    b"Content-Type: image/png\r\n\r\n\r\n--\r\n--b\r\n--\r\n"
)
END = b"--B--\r\n"


def part(disposition, data=b"x"):
    return b"--B\r\nContent-Disposition: " + disposition.encode() + b"\r\n\r\n" + data + b"\r\n"


def parse(body, step=None, keep=1000):
    parser = MultipartParser(b"B", keep)
    for at in range(0, len(body), step or len(body)):
        parser.feed(body[at : at + (step or len(body))])
    parser.close()
    return parser.parts


BODIES = {
    "a field": (FIELD + END, [("a", None, b"b")]),
    "a field and a file": (
        FIELD + FILE + END,
        [("a", None, b"b"), ("f", "p.png", b"\r\n--\r\n--b\r\n--")],
    ),
    "no last line end": (FIELD + b"--B--", [("a", None, b"b")]),
    "preamble and epilogue": (b"hello\r\n" + FIELD + END + b"bye --B", [("a", None, b"b")]),
    "an empty field": (part('form-data; name="e"', b"") + END, [("e", None, b"")]),
    "white space after a boundary": (
        FIELD.replace(b"--B\r", b"--B \t\r") + END,
        [("a", None, b"b")],
    ),
    "no headers": (b"--B\r\n\r\nx\r\n" + END, [("", None, b"x")]),
    "neither headers nor data": (b"--B\r\n\r\n\r\n" + END, [("", None, b"")]),
    "no part": (END, []),
    "line ends as data": (
        part('form-data; name="n"', b"\r\n\r\n") + END,
        [("n", None, b"\r\n\r\n")],
    ),
    "UTF-8": (part('form-data; name="名"', "值".encode()) + END, [("名", None, "值".encode())]),
}


@pytest.mark.parametrize("step", [None, 1, 2, 3, 7])
@pytest.mark.parametrize(("body", "parts"), BODIES.values(), ids=BODIES)
def test_a_body_is_cut_alike_however_it_is_fed(body, parts, step):
    assert [(p.name, p.filename, p.data) for p in parse(body, step)] == parts


DISPOSITIONS = {
    'form-data; name="a%22b"; filename="c%22.txt"': ("a%22b", "c%22.txt"),
    'form-data; name="a\\"b"': ('a\\"b', None),
    'form-data; name="f"; filename="C:\\"': ("f", "C:\\"),
    "form-data; name=bare; filename=p.png": ("bare", "p.png"),
    'form-data; filename="p"; name="f"': ("f", "p"),
    'form-data; NAME = "f" ; FileName="p"': ("f", "p"),
    'form-data; name="x; filename=evil"': ("x; filename=evil", None),
    'form-data; name="f"; filename=""': ("f", ""),
    "form-data; name=\"f\"; filename*=UTF-8''p": ("f", None),
    "form-data": ("", None),
}


@pytest.mark.parametrize(("disposition", "names"), DISPOSITIONS.items())
def test_names_are_shown_as_sent(disposition, names):
    (found,) = parse(part(disposition) + END)
    assert (found.name, found.filename) == names


MALFORMED = {
    "nothing at all": (b"", "before its closing boundary"),
    "cut in the data": (FIELD[:-1], "before its closing boundary"),
    "cut in the headers": (FIELD[:20], "before its closing boundary"),
    "another boundary": (b"--C\r\n\r\nx\r\n--C--", "before its closing boundary"),
    "a boundary that begins alike": (FIELD + b"--Bc\r\n", "something else on its line"),
    "endless headers": (b"--B\r\n" + b"x" * (MAX_PART_HEADER_BYTES + 3), "headers of a part"),
    "an endless boundary": (b"--B" + b" " * (MAX_PART_HEADER_BYTES + 1), "headers of a part"),
    "headers that are long together": (
        part("form-data; name=a; x=" + "x" * 16_000) * 66 + END,
        "headers of all parts together",
    ),
    "too many parts": (FIELD * (MAX_PARTS + 1) + END, "more than 1,000 parts"),
}


@pytest.mark.parametrize(("body", "words"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_body_is_refused_in_words(body, words):
    with pytest.raises(MultipartError, match=words) as caught:
        parse(body, step=max(1, len(body)))
    assert caught.value.zh


def test_ten_thousand_parts_are_not_kept():
    parser = MultipartParser(b"B", keep=1000)
    with pytest.raises(MultipartError):
        parser.feed(FIELD * 10_000)
    assert len(parser.parts) == MAX_PARTS


def test_size_and_digest_are_exact_where_the_data_is_not_kept():
    data = bytes(range(256)) * 40
    first, second = parse(part("form-data; name=a", data) * 2 + END, step=1000, keep=len(data) + 5)
    assert (first.data, second.data) == (data, data[:5])
    assert first.size == second.size == len(data)
    assert first.sha256 == second.sha256 == hashlib.sha256(data).hexdigest()


def test_headers_are_kept_as_sent():
    (found,) = parse(b"--B\r\nX-oDD:  one\r\nX-oDD: \xff\r\n\r\n\r\n" + END)
    assert found.headers == (("X-oDD", "one"), ("X-oDD", "\\xff"))


def test_a_part_shows_itself_shortly():
    file = parse(FILE + END)[0]
    assert repr(file) == "<Part 'f' file 'p.png': 13 bytes>"
    assert file.content_type == "image/png"
    assert parse(FIELD + END)[0].text == "b"


def test_of_endless_parameters_only_the_first_are_looked_at():
    (found,) = parse(part("form-data" + '; a="x' * 2000 + "; name=last") + END)
    assert found.name == ""
    (found,) = parse(part("form-data" + "; a=x" * 15 + "; name=last") + END)
    assert found.name == "last"


def test_the_email_package_cuts_alike():
    message = message_from_bytes(
        b"Content-Type: multipart/form-data; boundary=B\r\n\r\n" + FIELD + FILE + END
    )
    theirs = [one.get_payload(decode=True) for one in message.get_payload()]
    assert [p.data for p in parse(FIELD + FILE + END)] == theirs


async def read_by_aiohttp(body):
    loop = asyncio.get_running_loop()
    stream = StreamReader(BaseProtocol(loop), 2**16, loop=loop)
    stream.feed_data(body)
    stream.feed_eof()
    reader = MultipartReader({"Content-Type": "multipart/form-data; boundary=B"}, stream)
    parts = []
    while isinstance(one := await reader.next(), BodyPartReader):
        parts.append((one.name, one.filename, bytes(await one.read())))
    return parts


def test_aiohttp_cuts_alike():
    theirs = asyncio.run(read_by_aiohttp(FIELD + FILE + END))
    assert [(p.name, p.filename, p.data) for p in parse(FIELD + FILE + END)] == theirs


CONTENT_TYPES = {
    "multipart/form-data; boundary=abc": b"abc",
    'Multipart/Form-Data; charset=utf-8; boundary="a b;c"': b"a b;c",
    "multipart/form-data;boundary=----x": b"----x",
}


@pytest.mark.parametrize(("content_type", "boundary"), CONTENT_TYPES.items())
def test_the_boundary_is_found(content_type, boundary):
    assert boundary_of(content_type) == boundary


@pytest.mark.parametrize(
    ("content_type", "words"),
    [
        ("", "got none"),
        ("application/json", "got application/json"),
        ("multipart/mixed; boundary=x", "got multipart/mixed"),
        ("multipart/form-data", "no usable boundary"),
        ("multipart/form-data; boundary=", "no usable boundary"),
        (f"multipart/form-data; boundary={'x' * 201}", "no usable boundary"),
    ],
)
def test_no_boundary_is_said_in_words(content_type, words):
    with pytest.raises(MultipartError, match=words):
        boundary_of(content_type)


# ── whatever a client may send ──────────────────────────────────────────────────────────────

TOKENS = [
    b"--B",
    b"--B--",
    b"B",
    b"-",
    b"\r",
    b"\n",
    b"\r\n",
    b"\r\n--B",
    b" ",
    b":",
    FIELD,
    FILE,
    END,
]
BYTES = st.lists(st.sampled_from(TOKENS) | st.binary(max_size=20)).map(b"".join)


def outcome(pieces):
    """The parts that were found and what was complained of."""
    parser = MultipartParser(b"B", keep=50)
    try:
        for piece in pieces:
            parser.feed(piece)
        parser.close()
    except MultipartError as error:
        return parser.parts, error.en
    return parser.parts, None


@given(BYTES, st.lists(st.integers(0, 400)))
def test_any_bytes_are_cut_alike_however_they_are_fed(body, cuts):
    ends = [0, *sorted(cut % (len(body) + 1) for cut in cuts), len(body)]
    pieces = [body[start:end] for start, end in pairwise(ends)]
    assert outcome(pieces) == outcome([body])
    assert outcome(body[at : at + 1] for at in range(len(body))) == outcome([body])


@given(BYTES)
def test_of_any_bytes_no_more_is_kept_than_was_sent(body):
    parts, _ = outcome([body])
    assert sum(len(part.data) for part in parts) <= 50
    assert sum(part.size for part in parts) <= len(body)


@given(st.text() | st.text().map("multipart/form-data; boundary={}".format))
def test_any_content_type_has_a_boundary_or_is_complained_of(content_type):
    try:
        boundary = boundary_of(content_type)
    except MultipartError as error:
        boundary = error.zh
    assert 0 < len(boundary) <= MAX_BOUNDARY_BYTES
