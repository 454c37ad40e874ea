"""Calls without a task: callbacks, awaiting, answers at once; ``setStorage`` stands for all."""

import asyncio
import contextvars
import logging
import threading
import warnings

import pytest

from wxlab import Wx, WxError, WxWarning
from wxlab.api.reply import Reply

SECONDS = 20
WHO = contextvars.ContextVar("who", default="nobody")


def settled(wx):
    """Everything that was called so far has been told."""
    for call in tuple(wx._running):
        assert call.completion.wait(SECONDS)


@pytest.fixture
def silence(wx):
    """Nothing is told before this is set: a callback has the floor, and keeps it."""
    over, speaking = threading.Event(), threading.Event()

    def hold(_res):
        speaking.set()
        over.wait(SECONDS)

    wx.getStorageInfo(complete=hold)
    assert speaking.wait(SECONDS)
    yield over
    over.set()


@pytest.mark.parametrize("name", ["success", "fail", "complete"])
def test_with_a_callback_the_call_returns_nothing(wx, name):
    assert wx.setStorage({"key": "k", "data": 1, name: lambda res: None}) is None
    settled(wx)


@pytest.mark.parametrize("more", [{}, {"success": None, "complete": None}])
def test_without_one_it_returns_something_to_await(wx, silence, more):
    reply = wx.setStorage({"key": "k", "data": 1}, **more)
    assert isinstance(reply, Reply)
    assert reply.result is None
    assert "not told yet" in repr(reply)
    silence.set()
    assert reply.wait(SECONDS) == reply.result == {"errMsg": "setStorage:ok"}
    assert "setStorage:ok" in repr(reply)


def test_success_then_complete_each_once_with_the_same_object(wx, silence):
    heard = []
    wx.setStorage(
        key="k",
        data=1,
        success=lambda res: heard.append(("success", res)),
        fail=lambda res: heard.append(("fail", res)),
        complete=lambda res: heard.append(("complete", res)),
    )
    assert heard == []
    silence.set()
    settled(wx)
    assert [name for name, _ in heard] == ["success", "complete"]
    assert heard[0][1] is heard[1][1]


def test_fail_then_complete_when_it_fails(wx):
    heard = []
    wx.getStorage(key="k", fail=heard.append, complete=heard.append, success=heard.append)
    settled(wx)
    assert heard == [{"errMsg": "getStorage:fail data not found"}] * 2


def test_awaiting_a_failure_raises(wx):
    async def main():
        with pytest.raises(WxError, match="getStorage:fail data not found") as caught:
            await wx.getStorage(key="k")
        assert caught.value.errno is None
        settled_one = await wx.getStorage(key="k").settled()
        assert settled_one.errMsg == "getStorage:fail data not found"

    asyncio.run(main())


def test_several_may_be_awaited_together(wx):
    async def main():
        replies = [wx.setStorage(key=str(n), data=n) for n in range(20)]
        await asyncio.gather(*(reply.settled() for reply in replies))
        return [res.data for res in [await wx.getStorage(key=str(n)) for n in range(20)]]

    assert asyncio.run(main()) == list(range(20))


def test_coroutine_callbacks_run_in_the_context_of_the_call(wx):
    heard = []

    async def success(res):
        await asyncio.sleep(0)
        heard.append((WHO.get(), threading.current_thread().name))

    context = contextvars.copy_context()
    context.run(WHO.set, "the caller")
    context.run(wx.setStorage, key="k", data=1, success=success)
    settled(wx)
    assert heard == [("the caller", "wxlab-script")]


def test_a_callback_that_raises_changes_nothing_else(wx, caplog):
    heard = []

    def broken(_res):
        raise ZeroDivisionError

    with caplog.at_level(logging.ERROR, "wxlab"):
        wx.setStorage(key="k", data=1, success=broken, complete=heard.append)
        settled(wx)
    assert heard == [{"errMsg": "setStorage:ok"}]
    assert "broken" in caplog.text


def test_a_callback_may_wait_for_another_call(wx):
    heard = []
    wx.setStorage(
        key="k", data=1, success=lambda _: heard.append(wx.getStorage(key="k").wait(SECONDS).data)
    )
    settled(wx)
    assert heard == [1]


@pytest.mark.parametrize(
    ("given", "detail"),
    [
        ({}, "parameter.key should be String instead of Undefined; parameter.data should be Any"),
        ({"key": None, "data": None}, "parameter.key should be String instead of Null;"),
        ({"key": "", "data": 1}, "parameter.key should not be empty;"),
        ({"key": 5, "data": 1}, "parameter.key should be String instead of Number;"),
        ("text", "parameter should be Object instead of String;"),
    ],
)
def test_bad_arguments_are_told_and_nothing_is_done(wx, given, detail):
    with pytest.raises(WxError) as caught:
        wx.setStorage(given).wait(SECONDS)
    assert str(caught.value).startswith(f"setStorage:fail parameter error: {detail}")
    assert caught.value.errno == 1001
    assert wx.getStorageInfoSync()["keys"] == []


def test_an_unknown_option_is_ignored_with_a_warning_at_the_callers_line(wx):
    with pytest.warns(WxWarning, match="did you mean 'data'") as caught:
        reply = wx.setStorage({"key": "k", "data": 1, "Data": 2})
    assert caught[0].filename == __file__
    reply.wait(SECONDS)


def test_warnings_never_break_a_call(wx):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        wx.setStorage(key="k", data=1, nonsense=1).wait(SECONDS)
    assert wx.getStorageSync("k") == 1


def test_an_answer_at_once_raises_with_the_name_that_was_called(wx):
    with pytest.raises(
        WxError, match=r"setStorageSync:fail parameter error: parameter\.key"
    ) as caught:
        wx.setStorageSync(5, 1)
    assert caught.value.errno == 1001
    assert caught.value.res == {"errMsg": str(caught.value), "errno": 1001}


def test_close_waits_for_what_was_not_told_yet():
    heard = []
    with Wx() as wx:
        wx.setStorage(key="k", data=1, success=heard.append)
    assert heard == [{"errMsg": "setStorage:ok"}]


def test_a_call_after_close_fails():
    wx = Wx()
    wx.close()
    with pytest.raises(WxError, match="getStorageSync:fail interrupted") as caught:
        wx.getStorageSync("k")
    assert caught.value.errno == 600003
    with pytest.raises(WxError, match="setStorage:fail interrupted"):
        wx.setStorage(key="k", data=1).wait(SECONDS)
    with pytest.raises(WxError, match="writeFileSync:fail interrupted"):
        wx.getFileSystemManager().writeFileSync("wxfile://usr/a", "x")
