"""wxlab.core.snippets: what is written; tests/api/test_snippets_run.py runs it."""

import ast
import os
import random
import re
import shlex
import subprocess

import pytest

from wxlab.core import headers, snippets
from wxlab.core.snippets import Call

LANGUAGES = [snippets.javascript, snippets.python, snippets.curl]
REFERER = headers.REFERER.format(appid="touristappid", version="devtools")
SENT = (
    ("Host", "h.example:8080"),
    ("X-Token", "abc"),
    ("Referer", REFERER),
    ("User-Agent", "wxlab/0"),
    ("Accept-Encoding", "gzip, deflate"),
    ("Content-Type", "multipart/form-data; boundary=B"),
    ("Accept", "*/*"),
    ("Content-Length", "300"),
)
UPLOAD = {
    "api": "uploadFile",
    "url": "http://h.example:8080/图?a=1#b",
    "sent_url": "http://h.example:8080/%E5%9B%BE?a=1",
    "header": (("X-Token", "abc"),),
    "sent": SENT,
    "name": "file",
    "path": "photos/it's.png",
    "form": (("user", "张三"), ("n-1", "1")),
    "boundary": "B",
    "timeout_ms": 1500,
    "file_name": "it's.png",
}
DOWNLOAD = {"api": "downloadFile", "url": "http://h.example/a/b.png", "header": (), "sent": ()}
CHARACTERS = [
    *map(chr, range(256)),
    *"\\\\\\''''\"\"\"!$`%{}\u2028\u202e\ufeff\ud800\udcff文😀\U000e0001",
]


def upload(**changed):
    return Call(**UPLOAD | changed)


def download(**changed):
    return Call(**DOWNLOAD | changed)


def text(seed, alphabet=CHARACTERS):
    chooser = random.Random(seed)
    return "".join(chooser.choices(alphabet, k=chooser.randrange(30)))


def options_in(program):
    """The options that a program in Python calls with."""
    dicts = [node for node in ast.walk(ast.parse(program)) if isinstance(node, ast.Dict)]
    return ast.literal_eval(dicts[0])


def words(command):
    """The words of a command without ``$'…'``."""
    return shlex.split(command.replace("\\\n", ""))


def value_of(option, command):
    found = words(command)
    return found[found.index(option) + 1]


def test_an_upload_in_javascript():
    assert snippets.javascript(upload()) == (
        "wx.uploadFile({\n"
        "  url: 'http://h.example:8080/图?a=1#b',\n"
        "  filePath: 'photos/it\\'s.png',\n"
        "  name: 'file',\n"
        "  header: {\n"
        "    'X-Token': 'abc',\n"
        "  },\n"
        "  formData: {\n"
        "    user: '张三',\n"
        "    'n-1': '1',\n"
        "  },\n"
        "  timeout: 1500,\n"
        "  success(res) {\n"
        "    console.log(res.statusCode, res.data)\n"
        "  },\n"
        "  fail(err) {\n"
        "    console.log(err.errMsg)\n"
        "  },\n"
        "})\n"
    )


def test_an_upload_in_python():
    assert snippets.python(upload()) == (
        "from wxlab import wx\n"
        "\n"
        "task = wx.uploadFile({\n"
        '    "url": "http://h.example:8080/图?a=1#b",\n'
        '    "filePath": "photos/it\'s.png",\n'
        '    "name": "file",\n'
        '    "header": {\n'
        '        "X-Token": "abc",\n'
        "    },\n"
        '    "formData": {\n'
        '        "user": "张三",\n'
        '        "n-1": "1",\n'
        "    },\n"
        '    "timeout": 1500,\n'
        "})\n"
        "print(task.wait())\n"
    )


def test_an_upload_for_curl():
    assert snippets.curl(upload()) == (
        "curl -q --proto '=http,https' --noproxy '*' --http1.1 \\\n"
        "  --compressed --location --max-redirs 15 \\\n"
        "  --max-time 1.5 \\\n"
        "  --header 'X-Token: abc' \\\n"
        f"  --header 'Referer: {REFERER}' \\\n"
        "  --header 'User-Agent: wxlab/0' \\\n"
        "  --header 'Accept-Encoding: gzip, deflate' \\\n"
        "  --header 'Expect:' \\\n"
        "  --form-string 'user=张三' \\\n"
        "  --form-string 'n-1=1' \\\n"
        "  --form 'file=@\"photos/it'\\''s.png\";type=image/png' \\\n"
        "  --url 'http://h.example:8080/%E5%9B%BE?a=1'\n"
    )


