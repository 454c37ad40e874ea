"""wxlab.core.anatomy: what stands where in a request, with real requests from a bare socket."""

import email
import email.policy
import random
import re
import socket
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxlab.core import anatomy
from wxlab.core.excerpt import FIRST, Excerpt
from wxlab.spec.anatomy import NOTES

B = b"----wxlab46716a32219a003663a60326"
PARTS = (
    b'--%s\r\nContent-Disposition: form-data; name="user"\r\n\r\ntest\r\n'
    b'--%s\r\nContent-Disposition: form-data; name="a%%22b"\r\n\r\n'
    b"\xe6\xb5\x8b\xe8\xaf\x95 1\r\n2\r\n"
    b'--%s\r\nContent-Disposition: form-data; name="file"; filename="\xe5\x9b\xbe.txt"\r\n'
    b"Content-Type: text/plain\r\n\r\n"
) % (B, B, B)
CLOSING = b"\r\n--%s--\r\n" % B
DOWNLOAD = b"GET /a?b=c HTTP/1.1\r\nHost: example.com\r\nReferer: x\r\n\r\n"


def request(body, content_type=b"multipart/form-data; boundary=" + B):
    return (
        b"POST /upload HTTP/1.1\r\nHost: example.com\r\nUser-Agent: x\r\nX-Mine: y\r\n"
        b"Content-Type: %s\r\nContent-Length: %d\r\n\r\n%s" % (content_type, len(body), body)
    )


def upload(file, parts=PARTS):
    return request(parts + file + CLOSING)


def field(value):
    part = b'--%s\r\nContent-Disposition: form-data; name="a"\r\n\r\n%s' % (B, value)
    return request(part + CLOSING)


def cut(data):
    return anatomy.pieces(data, data[-512:], len(data))


def torn(data, first, last):
    """The pieces of a request of which only so many bytes at either end are kept."""
    return anatomy.pieces(data[:first], data[len(data) - last :], len(data))


def kept(pieces):
    return b"".join(piece.data for piece in pieces if piece.kind != "gap")


def texts(pieces, *kinds):
    return [piece.text for piece in pieces if piece.kind in kinds]


def kinds(pieces):
    return [piece.kind for piece in pieces]


def contents(pieces):
    """The pieces of the contents and of what is not known, and the gaps, as they are shown."""
    of_interest = ("value", "file", "unknown", "gap")
    return [(p.kind, p.left_out or p.text) for p in pieces if p.kind in of_interest]


# -- a whole request -----------------------------------------------------------------------------


def test_every_byte_of_an_upload_has_its_name():
    assert [(piece.kind, piece.text) for piece in cut(upload(b"hello\n"))] == [
        *(("method", "POST"), ("space", " "), ("target", "/upload"), ("space", " ")),
        *(("version", "HTTP/1.1"), ("line-end", r"\r\n")),
        *(("header-name", "Host"), ("colon", ": "), ("host", "example.com")),
        *(("line-end", r"\r\n"), ("header-name", "User-Agent"), ("colon", ": ")),
        *(("user-agent", "x"), ("line-end", r"\r\n"), ("header-name", "X-Mine")),
        *(("colon", ": "), ("header-value", "y"), ("line-end", r"\r\n")),
        *(("header-name", "Content-Type"), ("colon", ": ")),
        *(("content-type", "multipart/form-data; boundary="), ("boundary", B.decode())),
        *(("line-end", r"\r\n"), ("header-name", "Content-Length"), ("colon", ": ")),
        *(("content-length", "365"), ("line-end", r"\r\n"), ("blank-line", r"\r\n")),
        *(("delimiter", "--"), ("boundary", B.decode()), ("line-end", r"\r\n")),
        *(("part-header", "Content-Disposition"), ("colon", ": ")),
        *(("disposition", 'form-data; name="'), ("name", "user"), ("disposition", '"')),
        *(("line-end", r"\r\n"), ("blank-line", r"\r\n"), ("value", "test")),
        *(("content-end", r"\r\n"), ("delimiter", "--"), ("boundary", B.decode())),
        *(("line-end", r"\r\n"), ("part-header", "Content-Disposition"), ("colon", ": ")),
        *(("disposition", 'form-data; name="'), ("name", "a%22b"), ("disposition", '"')),
        *(("line-end", r"\r\n"), ("blank-line", r"\r\n"), ("value", r"测试 1\r\n2")),
        *(("content-end", r"\r\n"), ("delimiter", "--"), ("boundary", B.decode())),
        *(("line-end", r"\r\n"), ("part-header", "Content-Disposition"), ("colon", ": ")),
        *(("disposition", 'form-data; name="'), ("name", "file")),
        *(("disposition", '"; filename="'), ("filename", "图.txt"), ("disposition", '"')),
        *(("line-end", r"\r\n"), ("part-header", "Content-Type"), ("colon", ": ")),
        *(("part-type", "text/plain"), ("line-end", r"\r\n"), ("blank-line", r"\r\n")),
        *(("file", "hello·"), ("content-end", r"\r\n"), ("delimiter", "--")),
        *(("boundary", B.decode()), ("closing", "--"), ("line-end", r"\r\n")),
    ]


