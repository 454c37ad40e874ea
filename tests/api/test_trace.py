"""A task seen from outside at one moment, and the callbacks that have run."""

import asyncio
import threading
import time
from contextlib import suppress
from itertools import pairwise

import pytest

from wxlab import Wx, WxError
from wxlab.api.log import Log, Run
from wxlab.api.trace import Trace, each_task, moment

SECONDS = 60
CLOCKS_APART = 50_000  # µs: events keep a clock of their own


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "图片 1.png"
    path.write_bytes(bytes(200_000))
    return path


@pytest.fixture
def single():
    """A mini-program that does one thing at a time."""
    with Wx(max_concurrency=1) as made:
        yield made


def begun(task):
    """The task, started: nothing else need be waited for."""
    with pytest.raises(TimeoutError):
        task.wait(0)
    return task


def waiting_for(server, task):
    """The task, when its request has arrived whole and it knows that itself."""
    server.wait_for(1, "/stall", "held")
    end, pause = time.monotonic() + SECONDS, threading.Event()
    while task.state != "waiting" or kinds(Trace.of(task))[-1] != "wait":
        assert time.monotonic() < end
        pause.wait(0.005)
    return task


def ended(task):
    """What is seen of the task when it is over, however it ended."""
    with suppress(WxError):
        task.wait(SECONDS)
    return Trace.of(task)


def kinds(seen):
    return [phase.kind for phase in seen.phases]


def names(seen):
    return [event.name for event in seen.events]


def whole(seen):
    """The phases fill the time from the call to the last byte, or to the end."""
    phases = seen.phases
    assert phases[0].start == seen.began
    assert all(one.end == other.start for one, other in pairwise(phases))
    assert phases[-1].end == ((seen.hop and seen.hop.response_end) or seen.ended)
    assert seen.began < phases[-1].end <= seen.ended <= moment() + CLOCKS_APART


# -- every way to end ----------------------------------------------------------------------------


def test_an_upload_that_succeeds(wx, server, photo):
    task = wx.uploadFile(url=server.url("/upload"), filePath=photo, name="file")
    seen = ended(task)
    whole(seen)
    assert (seen.api, seen.state, seen.name) == ("uploadFile", "done", "图片 1.png")
    assert seen.succeeded
    assert seen.result is task.result
    assert (seen.order.name, seen.order.path) == ("file", str(photo))
    assert (names(seen)[0], names(seen)[-1]) == ("called", "complete")
    assert kinds(seen)[0] == "queued"
    assert {"connect", "send", "wait"} <= set(kinds(seen))
    assert seen.hop is seen.marks.hops[-1]
    assert seen.last("progress").detail["progress"] == 100
    assert seen.last("redirected") is None


def test_a_download_that_the_server_refuses_has_succeeded(wx, server):
    seen = ended(wx.downloadFile(url=server.url("/status/404")))
    whole(seen)
    assert (seen.state, seen.succeeded) == ("done", True)


def test_a_download_that_was_led_on_shows_every_request(wx, server):
    seen = ended(wx.downloadFile(url=server.url("/redirect/2")))
    whole(seen)
    assert len(seen.marks.hops) == 3
    assert seen.hop.message.url == server.url("/headers")
    assert {phase.hop for phase in seen.phases} == {0, 1, 2}
    assert [phase.hop for phase in seen.phases] == sorted(phase.hop for phase in seen.phases)


def test_a_connection_that_is_refused(wx):
    seen = ended(wx.downloadFile(url="http://127.0.0.1:1/nothing"))
    whole(seen)
    assert (seen.state, seen.succeeded, kinds(seen)[-1]) == ("failed", False, "connect")
    assert seen.result.errMsg == "downloadFile:fail -102:net::ERR_CONNECTION_REFUSED"
    assert (seen.hop.local_port, seen.hop.peer_ip) == (0, "")


def test_a_name_that_nobody_knows(wx):
    seen = ended(wx.downloadFile(url="http://nobody.invalid/nothing"))
    whole(seen)
    assert (seen.state, kinds(seen)[-1]) == ("failed", "dns")


def test_a_transfer_that_runs_out_of_time(wx, server):
    seen = ended(wx.downloadFile(url=server.url("/stall/body"), timeout=2000))
    whole(seen)
    assert (seen.state, kinds(seen)[-1]) == ("failed", "receive")
    assert seen.ended - seen.began >= 2_000_000