def test_an_upload_that_curls_form_cannot_say():
    assert snippets.curl(upload(form=(("a=b", "1\n\0\\ 100%!"),), sent=(), timeout_ms=None)) == (
        "{\n"
        "  printf '%b' \\\n"
        "    '--B\\r\\n' \\\n"
        "    'Content-Disposition: form-data; name=\"a=b\"\\r\\n' \\\n"
        "    '\\r\\n' \\\n"
        "    '1\\n\\x00\\\\ 100%\\x21\\r\\n' \\\n"
        "    '--B\\r\\n' \\\n"
        '    \'Content-Disposition: form-data; name="file"; filename="it\\x27s.png"\\r\\n\' \\\n'
        "    'Content-Type: image/png\\r\\n' \\\n"
        "    '\\r\\n'\n"
        "  cat 'photos/it'\\''s.png'\n"
        "  printf '%b' '\\r\\n--B--\\r\\n'\n"
        "} | curl -q --proto '=http,https' --noproxy '*' --http1.1 \\\n"
        "  --compressed --location --max-redirs 15 \\\n"
        "  --header 'X-Token: abc' \\\n"
        "  --header 'Expect:' \\\n"
        "  --header 'Content-Type: multipart/form-data; boundary=B' \\\n"
        "  --data-binary @- \\\n"
        "  --url 'http://h.example:8080/%E5%9B%BE?a=1'\n"
    )


def test_a_download_in_every_language():
    call = download()
    assert snippets.javascript(call).splitlines()[:4] == [
        "wx.downloadFile({",
        "  url: 'http://h.example/a/b.png',",
        "  success(res) {",
        "    console.log(res.statusCode, res.tempFilePath)",
    ]
    assert snippets.python(call) == (
        "from wxlab import wx\n\ntask = wx.downloadFile({\n"
        '    "url": "http://h.example/a/b.png",\n})\nprint(task.wait())\n'
    )
    assert snippets.curl(call) == (
        "curl -q --proto '=http,https' --noproxy '*' --http1.1 \\\n"
        "  --compressed --location --max-redirs 15 \\\n"
        "  --output 'b.png' \\\n"
        "  --url 'http://h.example/a/b.png'\n"
    )


def test_a_download_to_a_path_shows_that_path():
    call = download(path="x/y.png")
    assert "res.filePath" in snippets.javascript(call)
    assert options_in(snippets.python(call))["filePath"] == "x/y.png"
    assert value_of("--output", snippets.curl(call)) == "x/y.png"


@pytest.mark.parametrize("seed", range(200))
def test_any_text_reads_back_from_python(seed):
    url, name, value = (text(f"{seed} {part}") for part in ("url", "name", "value"))
    options = {"url": url, "filePath": name, "name": value, "header": {name: value}}
    options |= {"formData": {value: url, name + "2": name}}
    call = upload(
        url=url,
        path=name,
        name=value,
        header=((name, value),),
        form=((value, url), (name + "2", name)),
        timeout_ms=None,
    )
    assert options_in(snippets.python(call)) == {key: item for key, item in options.items() if item}


def test_bash_reads_every_text_as_one_word():
    """A bash whose curl repeats its words, one a line of zero bytes."""
    bytes_of = {"\0": "\ufffd", "\ud800": "\ufffd"}
    latin = [character for character in CHARACTERS if "\0" < character <= "\xff"]
    script, expected = "curl() { printf '%s\\0' \"$@\"; }\n", []
    for seed in range(300):
        url, path = (text(f"{seed} {part}").replace("/", "") for part in ("url", "path"))
        url, path, value = f"u{url}", f"p{path}", f"v{text(seed, latin)}v"
        script += snippets.curl(download(sent_url=url, path=path, header=(("X", value),)))
        url, path = ("".join(bytes_of.get(each, each) for each in said) for said in (url, path))
        expected.append((f"X: {value}".encode("latin-1"), os.fsencode(path), os.fsencode(url)))
    done = subprocess.run(["bash"], input=script.encode(), capture_output=True, timeout=60)
    assert done.stderr == b""
    calls = [call.split(b"\0") for call in done.stdout.split(b"-q\0")[1:]]
    options = (b"--header", b"--output", b"--url")
    assert [tuple(call[call.index(each) + 1] for each in options) for call in calls] == expected


