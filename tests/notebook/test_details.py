"""The details of a transfer: every pane, of every kind of transfer, in both languages."""

import re
import socket
import threading
import time
from contextlib import suppress
from html.parser import HTMLParser

import pytest

from wxlab import Wx, WxError, practice
from wxlab.api.trace import Trace
from wxlab.notebook.details import panes
from wxlab.notebook.markup import paragraph, table
from wxlab.notebook.panel_words import LABELS
from wxlab.spec import TABLES

SECONDS = 20
KEYS = ["general", "request", "response", "form", "wire", "timing", "callbacks"]
SECRET = "<img src=x onerror=alert(1)>&amp;\"'"
ALLOWED = {
    "table": set(),
    "caption": {"style"},
    "thead": set(),
    "tbody": set(),
    "tr": set(),
    "th": {"scope", "style"},
    "td": {"style"},
    "p": set(),
    "small": set(),
    "h4": set(),
    "code": {"aria-hidden"},
    "span": {"style", "title"},
    "pre": {"style"},
    "i": set(),
}
"""What panes are made of: no scripts, no pictures, no style sheets."""


class Pane(HTMLParser):
    """One pane: its tables by their captions, as rows of texts, and all its text."""

    def __init__(self, html):
        super().__init__()
        self.tables, self.text, self._open, self._caption = {}, "", [], ""
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        assert {name for name, _ in attrs} <= ALLOWED[tag], tag
        if tag == "th":
            assert dict(attrs)["scope"] in ("col", "row")
        self._open.append((tag, len(self.text)))
        if tag == "table":
            self._rows = []
            self._caption = ""
        if tag == "tr":
            self._rows.append([])

    def handle_endtag(self, tag):
        opened, at = self._open.pop()
        assert opened == tag
        if tag == "caption":
            self._caption = self.text[at:]
        if tag in ("th", "td"):
            self._rows[-1].append(self.text[at:])
        if tag == "table":
            self.tables[self._caption] = self._rows

    def handle_data(self, data):
        self.text += data

    @property
    def pairs(self):
        """The rows of the only table, which has two columns."""
        (rows,) = self.tables.values()
        return dict(rows[1:])


def seen(task, lang="en"):
    """All panes of a task by their keys."""
    made = panes(Trace.of(task), lang)
    assert [key for key, _, _ in made] == KEYS
    assert [title for _, title, _ in made] == [LABELS[lang][f"pane {key}"] for key in KEYS]
    found = {key: Pane(html) for key, _, html in made}
    for pane in found.values():
        assert pane.text
        assert not re.search(r"\bNone\b|\{\w*\}", pane.text)
    return found


@pytest.fixture(params=LABELS)
def lang(request):
    return request.param


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "照片.png"
    path.write_bytes(bytes(200_000))
    return path


def ended(task):
    with suppress(WxError):
        task.wait(SECONDS)
    return task


def begun(task):
    with pytest.raises(TimeoutError):
        task.wait(0)
    return task


def waiting_for(server, task):
    """The task, when its request has arrived whole and it knows that itself."""
    server.wait_for(1, "/stall", "held")
    end, pause = time.monotonic() + SECONDS, threading.Event()
    while task.state != "waiting" or Trace.of(task).phases[-1].kind != "wait":
        assert time.monotonic() < end
        pause.wait(0.005)
    return task


def upload(wx, server, photo, path="/upload", **more):
    return wx.uploadFile(url=server.url(path), filePath=photo, name="file", **more)


# -- uploads and downloads that succeed ----------------------------------------------------------


def test_an_upload_in_general(wx, server, photo, lang):
    words = LABELS[lang]
    general = seen(ended(upload(wx, server, photo)), lang)["general"].pairs
    assert general[words["api"]] == "wx.uploadFile"
    assert general[words["state"]].startswith(words["done"])
    assert general[words["url"]] == server.url("/upload")
    assert general[words["method"]] == "POST"
    assert general[words["status"]] == "200 OK"
    assert general[words["peer"]] == f"127.0.0.1:{server.port}"
    assert general[words["connection"]] == words["new"]
    assert general[words["protocol"]] == "http/1.1"
    assert general["errMsg"] == "uploadFile:ok"


def test_a_reused_connection_is_called_so(wx, server):
    first, second = (ended(wx.downloadFile(url=server.url("/file/10"))) for _ in "12")
    assert first.state == "done"
    assert seen(second)["general"].pairs["connection"] == "reused"


