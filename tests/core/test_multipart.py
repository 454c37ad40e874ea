"""wxlab.core.multipart: the bytes around one file."""

import asyncio
import email
import email.policy

import aiohttp
import pytest

from wxlab.core import multipart

FORMS = [
    [],
    [("a", "b")],
    [("a", ""), ("", "b")],
    [("a", "1"), ("a", "2")],
    [("文", "值😀"), ("break", "a\r\nb\n"), ('q"', '"'), ("long", "x" * 100_000)],
    [("almost", "\r\n--B"), ("dashes", "--")],
]
FILES = [b"", b"x", b"\r\n", b"\r\n--", bytes(range(256)) * 10]


@pytest.mark.parametrize("form", FORMS, ids=len)
@pytest.mark.parametrize("data", FILES, ids=len)
def test_the_length_is_that_of_the_bytes(form, data):
    frame = multipart.frame("BOUNDARY", form, "file", "a.png")
    assert frame.length(len(data)) == len(frame.head + data + frame.tail)


def test_a_form_byte_by_byte():
    frame = multipart.frame("B", [("user", "test"), ("值", "文")], "file", "a.png")
    assert frame.head == (
        b'--B\r\nContent-Disposition: form-data; name="user"\r\n\r\ntest\r\n'
        + '--B\r\nContent-Disposition: form-data; name="值"\r\n\r\n文\r\n'.encode()
        + b'--B\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n'
        + b"Content-Type: image/png\r\n\r\n"
    )
    assert frame.tail == b"\r\n--B--\r\n"
    assert frame.content_type == "multipart/form-data; boundary=B"


@pytest.mark.parametrize("form", FORMS, ids=len)
@pytest.mark.parametrize("data", FILES, ids=len)
def test_the_email_package_reads_it_back(form, data):
    frame = multipart.frame("BOUNDARY", form, "file", "a.png")
    body = b"Content-Type: %s\r\n\r\n" % frame.content_type.encode()
    body += frame.head + data + frame.tail
    parts = list(email.message_from_bytes(body, policy=email.policy.HTTP).iter_parts())
    contents = [part.get_payload(decode=True) for part in parts]
    assert contents == [*(value.encode() for _, value in form), data]
    assert parts[-1].get_filename() == "a.png"
    assert parts[-1].get_content_type() == "image/png"


class Silence:
    """As much of aiohttp's protocol as its stream reader asks for."""

    _reading_paused = False

    def pause_reading(self):
        self._reading_paused = True

    def resume_reading(self, **_more):
        self._reading_paused = False


@pytest.mark.parametrize("form", FORMS[1:2] + FORMS[3:], ids=len)
@pytest.mark.parametrize("data", FILES, ids=len)
def test_aiohttp_reads_it_back(form, data):
    frame = multipart.frame("BOUNDARY", form, "file", "a.png")

    async def read():
        stream = aiohttp.StreamReader(Silence(), 2**20, loop=asyncio.get_running_loop())
        stream.feed_data(frame.head + data + frame.tail)
        stream.feed_eof()
        reader = aiohttp.MultipartReader({"Content-Type": frame.content_type}, stream)
        return [(part.name, bytes(await part.read())) async for part in reader]

    expected = [(multipart.escaped_name(name), value.encode()) for name, value in form]
    assert asyncio.run(read()) == [*expected, ("file", data)]


@pytest.mark.parametrize(
    ("name", "field", "file_name"),
    [
        ("plain", "plain", "plain"),
        ('"', "%22", "%22"),
        ("\r", "%0D%0A", "%0D"),
        ("\n", "%0D%0A", "%0A"),
        ("\r\n", "%0D%0A", "%0D%0A"),
        ("\n\r", "%0D%0A%0D%0A", "%0A%0D"),
        ("\r\r\n\n", "%0D%0A" * 3, "%0D%0D%0A%0A"),
        ("%22", "%22", "%22"),
        ("a\\b", "a\\b", "a\\b"),
        ("文😀", "文😀", "文😀"),
        ("\ud800", "\ufffd", "\ufffd"),
        ("", "", ""),
    ],
    ids=ascii,
)
def test_names_are_escaped_as_the_html_standard_says(name, field, file_name):
    assert multipart.escaped_name(name) == field
    assert multipart.escaped_file_name(name) == file_name


TYPES = [
    ("a.png", "image/png"),
    ("a.PNG", "image/png"),
    ("a.b.jpg", "image/jpeg"),
    ("a.jpeg", "image/jpeg"),
    ("a.webp", "image/webp"),
    ("a.avif", "image/avif"),
    ("a.heic", "image/heic"),
    ("a.mp3", "audio/mpeg"),
    ("a.aac", "audio/aac"),
    ("a.m4a", "audio/mp4"),
    ("a.mp4", "video/mp4"),
    ("a.json", "application/json"),
    ("a.pdf", "application/pdf"),
    ("a.csv", "text/csv"),
    ("a.js", "text/javascript"),
    ("a.md", "text/markdown"),
    ("a.txt", "text/plain"),
    ("a.html", "text/html"),
    ("a", multipart.OCTET_STREAM),
    ("a.", multipart.OCTET_STREAM),
    (".png", multipart.OCTET_STREAM),
    ("png", multipart.OCTET_STREAM),
    ("a.nobody", multipart.OCTET_STREAM),
    ("", multipart.OCTET_STREAM),
]


@pytest.mark.parametrize(("file_name", "kind"), TYPES)
def test_the_type_comes_from_the_extension(file_name, kind):
    assert multipart.type_of(file_name) == kind


@pytest.mark.parametrize(
    ("content_type", "extension"),
    [
        (None, ""),
        ("", ""),
        ("image/png", ".png"),
        ("IMAGE/PNG", ".png"),
        ("image/jpeg", ".jpg"),
        ("text/plain; charset=utf-8", ".txt"),
        (" text/html ;a=b", ".html"),
        ("application/json", ".json"),
        ("image/webp", ".webp"),
        ("audio/mpeg", ".mp3"),
        ("nobody/knows", ""),
        ("nonsense", ""),
        (";", ""),
        ("../x", ""),
    ],
)
def test_the_extension_comes_from_the_type(content_type, extension):
    assert multipart.extension_of(content_type) == extension


@pytest.mark.parametrize(("file_name", "kind"), TYPES[:18])
def test_types_and_extensions_agree(file_name, kind):
    assert multipart.type_of(f"x{multipart.extension_of(kind)}") == kind
