"""What a mini-program can ask about the app, the device and the network."""

import pytest

from wxlab import Wx, WxError, __version__
from wxlab.core.timing import Estimates
from wxlab.spec import table
from wxlab.spec.system import SYSTEM_FUNCTIONS


def names(address):
    return [row.name for row in table(address).rows]


@pytest.mark.parametrize("api", ["getAppBaseInfo", "getDeviceInfo", "getSystemInfoSync"])
def test_what_is_returned_is_what_the_rows_say(wx, api):
    found = getattr(wx, api)()
    assert list(found) == names(f"{api}.return")
    assert all(isinstance(value, str) and value for value in found.values())


def test_the_older_way_says_the_same_in_one(wx):
    both = wx.getAppBaseInfo() | wx.getDeviceInfo()
    assert wx.getSystemInfoSync() == both
    res = wx.getSystemInfo().wait(20)
    assert res == both | {"errMsg": "getSystemInfo:ok"}
    assert list(res) == names("getSystemInfo.success")


def test_the_base_library_is_the_simulated_one_and_the_version_is_ours():
    with Wx(base_library="2.9.1") as wx:
        assert wx.getAppBaseInfo().SDKVersion == "2.9.1"
        assert wx.getSystemInfoSync().SDKVersion == "2.9.1"
        assert wx.getSystemInfoSync().version == __version__


def test_the_device_is_the_developer_tools(wx):
    assert wx.getDeviceInfo().platform == wx.getDeviceInfo().brand == "devtools"


def test_an_old_library_lacks_the_newer_calls():
    with Wx(base_library="2.20.0") as wx:
        assert not wx.canIUse("getDeviceInfo")
        with pytest.raises(AttributeError, match=r"getDeviceInfo needs base library 2\.20\.1"):
            _ = wx.getDeviceInfo
        assert wx.getSystemInfoSync().platform == "devtools"


@pytest.mark.parametrize(
    ("nettype", "kind"),
    [(0, "wifi"), (1, "none"), (2, "2g"), (3, "2g"), (4, "3g"), (5, "wifi"), (6, "wifi")],
)
def test_the_network_is_as_slow_as_it_was_met(wx, monkeypatch, nettype, kind):
    observer = type(wx._engine.observer)
    monkeypatch.setattr(observer, "estimates", property(lambda _: Estimates(nettype=nettype)))
    res = wx.getNetworkType().wait(20)
    assert res == {"networkType": kind, "errMsg": "getNetworkType:ok"}
    assert list(res) == names("getNetworkType.success")


def test_at_first_it_is_wifi(wx):
    assert wx.getNetworkType().wait(20).networkType == "wifi"


@pytest.mark.parametrize("data", [b"", b"a", b"\x00\xff\xfe", bytearray(b"xyz")])
def test_bytes_go_through_base64_and_back(wx, data):
    text = wx.arrayBufferToBase64(data)
    assert isinstance(text, str)
    assert wx.base64ToArrayBuffer(text) == data


def test_text_that_is_no_base64_is_refused(wx):
    with pytest.raises(ValueError, match="no Base64"):
        wx.base64ToArrayBuffer("***")


@pytest.mark.parametrize("row", SYSTEM_FUNCTIONS, ids=lambda row: row.name)
def test_every_call_of_the_rows_is_there(wx, row):
    assert callable(getattr(wx, row.name))
    assert wx.canIUse(row.name)


def test_a_call_after_close_fails(wx):
    wx.close()
    with pytest.raises(WxError, match="getNetworkType:fail interrupted"):
        wx.getNetworkType().wait(20)
