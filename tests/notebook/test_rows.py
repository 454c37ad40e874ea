"""One line of the network panel, as the page is told it."""

import json
import threading
import time
from contextlib import suppress
from itertools import pairwise

import pytest

from wxlab import Wx, WxError
from wxlab.api.trace import Trace
from wxlab.core.phases import KINDS
from wxlab.notebook.rows import row
from wxlab.notebook.words import WORDS

SECONDS = 60
SIZE = 200_000


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "照片.png"
    path.write_bytes(bytes(SIZE))
    return path


def ended(task):
    with suppress(WxError):
        task.wait(SECONDS)
    return task


def begun(task):
    with pytest.raises(TimeoutError):
        task.wait(0)
    return task


def told(task, lang="en"):
    """The row of a task, which can be sent as JSON and comes out the same."""
    made = row(7, Trace.of(task), lang)
    assert json.loads(json.dumps(made)) == made
    return made


def some(made, *names):
    return tuple(made[name] for name in names)


def test_an_upload_that_is_done(wx, server, photo):
    task = ended(wx.uploadFile(url=server.url("/upload"), filePath=photo, name="file"))
    made = told(task)
    assert some(made, "id", "name", "api", "kind", "stage", "state", "status") == (
        *(7, "照片.png", "uploadFile", "Upload", "done", "Done", "200"),
    )
    assert made["url"] == server.url("/upload")
    assert some(made, "percent", "size", "read", "mood", "stoppable") == (
        *(100, SIZE, SIZE, "success", False),
    )
    assert made["numbers"] == "100 %, 200,000 of 200,000 bytes"


@pytest.mark.parametrize(("lang", "kind"), [("en", "Request"), ("zh", "请求")])
def test_a_request_is_a_line_like_any_other(wx, server, lang, kind):
    task = ended(wx.request(url=server.url("/file/300"), method="POST", data={"a": 1}))
    made = told(task, lang)
    assert some(made, "name", "api", "kind", "stage", "status") == (
        *("300", "request", kind, "done", "200"),
    )
    assert some(made, "percent", "size", "read", "stoppable") == (100, 300, None, False)
    failed = told(ended(wx.request(url="nonsense")), lang)
    assert some(failed, "stage", "mood", "size") == ("failed", "danger", None)


def test_moments_are_milliseconds_and_phases_touch(wx, server):
    seen = Trace.of(ended(wx.downloadFile(url=server.url("/redirect/2"))))
    made = row(1, seen, "en")
    assert (made["begin"], made["end"]) == (seen.began / 1000, seen.ended / 1000)
    phases = made["phases"]
    assert [KINDS[kind] for kind, *_ in phases] == [each.kind for each in seen.phases]
    assert [hop for *_, hop in phases] == [each.hop for each in seen.phases]
    assert phases[0][1] == made["begin"]
    assert all(one[2] == other[1] for one, other in pairwise(phases))
    assert phases[-1][2] <= made["end"]


def test_a_download_that_the_server_refused_is_done_with_a_warning(wx, server):
    made = told(ended(wx.downloadFile(url=server.url("/status/404"))))
    assert some(made, "stage", "state", "status", "mood", "name") == (
        *("done", "Done", "404", "warning", "404"),
    )


def test_of_a_download_the_bytes_so_far_are_the_size(wx, server):
    task = begun(wx.downloadFile(url=server.url("/file/3000?chunked")))
    assert told(task)["size"] is None
    made = told(ended(task))
    assert some(made, "size", "read", "percent") == (3000, None, 100)


def test_of_a_download_of_unknown_length_there_is_no_percent(wx, server):
    half = threading.Event()
    task = wx.downloadFile(url=server.url("/stall/body?size=3000&chunked"))
    task.onProgressUpdate(lambda res: res.totalBytesWritten == 1500 and half.set())
    begun(task)
    assert half.wait(SECONDS)
    made = told(task)
    assert some(made, "percent", "size", "stage") == (None, 1500, "running")
    assert made["numbers"] == "1,500 bytes so far, total unknown"


def test_an_upload_that_the_server_is_reading_shows_both_ends(wx, server, photo):
    task = begun(wx.uploadFile(url=server.url("/stall/read"), filePath=photo, name="file"))
    server.wait_for(1, "/stall/read", "held")
    made = told(task)
    assert some(made, "stage", "size", "read", "end", "stoppable", "mood", "status") == (
        *("running", SIZE, 0, None, True, "", ""),
    )


@pytest.mark.parametrize("lang", WORDS)
def test_a_server_that_has_read_everything_is_said_to_work(wx, server, photo, lang):
    task = begun(wx.uploadFile(url=server.url("/stall"), filePath=photo, name="file"))
    server.wait_for(1, "/stall", "held", SECONDS)
    # The server may have it all before the client knows that it has sent it all.
    end, pause = time.monotonic() + SECONDS, threading.Event()
    while Trace.of(task).state != "waiting" or Trace.of(task).phases[-1].kind != "wait":
        assert time.monotonic() < end
        pause.wait(0.005)
    made = told(task, lang)
    assert made["state"] == WORDS[lang]["server working"]
    assert made["kind"] == WORDS[lang]["uploadFile"]
    assert made["read"] == SIZE
    assert made["phases"][-1][0] == KINDS.index("wait")
    assert made["phases"][-1][2] is None


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_an_upload_that_was_led_on_has_the_size_of_its_file(wx, server, photo, code):
    url = server.url(f"/redirect/2?code={code}")
    task = ended(wx.uploadFile(url=url, filePath=photo, name="file"))
    assert some(told(task), "size", "status") == (SIZE, "200")


def test_what_waits_in_line(server):
    with Wx(max_concurrency=1) as wx:
        begun(wx.downloadFile(url=server.url("/stall")))
        made = told(begun(wx.downloadFile(url=server.url("/file/10"))))
    assert some(made, "stage", "state", "percent", "size", "read", "end", "stoppable") == (
        *("running", "Queued", 0, None, None, None, True),
    )
    assert [kind for kind, *_ in made["phases"]] == [KINDS.index("queued")]


def test_what_failed_says_why(wx):
    made = told(ended(wx.downloadFile(url="http://127.0.0.1:1/a.png")))
    assert some(made, "stage", "mood", "status", "stoppable", "name") == (
        *("failed", "danger", "", False, "a.png"),
    )
    assert made["state"] == "Failed: downloadFile:fail -102:net::ERR_CONNECTION_REFUSED"


def test_a_call_that_was_refused_has_no_address(wx):
    made = told(ended(wx.uploadFile()))
    assert some(made, "name", "url", "size", "read") == ("uploadFile", "", None, None)
    assert made["state"].startswith("Failed: uploadFile:fail parameter error: ")
    assert made["end"] > made["begin"]


def test_a_task_that_ends_while_it_is_looked_at_is_under_way_or_over_but_not_both(upload):
    """The looks at its state and at its result are two, and the end may come between them."""

    class Ending(type(upload)):
        @property
        def state(self):
            if self.result is not None:
                return "done"
            self.end("done", statusCode=200, errMsg="uploadFile:ok")
            return "receiving"

        @state.setter
        def state(self, value):
            pass

    seen = Trace.of(Ending())
    assert seen.result is None or seen.state == "done"
