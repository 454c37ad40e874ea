"""``wx.enterBackground()``: after five seconds everything is interrupted, once."""

import contextlib
import gc
import inspect
import threading
import weakref

import pytest

from wxlab import Wx, WxError, explain
from wxlab.net.loops import NETWORK

INTERRUPTED = ("interrupted", 600003)


def ending(task):
    with pytest.raises(WxError) as caught:
        task.wait(20)
    return caught.value.errMsg.partition(":fail ")[2], caught.value.errno


def held(wx, server, path="/stall", **more):
    """A download that is on its way and stays there."""
    before = len([arrival for arrival in server.log if arrival.path == path])
    task = wx.downloadFile(more, url=server.url(path))
    with pytest.raises(TimeoutError):
        task.wait(0)
    server.wait_for(before + 1, path, "held")
    return task


def test_five_seconds_are_the_default():
    assert inspect.signature(Wx.enterBackground).parameters["after"].default == 5.0


@pytest.mark.parametrize("path", ["/stall", "/stall/body"])
def test_what_runs_is_interrupted_once_and_leaves_nothing(server, wx, tmp_path, path):
    said = []
    task = held(
        wx,
        server,
        path,
        filePath=tmp_path / "target",
        success=lambda res: said.append("success"),
        fail=lambda res: said.append((res.errMsg, res.errno)),
        complete=lambda res: said.append("complete"),
    )
    wx.enterBackground(after=0)
    wx.enterBackground(after=0)
    assert ending(task) == INTERRUPTED
    task.abort()
    assert said == [("downloadFile:fail interrupted", 600003), "complete"]
    assert list(tmp_path.iterdir()) == []
    assert explain(task.result).address == "interrupted"


def test_an_upload_whose_bytes_are_not_taken_is_interrupted_too(server, wx, tmp_path):
    (tmp_path / "big").write_bytes(bytes(8_000_000))
    task = wx.uploadFile(url=server.url("/stall/read"), filePath=tmp_path / "big", name="f")
    with pytest.raises(TimeoutError):
        task.wait(0)
    server.wait_for(1, "/stall/read", "held")
    wx.enterBackground(after=0)
    assert ending(task) == INTERRUPTED


def test_what_waits_in_line_is_interrupted_and_its_place_is_free(server):
    with Wx(max_concurrency=2) as wx:
        running = [held(wx, server) for _ in range(2)]
        waiting = [wx.downloadFile(url=server.url("/file/1")) for _ in range(3)]
        with pytest.raises(TimeoutError):
            waiting[-1].wait(0)
        wx.enterBackground(after=0)
        assert [ending(task) for task in [*running, *waiting]] == [INTERRUPTED] * 5
        assert server.hits("/file/1") == 0
        wx.enterForeground()
        again = [wx.downloadFile(url=server.url("/file/1")) for _ in range(5)]
        assert [task.wait(20).statusCode for task in again] == [200] * 5


def test_a_call_that_has_not_begun_is_interrupted_although_the_return_is_at_once(server, wx):
    task = wx.downloadFile(url=server.url("/file/1"))
    wx.enterBackground(after=0)
    wx.enterForeground()
    assert ending(task) == INTERRUPTED
    assert server.hits("/file/1") == 0
    assert wx.downloadFile(url=server.url("/file/1")).wait(20).statusCode == 200


def test_calls_fail_until_the_return(server, wx, tmp_path):
    (tmp_path / "a").write_bytes(b"x")
    wx.enterBackground(after=0)
    for _ in range(2):
        assert ending(wx.downloadFile(url=server.url("/file/1"))) == INTERRUPTED
        upload = wx.uploadFile(url=server.url("/upload"), filePath=tmp_path / "a", name="f")
        assert ending(upload) == INTERRUPTED
    assert server.log == ()
    wx.enterForeground()
    assert wx.downloadFile(url=server.url("/file/1")).wait(20).statusCode == 200


