"""``wxlab.har``: real transfers as a file that other tools accept."""

import json
from contextlib import suppress
from datetime import datetime
from fractions import Fraction

import pytest

from wxlab import Wx, WxError, __version__, har, practice

SCRIPT = """
const fs = require("fs");
require("har-validator").har(JSON.parse(fs.readFileSync(0, "utf8")))
  .then(() => console.log("valid"))
  .catch(error => { console.log(JSON.stringify(error.errors)); process.exitCode = 1; });
"""


@pytest.fixture
def server():
    with practice.serve() as running:
        yield running


@pytest.fixture
def tls_server():
    with practice.serve(tls=True) as running:
        yield running


@pytest.fixture
def wx(tls_server):
    with Wx(ssl_context=tls_server.ssl_context) as made:
        yield made


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.png"
    path.write_bytes(b"x" * 200_000)
    return path


@pytest.fixture
def complaints(node):
    """What npm's har-validator has against a log; "valid" is nothing."""
    return lambda log: node(SCRIPT, log)


def ended(task):
    with suppress(WxError):
        task.wait(30)
    return task


def entries(*tasks):
    return har(tasks)["log"]["entries"]


def every_kind(wx, server, tls_server, photo):
    """One transfer after another, of every kind that a log can have."""
    by_name = tls_server.url("/upload").replace("127.0.0.1", "localhost")
    form = {"filePath": photo, "name": "file", "formData": {"user": "张三", "n": 1}}
    downloads = [
        {"url": server.url("/file/50000?a=1&b=%E4%B8%AD")},
        {"url": server.url("/file/50000?gzip"), "header": {"Cookie": "a=1; b=2"}},
        {"url": tls_server.url("/file/1000?chunked")},
        {"url": tls_server.url("/file/1000?unknown")},
        {"url": server.url("/file/0")},
        {"url": server.url("/status/404")},
        {"url": server.url("/redirect/3")},
        {"url": server.url(f"/redirect/1?to={tls_server.url('/headers')}")},
        {"url": server.url("/redirect/loop")},
        {"url": server.url("/slow/5000"), "timeout": 300},
        {"url": "http://127.0.0.1:1/refused"},
        {"url": "https://no-such-host.invalid/"},
        {"url": tls_server.url("/headers"), "enableProfile": False},
    ]
    uploads = [
        {"url": server.url("/upload")},
        {"url": by_name},
        {"url": server.url("/redirect/1?code=307&to=/upload")},
        {"url": server.url("/redirect/1?code=303&to=/headers")},
    ]
    tasks = [ended(wx.downloadFile(options)) for options in downloads]
    return tasks + [ended(wx.uploadFile(form | options)) for options in uploads]


def test_npms_validator_accepts_every_kind_of_transfer(complaints, wx, server, tls_server, photo):
    log = har(every_kind(wx, server, tls_server, photo))
    assert complaints(log) == "valid"
    log["log"]["entries"][3]["timings"].pop("wait")
    assert "wait" in complaints(log), "the validator does not look"


def test_sums_are_exact_and_entries_in_order_for_every_kind_of_transfer(
    wx, server, tls_server, photo
):
    log = har(every_kind(wx, server, tls_server, photo))
    assert log == json.loads(json.dumps(log))
    found = log["log"]["entries"]
    assert len(found) == 6 + 4 + 2 + 16 + 4 + 2 + 2 + 2
    assert found == sorted(found, key=lambda each: each["startedDateTime"])
    for each in found:
        phases = each["timings"]
        parts = [at for name, at in phases.items() if name != "ssl" and at != -1]
        assert Fraction(each["time"]) == sum(map(Fraction, parts))
        assert min(phases["blocked"], phases["send"], phases["wait"], phases["receive"]) >= 0
        assert phases["ssl"] <= max(phases["connect"], -1)
        assert datetime.fromisoformat(each["startedDateTime"]).utcoffset().total_seconds() == 0


def test_the_log_names_its_format_and_its_maker():
    log = har([])["log"]
    assert log == {
        "version": "1.2",
        "creator": {"name": "wxlab", "version": __version__},
        "entries": [],
    }


def test_an_entry_is_what_the_server_saw(wx, server, tls_server):
    url = server.url("/file/50000?gzip&x=1")
    task = wx.downloadFile(url=url, header={"Cookie": "a=1; b=2", "X-Mine": "yes"})
    res = task.wait(30)
    (found,) = har(task)["log"]["entries"]
    (arrival,) = server.log
    request, response = found["request"], found["response"]
    assert (request["method"], request["url"]) == (arrival.method, url)
    assert [(each["name"], each["value"]) for each in request["headers"]] == list(arrival.headers)
    assert [each["name"] for each in request["cookies"]] == ["a", "b"]
    assert [each["name"] for each in request["queryString"]] == ["gzip", "x"]
    assert request["headersSize"] == res.profile.sendBytesCount
    assert (response["status"], response["statusText"]) == (200, "OK")
    assert response["content"] == {"size": 50_000, "mimeType": res.header["Content-Type"]}
    assert response["bodySize"] == int(res.header["Content-Length"])
    assert response["headersSize"] + response["bodySize"] == res.profile.receivedBytedCount
    assert response["_transferSize"] == res.profile.receivedBytedCount
    assert (found["serverIPAddress"], found["connection"]) == ("127.0.0.1", str(server.port))


def test_the_profile_is_in_the_entry_as_the_caller_got_it(wx, server):
    task = wx.downloadFile(url=server.url("/redirect/1"))
    profile = task.wait(30).profile
    first, last = har(task)["log"]["entries"]
    assert "_wxProfile" not in first
    assert last["_wxProfile"] == profile
    assert list(last["_wxProfile"]) == list(profile)
    assert type(last["_wxProfile"]) is dict
    assert type(last["_wxProfile"]["estimate_nettype"]) is int