def test_request_headers_are_the_ones_that_arrived(wx, server, photo, lang):
    task = ended(upload(wx, server, photo, header={"X-Token": "abc", "X-Name": "é"}))
    rows = seen(task, lang)["request"].tables[f"1. POST {server.url('/upload')}"]
    assert sorted(map(tuple, rows[1:])) == sorted(server.log[0].headers)
    assert ["X-Name", "é"] in rows


def test_response_headers_are_the_ones_that_were_sent(wx, server, lang):
    task = wx.downloadFile(url=server.url("/headers"))
    task.onHeadersReceived(lambda res: None)
    pane = seen(ended(task), lang)["response"]
    (caption,) = pane.tables
    assert caption.startswith("1. 200 OK: ")
    rows = pane.tables[caption][1:]
    assert len([name for name, _ in rows if name.lower() == "set-cookie"]) > 1
    joined = {}
    for name, value in rows:
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    assert joined == task.result.header
    ms = re.search(r"onHeadersReceived[^\d]*(\d[\d.,]*)|(\d[\d.,]*) 毫秒触发", pane.text)
    assert ms


def test_a_form_is_told_part_by_part(wx, server, photo, lang):
    words = LABELS[lang]
    task = ended(upload(wx, server, photo, formData={"用户": "张三", "empty": "", "n": 1}))
    (rows,) = seen(task, lang)["form"].tables.values()
    assert rows == [
        [words[key] for key in ("part", "name", "content", "type", "bytes")],
        [words["field"], "用户", "张三", "", "6"],
        [words["field"], "empty", "", "", "0"],
        [words["field"], "n", "1", "", "1"],
        [words["file"], "file", "照片.png", "image/png", "200,000"],
    ]
    assert [part.size for part in server.log[0].parts] == [6, 0, 1, 200_000]


def test_a_download_has_no_form_and_its_bytes_are_a_request(wx, server, lang):
    found = seen(ended(wx.downloadFile(url=server.url("/file/10"))), lang)
    assert found["form"].text == LABELS[lang]["no form"]
    assert "GET /file/10 HTTP/1.1\\r\\n" in found["wire"].text
    assert f"1. GET {server.url('/file/10')}" in found["wire"].text


def test_the_bytes_on_the_wire_are_counted(wx, server, photo, lang):
    task = ended(upload(wx, server, photo))
    count = task.result.profile.sendBytesCount
    assert LABELS[lang]["excerpt"].format(count=count) in seen(task, lang)["wire"].text


@pytest.mark.parametrize("api", ["uploadFile", "downloadFile"])
def test_every_row_of_the_profile_is_there_with_its_value_and_its_reason(
    wx, server, photo, lang, api
):
    if api == "uploadFile":
        task = ended(upload(wx, server, photo))
    else:
        task = ended(wx.downloadFile(url=server.url("/file/1000")))
    profile = task.result.profile
    heads, *rows = seen(task, lang)["timing"].tables["res.profile"]
    assert heads == [LABELS[lang][key] for key in ("field", "value", "since call", "meaning")]
    names = [row.name for row in TABLES[f"{api}.success.profile"].rows]
    assert [name for name, *_ in rows] == names == list(profile)
    for name, value, since, meaning in rows:
        shown = str(profile[name])
        if name == "estimate_nettype":
            shown = f"{int(profile[name])} ({profile[name].label})"
        assert value == shown
        assert meaning == profile.explain(name, lang)
        moment = name.endswith(("Start", "End")) and profile[name] > 0
        assert bool(re.fullmatch(r"[\d,]+ ms", since)) is moment


def test_the_timing_is_drawn_and_said(wx, server, lang):
    text = seen(ended(wx.downloadFile(url=server.url("/slow/100"))), lang)["timing"].text
    drawn = text[:48]
    assert re.fullmatch("[qbCswr·]+", drawn)
    assert drawn.count("w") > 12
    assert LABELS[lang]["phase wait"] in text[48:]


def test_without_a_profile_the_moments_that_were_reached_are_told(wx, server, lang):
    words = LABELS[lang]
    task = ended(wx.downloadFile(url=server.url("/file/10"), enableProfile=False))
    rows = seen(task, lang)["timing"].tables[words["reached"]]
    assert rows[0] == [words[key] for key in ("field", "value", "since call")]
    assert {"invokeStart", "connectEnd", "responseEnd"} <= {name for name, *_ in rows[1:]}
    assert all(re.fullmatch(r"[\d,]+ ms", since) for _, _, since in rows[1:])


