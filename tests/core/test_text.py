"""wxlab.core.text: ``res.data``."""

from encodings.aliases import aliases

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxlab.core.text import PIECE, decoded, pieces

BOM = b"\xef\xbb\xbf"


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        (b"", None, ""),
        (b"plain", None, "plain"),
        ("文😀".encode(), None, "文😀"),
        ("文".encode(), "text/plain; charset=utf-8", "文"),
        ("文".encode(), "text/plain;charset=UTF-8;x=y", "文"),
        ("文".encode(), 'text/plain; charset="utf-8"', "文"),
        ("文".encode("gbk"), "text/plain; charset=gbk", "文"),
        ("文".encode("gb18030"), "text/html; Charset = GB18030", "文"),
        ("é".encode("latin-1"), "text/plain; charset=iso-8859-1", "é"),
        ("文".encode("utf-16"), "text/plain; charset=utf-16", "文"),
        ("\ufeff文".encode("utf-16-le"), "text/plain; charset=utf-16le", "文"),
        (BOM + b"a", None, "a"),
        (BOM + BOM + b"a", None, "\ufeffa"),
        (b"a" + BOM, None, "a\ufeff"),
        (b"a\xff\xfeb", None, "a\ufffd\ufffdb"),
        (b"\xe6\x96", None, "\ufffd"),
        (b"\xff", "text/plain; charset=ascii", "\ufffd"),
        (b'{"a":1}', "application/json", '{"a":1}'),
        (b"\x00\x01", "application/octet-stream", "\x00\x01"),
    ],
)
def test_a_body_becomes_text(body, content_type, text):
    assert decoded(body, content_type) == text


@pytest.mark.parametrize(
    "charset",
    [
        "no-such",
        "undefined",
        "utf-7",
        "idna",
        "punycode",
        "hex",
        "rot13",
        "base64",
        "zlib",
        "''",
        "-",
        "...",
    ],
)
def test_a_charset_that_is_none_for_text_is_passed_over(charset):
    assert decoded("文".encode(), f"text/plain; charset={charset}") == "文"


@pytest.mark.parametrize("body", [bytes(range(256)), b"\xff" * 100, b"\xc3" * 7])
@pytest.mark.parametrize("charset", ["", "utf-8", "gbk", "utf-16", "utf-7", "ascii", "big5"])
def test_anything_becomes_some_text(body, charset):
    assert isinstance(decoded(body, f"text/plain; charset={charset}"), str)


@pytest.mark.parametrize(
    "charset", ["utf-8", "gbk", "utf-16", "utf-16be", "shift_jis", "hz", "cp1253"]
)
@pytest.mark.parametrize("shift", range(4))
def test_where_a_text_is_cut_changes_nothing(charset, shift):
    text = "a" * shift + "文é" * PIECE
    body = text.encode(charset, "replace")
    found = list(pieces(bytearray(body), f"text/plain; charset={charset}"))
    assert len(found) >= 2
    assert "".join(found) == body.decode(charset, "replace")


def test_a_text_of_two_bytes_each_without_a_mark_is_little_endian():
    assert decoded("文".encode("utf-16-le"), "text/plain; charset=utf-16") == "文"
    assert decoded("文".encode("utf-32-le"), "text/plain; charset=utf-32") == "文"
    for order in "le", "be":
        marked = "\ufeff文".encode(f"utf-16-{order}")
        assert decoded(marked, "text/plain; charset=UTF16") == "文"


CHARSETS = st.sampled_from(sorted(set(aliases.values()))) | st.text(max_size=20)


@given(st.binary(), CHARSETS.map("text/plain; charset={}".format) | st.text() | st.none())
def test_any_bytes_of_any_type_become_a_text(body, content_type):
    text = decoded(body, content_type)
    assert isinstance(text, str)
    assert len(text) <= 2 * len(body)