def test_a_profile_that_was_not_wanted_is_not_in_the_entry(wx, server):
    task = ended(wx.downloadFile(url=server.url("/headers"), enableProfile=False))
    (found,) = entries(task)
    assert "_wxProfile" not in found
    assert found["time"] > 0


def test_an_entry_begins_and_ends_when_the_profile_says(wx, tls_server):
    task = wx.downloadFile(url=tls_server.url("/slow/50"))
    profile = task.wait(30).profile
    (found,) = entries(task)
    began = datetime.fromisoformat(found["startedDateTime"]).timestamp() * 1000
    assert began == pytest.approx(profile.queueStart, abs=1)
    assert began + found["time"] == pytest.approx(profile.responseEnd, abs=2)
    assert found["timings"] == profile.har_timings()
    # Not "wait" alone: a busy machine may note late that the request was sent.
    assert found["timings"]["send"] + found["timings"]["wait"] >= 50
    assert found["timings"]["ssl"] > 0


def test_every_redirect_is_an_entry_with_where_it_led(wx, server, tls_server):
    there = tls_server.url("/headers")
    task = ended(wx.downloadFile(url=server.url(f"/redirect/1?code=301&to={there}")))
    first, last = entries(task)
    assert (first["response"]["status"], last["response"]["status"]) == (301, 200)
    assert first["response"]["redirectURL"] == there == last["request"]["url"]
    assert "_error" not in first["response"] | last["response"]
    assert (first["timings"]["ssl"], last["timings"]["ssl"] > 0) == (-1, True)


def test_a_reused_connection_was_not_connected(wx, server):
    new, reused = (ended(wx.downloadFile(url=server.url("/headers"))) for _ in range(2))
    assert [each["timings"]["connect"] >= 0 for each in entries(new, reused)] == [True, False]


@pytest.mark.parametrize(
    ("code", "methods"), [(307, ["POST", "POST"]), (303, ["POST", "GET"]), (302, ["POST", "GET"])]
)
def test_an_uploads_form_is_shown_for_each_time_it_was_sent(wx, server, photo, code, methods):
    url = server.url(f"/redirect/1?code={code}&to=/upload")
    task = wx.uploadFile(url=url, filePath=photo, name="file", formData={"user": "张三"})
    found = entries(ended(task))
    assert [each["request"]["method"] for each in found] == methods
    for each, arrival in zip(found, server.log, strict=True):
        assert each["request"]["bodySize"] == arrival.body_bytes
        if each["request"]["method"] == "POST":
            assert each["request"]["postData"]["params"] == [
                {"name": "user", "value": "张三"},
                {"name": "file", "fileName": "photo.png", "contentType": "image/png"},
            ]
        else:
            assert "postData" not in each["request"]


def test_time_in_the_queue_is_time_blocked(server):
    with Wx(max_concurrency=1) as wx:
        first = wx.downloadFile(url=server.url("/slow/250"))
        second = wx.downloadFile(url=server.url("/headers"))
        profile = second.wait(30).profile
        _, waited = entries(first, second)
    queued = profile.queueEnd - profile.queueStart
    assert queued >= 50
    assert waited["timings"]["blocked"] >= queued - 1


def test_a_failure_says_why_and_where_the_time_went(wx, server):
    late = ended(wx.downloadFile(url=server.url("/stall"), timeout=2000))
    refused = ended(wx.downloadFile(url="http://127.0.0.1:1/"))
    for task, phase in ((late, "wait"), (refused, "connect")):
        (found,) = entries(task)
        assert found["response"]["status"] == 0
        assert found["response"]["_error"] == task.result.errMsg
        assert found["timings"][phase] > 0
        assert found["timings"]["receive"] == 0
        assert "_wxProfile" not in found
    assert entries(late)[0]["time"] >= 1990


def test_what_is_under_way_is_shown_as_far_as_it_is_known(wx, server, complaints):
    task = wx.downloadFile(url=server.url("/stall/body?size=1000"))
    server.wait_for(1, "/stall/body", "held")
    log = har(task)
    (found,) = log["log"]["entries"]
    assert found["response"]["_error"].startswith("not complete: ")
    assert complaints(log) == "valid"
    task.abort()
    (found,) = entries(ended(task))
    assert found["response"]["_error"] == "downloadFile:fail abort"


def test_a_task_that_never_made_a_request_has_no_entry(wx, server):
    wrong = ended(wx.downloadFile())
    nowhere = ended(wx.downloadFile(url="ftp://host.example/a"))
    aborted = wx.downloadFile(url=server.url("/headers"))
    aborted.abort()
    assert entries(wrong, nowhere, ended(aborted)) == []


def test_one_task_or_any_iterable_of_tasks_will_do(wx, server):
    task = ended(wx.downloadFile(url=server.url("/headers")))
    alone = har(task)
    assert len(alone["log"]["entries"]) == 1
    assert alone == har([task]) == har(iter([task])) == har({task})
    assert len(entries(task, task)) == 2


@pytest.mark.parametrize(
    "wrong", [None, 5, "task", {"url": "http://h/"}, [None], ["task"], [{"errMsg": "x"}]]
)
def test_anything_but_tasks_is_an_error_that_says_what_to_do(wrong):
    with pytest.raises(TypeError, match="hand over the tasks themselves"):
        har(wrong)


def test_a_result_is_no_task(wx, server):
    with pytest.raises(TypeError, match="DownloadSuccess is no task"):
        har(wx.downloadFile(url=server.url("/headers")).wait(30))
