"""Ten at a time, and what happens to the eleventh; ``close()``."""

import asyncio
import contextlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from wxlab import Wx, WxError


def kick(*tasks):
    with pytest.raises(TimeoutError):
        tasks[0].wait(0)


@pytest.fixture
def call(server, photo):
    def make(wx, api, path="/stall", **more):
        if api == "uploadFile":
            more |= {"filePath": photo, "name": "f"}
        return getattr(wx, api)(more, url=server.url(path))

    return make


@pytest.mark.parametrize("api", ["uploadFile", "downloadFile"])
def test_ten_run_and_the_others_wait_their_turn(server, wx, call, api):
    tasks = [call(wx, api) for _ in range(13)]
    kick(*tasks)
    server.wait_for(10, "/stall", "held")
    assert [task.state for task in tasks[10:]] == ["queued"] * 3
    server.release()
    server.wait_for(3, "/stall", "held")
    server.release()
    assert [task.wait(20).statusCode for task in tasks] == [200] * 13
    assert server.peak_of("/stall") == 10


def test_uploads_and_downloads_have_ten_each(server, wx, call):
    tasks = [call(wx, api) for _ in range(10) for api in ("uploadFile", "downloadFile")]
    kick(*tasks)
    server.wait_for(20, "/stall", "held")
    server.release()
    for task in tasks:
        task.wait(20)


@pytest.mark.parametrize(("api", "word"), [("uploadFile", "upload"), ("downloadFile", "download")])
@pytest.mark.parametrize("limit", [1, 3, 10])
def test_with_overflow_fail_the_next_one_fails(server, call, heard, api, word, limit):
    with Wx(max_concurrency=limit, overflow="fail") as wx:
        tasks = [call(wx, api) for _ in range(limit)]
        extra = call(wx, api, "/upload", **heard.callbacks)
        with pytest.raises(WxError) as caught:
            extra.wait(20)
        assert caught.value.errMsg == f"{api}:fail exceed max {word} connection count {limit}"
        assert caught.value.errno == 600007
        assert heard.names == ["fail", "complete"]
        server.wait_for(limit, "/stall", "held")
        server.release()
        for task in tasks:
            assert task.wait(20).statusCode == 200
        assert call(wx, api, "/file/3").wait(20).statusCode == 200
    assert server.hits("/upload") == 0


def test_a_call_in_the_complete_of_the_last_one_has_a_place(server, call):
    with Wx(max_concurrency=1, overflow="fail") as wx:
        made = []

        def again(res):
            made.append(call(wx, "downloadFile", "/file/3"))

        call(wx, "downloadFile", "/file/3", complete=again).wait(20)
        assert made[0].wait(20).statusCode == 200


@pytest.mark.parametrize(
    "path", ["/file/3", "/status/500", "/redirect/loop", "/no such", "/file/99999999"]
)
def test_every_ending_gives_its_place_back(server, call, ending, path):
    with Wx(max_concurrency=1, max_download_bytes=1000) as wx:
        for _ in range(3):
            assert ending(call(wx, "downloadFile", path)) is not None
        assert ending(wx.downloadFile(url="http://127.0.0.1:1/")).errno == 600001
        assert ending(wx.downloadFile(url="ftp://x/")).errno == 600009
        assert ending(wx.downloadFile(url=server.url("/x"), filePath="/")).errno == 603300
        assert ending(call(wx, "downloadFile", "/file/3")).statusCode == 200


# -- close ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("api", ["uploadFile", "downloadFile"])
def test_close_aborts_what_runs_what_waits_and_what_has_not_begun(server, call, api):
    wx, said = Wx(max_concurrency=1), []
    tasks = [call(wx, api, complete=lambda res: said.append(res.errMsg)) for _ in range(3)]
    kick(*tasks)
    server.wait_for(1, "/stall", "held")
    tasks.append(call(wx, api, complete=lambda res: said.append(res.errMsg)))
    wx.close()
    assert said == [f"{api}:fail abort"] * 4
    assert all("errno" not in task.result for task in tasks)
    server.wait_for(1, "/stall", "finished")
    assert server.hits("/stall") == 1


def test_close_is_idempotent_and_a_call_after_it_is_interrupted(server, heard):
    wx = Wx()
    wx.downloadFile(url=server.url("/file/3")).wait(20)
    wx.close()
    wx.close()
    task = wx.downloadFile(heard.callbacks, url=server.url("/file/3"))
    with pytest.raises(WxError) as caught:
        task.wait(20)
    assert dict(caught.value.res) == {"errMsg": "downloadFile:fail interrupted", "errno": 600003}
    assert heard.names == ["fail", "complete"]
    assert server.hits("/file/3") == 1


def test_a_mini_program_that_was_never_used_closes(tmp_path):
    Wx().close()
    with Wx(root=tmp_path / "root"):
        pass


def test_close_removes_temp_files(server):
    wx = Wx()
    path = Path(wx.downloadFile(url=server.url("/file/3")).wait(20).tempFilePath)
    assert path.exists()
    wx.close()
    assert not path.exists()
    assert not path.parent.exists()


def test_close_leaves_a_root_that_was_given_and_its_user_files(server, tmp_path):
    with Wx(root=tmp_path) as wx:
        temp = Path(wx.downloadFile(url=server.url("/file/3")).wait(20).tempFilePath)
        wx.downloadFile(url=server.url("/file/3"), filePath="wxfile://usr/kept").wait(20)
    assert tmp_path.exists()
    assert not temp.exists()
    assert len(list(tmp_path.rglob("kept"))) == 1


def test_close_from_a_callback(server, call, heard):
    wx = Wx()
    other = call(wx, "downloadFile", **heard.callbacks)
    task = call(wx, "downloadFile", "/file/3", success=lambda res: wx.close())
    assert task.wait(20).statusCode == 200
    with pytest.raises(WxError, match="abort"):
        other.wait(20)
    assert heard.names == ["fail", "complete"]
    wx.close()