def test_a_download_is_a_request_line_and_headers():
    found = cut(DOWNLOAD)
    assert texts(found, "method", "target", "version") == ["GET", "/a?b=c", "HTTP/1.1"]
    assert texts(found, "host", "referer") == ["example.com", "x"]
    assert kinds(found)[-2:] == ["line-end", "blank-line"]
    assert kept(found) == DOWNLOAD


@pytest.mark.parametrize(
    "file",
    [
        b"a\r\n--other\r\nb",
        b"a\r\n--%sx\r\nb" % B,
        b"a\r\n--%s-\r\nb" % B,
        b"a\r\n--%s--x" % B,
        b"a\r\n--%s\rb" % B,
        b"a\r\n--%s" % B[:-1],
        b"--%s\r\nb" % B,
        b'Content-Disposition: form-data; name="x"\r\n\r\nb',
        b"\r\n\r\n",
        b"\r\n--",
        b"\r",
    ],
)
def test_a_file_may_hold_what_looks_like_a_form(file):
    found = cut(upload(file))
    assert [piece.data for piece in found if piece.kind == "file"] == [file]
    assert kinds(found)[-5:] == ["content-end", "delimiter", "boundary", "closing", "line-end"]


def test_a_file_name_makes_a_part_a_file():
    found = cut(upload(b"", PARTS.replace(b"; filename=", b"; nothing=")))
    assert "file" not in kinds(found)
    assert texts(cut(upload(b"x", PARTS.replace(b"filename", b"FileName"))), "file") == ["x"]


def test_parts_may_come_in_any_order_and_with_any_headers():
    part = b'--%s\r\nContent-Disposition: form-data; name="%s\r\nX-Mine: y\r\n\r\n%s\r\n'
    found = cut(upload(b"", part % (B, b'a"; filename="b"', b"1") + part % (B, b'c"', b"2")))
    assert contents(found) == [("file", "1"), ("value", r"2\r\n")]
    assert texts(found, "header-value") == ["y", "y", "y"]


def test_a_boundary_may_stand_between_quotation_marks():
    found = cut(request(PARTS + CLOSING, b'multipart/form-data; charset=utf-8; BOUNDARY="%s"' % B))
    assert texts(found, "boundary") == [B.decode()] * 5
    assert texts(found, "content-type")[-1] == '"'


