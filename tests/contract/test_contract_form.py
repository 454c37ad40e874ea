"""Upload on the wire: the form, byte by byte."""

import asyncio
import email
import email.policy
import json
import os

import aiohttp
import pytest

from wxlab import WxWarning


def parts_of(request):
    """Cut by hand, strictly: boundary line, headers, empty line, content."""
    (kind,) = request.values("Content-Type")
    assert kind.startswith(b"multipart/form-data; boundary=")
    boundary = b"--" + kind.partition(b"boundary=")[2]
    assert request.body.startswith(boundary + b"\r\n")
    assert request.body.endswith(b"\r\n" + boundary + b"--\r\n")
    found = []
    for part in (b"\r\n" + request.body).split(b"\r\n" + boundary)[1:-1]:
        assert part.startswith(b"\r\n")
        head, _, content = part[2:].partition(b"\r\n\r\n")
        found.append((head.split(b"\r\n"), content))
    return found


def field(name):
    return [b'Content-Disposition: form-data; name="' + name + b'"']


def file_head(name, file_name, kind):
    disposition = b'Content-Disposition: form-data; name="%s"; filename="%s"' % (name, file_name)
    return [disposition, b"Content-Type: " + kind]


def test_an_upload_is_a_post_with_an_exact_length_and_no_chunks(sent):
    request = sent(formData={"a": "b"})
    assert request.method == "POST"
    assert request.values("Content-Length") == [str(len(request.body)).encode()]
    assert request.values("Transfer-Encoding") == []
    assert request.values("Expect") == []


def test_fields_come_first_in_insertion_order_and_the_file_last(sent, photo):
    request = sent(formData={"z": "1", "a": "2", "m": "3"}, name="pic")
    assert parts_of(request) == [
        (field(b"z"), b"1"),
        (field(b"a"), b"2"),
        (field(b"m"), b"3"),
        (file_head(b"pic", b"photo.png", b"image/png"), photo.read_bytes()),
    ]


def test_without_form_data_there_is_the_file_alone(sent, photo):
    assert len(parts_of(sent())) == len(parts_of(sent(formData={}))) == 1


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", b""),
        ("a", b"a"),
        ("中文 😀", "中文 😀".encode()),
        ("a\nb\rc\r\nd", b"a\nb\rc\r\nd"),
        ('"quoted" & <b>', b'"quoted" & <b>'),
        ("--boundary\r\n--", b"--boundary\r\n--"),
        ("\0\x01", b"\0\x01"),
        (0, b"0"),
        (1, b"1"),
        (-7, b"-7"),
        (1.0, b"1"),
        (1.5, b"1.5"),
        (0.1 + 0.2, b"0.30000000000000004"),
        (1e21, b"1e+21"),
        (1e20, b"100000000000000000000"),
        (123456789012345680000.0, b"123456789012345680000"),
        (1e-6, b"0.000001"),
        (1e-7, b"1e-7"),
        (1.5e-9, b"1.5e-9"),
        (5e-324, b"5e-324"),
        (1.7976931348623157e308, b"1.7976931348623157e+308"),
        (-0.0, b"0"),
        (float("nan"), b"NaN"),
        (float("inf"), b"Infinity"),
        (float("-inf"), b"-Infinity"),
    ],
    ids=ascii,
)
@pytest.mark.filterwarnings("error")
def test_strings_go_as_they_are_and_numbers_as_javascript_prints_them(sent, value, expected):
    assert parts_of(sent(formData={"v": value}))[0] == (field(b"v"), expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, b"true"),
        (False, b"false"),
        (None, b"null"),
        ([], b""),
        ([1, 2], b"1,2"),
        ((1, 2.0), b"1,2"),
        ([1, [2, [3, None]], True, "x"], b"1,2,3,,true,x"),
        ({}, b"[object Object]"),
        ({"a": 1}, b"[object Object]"),
        ([{}], b"[object Object]"),
    ],
    ids=ascii,
)
def test_other_values_go_as_javascripts_string_with_a_warning(sent, value, expected):
    with pytest.warns(WxWarning, match="JSON.stringify") as caught:
        request = sent(formData={"v": value})
    assert len(caught) == 1
    assert parts_of(request)[0] == (field(b"v"), expected)


def test_every_odd_value_has_its_own_warning(sent):
    with pytest.warns(WxWarning) as caught:
        sent(formData={"one": [1], "fine": "x", "two": None})
    assert len(caught) == 2
    assert "one" in str(caught[0].message)
    assert "two" in str(caught[1].message)


NAMES = [
    ("plain", b"plain"),
    ('q"uote', b"q%22uote"),
    ("a\rb", b"a%0D%0Ab"),
    ("a\nb", b"a%0D%0Ab"),
    ("a\r\nb", b"a%0D%0Ab"),
    ("a\n\rb", b"a%0D%0A%0D%0Ab"),
    ("back\\slash", b"back\\slash"),
    ("per%cent%22", b"per%cent%22"),
    ("文件", "文件".encode()),
    ("😀", "😀".encode()),
    ("a;b=c", b"a;b=c"),
    ("user[name]", b"user[name]"),
    (" ", b" "),
]