def test_callbacks_are_told_in_their_order(wx, server, photo, lang):
    def success(res): ...
    def complete(res):
        raise ValueError("no such thing")

    task = upload(wx, server, photo, success=success, complete=complete)
    task.onProgressUpdate(lambda res: None)
    ended(task)
    steps = [event.name for event in task.events].count("progress")
    (rows,) = seen(task, lang)["callbacks"].tables.values()
    keys = ("order", "callback", "function", "at ms", "times", "took ms", "raised")
    assert rows[0] == [LABELS[lang][key] for key in keys]
    assert [(row[0], row[1], row[4]) for row in rows[1:]] == [
        ("1", "progress", f"{steps:,}"),
        ("2", "success", "1"),
        ("3", "complete", "1"),
    ]
    assert [row[2].rpartition(".")[2] for row in rows[1:]] == ["<lambda>", "success", "complete"]
    assert [row[6] for row in rows[1:]] == ["", "", "ValueError: no such thing"]
    starts = [float(row[3].replace(",", "")) for row in rows[1:]]
    assert starts == sorted(starts)


def test_where_nobody_listens_no_callback_has_run(wx, server, lang):
    task = ended(wx.downloadFile(url=server.url("/file/10")))
    assert seen(task, lang)["callbacks"].text == LABELS[lang]["no callback"]


def test_over_tls_the_bytes_are_shown_as_they_were_before_encryption(photo, lang):
    with practice.serve(tls=True) as server, Wx(ssl_context=server.ssl_context) as wx:
        found = seen(ended(upload(wx, server, photo)), lang)
    assert "POST /upload HTTP/1.1\\r\\n" in found["wire"].text
    assert LABELS[lang]["phase tls"] in found["timing"].text[48:]


# -- redirects -----------------------------------------------------------------------------------


def test_every_request_of_a_redirected_transfer_has_its_tables(wx, server, photo, lang):
    task = ended(upload(wx, server, photo, "/redirect/2?code=307&to=/upload"))
    found = seen(task, lang)
    paths = ["/redirect/2?code=307&to=/upload", "/redirect/1?code=307&to=%2Fupload", "/upload"]
    wanted = [f"{number}. POST {server.url(path)}" for number, path in enumerate(paths, 1)]
    assert list(found["request"].tables) == wanted
    assert [caption[:6] for caption in found["response"].tables] == ["1. 307", "2. 307", "3. 200"]
    assert all(heading in found["wire"].text for heading in wanted)
    assert found["general"].pairs[LABELS[lang]["url"]] == task._order.url


@pytest.mark.parametrize("code", [303, 307])
def test_a_form_keeps_its_file_wherever_it_was_led(wx, server, photo, code):
    task = ended(upload(wx, server, photo, f"/redirect/1?code={code}"))
    (rows,) = seen(task)["form"].tables.values()
    assert rows[-1] == ["file", "file", "照片.png", "image/png", "200,000"]


# -- what failed, what waits ---------------------------------------------------------------------


def test_a_refused_connection_says_why_and_what_to_do(wx, lang):
    words = LABELS[lang]
    found = seen(ended(wx.downloadFile(url="http://127.0.0.1:1/a")), lang)
    general = found["general"].pairs
    assert general["errMsg"] == "downloadFile:fail -102:net::ERR_CONNECTION_REFUSED"
    assert general[words["method"]] == "GET"
    assert words["status"] not in general
    assert words["peer"] not in general
    assert ("What to do" if lang == "en" else "怎么办") in found["general"].text
    assert found["response"].text == words["no answer"]
    assert found["wire"].text == words["nothing out"]
    assert words["reached"] in found["timing"].tables


def test_a_status_that_is_an_error_is_explained(wx, server, lang):
    found = seen(ended(wx.downloadFile(url=server.url("/status/404"))), lang)
    assert found["general"].pairs[LABELS[lang]["status"]] == "404 Not Found"
    assert "HTTP" in found["general"].text
    assert LABELS[lang]["status"] in found["general"].text


def test_an_aborted_upload_keeps_what_was_seen_of_it(wx, server, photo, lang):
    words = LABELS[lang]
    task = begun(upload(wx, server, photo, "/stall", fail=lambda res: None))
    waiting_for(server, task).abort()
    found = seen(ended(task), lang)
    assert found["general"].pairs["errMsg"] == "uploadFile:fail abort"
    assert found["response"].text == words["no answer"]
    assert "POST /stall HTTP/1.1" in found["wire"].text
    assert "requestEnd" in found["timing"].text
    assert "responseStart" not in found["timing"].text
    assert "fail" in found["callbacks"].text


