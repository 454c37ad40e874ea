"""Snippets are run, and the practice server says whether the same request arrives again."""

import json
import os
import shutil
import ssl
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from wxlab import Wx, WxError, practice
from wxlab.core import snippets
from wxlab.core.snippets import Call

HOUSE = Path(__file__).parents[2]
HOW_TO_GET_IT = "JavaScript snippets are run by node: install it"
RECORDER = "const wx = new Proxy({}, {get: (_, api) => options => calls.push([api, options])});"
PROGRAM = f"const calls = []; {RECORDER}\n%s\nconsole.log(JSON.stringify(calls));"
INJECTIONS = ["$(touch pwned)", "`touch pwned`", "'; touch pwned; '", '"; touch pwned; "', "!!x!"]


@pytest.fixture(autouse=True)
def workshop(tmp_path, monkeypatch):
    """An empty folder to work in; nothing that is run may leave more in it than it was told to."""
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    assert not list(tmp_path.rglob("pwned"))


def run_curl(snippet):
    # On its standard input, not with -c: a command may be longer than Linux takes in an argument.
    done = subprocess.run(["bash"], input=os.fsencode(snippet), capture_output=True, timeout=60)
    assert b"bash:" not in done.stderr, done.stderr
    return done


def run_python(snippet):
    exec(compile(snippet, "snippet", "exec"), {"__name__": "__main__"})