def test_what_a_form_does_not_foresee_is_unknown():
    assert contents(cut(request(b"{}", b"application/json"))) == [("unknown", "{}")]
    lines = b"--\r\n--a\r\n--\r\n"
    assert contents(cut(request(lines, b"text/plain"))) == [("unknown", "--··--a··--··")]
    assert contents(cut(request(b"--%sx" % B + CLOSING)))[0] == ("unknown", f"--{B.decode()}x")
    found = cut(request(b"hello\r\n" + CLOSING))
    assert contents(found) == [("unknown", "hello··")]
    assert kinds(found)[-2:] == ["closing", "line-end"]
    assert contents(cut(upload(b"") + b"more"))[-1] == ("unknown", "more")


# -- how contents are shown ----------------------------------------------------------------------


def test_of_a_long_file_the_beginning_and_the_end_are_shown():
    alphabet = b"0123456789abcdef" * 10
    assert contents(cut(upload(alphabet[:96])))[2:] == [("file", alphabet[:96].decode())]
    found = cut(upload(alphabet))
    beginning, end = alphabet[:64].decode(), alphabet[-32:].decode()
    assert contents(found)[2:] == [("file", beginning), ("gap", 64), ("file", end)]
    assert kept(found) == upload(alphabet)


def test_of_a_long_value_the_beginning_is_shown():
    assert contents(cut(field(b"x" * 200))) == [("value", "x" * 200)]
    assert contents(cut(field(b"x" * 201))) == [("value", "x" * 200), ("gap", 1)]
    assert kept(cut(field(b"x" * 201))) == field(b"x" * 201)


@pytest.mark.parametrize("before", range(4))
def test_a_value_is_not_cut_inside_a_character(before):
    value = b"x" * before + "测😀".encode() * 100
    (_, text), (_, left_out) = contents(cut(field(value)))
    assert "·" not in text
    assert 196 < len(text.encode()) <= 200
    assert text.encode() == value[: len(value) - left_out]


def test_what_cannot_be_shown_is_a_middle_dot():
    value = "\x00\x1b[1m\u202e\u3000\xa0\t\\é".encode() + b"\xff\xfe\xe6\xb5"
    assert texts(cut(field(value)), "value") == ["··[1m·\u3000\xa0\\t\\é····"]
    assert texts(cut(upload(b" " + bytes(range(95, 130)))), "file") == [
        " _`abcdefghijklmnopqrstuvwxyz{|}~···"
    ]


@pytest.mark.parametrize("value", ["café".encode("latin-1"), "café".encode()])
def test_headers_are_latin_1_where_they_are_not_utf_8(value):
    assert texts(cut(b"GET / HTTP/1.1\r\nX: %s\r\n\r\n" % value), "header-value") == ["café"]


# -- cut off, and with a hole --------------------------------------------------------------------


def shape(data):
    """The kind of every byte."""
    return [piece.kind for piece in cut(data) for _ in piece.data]


WHOLE = upload(b"hello\n--\r\n")
# Until a boundary has shown more than dashes, what the cut has left of it may be content.
DOUBTFUL = {
    at.start() + size
    for at in re.finditer(re.escape(b"\r\n--" + B), WHOLE)
    for size in range(1, 1 + len(b"\r\n------"))
}


@pytest.mark.parametrize("whole", [WHOLE, DOWNLOAD], ids=["upload", "download"])
def test_a_request_cut_off_anywhere_is_the_same_but_shorter(whole):
    doubtful = DOUBTFUL if whole is WHOLE else set()
    for size in range(len(whole) + 1):
        part = whole[:size]
        assert kept(cut(part)) == part
        if size not in doubtful:
            assert shape(part) == shape(whole)[:size], part[-40:]


def test_a_line_of_dashes_where_the_request_was_cut_off_is_content():
    assert contents(cut(request(PARTS + b"a\r\n------")))[-1] == ("file", "a··------")
    assert contents(cut(request(PARTS + b"a\r\n------w")))[-1] == ("file", "a")
    assert contents(cut(request(PARTS + b"a\r\n------v")))[-1] == ("file", "a··------v")


def test_half_a_character_at_the_end_is_a_middle_dot():
    whole = request(PARTS)
    assert texts(cut(whole[: whole.index(b"\x9b\xbe.txt")]), "filename") == ["·"]