@pytest.mark.parametrize("snippet", LANGUAGES)
def test_nothing_is_invisible_or_moves_the_reader(snippet):
    everywhere = map(chr, [*range(0x3000), *range(0x3000, 0x110000, 61)])
    strange = "".join(each for each in everywhere if not each.isprintable())
    assert {"\u202e", "\u200b", "\x1b"} < set(strange)
    for call in (
        upload(url=strange, path=strange, name=strange, form=((strange, strange),)),
        upload(path=strange, file_name="a", form=(("a", strange.replace("\0", "")),)),
        download(url=strange, path=strange, header=((strange, strange),)),
        download(url=strange),
    ):
        written = snippet(call)
        assert not [each for each in written if not each.isprintable() and each != "\n"]
        assert written.encode()


def test_texts_that_look_like_escapes_stay_texts_in_javascript():
    call = download(
        url="\\u0041 \\\\ \U000e0001 \\U000e0001 \\\U000e0001\U000e0002 \x00\u2028\ud800'\"`"
    )
    assert snippets.javascript(call).splitlines()[1] == (
        r"""  url: '\\u0041 \\\\ \u{000e0001} \\U000e0001 \\\u{000e0001}\u{000e0002} """
        r"""\x00\u2028\ud800\'"`',"""
    )


def test_keys_of_javascript_are_bare_where_they_can_be():
    names = ("a", "$_9", "9", "a-b", "文", "", "__proto__")
    written = snippets.javascript(upload(form=tuple((name, "") for name in names)))
    keys = re.findall(r"^    (.*): '',$", written, re.MULTILINE)
    assert keys == ["a", "$_9", "'9'", "'a-b'", "'文'", "''", "['__proto__']"]


def test_a_name_twice_is_two_keys_in_python():
    call = upload(form=(("a", "1"), ("b", "2"), ("a", "3"), ("a", "4")))
    form = options_in(snippets.python(call))["formData"]
    assert form == {"a": "1", "b": "2", ("a",): "3", (("a",),): "4"}


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        (None, None),
        (0, None),
        (-5, None),
        (float("nan"), None),
        (float("inf"), None),
        (60_000, "60"),
        (1234.5678, "1.235"),
        (0.01, "0.001"),
        (10**30, "2147483.647"),
    ],
)
def test_a_timeout_is_said_where_there_is_one(given, seconds):
    call = download(timeout_ms=given)
    assert ("--max-time" in snippets.curl(call)) is (seconds is not None)
    assert ("timeout" in snippets.python(call)) is (seconds is not None)
    assert ("timeout" in snippets.javascript(call)) is (seconds is not None)
    if seconds is not None:
        assert value_of("--max-time", snippets.curl(call)) == seconds
        assert options_in(snippets.python(call))["timeout"] == given


@pytest.mark.parametrize(
    ("appid", "version", "made"),
    [
        ("touristappid", "devtools", "from wxlab import wx\n"),
        ("wx1", "7", 'from wxlab import Wx\n\nwx = Wx(appid="wx1", version="7")\n'),
        ('"', "a/b", 'from wxlab import Wx\n\nwx = Wx(appid="\\"", version="a/b")\n'),
    ],
)
def test_the_mini_program_is_the_one_that_asked(appid, version, made):
    referer = headers.REFERER.format(appid=appid, version=version)
    assert snippets.python(download(sent=(("referer", referer),))).startswith(f"{made}\ntask = ")


@pytest.mark.parametrize(
    ("url", "host", "told"),
    [
        ("http://h.example/", "h.example", False),
        ("http://h.example:80/", "h.example", False),
        ("https://h.example:443/", "h.example", False),
        ("https://h.example:80/", "h.example:80", False),
        ("http://[::1]:81/", "[::1]:81", False),
        ("http://h.example/", "other.example", True),
        ("http://h.example:81/", "h.example", True),
    ],
)
def test_curl_is_told_the_host_only_where_it_would_say_another(url, host, told):
    command = snippets.curl(download(sent_url=url, sent=(("Host", host),)))
    assert (f"--header 'Host: {host}'" in command) is told


