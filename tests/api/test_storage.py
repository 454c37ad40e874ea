"""``wx.setStorage`` and its kin, from the outside."""

import asyncio
import inspect
from datetime import datetime, timedelta, timezone

import pytest

from wxlab import Wx, WxError
from wxlab.spec import table
from wxlab.spec.storage import STORAGE_FUNCTIONS

VALUES = [
    "", "text", "中文", 0, 1.5, True, False, None, [], [1, [2]], {}, {"a": {"b": [None]}},
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES)
def test_a_value_comes_back_as_it_went(wx, value):
    wx.setStorageSync("key", value)
    assert wx.getStorageSync("key") == value
    assert type(wx.getStorageSync("key")) is type(value)
    assert wx.getStorage(key="key").wait(20) == {"data": value, "errMsg": "getStorage:ok"}


def test_what_comes_back_is_the_callers_own(wx):
    kept = {"list": [1]}
    wx.setStorageSync("key", kept)
    kept["list"].append(2)
    found = wx.getStorageSync("key")
    found["list"].append(3)
    assert wx.getStorageSync("key") == {"list": [1]}


def test_what_is_not_there(wx):
    assert wx.getStorageSync("nothing") == ""
    with pytest.raises(WxError, match="getStorage:fail data not found"):
        wx.getStorage(key="nothing").wait(20)
    wx.removeStorageSync("nothing")
    assert wx.removeStorage(key="nothing").wait(20) == {"errMsg": "removeStorage:ok"}


def test_the_calls_in_pairs(wx):
    async def main():
        await wx.setStorage(key="a", data=1)
        wx.setStorageSync("b", "x" * 2000)
        info = await wx.getStorageInfo()
        assert info == wx.getStorageInfoSync() | {"errMsg": "getStorageInfo:ok"}
        await wx.removeStorage(key="a")
        assert wx.getStorageInfoSync()["keys"] == ["b"]
        await wx.clearStorage()
        wx.setStorageSync("c", 1)
        wx.clearStorageSync()
        return info, wx.getStorageInfoSync()

    before, after = asyncio.run(main())
    assert list(before) == [row.name for row in table("getStorageInfo.success").rows]
    assert before == {
        "keys": ["a", "b"],
        "currentSize": 2,
        "limitSize": 10240,
        "errMsg": "getStorageInfo:ok",
    }
    assert list(after) == [row.name for row in table("getStorageInfoSync.return").rows]
    assert after == {"keys": [], "currentSize": 0, "limitSize": 10240}


@pytest.mark.parametrize("value", [object(), {1}, {"a": [1j]}])
def test_what_json_cannot_say_is_not_kept(wx, value):
    with pytest.raises(WxError, match=r"parameter\.data cannot be kept") as caught:
        wx.setStorageSync("key", value)
    assert caught.value.errno == 1001
    assert wx.getStorageSync("key") == ""


def test_too_much_is_refused_in_the_platforms_words(wx):
    large = "x" * (1024 * 1024 - 2)
    wx.setStorageSync("0", large)
    with pytest.raises(WxError, match="setStorageSync:fail exceed storage item max length"):
        wx.setStorageSync("0", large + "x")
    for number in range(1, 9):
        wx.setStorageSync(str(number), large)
    with pytest.raises(WxError, match="setStorage:fail exceed storage max size 10Mb"):
        wx.setStorage(key="9", data=large).wait(20)


def test_it_is_there_again_with_the_same_folder_and_only_there(tmp_path):
    with Wx(root=tmp_path) as wx:
        wx.setStorageSync("key", {"a": 1})
    with Wx(root=tmp_path) as wx, Wx() as other:
        assert wx.getStorageSync("key") == {"a": 1}
        assert other.getStorageSync("key") == ""


def test_the_mini_program_cannot_reach_its_file(tmp_path):
    with Wx(root=tmp_path) as wx:
        wx.setStorageSync("key", 1)
        manager = wx.getFileSystemManager()
        assert manager.readdirSync("wxfile://usr") == []
        with pytest.raises(WxError, match="permission denied"):
            manager.writeFileSync(tmp_path / "storage.json", "{}")


@pytest.mark.parametrize("row", STORAGE_FUNCTIONS, ids=lambda row: row.name)
def test_every_call_of_the_rows_is_there(wx, row):
    assert inspect.ismethod(getattr(wx, row.name))
    assert wx.canIUse(row.name)


def test_a_date_that_utc_cannot_hold_is_refused(wx):
    early = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=8)))
    with pytest.raises(WxError, match="cannot be kept"):
        wx.setStorage(key="a", data=early).wait(20)


def test_an_entry_that_is_none_of_ours_is_not_there(tmp_path):
    (tmp_path / "storage.json").write_text('{"k": "not json", "n": 5, "ok": "1"}')
    with Wx(root=tmp_path) as wx:
        assert wx.getStorageSync("k") == wx.getStorageSync("n") == ""
        assert wx.getStorageSync("ok") == 1