def test_a_return_in_time_saves_everything(server, wx):
    first = held(wx, server)
    wx.enterBackground(after=3600)
    during = wx.downloadFile(url=server.url("/file/1"))
    assert during.wait(20).statusCode == 200
    wx.enterForeground()
    server.release()
    assert first.wait(20).statusCode == 200


def test_the_time_is_counted(server, wx):
    task = held(wx, server)
    wx.enterBackground(after=0.05)
    assert ending(task) == INTERRUPTED
    assert ending(wx.downloadFile(url=server.url("/file/1"))) == INTERRUPTED


def test_an_old_clock_does_not_end_a_new_stay(server, wx):
    """The clock of a stay that was over in time runs out during the next one."""
    runs_out = threading.Event()
    wx.enterBackground(after=0.05)
    stale = wx._background._stay
    wx.enterForeground()
    wx.enterBackground(after=3600)
    task = held(wx, server)
    wx._background._expire(stale)
    # Timers of one loop go off in order: when this one has, that of the first stay has too.
    NETWORK.post(lambda: NETWORK.loop.call_later(0.1, runs_out.set))
    assert runs_out.wait(20)
    server.release()
    assert task.wait(20).statusCode == 200


def test_the_first_stay_counts(server, wx):
    wx.enterBackground(after=3600)
    wx.enterBackground(after=0)
    assert wx.downloadFile(url=server.url("/file/1")).wait(20).statusCode == 200


def test_a_return_without_having_left_and_after_the_end_do_no_harm(server):
    with Wx() as wx:
        wx.enterForeground()
        assert wx.downloadFile(url=server.url("/file/1")).wait(20).statusCode == 200
        wx.enterBackground(after=0)
    wx.enterForeground()
    wx.enterBackground(after=0)
    wx.enterForeground()
    assert ending(wx.downloadFile(url=server.url("/file/1"))) == INTERRUPTED


def test_another_mini_program_goes_on(server, wx):
    with Wx() as other:
        task = held(other, server)
        wx.enterBackground(after=0)
        server.release()
        assert task.wait(20).statusCode == 200


def test_it_works_from_a_callback(server, wx):
    def success(res):
        wx.enterBackground(after=0)
        later.append(wx.downloadFile(url=server.url("/file/1")))
        wx.enterForeground()
        later.append(wx.downloadFile(url=server.url("/file/1")))

    later = []
    wx.downloadFile(url=server.url("/file/1"), success=success).wait(20)
    assert ending(later[0]) == INTERRUPTED
    assert later[1].wait(20).statusCode == 200


def test_from_many_threads_each_transfer_ends_once(server):
    ends = []
    with Wx(max_concurrency=3) as wx:

        def come_and_go():
            for _ in range(20):
                wx.enterBackground(after=0)
                wx.enterForeground()

        threads = [threading.Thread(target=come_and_go) for _ in range(4)]
        for thread in threads:
            thread.start()
        tasks = [
            wx.downloadFile(url=server.url("/file/10"), complete=ends.append) for _ in range(40)
        ]
        for task in tasks:
            with contextlib.suppress(WxError):
                task.wait(30)
        for thread in threads:
            thread.join()
        assert len(ends) == 40
        assert {res.errMsg for res in ends} <= {"downloadFile:ok", "downloadFile:fail interrupted"}
        assert wx.downloadFile(url=server.url("/file/1")).wait(20).statusCode == 200
        assert not any(slots._inside for slots in wx._engine.slots.values())
        assert not wx._engine.live


@pytest.mark.parametrize("after", ["5", None])
def test_a_time_that_is_none_is_refused(wx, after):
    with pytest.raises(TypeError):
        wx.enterBackground(after=after)
    wx.enterForeground()


def test_a_mini_program_in_the_background_is_let_go_when_nobody_holds_it():
    wx = Wx()
    wx.enterBackground(after=3600)
    gone = weakref.ref(wx)
    del wx
    gc.collect()
    assert gone() is None