def test_an_empty_header_is_sent_and_not_taken_away():
    sent = (("Accept", ""), ("X-A", ""), ("accept", "*/*"))
    assert re.findall("--header (.*) ", snippets.curl(download(sent=sent))) == [
        "'Accept;'",
        "'X-A;'",
    ]


def test_a_header_is_latin_1():
    assert "--header $'X-A: caf\\xe9' " in snippets.curl(download(header=(("X-A", "café"),)))


@pytest.mark.parametrize(("url", "off"), [("/a[1]", True), ("/{a}", True), ("/a%5B(1)", False)])
def test_curl_reads_no_patterns_in_an_address(url, off):
    assert ("--globoff" in snippets.curl(download(sent_url=f"http://h{url}"))) is off


@pytest.mark.parametrize(
    ("changed", "piped"),
    [
        ({}, False),
        ({"form": (('a"\r\n;@', "=\\"),)}, False),
        ({"form": (("a=", ""),)}, True),
        ({"form": (("", "1"),)}, True),
        ({"form": (("\\", "1"),)}, True),
        ({"form": (("a", "\0"),)}, True),
        ({"name": "a=b"}, True),
        ({"name": "a\\b"}, True),
        ({"file_name": "a\\b"}, True),
        ({"path": "a\\b/c.png", "file_name": ""}, False),
        ({"form": (("a", "x" * 98_000),)}, False),
        ({"form": (("a", "x" * 99_000),)}, True),
        ({"form": (("a", "文" * 33_000),)}, True),
        ({"form": (("a", ""),) * 3_100}, True),
    ],
)
def test_bytes_are_piped_only_where_curls_form_could_not_say_them(changed, piped):
    command = snippets.curl(upload(**changed))
    assert ("--data-binary @-" in command) is piped
    assert ("--form 'file=" in command) is not piped


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("photo.png", "photo.png"),
        ("./-", "./-"),
        ("-o", "./-o"),
        ("a//b/./c.png/", "a/b/c.png"),
        ("a b,c;d.png", '"a b,c;d.png"'),
        ('a\\"/b.png', '"a\\\\\\"/b.png"'),
    ],
)
def test_a_path_is_one_that_curl_reads_as_a_path(path, file):
    command = snippets.curl(upload(path=path, file_name=""))
    assert value_of("--form", command).split(";type=")[0] == f"file=@{file}"


def test_a_file_name_is_said_where_the_path_does_not_say_it():
    assert 'png;filename="b.gif";type=image/gif' in snippets.curl(
        upload(path="a.png", file_name="b.gif")
    )
    named = upload(path='a".png', file_name="")
    assert value_of("--form", snippets.curl(named)) == (
        'file=@"a\\".png";filename="a%22.png";type=image/png'
    )


def test_a_mini_programs_own_file_is_read_where_it_is():
    call = upload(path="wxfile://usr/a.png", local="/tmp/x/usr/a.png", file_name="a.png")
    assert value_of("--form", snippets.curl(call)) == "file=@/tmp/x/usr/a.png;type=image/png"
    assert options_in(snippets.python(call))["filePath"] == "/tmp/x/usr/a.png"
    assert "filePath: 'wxfile://usr/a.png'" in snippets.javascript(call)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (" http://例.example/a b?文 ", "http://%E4%BE%8B.example/a%20b?%E6%96%87"),
        ("@list-of-addresses", "%40list-of-addresses"),
        ("http://h/\ud800", "http://h/%EF%BF%BD"),
        ("", ""),
    ],
)
def test_an_address_that_was_never_sent_is_one_that_curl_reads(url, said):
    assert value_of("--url", snippets.curl(download(url=url))) == said


def test_half_a_character_is_sent_as_wxlab_sends_it():
    command = snippets.curl(upload(form=(("a\udcff", "\udcff\ud800"),)))
    assert "--form-string 'a\ufffd=\ufffd\ufffd' " in command
