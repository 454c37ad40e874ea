"""What the estimator is told: every request that begins also ends for it."""

import socket

import pytest

from wxlab import WxError, practice


def in_flight(wx) -> int:
    return len(wx._engine.observer._estimator._requests)


def test_failed_requests_are_not_in_flight_for_ever(wx):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    for _ in range(6):
        with pytest.raises(WxError):
            wx.downloadFile(url=f"http://127.0.0.1:{port}/").wait(10)
    assert in_flight(wx) == 0


def test_aborted_and_redirected_requests_end_too(wx):
    with practice.serve() as server:
        wx.downloadFile(url=server.url("/redirect/3")).wait(10)
        task = wx.downloadFile(url=server.url("/stall/body"))
        task.onHeadersReceived(lambda res: task.abort())
        with pytest.raises(WxError, match="abort"):
            task.wait(10)
    assert in_flight(wx) == 0


def test_more_than_five_downloads_at_once_teach_a_speed(wx):
    with practice.serve() as server:
        # At full speed: what is far below speed times round trip, the estimator takes for hanging.
        url = server.url("/file/8000000")
        first = wx.downloadFile(url=server.url("/file/10")).wait(10).profile
        for _ in range(3):  # the first ones also pay for their connections
            tasks = [wx.downloadFile(url=url) for _ in range(8)]
            last = [task.wait(20).profile for task in tasks][-1]
    assert first.downstreamThroughputKbpsEstimate == 1961
    assert last.downstreamThroughputKbpsEstimate > 10 * 1961
    assert last.estimate_nettype.label == "4g"