def test_a_transfer_that_is_aborted_while_the_server_thinks(wx, server):
    task = waiting_for(server, begun(wx.downloadFile(url=server.url("/stall"))))
    task.abort()
    seen = ended(task)
    whole(seen)
    assert (seen.state, kinds(seen)[-1]) == ("failed", "wait")
    assert names(seen)[-2:] == ["fail", "complete"]


def test_a_transfer_that_is_aborted_in_the_queue(single, server):
    running, task = (begun(single.downloadFile(url=server.url("/stall"))) for _ in range(2))
    server.wait_for(1, "/stall", "held")
    task.abort()
    seen = ended(task)
    whole(seen)
    assert (seen.state, kinds(seen), seen.hop) == ("failed", ["queued"], None)
    assert seen.order.url == server.url("/stall")
    assert Trace.of(running).ended == 0


def test_a_call_whose_arguments_were_refused(wx):
    seen = ended(wx.uploadFile(url="http://127.0.0.1/"))
    whole(seen)
    assert (seen.order, seen.hop, seen.marks.hops) == (None, None, [])
    assert (seen.name, seen.api, seen.state) == ("uploadFile", "uploadFile", "failed")
    assert names(seen) == ["called", "fail", "complete"]
    assert kinds(seen) == ["queued"]
    assert not seen.succeeded
    assert seen.reading() is None


def test_a_call_after_the_end_of_its_mini_program():
    with Wx() as wx:
        pass
    seen = ended(wx.downloadFile(url="http://127.0.0.1:1/"))
    assert (seen.order, seen.name, seen.state) == (None, "downloadFile", "failed")


# -- while it is under way -----------------------------------------------------------------------


def test_a_transfer_under_way_has_no_end(wx, server, photo):
    begin = moment()
    task = begun(wx.uploadFile(url=server.url("/stall"), filePath=photo, name="file"))
    seen = Trace.of(waiting_for(server, task))
    assert (seen.ended, seen.result, seen.succeeded) == (0, None, False)
    assert begin <= seen.began <= moment()
    assert [phase.end is None for phase in seen.phases][-2:] == [False, True]
    assert kinds(seen)[-1] == "wait"


def test_a_transfer_in_the_queue_has_made_no_request(single, server):
    running, task = (begun(single.downloadFile(url=server.url("/stall"))) for _ in range(2))
    server.wait_for(1, "/stall", "held")
    seen = Trace.of(task)
    assert (seen.state, seen.hop, seen.ended, names(seen)) == ("queued", None, 0, ["called"])
    (queued,) = seen.phases
    assert (queued.kind, queued.start, queued.end) == ("queued", seen.began, None)
    assert Trace.of(running).began <= seen.began


def test_the_end_is_on_the_clock_of_the_marks_and_before_the_callbacks(wx, server):
    stamps = []

    def slow(res):
        stamps.append(moment())
        threading.Event().wait(0.2)

    seen = ended(wx.downloadFile(url=server.url("/slow/50"), success=slow))
    assert seen.hop.response_end <= seen.ended <= stamps[0] + CLOCKS_APART


def test_what_was_seen_changes_no_more(wx, server, photo):
    url = server.url("/redirect/1?code=307&to=/stall")
    task = begun(wx.uploadFile(url=url, filePath=photo, name="file"))
    server.wait_for(1, "/stall", "held")
    seen = Trace.of(task)
    before = (seen.phases, seen.events, seen.state, len(seen.marks.hops), repr(seen.marks))
    server.release()
    task.wait(SECONDS)
    after = (seen.phases, seen.events, seen.state, len(seen.marks.hops), repr(seen.marks))
    assert after == before
    assert Trace.of(task).phases != seen.phases


def test_the_bytes_that_were_seen_grow_no_more(wx, server):
    task = begun(wx.downloadFile(url=server.url("/stall")))
    seen = Trace.of(waiting_for(server, task))
    kept = seen.hop.excerpt
    before = (kept.first, kept.last, kept.total)
    task._transfer.marks.hops[0].excerpt.add(memoryview(b"more"))
    assert (kept.first, kept.last, kept.total) == before
    assert Trace.of(task).hop.excerpt.last.endswith(b"more")