def test_the_end_of_a_big_file_is_found_behind_the_hole():
    file = b"A" * 1000 + bytes(100_000) + b"Z" * 1000
    whole = upload(file)
    found = torn(whole, FIRST, 512)
    assert contents(found)[2:] == [("file", "A" * 64), ("gap", 101_904), ("file", "Z" * 32)]
    assert kinds(found)[-5:] == ["content-end", "delimiter", "boundary", "closing", "line-end"]
    assert kept(found) == whole[:FIRST] + whole[-512:]


def test_a_big_file_that_was_cut_off_ends_as_a_file():
    whole = request(PARTS + b"A" * 100_000)
    assert contents(torn(whole, FIRST, 512))[2:] == [
        *(("file", "A" * 64), ("gap", 99_904), ("file", "A" * 32)),
    ]


def test_behind_a_hole_in_a_value_nothing_is_known_until_the_next_boundary():
    whole = field(b"x" * 50_000).removesuffix(CLOSING) + b"\r\n" + PARTS + b"file" + CLOSING
    assert contents(torn(whole, 1000, 512)) == [
        *(("value", "x" * 200), ("gap", 50_000 - 200 - 32), ("unknown", "x" * 32)),
        *(("value", "test"), ("value", r"测试 1\r\n2"), ("file", "file")),
    ]


def test_behind_a_hole_in_the_headers_nothing_is_known():
    whole = b"GET / HTTP/1.1\r\nCookie: " + b"x" * 1000 + b"\r\n\r\n"
    found = torn(whole, 100, 50)
    assert contents(found) == [("gap", 878 + 18), ("unknown", "x" * 28 + "····")]


def test_whatever_is_kept_appears_once_and_whatever_is_not_shown_is_counted():
    for first in range(0, len(WHOLE) + 1, 5):
        for last in range(0, len(WHOLE) + 1, 7):
            found = torn(WHOLE, first, last)
            assert kept(found) == WHOLE[:first] + WHOLE[max(first, len(WHOLE) - last) :]
            # Of what may be shortened one character stands for each byte that is shown.
            short = ("file", "unknown", "gap")
            shown = sum(len(p.text if p.kind in short else p.data) for p in found)
            assert shown + sum(piece.left_out for piece in found) == len(WHOLE)


def test_nothing_is_nothing():
    assert anatomy.pieces(b"", b"", 0) == ()


# -- any bytes at all ----------------------------------------------------------------------------

FRAGMENTS = [
    *(b"\r\n", b"\r", b"\n", b" ", b":", b"--", b"-", b'"', b";", b"=", b"\r\n\r\n", b"--" + B),
    *(b"\r\n--" + B, b"\r\n--" + B + b"--\r\n", b"; name=", b'; filename="', b"\xe6\xb5", b"\xff"),
    *(b"Content-Disposition: form-data", b"Content-Type: multipart/form-data; boundary=" + B),
    *(b"POST / HTTP/1.1\r\n", b"; boundary=", bytes(200), b"x" * 300, "测试".encode() * 80),
]


def nonsense(rng):
    way = rng.randrange(3)
    if way == 0:
        return rng.randbytes(rng.randrange(300))
    if way == 1:
        return b"".join(rng.choices(FRAGMENTS, k=rng.randrange(40)))
    start, end = sorted(rng.choices(range(len(WHOLE)), k=2))
    return WHOLE[:start] + b"".join(rng.choices(FRAGMENTS, k=rng.randrange(5))) + WHOLE[end:]


@pytest.mark.parametrize("seed", range(20))
def test_any_bytes_have_pieces(seed):
    rng = random.Random(seed)
    for _ in range(200):
        data = nonsense(rng)
        first, last = rng.randrange(len(data) + 1), rng.randrange(len(data) + 1)
        found = torn(data, first, last)
        assert kept(found) == data[:first] + data[max(first, len(data) - last) :]
        assert all(piece.text and piece.data for piece in found if piece.kind != "gap")
        assert all(piece.left_out > 0 for piece in found if piece.kind == "gap")
        assert all(each.isprintable() or each == "\xa0" for p in found for each in p.text)
        assert {piece.kind for piece in found} <= NOTES.keys()


