"""Copies of a call: what is written makes the same call again."""

import json
import os
import subprocess
from contextlib import suppress

import pytest

from wxlab import Wx, WxError, har
from wxlab import wx as ready_made
from wxlab.api.copies import FORMS, call_of, copied
from wxlab.api.trace import Trace

SECONDS = 20


@pytest.fixture(autouse=True)
def workshop(tmp_path, monkeypatch):
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def photo(workshop):
    path = workshop / "照片 1.png"
    path.write_bytes(bytes(range(256)) * 100)
    return path.name


def ended(task):
    with suppress(WxError):
        task.wait(SECONDS)
    return task


def run_curl(command):
    done = subprocess.run(["bash"], input=os.fsencode(command), capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr


def run_python(program):
    exec(compile(program, "copied", "exec"), {"__name__": "__main__"})


RUNS = {"curl": run_curl, "python": run_python}


def told(arrival):
    """What a request says, but for its boundary and the length that comes with it."""
    boundary = (arrival.header("Content-Type") or "").partition("boundary=")[2]
    headers = sorted(
        (name.lower(), value.replace(boundary, "BOUNDARY") if boundary else value)
        for name, value in arrival.headers
        if name.lower() != "content-length"
    )
    parts = [(part.headers, part.size, part.sha256) for part in arrival.parts]
    return arrival.method, arrival.path, headers, parts


@pytest.fixture
def again(server):
    """Makes a call, runs a copy of it, and compares what arrived."""

    def run(task, form):
        ended(task)
        original = [told(arrival) for arrival in server.log]
        server.clear()
        RUNS[form](copied(task, form))
        assert [told(arrival) for arrival in server.log] == original

    return run


@pytest.mark.parametrize("form", RUNS)
def test_a_copy_of_an_upload_makes_it_again(server, again, photo, form):
    again(
        ready_made.uploadFile(
            url=server.url("/upload?图=1"),
            filePath=photo,
            name="文件",
            header={"X-Token": "it's"},
            formData={"用户": "张三 $HOME", "n": 1},
            timeout=9000,
        ),
        form,
    )


@pytest.mark.parametrize("form", RUNS)
def test_a_copy_of_a_download_makes_it_again_to_the_same_place(server, again, workshop, form):
    task = ready_made.downloadFile(
        url=server.url("/file/1000"), header={"X-Token": "a b"}, filePath="到 此.bin"
    )
    ended(task)
    content = (workshop / "到 此.bin").read_bytes()
    (workshop / "到 此.bin").unlink()
    again(task, form)
    assert (workshop / "到 此.bin").read_bytes() == content


@pytest.mark.parametrize("form", RUNS)
def test_a_copy_of_a_redirected_upload_is_led_on_again(server, again, photo, form):
    url = server.url("/redirect/2?code=307&to=/upload")
    again(ready_made.uploadFile(url=url, filePath=photo, name="file"), form)


@pytest.mark.parametrize("form", RUNS)
def test_a_mini_programs_own_file_is_found_again(server, again, photo, workshop, form):
    with Wx(root=workshop / "root", appid="wx7", version="3") as wx:
        target = f"{wx.env.USER_DATA_PATH}/照片.png"
        assert ended(wx.downloadFile(url=server.url("/file/100"), filePath=target)).state == "done"
        server.clear()
        again(wx.uploadFile(url=server.url("/upload"), filePath=target, name="file"), form)


def test_javascript_says_what_the_caller_wrote(wx, server, photo):
    task = ended(
        wx.uploadFile(
            url=server.url("/图"), filePath=photo, name="file", formData={"n": 1}, timeout=1500
        )
    )
    written = copied(task, "javascript")
    assert written.startswith(f"wx.uploadFile({{\n  url: '{server.url('/图')}',\n")
    for line in ("filePath: '照片 1.png',", "name: 'file',", "n: '1',", "timeout: 1500,"):
        assert line in written
    assert "header" not in written


def test_what_the_caller_did_not_say_is_not_in_the_copy(wx, server):
    written = copied(ended(wx.downloadFile(url=server.url("/file/1"))), "javascript")
    assert "timeout" not in written
    assert "filePath:" not in written


def test_har_is_the_log_of_that_task_alone(wx, server):
    tasks = [ended(wx.downloadFile(url=server.url(f"/redirect/{hops}"))) for hops in (1, 2)]
    written = copied(tasks[1], "har")
    assert json.loads(written) == json.loads(json.dumps(har(tasks[1])))
    assert len(json.loads(written)["log"]["entries"]) == 3


def test_har_keeps_chinese_readable(wx, server, photo):
    task = ended(wx.uploadFile(url=server.url("/upload"), filePath=photo, name="文件"))
    assert "文件" in copied(task, "har")


@pytest.mark.parametrize("form", [*FORMS, "har"])
def test_a_call_that_was_refused_has_no_copy_but_an_empty_log(wx, form):
    written = copied(ended(wx.uploadFile()), form)
    assert written == "" if form != "har" else json.loads(written)["log"]["entries"] == []


@pytest.mark.parametrize("form", ["", "Curl", "perl", "__class__"])
def test_of_another_form_there_is_no_copy(wx, server, form):
    assert copied(ended(wx.downloadFile(url=server.url("/file/1"))), form) == ""


@pytest.mark.parametrize("form", FORMS)
def test_a_call_whose_connection_was_refused_has_a_copy(wx, form):
    written = copied(ended(wx.downloadFile(url="http://127.0.0.1:1/a.png")), form)
    assert "http://127.0.0.1:1/a.png" in written


@pytest.mark.parametrize("form", FORMS)
def test_a_call_that_still_waits_has_a_copy(server, photo, form):
    with Wx(max_concurrency=1) as wx:
        tasks = [wx.uploadFile(url=server.url("/stall"), filePath=photo, name="file") for _ in "12"]
        with pytest.raises(TimeoutError):
            tasks[0].wait(0)
        server.wait_for(1, "/stall", "held")
        for task in tasks:
            written = copied(task, form)
            assert server.url("/stall") in written
            assert "照片" in written


def test_the_boundary_is_the_one_that_was_used(wx, server, photo):
    task = ended(wx.uploadFile(url=server.url("/upload"), filePath=photo, name="a=b"))
    call = call_of(Trace.of(task))
    assert server.log[0].header("Content-Type") == f"multipart/form-data; boundary={call.boundary}"
    assert f"--{call.boundary}--" in copied(task, "curl")
    assert sorted(call.sent) == sorted(server.log[0].headers)


def test_a_copy_says_nothing_that_a_reader_cannot_see(wx, server, workshop):
    (workshop / "a\u202eb.png").write_bytes(b"x")
    task = ended(wx.uploadFile(url=server.url("/upload"), filePath="a\u202eb.png", name="f\u200b"))
    for form in FORMS:
        assert not [each for each in copied(task, form) if not each.isprintable() and each != "\n"]


REQUESTS = [
    {"data": {"a": "x y", "名": [1]}},
    {"method": "POST", "data": {"a": "it's $(touch pwned) !x", "b": "\r\n\t\\"}},
    {"method": "POST"},
    {"method": "POST", "data": ""},
    {"method": "PUT", "data": b"\x00\xff'\"\\!\n", "responseType": "arraybuffer"},
    {"method": "DELETE"},
    {"method": "HEAD"},
    {"method": "OPTIONS", "data": "@not-a-file", "dataType": "text", "enableChunked": True},
    {"method": "POST", "data": "a=1", "header": {"content-type": "text/x-own"}},
    {"method": "POST", "data": "x" * 200_000},
]  # fmt: skip


@pytest.mark.parametrize("language", RUNS)
@pytest.mark.parametrize("options", REQUESTS, ids=lambda each: each.get("method", "GET"))
@pytest.mark.parametrize("path", ["/headers", "/redirect/1?code=302", "/redirect/1?code=307"])
def test_a_copied_request_makes_the_same_one_again(server, wx, language, options, path):
    task = ended(wx.request(options, url=server.url(path)))
    original = [(*told(arrival), arrival.body) for arrival in server.log]
    server.clear()
    RUNS[language](copied(task, language))
    again = [(*told(arrival), arrival.body) for arrival in server.log]
    if language == "curl":
        # Redirected, curl keeps saying what type the body has that it sends no more.
        original, again = map(without_type_of_nothing, (original, again))
    assert again == original


def without_type_of_nothing(arrivals):
    return [
        (method, path, [each for each in headers if body or each[0] != "content-type"], parts, body)
        for method, path, headers, parts, body in arrivals
    ]


def test_a_manual_redirect_is_copied_as_one(server, wx):
    task = ended(wx.request(url=server.url("/redirect/1"), redirect="manual"))
    for language, run in RUNS.items():
        server.clear()
        run(copied(task, language))
        assert [arrival.path for arrival in server.log] == ["/redirect/1"], language


def test_a_request_in_javascript_says_what_is_not_as_usual(server, wx):
    url = server.url("/headers")
    assert copied(ended(wx.request(url=url)), "javascript") == (
        f"wx.request({{\n  url: '{url}',\n  success(res) {{\n"
        "    console.log(res.statusCode, res.data)\n  },\n  fail(err) {\n"
        "    console.log(err.errMsg)\n  },\n})\n"
    )
    task = wx.request(
        url=url, method="put", data=b"\xff", enableChunked=True, responseType="arraybuffer"
    )
    written = copied(ended(task), "javascript")
    for line in (
        "  method: 'PUT',",
        "  data: wx.base64ToArrayBuffer('/w=='),",
        "  responseType: 'arraybuffer',",
        "  enableChunked: true,",
    ):
        assert line in written.splitlines()