def test_a_transfer_under_way_is_shown_as_far_as_it_is(wx, server, photo, lang):
    words = LABELS[lang]
    task = begun(upload(wx, server, photo, "/stall"))
    found = seen(waiting_for(server, task), lang)
    general = found["general"].pairs
    assert "errMsg" not in general
    assert general[words["state"]] == words["server working"]
    assert general[words["peer"]] == f"127.0.0.1:{server.port}"
    assert found["request"].tables
    assert found["response"].text == words["no answer"]
    assert re.search(r"(waiting|等待)\D+[\d.,]+ (ms so far|毫秒)", found["timing"].text)
    assert "connectEnd" in found["timing"].text


def test_a_queued_call_has_a_form_and_no_request(server, photo, lang):
    words = LABELS[lang]
    with Wx(max_concurrency=1) as wx:
        begun(upload(wx, server, photo, "/stall"))
        found = seen(begun(upload(wx, server, photo, "/stall", formData={"a": "b"})), lang)
    assert found["general"].pairs[words["state"]] == words["queued"]
    assert found["request"].text == found["wire"].text == words["no request"]
    (rows,) = found["form"].tables.values()
    assert rows[1] == [words["field"], "a", "b", "", "1"]
    assert rows[2][:4] == [words["file"], "file", "照片.png", "image/png"]
    assert found["timing"].text[:48] == "q" * 48


def test_a_refused_call_has_nothing_but_its_error(wx, lang):
    words = LABELS[lang]
    found = seen(ended(wx.uploadFile(url="http://127.0.0.1/")), lang)
    general = found["general"].pairs
    assert set(general) == {words["api"], words["state"], "errMsg"}
    assert general["errMsg"].startswith("uploadFile:fail parameter error: parameter.filePath")
    assert found["request"].text == found["wire"].text == words["no request"]
    assert found["response"].text == words["no answer"]


# -- hostile texts -------------------------------------------------------------------------------


@pytest.fixture
def hostile():
    """A server whose every word is markup."""
    answer = f"HTTP/1.1 200 {SECRET}\r\nX-Trick: {SECRET}\r\nSet-Cookie: a={SECRET}\r\n"
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            connection, _ = listener.accept()
            with connection:
                data = b""
                while b"-end--" not in data:
                    data += connection.recv(65536)
                connection.sendall(f"{answer}Content-Length: 0\r\n\r\n".encode())

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        thread.join(SECONDS)


def first_table(pane):
    return next(iter(pane.tables.values()))


def test_hostile_texts_are_text_in_every_pane(wx, hostile, tmp_path, lang):
    path = tmp_path / SECRET
    path.write_bytes(f"{SECRET}-end--".encode())

    def success(res):
        raise ValueError(SECRET)

    success.__qualname__ = SECRET
    task = wx.uploadFile(
        url=f"{hostile}?{SECRET}",
        filePath=path,
        name=SECRET,
        header={"X-Mine": SECRET},
        formData={SECRET: SECRET},
        success=success,
    )
    found = seen(ended(task), lang)  # which allows no img
    assert task.state == "done"
    assert f"200 {SECRET}" in found["general"].text
    assert ["X-Mine", SECRET] in first_table(found["request"])
    assert {("X-Trick", SECRET), ("Set-Cookie", f"a={SECRET}")} <= {
        tuple(row) for row in first_table(found["response"])
    }
    (rows,) = found["form"].tables.values()
    assert rows[1][1:3] == [SECRET, SECRET]
    assert rows[2][1:3] == [SECRET, SECRET]
    assert SECRET.replace('"', "%22") in found["wire"].text
    assert f"1. POST {Trace.of(task).hop.message.url}" in found["wire"].text
    (rows,) = found["callbacks"].tables.values()
    assert (rows[1][2], rows[1][6]) == (SECRET, f"ValueError: {SECRET}")


def test_every_cell_of_a_table_is_text():
    pane = Pane(table(SECRET, (SECRET, "b"), [(SECRET, SECRET)]) + paragraph(SECRET))
    assert pane.tables == {SECRET: [[SECRET, "b"], [SECRET, SECRET]]}
    assert pane.text.endswith(SECRET)
    assert paragraph("") == ""
    assert "caption" not in table("", ("a",), [])


def test_a_hostile_error_is_text(wx, tmp_path, lang):
    task = ended(wx.uploadFile(url="http://h/", filePath=f"{tmp_path}/{SECRET}", name="file"))
    assert SECRET in seen(task, lang)["general"].pairs["errMsg"]


def test_characters_that_utf_8_cannot_carry_break_nothing(wx, server, photo, lang):
    task = ended(upload(wx, server, photo, formData={"a\ud800": "b\udfff"}, header={"X": "a"}))
    assert len(seen(task, lang)["form"].text) > 10
