"""wxlab.core.encoding: bytes as text and back, by the platform's names."""

import pytest

from wxlab.core import encoding
from wxlab.core.failure import Failure
from wxlab.spec.file_system import ENCODINGS

TEXTS = {
    "ascii": "abc",
    "base64": "AP/+YQ==",
    "binary": "\x00ÿa",
    "hex": "00fffe61",
    "latin1": "\x00ÿa",
    "ucs-2": "a中\ufeff",
    "ucs2": "a中",
    "utf-16le": "a😀",
    "utf-8": "a中😀",
    "utf16le": "中",
    "utf8": "a中😀",
}


def test_every_encoding_of_the_platform_is_tried():
    assert TEXTS.keys() == ENCODINGS.keys()


@pytest.mark.parametrize(("name", "text"), TEXTS.items())
@pytest.mark.parametrize("spelled", [str.lower, str.upper])
def test_text_comes_back_as_it_went(name, text, spelled):
    data = encoding.data_of(text, spelled(name))
    assert encoding.text_of(data, spelled(name)) == text


@pytest.mark.parametrize(
    ("text", "name", "data"),
    [
        ("a中", "utf8", b"a\xe4\xb8\xad"),
        ("a中", "ucs2", b"a\x00\x2d\x4e"),
        ("\xff", "binary", b"\xff"),
        ("AP/+YQ", "base64", b"\x00\xff\xfea"),
        (" AP/+\nYQ== ", "base64", b"\x00\xff\xfea"),
        ("", "base64", b""),
        ("00FF", "hex", b"\x00\xff"),
        ("\ud83d", "utf8", "\ufffd".encode()),
        ("中", "ascii", b"?"),
    ],
)
def test_text_is_written_as_these_bytes(text, name, data):
    assert encoding.data_of(text, name) == data


@pytest.mark.parametrize(
    ("data", "name", "text"),
    [(b"\xff", "utf8", "\ufffd"), (b"a\x00b", "ucs2", "a\ufffd"), (b"\xff", "ascii", "\ufffd")],
)
def test_bytes_that_are_no_text_are_seen(data, name, text):
    assert encoding.text_of(data, name) == text


@pytest.mark.parametrize(("text", "name"), [("***", "base64"), ("a", "base64"), ("0g", "hex")])
def test_text_that_is_no_base64_and_no_digits_is_a_failure(text, name):
    with pytest.raises(Failure, match="base64 encode error") as caught:
        encoding.data_of(text, name)
    assert caught.value.errno == 1300203


@pytest.mark.parametrize("name", ["utf7", "", "utf-16", "idna"])
def test_another_encoding_is_a_failure(name):
    for use in (lambda: encoding.text_of(b"", name), lambda: encoding.data_of("", name)):
        with pytest.raises(Failure, match="invalid encoding") as caught:
            use()
        assert caught.value.errno == 1300022
