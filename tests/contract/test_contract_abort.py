"""``abort()`` works at any time, from anywhere, any number of times."""

import asyncio
import contextlib
import random
import threading

import pytest

from wxlab import Wx, WxError

pytestmark = pytest.mark.usefixtures("both_ways")

APIS = ["uploadFile", "downloadFile"]


@pytest.fixture
def call(server, wx, photo, heard):
    """Makes a call of either kind; everything it says is heard."""

    def make(api, path):
        more = {"filePath": photo, "name": "f"} if api == "uploadFile" else {}
        task = getattr(wx, api)(heard.callbacks | more, url=server.url(path))
        return heard.listen(task)

    return make


def assert_aborted(task, heard, before=()):
    with pytest.raises(WxError) as caught:
        task.wait(20)
    assert caught.value.errMsg == f"{task.api}:fail abort"
    assert caught.value.errno is None
    assert dict(task.result) == {"errMsg": f"{task.api}:fail abort"}
    assert [name for name in heard.names if name not in before] == ["fail", "complete"]
    assert heard.names[-2:] == ["fail", "complete"]
    assert heard.said[-2][1] is heard.said[-1][1]
    assert task.state == "failed"


@pytest.mark.parametrize("api", APIS)
def test_on_the_next_statement_no_byte_is_sent(wire, wx, photo, heard, api):
    bare = wire()
    more = {"filePath": photo, "name": "f"} if api == "uploadFile" else {}
    task = heard.listen(getattr(wx, api)(heard.callbacks | more, url=bare.url()))
    assert task.abort() is None
    assert heard.said == []
    assert_aborted(task, heard)
    assert bare.connections == 0


@pytest.mark.parametrize("api", APIS)
def test_in_the_same_stretch_of_a_coroutine_no_byte_is_sent(server, call, heard, api):
    async def script():
        task = call(api, "/upload")
        task.abort()
        await task.settled()
        return task

    assert_aborted(asyncio.run(script()), heard)
    assert server.log == ()


@pytest.mark.parametrize("api", APIS)
def test_while_queued_no_byte_is_sent_and_the_queue_goes_on(server, photo, heard, api):
    more = {"filePath": photo, "name": "f"} if api == "uploadFile" else {}
    with Wx(max_concurrency=1) as wx:
        first = getattr(wx, api)(more, url=server.url("/stall"))
        queued = heard.listen(getattr(wx, api)(heard.callbacks | more, url=server.url("/upload")))
        third = getattr(wx, api)(more, url=server.url("/status/201"))
        with pytest.raises(TimeoutError):
            first.wait(0)
        server.wait_for(1, "/stall", "held")
        assert queued.state == "queued"
        queued.abort()
        assert_aborted(queued, heard)
        assert third.state == "queued"
        server.release()
        assert first.wait(20).statusCode == 200
        assert third.wait(20).statusCode == 201
    assert server.hits("/upload") == 0


@pytest.mark.parametrize("api", APIS)
def test_while_waiting_for_the_answer(server, call, heard, api):
    task = call(api, "/stall")
    with pytest.raises(TimeoutError):
        task.wait(0)
    server.wait_for(1, "/stall", "held")
    task.abort()
    assert_aborted(task, heard, before=["progress"])
    server.wait_for(1, "/stall", "finished")
    assert server.log[0].aborted


@pytest.mark.parametrize("api", APIS)
def test_any_number_of_times(server, call, heard, api):
    task = call(api, "/stall")
    for _ in range(3):
        task.abort()
    assert_aborted(task, heard)
    task.abort()
    call(api, "/file/3").wait(20)
    assert heard.names.count("fail") == 1


@pytest.mark.parametrize("api", APIS)
def test_in_the_headers_listener(server, call, heard, api):
    task = call(api, "/file/1000000")
    task.onHeadersReceived(lambda res: task.abort())
    before = ["headers"] if api == "downloadFile" else ["headers", "progress"]
    assert_aborted(task, heard, before)
    assert heard.names.count("headers") == 1


@pytest.mark.parametrize("api", APIS)
def test_in_the_progress_listener(server, call, heard, api):
    task = call(api, "/file/1000000")
    task.onProgressUpdate(lambda res: task.abort())
    assert_aborted(task, heard, before=["headers", "progress"])
    assert heard.names.count("progress") == 1
    assert "headers" not in heard.names[heard.names.index("progress") :]


