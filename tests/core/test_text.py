"""wxlab.core.text: ``res.data``."""

import pytest

from wxlab.core.text import decoded

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
