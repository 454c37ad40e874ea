"""Timeout: how long a transfer may take."""

import pytest

from wxlab import Wx, WxError


def ending_of(task):
    try:
        return task.wait(20).errMsg.partition(":")[2]
    except WxError as error:
        return error.errMsg.partition(":fail ")[2]


@pytest.fixture
def held_call(server, photo):
    """A call that is answered once it has waited longer than a short timeout."""

    def make(wx, api="downloadFile", **options):
        if api == "uploadFile":
            options |= {"filePath": photo, "name": "f"}
        return getattr(wx, api)(options, url=server.url("/slow/400"))

    return make


@pytest.mark.parametrize("api", ["uploadFile", "downloadFile"])
@pytest.mark.parametrize(
    ("settings", "timeout", "ends"),
    [
        ({}, 60, "timeout"),
        ({}, 60.5, "timeout"),
        ({}, None, "ok"),
        ({}, 0, "ok"),
        ({}, -1, "ok"),
        ({}, float("nan"), "ok"),
        ({"network_timeout": 60}, None, "timeout"),
        ({"network_timeout": 60}, 0, "timeout"),
        ({"network_timeout": 60}, -5, "timeout"),
        ({"network_timeout": 60}, 20_000, "ok"),
        ({"network_timeout": 20_000}, 60, "timeout"),
        ({"network_timeout": 0}, None, "ok"),
        ({"network_timeout": -1}, None, "ok"),
        ({"max_timeout": 60}, None, "timeout"),
        ({"max_timeout": 60}, 20_000, "timeout"),
        ({"max_timeout": 60, "network_timeout": 20_000}, None, "timeout"),
        ({"max_timeout": None}, 20_000_000, "ok"),
        ({"max_timeout": None}, 60, "timeout"),
        ({"max_timeout": None}, float("inf"), "ok"),
    ],
)
def test_the_calls_own_beats_the_apps_and_both_are_capped(held_call, api, settings, timeout, ends):
    if "network_timeout" in settings:
        settings = settings | {"network_timeout": {api: settings["network_timeout"]}}
    with Wx(**settings) as wx:
        options = {} if timeout is None else {"timeout": timeout}
        assert ending_of(held_call(wx, api, **options)) == ends


def test_the_apps_timeout_is_for_its_api_only(held_call):
    with Wx(network_timeout={"uploadFile": 60}) as wx:
        assert ending_of(held_call(wx, "downloadFile")) == "ok"
        assert ending_of(held_call(wx, "uploadFile")) == "timeout"


def test_a_timeout_has_its_number_and_both_callbacks(server, wx, heard):
    task = wx.downloadFile(heard.callbacks, url=server.url("/stall"), timeout=2000)
    assert ending_of(task) == "timeout"
    assert heard.names == ["fail", "complete"]
    assert dict(task.result) == {"errMsg": "downloadFile:fail timeout", "errno": 5}
    server.wait_for(1, "/stall", "finished")
    assert server.log[0].aborted


def test_a_slow_drip_does_time_out(server, wx, heard):
    task = heard.listen(wx.downloadFile(url=server.url("/drip/200?ms=10000"), timeout=2000))
    assert ending_of(task) == "timeout"
    assert heard.all("progress")


def test_a_body_the_server_does_not_read_times_out(server, wx, tmp_path):
    path = tmp_path / "big"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    options = {"url": server.url("/stall/read"), "filePath": path, "name": "f"}
    assert ending_of(wx.uploadFile(options, timeout=200)) == "timeout"


def test_a_body_that_never_ends_times_out(server, wx):
    assert ending_of(wx.downloadFile(url=server.url("/stall/headers"), timeout=100)) == "timeout"
    assert ending_of(wx.downloadFile(url=server.url("/stall/body"), timeout=100)) == "timeout"


def test_a_server_that_accepts_and_says_nothing_times_out(wire, wx):
    def silent(connection):
        while connection.recv(1000):
            pass

    bare = wire(silent)
    task = wx.downloadFile(url=bare.url(), timeout=2000)
    assert ending_of(task) == "timeout"
    assert bare.everybody_gone.wait(20)


def test_waiting_in_the_queue_does_not_count(server):
    with Wx(max_concurrency=1) as wx:
        first = wx.downloadFile(url=server.url("/stall"))
        second = wx.downloadFile(url=server.url("/file/3"), timeout=2000)
        with pytest.raises(TimeoutError):
            second.wait(2.1)
        server.wait_for(1, "/stall", "held")
        server.release()
        assert ending_of(second) == "ok"
        assert ending_of(first) == "ok"


def test_a_timeout_frees_its_place(server):
    with Wx(max_concurrency=1) as wx:
        first = wx.downloadFile(url=server.url("/stall"), timeout=100)
        second = wx.downloadFile(url=server.url("/file/3"))
        assert ending_of(second) == "ok"
        assert ending_of(first) == "timeout"