# -- names and ports -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://127.0.0.1:1/a/b.png?c=d#e", "b.png"),
        ("http://127.0.0.1:1/%E5%9B%BE%20%E7%89%87.png", "图 片.png"),
        ("http://127.0.0.1:1/a%2Fb", "a/b"),
        ("http://127.0.0.1:1/a/b/", "b"),
        ("http://127.0.0.1:1/", "http://127.0.0.1:1/"),
        ("http://127.0.0.1:1", "http://127.0.0.1:1"),
        ("http://127.0.0.1:1?a=b", "http://127.0.0.1:1?a=b"),
        ("ftp://h/a.png", "a.png"),
        ("no address", "no address"),
    ],
)
def test_a_download_is_called_by_the_end_of_its_path(wx, url, name):
    assert ended(wx.downloadFile(url=url)).name == name


@pytest.mark.parametrize("url", ["http://[::1/a.png", "http://[x]/a.png", "http://a\u2100b/a.png"])
def test_an_address_that_cannot_be_read_has_a_name_all_the_same(wx, url):
    assert ended(wx.downloadFile(url=url)).name in ("a.png", url)


@pytest.mark.parametrize("path", ["/file/10", "/redirect/3", "/status/204"])
def test_the_local_port_is_the_one_the_server_saw(wx, server, path):
    for _ in range(2):  # the second time on a connection that was there already
        server.clear()
        seen = ended(wx.downloadFile(url=server.url(path)))
        ports = [hop.local_port for hop in seen.marks.hops]
        assert ports == [arrival.client_port for arrival in server.log]
        assert all(ports)
    assert seen.hop.reused


@pytest.mark.parametrize("wrong", ["task", {"a": 1}, 7, None, object()])
def test_what_is_no_task_is_refused_with_a_remedy(wrong):
    with pytest.raises(TypeError, match=f"{type(wrong).__name__} is no task; hand over the tasks"):
        list(each_task(wrong))


def test_among_tasks_a_stranger_is_refused(wx):
    task = wx.downloadFile()
    with pytest.raises(TypeError, match="dict is no task"):
        list(each_task([task, {}]))
    assert list(each_task(task)) == [task]
    assert list(each_task(iter([task, task]))) == [task, task]
    assert list(each_task([])) == []


# -- the callbacks that have run -----------------------------------------------------------------


def counted(runs):
    return [(run.name, run.function.rpartition(".")[2], run.count) for run in runs]


def test_callbacks_are_told_in_order_with_their_counts(wx, server, photo):
    def success(res): ...
    def complete(res): ...
    def moved(res): ...
    def headed(res): ...

    task = wx.uploadFile(
        {"url": server.url("/upload"), "filePath": photo, "name": "file"},
        success=success,
        complete=complete,
        fail=success,
    )
    task.onProgressUpdate(moved)
    task.onHeadersReceived(headed)
    seen = ended(task)
    steps = names(seen).count("progress")
    assert steps > 1
    assert counted(seen.runs) == [
        ("progress", "moved", steps),
        ("headers", "headed", 1),
        ("success", "success", 1),
        ("complete", "complete", 1),
    ]
    times = [run.time for run in seen.runs]
    assert times == sorted(times)
    assert seen.events[0].time <= times[0]
    assert all(run.seconds >= 0 and run.error == "" for run in seen.runs)


def test_where_nobody_listens_nothing_has_run(wx, server):
    assert ended(wx.downloadFile(url=server.url("/file/10"))).runs == ()


def test_two_listeners_that_take_turns_are_two_runs(wx, server, photo):
    def one(res): ...
    def other(res): ...

    task = wx.uploadFile(url=server.url("/upload"), filePath=photo, name="file")
    task.onProgressUpdate(one)
    task.onProgressUpdate(other)
    seen = ended(task)
    steps = names(seen).count("progress")
    assert counted(seen.runs) == [("progress", "one", steps), ("progress", "other", steps)]


def test_two_listeners_of_one_name_are_two_runs(wx, server, photo):
    task = wx.uploadFile(url=server.url("/upload"), filePath=photo, name="file")
    task.onProgressUpdate(lambda res: None)
    task.onProgressUpdate(lambda res: 1 / 0)
    seen = ended(task)
    steps = names(seen).count("progress")
    assert [run.count for run in seen.runs] == [steps, steps]
    assert [bool(run.error) for run in seen.runs] == [False, True]