def run_python_alone(snippet):
    environment = os.environ | {"PYTHONPATH": str(HOUSE)}
    command = [sys.executable, "-c", snippet]
    done = subprocess.run(command, capture_output=True, env=environment, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    return done


@pytest.fixture
def node():
    """Run a program in JavaScript; what it prints."""
    found = shutil.which("node")
    if not found:
        (pytest.fail if os.environ.get("WXLAB_REQUIRE_NODE") == "1" else pytest.skip)(HOW_TO_GET_IT)

    def node(program):
        done = subprocess.run([found, "-"], input=program.encode(), capture_output=True, timeout=60)
        assert (done.returncode, done.stderr) == (0, b"")
        return done.stdout.decode()

    return node


def called(node, snippet):
    """What the mini-program's own wx would have been called with: (api, options)."""
    ((api, options),) = json.loads(node(PROGRAM % snippet))
    return api, options


RUNS = {"curl": run_curl, "python": run_python}


def again(language, call):
    return RUNS[language](getattr(snippets, language)(call))


def make(wx, server, api, options):
    """Make a transfer; return its call, as the server saw it."""
    server.clear()
    getattr(wx, api)(options).wait(30)
    return seen(server, api, options)


def seen(server, api, options):
    """The call that made the first request of a server's log."""
    first = server.log[0]
    _, _, boundary = (first.header("Content-Type") or "").partition("boundary=")
    return Call(
        api=api,
        url=options["url"],
        header=tuple(options.get("header", {}).items()),
        sent=first.headers,
        name=options.get("name", ""),
        path=os.fspath(options.get("filePath", "")),
        form=tuple((str(key), value) for key, value in options.get("formData", {}).items()),
        boundary=boundary,
        timeout_ms=options.get("timeout"),
        file_name=os.path.basename(options.get("filePath", "")) if boundary else "",
        sent_url=f"{server.url()[:-1]}{first.path}",
    )


def told(arrival):
    """What a request says, but for the boundary and the length that comes with it."""
    boundary = (arrival.header("Content-Type") or "").partition("boundary=")[2]
    return (
        arrival.method,
        arrival.path,
        sorted(
            (name.lower(), value.replace(boundary, "BOUNDARY") if boundary else value)
            for name, value in arrival.headers
            if name.lower() != "content-length"
        ),
        [(part.headers, part.size, part.sha256) for part in arrival.parts],
        arrival.body_bytes - len(boundary) * (len(arrival.parts) + 1),
    )


def assert_the_same_arrives(language, call, server):
    original = [told(arrival) for arrival in server.log]
    server.clear()
    done = again(language, call)
    assert [told(arrival) for arrival in server.log] == original, (done, call)
    return done


def upload(server, **more):
    return {"url": server.url("/upload"), "filePath": "photo.png", "name": "file"} | more


@pytest.fixture
def photo(workshop):
    (workshop / "photo.png").write_bytes(bytes(range(256)) * 4)


# -- uploads -------------------------------------------------------------------------------------

FORMS = {
    "fields": {"user": "test", "n": "1"},
    "chinese": {"用户": "张三😀"},
    "empty value": {"a": ""},
    "curl's own signs": {"a": "@photo.png", "b": "<photo.png", "c": "x;type=text/html", "d": "(x"},
    "quotes": {'a"b': '"', "it's": "it's", "back": "\\ \\n %0A %s"},
    "line breaks": {"a\nb\r\nc\rd": "1\n2\r\n3\r4\n"},
    "white space": {" a\t": " \t 1 \n\n"},
    "semicolons": {"a;b": "c;d", "-e": "-f", "@g": "@h", "<i": "=j="},
    "equals in a name": {"a=b": "1"},
    "no name": {"": "1"},
    "backslash in a name": {"a\\b\\": "1"},
    "zero bytes": {"a": "1\x002", "b\0": "%s\\x00\\"},
    "control characters": {"a\x01\x1b": "\x1b\x7f\u202e\u2028 \U000e0001\\\U000e0001\\U000e0001"},
    "a name twice": {"a": "1", 1: "x", "1": "y", ("a",): "2"},
    "numbers as names": {"b": "1", "2": "2", "1": "3", "__proto__": "4"},
    "long": {"a": "é" * 100_000},
    "injections": dict(zip(INJECTIONS, reversed(INJECTIONS), strict=True)),
    "piped injections": {"=" + text: text for text in INJECTIONS},
}


@pytest.mark.parametrize("language", RUNS)
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_form_arrives_again(language, form, photo, wx, server):
    call = make(wx, server, "uploadFile", upload(server, formData=form))
    pairs = tuple((key[0] if isinstance(key, tuple) else str(key), form[key]) for key in form)
    assert_the_same_arrives(language, replaced(call, form=pairs), server)


def replaced(call, **changed):
    return Call(**{name: getattr(call, name) for name in Call.__slots__} | changed)


FILE_NAMES = [
    "a b.png",
    "张三😀.JPEG",
    "a,b;c.tar.gz",
    'a"b.png',
    "it's.png",
    "line\nbreak\r.txt",
    "back\\slash\\.png",
    "all \"of\\ it'.png",
    " blanks .png ",
    "-",
    "-o.txt",
    "@photo.png",
    "<photo.png",
    "~",
    "%41%.html",
    "=a=.js",
    "tab\tand\u202egnp.exe",
    *(text + ".txt" for text in INJECTIONS),
    os.fsdecode(b"not-utf-8-\xff.png"),
]


@pytest.mark.parametrize("language", RUNS)
@pytest.mark.parametrize("name", FILE_NAMES, ids=ascii)
def test_every_file_name_arrives_again(language, name, workshop, wx, server):
    try:
        (workshop / name).write_bytes(b"data")
    except OSError:
        pytest.skip("no file can have this name here")
    options = upload(server, filePath=name)
    call = make(wx, server, "uploadFile", options)
    assert_the_same_arrives(language, call, server)
    if "/" in name:
        return
    folder = workshop / f"{name} and a folder"
    folder.mkdir()
    (folder / name).write_bytes(b"other data")
    call = make(wx, server, "uploadFile", upload(server, filePath=str(folder / name)))
    assert_the_same_arrives(language, call, server)


@pytest.mark.parametrize("name", ["a=b", "a\\b", 'a"b\n', "文件", "a;type=text/html", *INJECTIONS])
@pytest.mark.parametrize("language", RUNS)
def test_every_name_of_the_part_arrives_again(language, name, photo, wx, server):
    call = make(wx, server, "uploadFile", upload(server, name=name))
    assert_the_same_arrives(language, call, server)


@pytest.mark.parametrize("form", [{}, {"a=b": "1"}], ids=["a form", "bytes"])
@pytest.mark.parametrize("size", [0, 1, 3_000_000])
def test_a_file_of_any_size_arrives_again_without_expectations(form, size, workshop, wx, server):
    (workshop / "photo.png").write_bytes(os.urandom(size))
    call = make(wx, server, "uploadFile", upload(server, formData=form))
    assert_the_same_arrives("curl", call, server)


def test_bytes_that_are_piped_have_the_length_and_the_boundary_they_had(photo, wx, server):
    call = make(wx, server, "uploadFile", upload(server, formData={"a=b": "\0"}))
    (first,) = server.log
    again("curl", call)
    assert server.log[1].body == first.body
    assert sorted(server.log[1].headers) == sorted(first.headers)


@pytest.mark.parametrize("form", [FORMS["injections"], FORMS["chinese"]], ids=["bad", "chinese"])
def test_a_snippet_of_python_is_a_whole_program(form, photo, wx, server):
    call = make(wx, server, "uploadFile", upload(server, formData=form))
    (original,) = map(told, server.log)
    assert b"uploadFile:ok" in run_python_alone(snippets.python(call)).stdout
    assert told(server.log[1]) == original


def test_the_answer_to_an_upload_is_shown(photo, wx, server):
    call = make(wx, server, "uploadFile", upload(server, formData={"user": "test"}))
    assert json.loads(again("curl", call).stdout)["fields"] == {"user": "test"}


def test_a_path_is_tidied_as_wxlab_tidies_it(workshop, wx, server):
    (workshop / "folder").mkdir()
    (workshop / "folder" / "a.png").write_bytes(b"x")
    call = make(wx, server, "uploadFile", upload(server, filePath="./folder//./a.png/"))
    for language in RUNS:
        server.clear()
        wx.uploadFile(upload(server, filePath="folder/a.png")).wait(30)
        assert_the_same_arrives(language, replaced(call, file_name="a.png"), server)


def test_a_file_of_the_mini_program_is_read_where_it_really_is(wx, server):
    wx.downloadFile(url=server.url("/file/10"), filePath="wxfile://usr/a.bin").wait(30)
    call = make(wx, server, "uploadFile", upload(server, filePath="wxfile://usr/a.bin"))
    local = str(wx._engine.root.local("wxfile://usr/a.bin"))
    for language in RUNS:
        assert_the_same_arrives(language, replaced(call, local=local), server)


# -- headers, addresses, mini-programs -----------------------------------------------------------

HEADERS = {
    "nothing": {},
    "plain": {"X-Token": "abc", "Cookie": "a=1; b=2", "Authorization": "Bearer x"},
    "empty values": {"X-Empty": "", "Accept": ""},
    "latin-1": {"X-Name": "café \xff", "X-Mixed": "Ã© is two bytes"},
    "quotes": {"X-Q": 'it\'s "quoted" \\ @a ;b', "'X'`": "!"},
    "instead of curl's": {"accept": "text/html", "accept-encoding": "identity", "TE": "trailers"},
    "connection": {"connection": "close", "Range": "bytes=0-4", "if-none-match": '"x"'},
    "tab": {"X-Tab": "a\tb"},
    "injections": {f"X-{at}": text for at, text in enumerate(INJECTIONS)},
}


@pytest.mark.parametrize("language", RUNS)
@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
@pytest.mark.parametrize("api", ["uploadFile", "downloadFile"])
def test_every_header_arrives_again(language, header, api, photo, wx, server):
    options = upload(server) if api == "uploadFile" else {"url": server.url("/file/10")}
    call = make(wx, server, api, options | {"header": header})
    assert_the_same_arrives(language, call, server)


@pytest.mark.parametrize("language", RUNS)
@pytest.mark.parametrize(
    "header", [{"Host": "other.example"}, {"host": "a"}, {"Content-Type": "x"}]
)
def test_what_only_a_download_may_set_arrives_again(language, header, wx, server):
    call = make(wx, server, "downloadFile", {"url": server.url("/file/10"), "header": header})
    assert_the_same_arrives(language, call, server)


PATHS = [
    "/file/10",
    "/文件/张三?名=值&a=é",
    "/a b?c d",
    "/[1-3]/{a,b}?x=[1-3]{a,b}",
    "/a/../b/./c/%2e%2E/d",
    "/%2F%41%zz?%",
    "/a?b=?&c=/../d#fragment",
    "//a///b",
    "/back\\slash?back\\slash",
    "/^|~`\"<>'?^|~`\"<>'{}",
    "/?",
    "/" + "&".join(INJECTIONS),
    "/?" + "&".join(INJECTIONS),
    "/-o pwned.txt",
]


@pytest.mark.parametrize("language", RUNS)
@pytest.mark.parametrize("path", PATHS)
def test_every_address_arrives_again(language, path, wx, server):
    call = make(wx, server, "downloadFile", {"url": server.url() + path.removeprefix("/")})
    assert_the_same_arrives(language, call, server)


@pytest.mark.parametrize("language", RUNS)
def test_credentials_of_an_address_arrive_again(language, photo, wx, server):
    url = server.url("/upload").replace("//", "//user:p%40ss w$(touch pwned)@")
    call = make(wx, server, "uploadFile", upload(server, url=url))
    assert server.log[0].header("Authorization").startswith("Basic ")
    assert_the_same_arrives(language, call, server)


@pytest.mark.parametrize("language", RUNS)
@pytest.mark.parametrize(
    "identity", [{}, {"appid": 'wx"1/2', "version": "9"}, {"version": "devtools/.."}], ids=str
)
def test_the_same_mini_program_asks_again(language, identity, server):
    with Wx(**identity) as wx:
        call = make(wx, server, "downloadFile", {"url": server.url("/file/1")})
    assert_the_same_arrives(language, call, server)


@pytest.mark.parametrize("language", RUNS)
def test_a_machines_own_settings_change_nothing(language, workshop, monkeypatch, wx, server):
    call = make(wx, server, "downloadFile", {"url": server.url("/file/1")})
    (workshop / ".curlrc").write_text('header = "X-Own: 1"\n')
    monkeypatch.setenv("HOME", str(workshop))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("LC_ALL", "C")
    assert_the_same_arrives(language, call, server)


def test_the_same_arrives_over_tls(photo, monkeypatch):
    with practice.serve(tls=True) as server, Wx(ssl_context=server.ssl_context) as wx:
        trusted = server.ssl_context.get_ca_certs(binary_form=True)
        Path("ca.pem").write_text("".join(map(ssl.DER_cert_to_PEM_cert, trusted)))
        call = make(wx, server, "uploadFile", upload(server, formData={"user": "test"}))
        (original,) = map(told, server.log)
        for name in ("CURL_CA_BUNDLE", "SSL_CERT_FILE"):
            monkeypatch.setenv(name, "ca.pem")
        assert_the_same_arrives("curl", call, server)
        run_python_alone(snippets.python(call))
        assert told(server.log[-1]) == original


# -- redirects -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", RUNS)
@pytest.mark.parametrize(
    ("code", "field"),
    [*((code, "user") for code in (301, 302, 303, 307, 308)), (307, "a=b"), (308, "a=b")],
)
def test_redirects_are_followed_as_wxlab_follows_them(language, code, field, photo, wx, server):
    url = server.url(f"/redirect/2?code={code}&to=/upload")
    call = make(wx, server, "uploadFile", upload(server, url=url, formData={field: "x"}))
    assert len(server.log) == 3
    assert_the_same_arrives(language, call, server)


@pytest.mark.parametrize("code", [301, 302, 303])
def test_only_a_type_too_many_is_on_a_get_after_bytes_that_were_piped(code, photo, wx, server):
    url = server.url(f"/redirect/1?code={code}&to=/upload")
    call = make(wx, server, "uploadFile", upload(server, url=url, formData={"a=b": "x"}))
    expected = [list(told(arrival)) for arrival in server.log]
    server.clear()
    again("curl", call)
    first, last = (list(told(arrival)) for arrival in server.log)
    last[2].remove(("content-type", "multipart/form-data; boundary=BOUNDARY"))
    assert [first[:4], last[:4]] == [each[:4] for each in expected]


@pytest.mark.parametrize("hops", [15, 16])
def test_as_many_redirects_are_followed(hops, wx, server):
    options = {"url": server.url(f"/redirect/{hops}")}
    with suppress(WxError):
        wx.downloadFile(options).wait(30)
    assert len(server.log) == 16
    call = seen(server, "downloadFile", options)
    done = assert_the_same_arrives("curl", call, server)
    assert done.returncode == (0 if hops == 15 else 47)


@pytest.mark.parametrize("language", RUNS)
@pytest.mark.parametrize("code", [303, 307])
def test_credentials_do_not_go_to_another_origin(language, code, photo, wx, server):
    with practice.serve() as other:
        url = server.url(f"/redirect/1?code={code}&to={other.url('/headers')}")
        header = {"Authorization": "Bearer x", "Cookie": "a=1", "X-Mine": "1"}
        call = make(wx, server, "uploadFile", upload(server, url=url, header=header))
        (original,) = map(told, other.log)
        other.clear()
        assert_the_same_arrives(language, call, server)
        assert [told(arrival) for arrival in other.log] == [original]
        assert other.log[0].header("Authorization") is None
        assert other.log[0].header("X-Mine") == "1"


# -- what curl does with the answer --------------------------------------------------------------


def test_an_answer_is_saved_where_the_caller_wanted_it(workshop, wx, server):
    (workshop / "folder").mkdir()
    for path in ["a.bin", str(workshop / "folder" / "b $(touch pwned).bin"), "-", "-o", "张三 '#1"]:
        options = {"url": server.url("/file/1000?gzip"), "filePath": path}
        call = make(wx, server, "downloadFile", options)
        expected = Path(path).read_bytes()
        Path(path).unlink()
        again("curl", call)
        assert Path(path).read_bytes() == expected == bytes(i % 251 for i in range(1000))


@pytest.mark.parametrize(
    ("end", "name"),
    [
        ("photo.png?x=a/b.png", "photo.png"),
        ("%E5%BC%A0%20%E4%B8%89.png", "张 三.png"),
        ("", "download"),
        (".bashrc", "bashrc"),
        ("-o", "o"),
        ("..%2F..%2Fpwned", "%2F..%2Fpwned"),
        ("%00%0A", "%00%0A"),
        ("~", "download"),
        ("$(touch%20pwned)", "$(touch pwned)"),
        ("x" * 1000 + ".png", "x" * 76 + ".png"),
    ],
)
def test_an_answer_without_a_place_is_saved_by_the_addresss_last_name(
    end, name, workshop, wx, server
):
    call = make(wx, server, "downloadFile", {"url": server.url("/folder/" + end)})
    again("curl", call)
    (saved,) = workshop.iterdir()
    assert saved.name == name
    assert b"no such route" in saved.read_bytes()


def test_a_file_of_the_mini_program_is_saved_by_its_last_name(workshop, wx, server):
    options = {"url": server.url("/file/10"), "filePath": "wxfile://usr/a b.bin"}
    again("curl", make(wx, server, "downloadFile", options))
    assert [path.name for path in workshop.iterdir()] == ["a b.bin"]


def test_a_timeout_ends_curl_too(wx, server):
    options = {"url": server.url("/slow/1000"), "timeout": 300}
    with pytest.raises(WxError, match="timeout"):
        wx.downloadFile(options).wait(30)
    call = seen(server, "downloadFile", options)
    assert again("curl", call).returncode == 28
    assert again("curl", replaced(call, timeout_ms=0)).returncode == 0


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://127.0.0.1/", "-o", "", "x y"])
def test_what_wxlab_does_not_ask_for_curl_does_not_ask_for(url, workshop):
    done = again("curl", Call("downloadFile", url, (), ()))
    assert done.returncode != 0
    assert done.stdout == b""
    assert not list(workshop.iterdir())


@pytest.mark.parametrize(
    "call",
    [
        {"api": "downloadFile"},
        {"api": "uploadFile", "name": "file", "path": "photo.png", "form": (("a", "1"),)},
        {"api": "uploadFile", "name": "a=b", "path": "photo.png"},
    ],
)
def test_a_call_that_was_never_sent_can_be_sent_by_curl(call, photo, server):
    url = server.url("/upload/ $(touch pwned)/张三?a=[1]#x")
    done = again("curl", Call(url=url, header=(("X-Empty", ""), ("X-A", "é")), sent=(), **call))
    assert done.returncode == 0
    (arrival,) = server.log
    assert arrival.path == "/upload/%20$(touch%20pwned)/%E5%BC%A0%E4%B8%89?a=[1]"
    assert (arrival.header("X-Empty"), arrival.header("X-A")) == ("", "é")
    assert [part.name for part in arrival.parts] == (
        [*(name for name, _ in call.get("form", ())), call["name"]] if "name" in call else []
    )
    assert [part.filename for part in arrival.parts][-1:] == ["photo.png"] * ("name" in call)


# -- JavaScript ----------------------------------------------------------------------------------


def test_a_mini_programs_call_has_the_options_of_the_call(node, photo, wx, server):
    form = FORMS["injections"] | FORMS["zero bytes"] | FORMS["control characters"]
    form |= FORMS["quotes"] | FORMS["chinese"] | FORMS["line breaks"] | {"__proto__": "kept"}
    header = HEADERS["quotes"] | HEADERS["latin-1"] | HEADERS["injections"]
    options = upload(server, header=header, formData=form, timeout=1500.5)
    call = make(wx, server, "uploadFile", options)
    api, found = called(node, snippets.javascript(call))
    assert (api, found) == ("uploadFile", options)
    assert list(found["formData"]) == list(form)
    for at, path in enumerate(PATHS):
        options = {"url": server.url() + path, "filePath": f"{at}'\u2028\udcff`${{x}}"}
        call = Call("downloadFile", **options_of(options))
        api, found = called(node, snippets.javascript(call))
        assert (api, found) == ("downloadFile", options)


def options_of(options):
    return {"url": options["url"], "path": options["filePath"], "header": (), "sent": ()}


def test_a_mini_programs_callbacks_can_be_called(node):
    call = Call("downloadFile", "http://h/", (), ())
    snippet = snippets.javascript(call).replace("wx.downloadFile", "const task = (o => o)")
    answers = "task.success({statusCode: 200, tempFilePath: 't'})\ntask.fail({errMsg: 'e'})"
    assert node(snippet + answers).splitlines() == ["200 t", "e"]