def test_any_numbers_have_pieces():
    rng = random.Random(1)
    for _ in range(2000):
        anatomy.pieces(nonsense(rng), nonsense(rng), rng.randrange(-10, 2000))


@pytest.mark.parametrize(
    ("start", "again"),
    [
        (b"", b" "),
        (b"", b"\r"),
        (b"a\r\n", b"b:\r\n"),
        (b"a\r\nContent-Type: ", b"; boundary"),
        (b"a\r\nContent-Type: a;", b" "),
        (request(PARTS), b"\r\n--" + B),
        (request(PARTS), b"\r\n--%s\r\n" % B),
        (request(PARTS), b"\r\n--%s\r\n\r\n" % B),
        (request(b"--%s\r\n" % B), b'Content-Disposition: ; name="a\r\n'),
        (request(b"--%s\r\nContent-Disposition: x" % B), b'; name="'),
        (request(b"--%s\r\nContent-Disposition: x" % B), b"; "),
        (request(b"--%s\r\nContent-Disposition: x;" % B), b" "),
        (request(PARTS), b"\r\n"),
    ],
)
def test_twice_the_bytes_take_about_twice_the_time(start, again):
    def seconds(size):
        data = start + again * (size // len(again))
        times = []
        for _ in range(3):
            began = time.process_time()
            cut(data)
            times.append(time.process_time() - began)
        return min(times)

    assert seconds(400_000) < 10 * seconds(100_000) + 0.02


# -- real requests -------------------------------------------------------------------------------


@pytest.fixture
def recorded(wx, tmp_path):
    """Makes a call with wxlab, and returns the request that arrived at a bare socket."""

    def record(file=None, name="a.txt", **options):
        arrived = bytearray()
        listener = socket.create_server(("127.0.0.1", 0))

        def serve():
            connection, _ = listener.accept()
            with connection:
                length = None
                while length is None or len(arrived) < length:
                    arrived.extend(connection.recv(65536))
                    if (at := arrived.find(b"\r\n\r\n")) >= 0:
                        said = re.search(rb"(?i)content-length: (\d+)", arrived)
                        length = at + 4 + (int(said[1]) if said else 0)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=serve)
        thread.start()
        with listener:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}/a?b=%E6%B5%8B"
            if file is None:
                wx.downloadFile(options, url=url).wait(20)
            else:
                (tmp_path / name).write_bytes(file)
                options = {"name": "file", **options}
                wx.uploadFile(options, url=url, filePath=tmp_path / name).wait(20)
            thread.join(20)
        return bytes(arrived)

    return record


CALLS = {
    "empty": {"file": b""},
    "chinese": {"file": b"x", "name": "图片 1.png", "formData": {"用户": "测试"}},
    "quotes": {"file": b'"', "name": '"a".txt', "formData": {'a"b': '"', "c\r\nd": ""}},
    "three": {"file": b"\r\n--\r\n", "formData": {"a": 1, "b": "two\r\nlines", "c": "x" * 500}},
    "big": {"file": bytes(range(256)) * 1000, "name": "a.bin"},
    "headers": {"file": b"\x89PNG", "name": "a.png", "header": {"X-Mine": "1", "Cookie": "a=b"}},
}


def excerpted(data):
    excerpt = Excerpt()
    for start in range(0, len(data), 10_000):
        excerpt.add(memoryview(data)[start : start + 10_000])
    return anatomy.pieces(excerpt.first, excerpt.last, excerpt.total)