def test_how_long_a_callback_took_includes_what_it_awaited(wx, server):
    async def patient(res):
        await asyncio.sleep(0.05)

    (run,) = ended(wx.downloadFile(url=server.url("/file/1"), complete=patient)).runs
    assert 0.05 <= run.seconds < 30


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError("no such thing"), "ValueError: no such thing"),
        (KeyError("a"), "KeyError: 'a'"),
        (SystemExit(3), "SystemExit: 3"),
        (RuntimeError(), "RuntimeError"),
    ],
)
def test_what_a_callback_raised_is_told(wx, server, error, told):
    heard = []

    def success(res):
        raise error

    task = wx.downloadFile(url=server.url("/file/10"), success=success, complete=heard.append)
    seen = ended(task)
    assert [(run.name, run.error) for run in seen.runs] == [("success", told), ("complete", "")]
    assert heard == [seen.result]


class SilentError(Exception):
    """What it says, it cannot say."""

    def __str__(self):
        raise RuntimeError("no words")


def test_an_error_that_has_no_words_changes_nothing(wx, server):
    heard = []

    def success(res):
        raise SilentError

    task = wx.downloadFile(url=server.url("/file/10"), success=success, complete=heard.append)
    seen = ended(task)
    assert heard == [seen.result]
    assert ["SilentError" in run.error for run in seen.runs] == [True, False]


class Shy:
    """A callback that shows itself to nobody."""

    def __init__(self):
        self.heard = []

    def __repr__(self):
        raise RuntimeError("not me")

    def __call__(self, res):
        self.heard.append(res)

    def hear(self, res):
        self.heard.append(res)


def test_a_callback_that_cannot_be_shown_changes_nothing(wx, server):
    shy, heard = Shy(), []
    task = wx.downloadFile(url=server.url("/file/10"), success=shy, complete=heard.append)
    seen = ended(task)
    assert shy.heard == heard == [seen.result]


def test_a_method_is_called_by_its_name_and_its_owner_is_not_asked(wx, server):
    shy, heard = Shy(), []
    task = wx.downloadFile(url=server.url("/file/10"), success=shy.hear, complete=heard.append)
    seen = ended(task)
    assert shy.heard == heard == [seen.result]
    assert seen.runs[0].function == "Shy.hear"


@pytest.fixture
def log():
    log = Log()
    log._zero = 0.0  # its clock shows what it is told
    return log


def named(name):
    """A listener that is called so."""

    def listener(res):
        pass

    listener.__qualname__ = name
    return listener


F = named("f")


def test_a_listener_called_a_thousand_times_is_one_run(log):
    for number in range(1000):
        log.ran("progress", F, 100.0 + number, 0.25)
    assert log.runs() == (Run("progress", "f", 100.0, 250.0, 1000),)


def test_five_listeners_called_a_thousand_times_each_are_five_runs(log):
    listeners = [named(name) for name in "abcde"]
    for _ in range(1000):
        for listener in listeners:
            log.ran("progress", listener, 100.0, 0.5)
    assert [(run.function, run.count) for run in log.runs()] == [(name, 1000) for name in "abcde"]


def test_what_ran_in_between_begins_a_new_run(log):
    for name in ("headers", "progress", "progress", "headers", "progress"):
        log.ran(name, F, 100.0, 0.5)
    assert counted(log.runs()) == [
        ("headers", "f", 1),
        ("progress", "f", 2),
        ("headers", "f", 1),
        ("progress", "f", 1),
    ]


def test_of_many_runs_the_last_error_is_told_and_a_good_run_takes_none_back(log):
    for error in ("", "ValueError: 1", "ValueError: 2", ""):
        log.ran("progress", F, 100.0, 0.5, error)
    assert [(run.count, run.error) for run in log.runs()] == [(4, "ValueError: 2")]


def test_the_runs_that_were_handed_out_do_not_grow(log):
    log.ran("progress", F, 100.0, 0.5)
    before = log.runs()
    log.ran("progress", F, 100.0, 0.5)
    assert before == (Run("progress", "f", 100.0, 0.5),)