def test_close_from_a_progress_listener_of_the_task_itself(server, call, heard):
    wx = Wx()
    task = call(wx, "downloadFile", "/stall/body", **heard.callbacks)
    task.onProgressUpdate(lambda res: wx.close())
    with pytest.raises(WxError, match="abort"):
        task.wait(20)
    assert heard.names == ["fail", "complete"]


def test_close_from_a_coroutine_callback(server, call, heard):
    wx = Wx()

    async def close(res):
        await asyncio.sleep(0)
        wx.close()

    other = call(wx, "downloadFile", **heard.callbacks)
    call(wx, "downloadFile", "/file/3", complete=close).wait(20)
    with pytest.raises(WxError, match="abort"):
        other.wait(20)


def test_close_from_another_thread_ends_a_wait(server, call):
    wx = Wx()
    task = call(wx, "downloadFile")

    def close():
        server.wait_for(1, "/stall", "held")
        wx.close()

    thread = threading.Thread(target=close)
    thread.start()
    with pytest.raises(WxError, match="abort"):
        task.wait(20)
    thread.join()


def test_close_sees_a_call_another_thread_has_just_made(server, call):
    for _ in range(5):
        wx, made = Wx(), []
        thread = threading.Thread(
            target=lambda wx=wx, made=made: made.append(call(wx, "uploadFile"))
        )
        thread.start()
        thread.join()
        wx.close()
        assert made[0].result.errMsg == "uploadFile:fail abort"
    assert server.log == ()


def test_leaving_an_async_with_aborts_a_call_just_made(server, call):
    said = []

    async def script():
        for _ in range(10):
            async with Wx() as wx:
                call(wx, "downloadFile", complete=lambda res: said.append(res.errMsg))

    asyncio.run(script())
    assert said == ["downloadFile:fail abort"] * 10


def test_an_async_with_closes(server):
    async def script():
        async with Wx() as wx:
            path = (await wx.downloadFile(url=server.url("/file/3"))).tempFilePath
        return path, await wx.downloadFile(url=server.url("/file/3")).settled()

    path, after = asyncio.run(script())
    assert not Path(path).exists()
    assert after.errno == 600003


def test_close_waits_for_the_last_callback(server, call):
    wx, inside, leave, said = Wx(), threading.Event(), threading.Event(), []

    def slow(res):
        inside.set()
        leave.wait(20)

    first = call(wx, "downloadFile", "/file/3", success=slow, complete=lambda res: said.append("1"))
    kick(first)
    assert inside.wait(20)
    second = call(wx, "downloadFile", "/file/4", complete=lambda res: said.append(res.errMsg))
    kick(second)
    server.wait_for(1, "/file/4", "finished")
    thread = threading.Thread(target=wx.close)
    thread.start()
    leave.set()
    thread.join(20)
    assert not thread.is_alive()
    assert said[0] == "1"
    assert said[1] in ("downloadFile:fail abort", "downloadFile:ok")
    assert len(said) == 2


def test_closing_one_leaves_the_other_alone(server, call):
    with Wx() as other:
        held = call(other, "downloadFile")
        kick(held)
        server.wait_for(1, "/stall", "held")
        wx = Wx()
        call(wx, "downloadFile")
        wx.close()
        server.release()
        assert held.wait(20).statusCode == 200


def test_close_closes_the_connections(wire):
    bare = wire()
    wx = Wx()
    wx.downloadFile(url=bare.url()).wait(20)
    assert not bare.everybody_gone.is_set()
    wx.close()
    assert bare.everybody_gone.wait(10)


SCRIPTS = {
    "a call nobody waits for": "wx.downloadFile(url=url)",
    "a call that runs": """
task = wx.downloadFile(url=url)
try: task.wait(0.3)
except TimeoutError: pass
""",
    "a file that was downloaded": "wx.downloadFile(url=url.replace('/stall', '/file/3')).wait(20)",
}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_a_script_ends_quietly_whatever_it_leaves_behind(server, script, tmp_path):
    code = f"import sys\nfrom wxlab import wx\nurl = sys.argv[1]\n{script}\n"
    path = os.pathsep.join(filter(None, sys.path))
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-c", code, server.url("/stall")],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": path, "TMPDIR": str(tmp_path)},
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def test_whenever_close_comes_everything_has_completed_before_it_returns(server, call):
    for number in range(20):
        wx, said = Wx(), []
        tasks = [
            call(
                wx, "downloadFile", "/file/20000", complete=lambda res, said=said: said.append(res)
            )
            for _ in range(5)
        ]
        with contextlib.suppress(TimeoutError):
            tasks[0].wait(number / 2500)
        wx.close()
        assert len(said) == 5
        assert {res.errMsg for res in said} <= {"downloadFile:ok", "downloadFile:fail abort"}


def test_a_call_made_in_the_fail_of_a_closing_program_is_interrupted(call, heard):
    wx = Wx()
    call(
        wx,
        "downloadFile",
        fail=lambda res: wx.downloadFile(heard.callbacks, url="http://127.0.0.1:1/"),
    )
    wx.close()
    assert heard.completed.wait(20)
    assert heard.said[-1][1].errno == 600003


def test_thousands_that_wait_are_aborted_and_each_of_them_ends(server):
    with Wx(max_concurrency=1) as wx:
        tasks = [wx.downloadFile(url=server.url("/stall")) for _ in range(3000)]
        with pytest.raises(TimeoutError):
            tasks[0].wait(0.01)
        for task in tasks:
            task.abort()
        for task in tasks:
            with pytest.raises(WxError, match="abort"):
                task.wait(60)