@pytest.mark.parametrize(("name", "expected"), NAMES, ids=ascii)
def test_names_are_escaped_as_the_html_standard_says(sent, name, expected):
    first, last = parts_of(sent(formData={name: "v"}, name=name))
    assert first == (field(expected), b"v")
    assert last[0][0].startswith(b'Content-Disposition: form-data; name="%s"; ' % expected)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("plain.txt", b"plain.txt"),
        ('q"uote.txt', b"q%22uote.txt"),
        ("a\rb.txt", b"a%0Db.txt"),
        ("a\nb.txt", b"a%0Ab.txt"),
        ("a\r\nb.txt", b"a%0D%0Ab.txt"),
        ("back\\slash.txt", b"back\\slash.txt"),
        ("100%.txt", b"100%.txt"),
        ("照片 😀.txt", "照片 😀.txt".encode()),
        (".hidden.txt", b".hidden.txt"),
    ],
    ids=ascii,
)
def test_file_names_are_escaped_as_the_html_standard_says(sent, tmp_path, name, expected):
    (tmp_path / name).write_bytes(b"x")
    ((head, content),) = parts_of(sent(filePath=tmp_path / name))
    assert head == file_head(b"file", expected, b"text/plain")
    assert content == b"x"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.png", b"image/png"),
        ("a.PNG", b"image/png"),
        ("a.jpg", b"image/jpeg"),
        ("a.jpeg", b"image/jpeg"),
        ("a.gif", b"image/gif"),
        ("a.webp", b"image/webp"),
        ("a.mp4", b"video/mp4"),
        ("a.mp3", b"audio/mpeg"),
        ("a.pdf", b"application/pdf"),
        ("a.json", b"application/json"),
        ("a.txt", b"text/plain"),
        ("a.html", b"text/html"),
        ("a.zip", b"application/zip"),
        ("a.unknown", b"application/octet-stream"),
        ("a", b"application/octet-stream"),
        (".png", b"application/octet-stream"),
        ("a.", b"application/octet-stream"),
    ],
)
def test_the_parts_type_comes_from_the_extension(sent, tmp_path, name, kind):
    (tmp_path / name).write_bytes(b"x")
    ((head, _),) = parts_of(sent(filePath=tmp_path / name))
    assert head[1] == b"Content-Type: " + kind


def test_the_file_name_is_the_base_name(sent, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "deep.txt").write_bytes(b"x")
    for path in ("sub/deep.txt", "./sub/../sub/deep.txt", tmp_path / "sub" / "deep.txt"):
        ((head, _),) = parts_of(sent(filePath=path))
        assert b'; filename="deep.txt"' in head[0]


def test_a_path_may_be_any_path_like_object(sent, photo):
    class Elsewhere(os.PathLike):
        def __fspath__(self):
            return str(photo)

    for path in (photo, str(photo), Elsewhere()):
        assert parts_of(sent(filePath=path))[0][1] == photo.read_bytes()


@pytest.mark.parametrize("size", [0, 1, 16_383, 16_384, 16_385, 262_144, 1_000_001])
def test_files_of_any_size_arrive_whole(sent, tmp_path, size):
    path = tmp_path / "bytes"
    path.write_bytes(os.urandom(size))
    ((_, content),) = parts_of(sent(filePath=path))
    assert content == path.read_bytes()


def test_the_boundary_is_another_one_each_time(sent):
    assert sent().values("Content-Type") != sent().values("Content-Type")


FORM = {"user": "test", "中文": "值\r\n", 'q"': "1", "long": "x" * 70_000}


def test_the_email_package_reads_the_same_form(sent, photo):
    request = sent(formData=FORM)
    head = b"Content-Type: " + request.values("Content-Type")[0] + b"\r\n\r\n"
    message = email.message_from_bytes(head + request.body, policy=email.policy.HTTP)
    *fields, file = message.iter_parts()
    assert len(fields) == len(FORM)
    for part, value in zip(fields, FORM.values(), strict=True):
        assert part.get_payload(decode=True).decode() == value
    assert file.get_filename() == "photo.png"
    assert file.get_content_type() == "image/png"
    assert file.get_payload(decode=True) == photo.read_bytes()


def test_aiohttp_reads_the_same_form(sent, photo):
    request = sent(formData=FORM)

    async def read():
        stream = aiohttp.StreamReader(_Protocol(), 2**20, loop=asyncio.get_running_loop())
        stream.feed_data(request.body)
        stream.feed_eof()
        headers = {"Content-Type": request.values("Content-Type")[0].decode()}
        reader = aiohttp.MultipartReader(headers, stream)
        return [(part.name, part.filename, bytes(await part.read())) async for part in reader]

    expected = [(name.replace('"', "%22"), None, value.encode()) for name, value in FORM.items()]
    assert asyncio.run(read()) == [*expected, ("file", "photo.png", photo.read_bytes())]


class _Protocol:
    """As much of aiohttp's protocol as its stream reader asks for."""

    _reading_paused = False

    def pause_reading(self):
        self._reading_paused = True

    def resume_reading(self, **_more):
        self._reading_paused = False


def test_the_practice_server_reads_the_same_form(server, wx, photo):
    task = wx.uploadFile(url=server.url("/upload"), filePath=photo, name="file", formData=FORM)
    shown = json.loads(task.wait(20).data)
    assert [part["name"] for part in shown["parts"]] == ["user", "中文", "q%22", "long", "file"]
    assert shown["parts"][-1]["size"] == 1000