@pytest.mark.usefixtures("way")
def test_in_the_middle_of_an_upload_the_rest_is_not_sent(server, wx, heard, tmp_path):
    path = tmp_path / "big"
    with path.open("wb") as file:
        file.truncate(60_000_000)
    task = wx.uploadFile(
        heard.callbacks, url=server.url("/slow/upload?kbps=50000"), filePath=path, name="f"
    )
    task.onProgressUpdate(lambda res: task.abort())
    assert_aborted(task, heard)
    server.wait_for(1, "/slow/upload", "finished")
    assert server.log[0].aborted
    assert server.log[0].body_bytes < 60_000_000


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("name", ["success", "complete"])
def test_in_a_last_callback_it_changes_nothing(server, wx, photo, api, name):
    more = {"filePath": photo, "name": "f"} if api == "uploadFile" else {}
    task = getattr(wx, api)(more | {name: lambda res: task.abort()}, url=server.url("/upload"))
    assert task.wait(20).errMsg == f"{api}:ok"
    task.abort()
    assert task.result.errMsg == f"{api}:ok"
    assert task.state == "done"


def test_in_the_fail_callback_it_changes_nothing(wx, heard, ending):
    task = wx.downloadFile(
        heard.callbacks, url="http://127.0.0.1:1/", fail=lambda res: task.abort()
    )
    assert ending(task).errno == 600001
    assert heard.names == ["complete"]


def test_from_another_thread(server, call, heard):
    task = call("downloadFile", "/stall/body")

    def later():
        server.wait_for(1, "/stall/body", "held")
        task.abort()

    thread = threading.Thread(target=later)
    thread.start()
    assert_aborted(task, heard, before=["headers", "progress"])
    thread.join()


def test_from_a_callback_of_another_task(server, wx, call, heard):
    task = call("downloadFile", "/stall")
    with pytest.raises(TimeoutError):
        task.wait(0)
    server.wait_for(1, "/stall", "held")
    wx.downloadFile(url=server.url("/file/3"), success=lambda res: task.abort()).wait(20)
    assert_aborted(task, heard)


def test_the_socket_is_closed_at_once(wire, wx, heard):
    gone = threading.Event()

    def hold(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + bytes(10))
        try:
            while connection.recv(1000):
                pass
        finally:
            gone.set()

    task = wx.downloadFile(heard.callbacks, url=wire(hold).url())
    task.onProgressUpdate(lambda res: task.abort())
    assert_aborted(task, heard)
    assert gone.wait(10)


def test_of_several_only_the_one_that_was_meant(server, wx, ending):
    tasks = [wx.downloadFile(url=server.url("/stall")) for _ in range(5)]
    with pytest.raises(TimeoutError):
        tasks[0].wait(0)
    server.wait_for(5, "/stall", "held")
    tasks[2].abort()
    assert ending(tasks[2]).errMsg == "downloadFile:fail abort"
    server.wait_for(1, "/stall", "finished")
    assert server.release() == 4
    assert [ending(task).errMsg for task in tasks].count("downloadFile:ok") == 4


@pytest.mark.parametrize("api", APIS)
def test_whenever_it_comes_there_is_exactly_one_ending(server, photo, api):
    """Aborts at random moments of a transfer that takes a few milliseconds."""
    chance = random.Random(7)
    more = {"filePath": photo, "name": "f"} if api == "uploadFile" else {}
    endings = []
    with Wx() as wx:
        for _ in range(60):
            said = []
            task = getattr(wx, api)(
                {
                    name: lambda res, name=name, said=said: said.append((name, res))
                    for name in ("success", "fail", "complete")
                },
                **more,
                url=server.url("/file/30000"),
            )
            timer = threading.Timer(chance.uniform(0, 0.006), task.abort)
            timer.start()
            with contextlib.suppress(WxError):
                task.wait(20)
            timer.join()
            assert task.result.errMsg in (f"{api}:ok", f"{api}:fail abort")
            assert [name for name, _ in said] in (["success", "complete"], ["fail", "complete"])
            assert said[0][1] is said[1][1] is task.result
            endings.append(said[0][0])
        assert wx.downloadFile(url=server.url("/file/3")).wait(20).statusCode == 200
    assert len(endings) == 60
