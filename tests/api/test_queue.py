"""Ten at a time, first come first served, and the waiting ones are alive."""

import pytest

from wxlab import Wx, WxError, practice


@pytest.fixture
def start(wx, tmp_path):
    """Start the nth upload or download of a kind that the server holds."""
    (tmp_path / "photo.png").write_bytes(b"x" * 1000)

    def begin(api, url, **options):
        if api == "uploadFile":
            options |= {"filePath": tmp_path / "photo.png", "name": "file"}
        return getattr(wx, api)(url=url, **options)

    return begin


def numbers(server) -> list[int]:
    return [int(arrival.path.rpartition("=")[2]) for arrival in server.log]


def test_twenty_five_of_each_run_ten_at_a_time_in_order(wx, start):
    with practice.serve() as ups, practice.serve() as downs:
        servers = {"uploadFile": ups, "downloadFile": downs}
        heard, tasks = [], []
        for index in range(25):
            for api, server in servers.items():
                task = start(api, server.url(f"/stall?n={index}"))
                task.onHeadersReceived(lambda res, index=index, api=api: heard.append((api, index)))
                tasks.append(task)
        assert {task.state for task in tasks} == {"queued"}

        for wave in ([*range(10)], [*range(10, 20)], [*range(20, 25)]):
            for server in servers.values():
                server.wait_for(len(wave), "/stall", "held")
                assert sorted(numbers(server)[-len(wave) :]) == wave
            for server in servers.values():
                server.release()
        for task in tasks:
            assert task.wait(20).statusCode == 200
        assert (ups.peak, downs.peak) == (10, 10)
        assert sorted(heard) == sorted((api, index) for api in servers for index in range(25))


def test_one_place_means_exactly_the_order_of_the_calls(server):
    with Wx(max_concurrency=1) as wx:
        tasks = [wx.downloadFile(url=server.url(f"/file/1?n={index}")) for index in range(8)]
        for task in tasks:
            task.wait(10)
    assert numbers(server) == [*range(8)]


def test_a_waiting_task_that_is_aborted_costs_nobody_a_place(server):
    with Wx(max_concurrency=2) as wx:
        tasks = [wx.downloadFile(url=server.url(f"/stall?n={index}")) for index in range(6)]
        with pytest.raises(TimeoutError):
            tasks[0].wait(0)
        server.wait_for(2, "/stall", "held")
        for waiting in (tasks[2], tasks[3]):
            waiting.abort()
            with pytest.raises(WxError, match="abort"):
                waiting.wait(10)
        server.release()
        server.wait_for(2, "/stall", "held")
        server.release()
        for task in (tasks[0], tasks[1], tasks[4], tasks[5]):
            assert task.wait(10).statusCode == 200
    assert sorted(numbers(server)) == [0, 1, 4, 5]
    assert server.peak == 2


@pytest.mark.parametrize(("api", "word"), [("uploadFile", "upload"), ("downloadFile", "download")])
def test_without_a_queue_the_eleventh_fails(server, tmp_path, api, word):
    (tmp_path / "a").write_bytes(b"x")
    extra = {"filePath": tmp_path / "a", "name": "file"} if api == "uploadFile" else {}
    with Wx(overflow="fail") as wx:
        tasks = [getattr(wx, api)(extra, url=server.url("/stall")) for _ in range(11)]
        with pytest.raises(WxError) as caught:
            tasks[10].wait(10)
        assert caught.value.errMsg == f"{api}:fail exceed max {word} connection count 10"
        assert caught.value.errno == 600007
        server.wait_for(10, "/stall", "held")
        server.release()
        assert [task.wait(10).statusCode for task in tasks[:10]] == [200] * 10