def joined(pieces, kind):
    """The bytes of a kind, content by content."""
    found = [b""]
    for piece in pieces:
        if piece.kind == "blank-line":
            found.append(b"")
        elif piece.kind == kind:
            found[-1] += piece.data
    return found[2:]


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_the_email_package_finds_the_same_in_a_real_upload(recorded, call):
    data = recorded(**call)
    found = cut(data)
    assert kept(found) == data
    parts = list(
        email.message_from_bytes(
            data.partition(b"\r\n")[2], policy=email.policy.HTTP.clone(utf8=True)
        ).iter_parts()
    )
    expected = [part.get_payload(decode=True) for part in parts]
    values, files = joined(found, "value"), joined(found, "file")
    assert [value or file for value, file in zip(values, files, strict=True)] == expected
    assert texts(found, "filename") == [call.get("name", "a.txt").replace('"', "%22")]
    assert texts(found, "part-type") == [parts[-1].get_content_type()]
    assert int(texts(found, "content-length")[0]) == len(data.partition(b"\r\n\r\n")[2])
    assert "unknown" not in kinds(found)


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_of_a_real_upload_the_two_ends_are_enough(recorded, call):
    data = recorded(**call)
    whole, ends = cut(data), excerpted(data)
    assert [(p.kind, p.text, p.left_out) for p in ends] == [
        (p.kind, p.text, p.left_out) for p in whole
    ]


def test_names_read_as_they_were_escaped(recorded):
    found = cut(recorded(**CALLS["quotes"]))
    assert texts(found, "name") == ["a%22b", "c%0D%0Ad", "file"]
    assert texts(found, "filename") == ["%22a%22.txt"]
    found = cut(recorded(**CALLS["chinese"]))
    assert texts(found, "name", "filename", "value") == ["用户", "测试", "file", "图片 1.png"]


def test_three_fields_and_an_empty_file(recorded):
    found = cut(recorded(**CALLS["three"]))
    assert contents(found) == [
        *(("value", "1"), ("value", r"two\r\nlines"), ("value", "x" * 200), ("gap", 300)),
        ("file", "··--··"),
    ]
    found = cut(recorded(**CALLS["empty"]))
    assert contents(found) == []
    assert kinds(found)[-6:] == [
        *("blank-line", "content-end", "delimiter", "boundary", "closing", "line-end"),
    ]


def test_a_real_download(recorded):
    data = recorded(header={"X-Mine": "1"})
    found = cut(data)
    assert kept(found) == data
    assert texts(found, "method", "target") == ["GET", "/a?b=%E6%B5%8B"]
    assert texts(found, "referer") == [
        "https://servicewechat.com/touristappid/devtools/page-frame.html"
    ]
    assert "1" in texts(found, "header-value")
    assert kinds(found)[-1] == "blank-line"


def test_every_kind_has_a_note_and_every_note_has_its_kind(recorded):
    requests = [recorded(**CALLS["big"]), WHOLE, DOWNLOAD, request(b"{}", b"application/json")]
    assert {kind for data in requests for kind in kinds(cut(data))} == NOTES.keys()


TOKENS = [
    *(b"\r\n", b"\r", b"--", b"-", b"--B", b"\r\n--B", b"--B--\r\n", b": ", b";", b'"', b" "),
    *(b"Content-Type: multipart/form-data; boundary=B", b"POST / HTTP/1.1\r\n", "文".encode()),
    b'Content-Disposition: form-data; name="a"; filename="b"',
]
REQUESTS = st.lists(st.sampled_from(TOKENS) | st.binary(max_size=10)).map(b"".join)


@given(REQUESTS, REQUESTS, st.integers(0, 1000))
def test_any_bytes_are_cut_into_pieces_that_make_them_up(first, last, hole):
    pieces = anatomy.pieces(first, last, len(first) + len(last) + hole)
    assert b"".join(piece.data for piece in pieces) == first + last
    assert all(piece.kind in NOTES or piece.kind == "gap" for piece in pieces)
    for piece in pieces:
        assert "\n" not in piece.text
        assert "\r" not in piece.text
