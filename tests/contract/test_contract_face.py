"""How options are given, and what callbacks receive."""

import json
import warnings
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

import wxlab
from wxlab import Wx, WxWarning


class Dictionary(Mapping):
    """A mapping that is no dict."""

    def __init__(self, **values):
        self._values = values

    def __getitem__(self, key):
        return self._values[key]

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)


# -- options -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [dict, Dictionary, lambda **given: MappingProxyType(given)])
def test_options_come_as_any_mapping(server, wx, kind):
    assert wx.downloadFile(kind(url=server.url("/file/3"))).wait(20).statusCode == 200


def test_options_come_as_keywords(server, wx):
    assert wx.downloadFile(url=server.url("/file/3")).wait(20).statusCode == 200


def test_keywords_win_over_the_mapping(server, wx):
    task = wx.downloadFile({"url": server.url("/status/404")}, url=server.url("/status/201"))
    assert task.wait(20).statusCode == 201
    assert server.hits("/status/404") == 0


def test_the_callers_mapping_is_left_alone(server, wx, photo):
    options = {"url": server.url("/upload"), "filePath": photo, "name": "f", "formData": {"a": 1}}
    before = dict(options)
    wx.uploadFile(options, timeout=5000).wait(20)
    assert options == before
    assert options["formData"] == {"a": 1}


def test_changing_the_mapping_after_the_call_changes_nothing(server, wx, photo):
    form = {"user": "first"}
    options = {"url": server.url("/upload"), "filePath": photo, "name": "f", "formData": form}
    task = wx.uploadFile(options)
    form["user"] = "second"
    options["name"] = "other"
    fields = json.loads(task.wait(20).data)
    assert fields["fields"] == {"user": "first"}
    assert fields["parts"][-1]["name"] == "f"


@pytest.mark.parametrize(
    ("option", "meant"),
    [
        ("filepath", "filePath"),
        ("timeOut", "timeout"),
        ("headers", "header"),
        ("sucess", "success"),
    ],
)
def test_a_near_miss_is_ignored_with_one_warning_that_names_the_option(server, wx, option, meant):
    with pytest.warns(WxWarning) as caught:
        task = wx.downloadFile({"url": server.url("/file/3"), option: "x"})
    (warning,) = caught
    assert option in str(warning.message)
    assert meant in str(warning.message)
    assert warning.filename == __file__
    assert "tempFilePath" in task.wait(20)


def test_an_option_like_nothing_is_ignored_with_a_warning(server, wx):
    with pytest.warns(WxWarning, match="zzzzqqq") as caught:
        task = wx.downloadFile(url=server.url("/file/3"), zzzzqqq=1)
    assert len(caught) == 1
    assert task.wait(20).statusCode == 200


def test_an_option_whose_name_is_no_string_is_ignored_with_a_warning(server, wx):
    with pytest.warns(WxWarning, match="5"):
        task = wx.downloadFile({"url": server.url("/file/3"), 5: 6})
    assert task.wait(20).statusCode == 200


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("header", ["a"]),
        ("header", "X: y"),
        ("success", "done"),
        ("fail", 1),
        ("complete", {}),
        ("timeout", "5000"),
        ("timeout", True),
        ("filePath", 7),
        ("enableProfile", "no"),
    ],
)
def test_an_optional_option_of_the_wrong_type_is_ignored_with_a_warning(server, wx, option, value):
    with pytest.warns(WxWarning, match=option) as caught:
        task = wx.downloadFile({"url": server.url("/file/3"), option: value})
    assert len(caught) == 1
    res = task.wait(20)
    assert "tempFilePath" in res
    assert "profile" in res


@pytest.mark.parametrize("value", [[("user", "test")], "user=test", 1])
def test_form_data_of_the_wrong_type_is_ignored_with_a_warning(server, wx, photo, value):
    with pytest.warns(WxWarning, match="formData"):
        task = wx.uploadFile(url=server.url("/upload"), filePath=photo, name="file", formData=value)
    assert json.loads(task.wait(20).data)["fields"] == {}


def test_none_counts_as_not_given(server, wx, photo):
    optional = ("header", "formData", "timeout", "success", "fail", "complete", "enableProfile")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        task = wx.uploadFile(
            dict.fromkeys(optional), url=server.url("/upload"), filePath=photo, name="file"
        )
    assert caught == []
    assert "profile" in task.wait(20)


def test_http2_and_quic_are_accepted_with_one_warning(server, wx):
    with pytest.warns(WxWarning) as caught:
        task = wx.downloadFile(url=server.url("/file/3"), enableHttp2=True, enableQuic=True)
    assert len(caught) == 1
    assert task.wait(20).statusCode == 200


def test_warnings_as_errors_do_not_break_a_call(server, wx, photo):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        task = wx.uploadFile(
            url=server.url("/upload"),
            filePath=photo,
            name="file",
            formData={"list": [1, 2]},
            header={"Referer": "x"},
            success="no function",
            filepath="near miss",
            enableHttp2=True,
        )
        assert json.loads(task.wait(20).data)["fields"] == {"list": "1,2"}


# -- res -----------------------------------------------------------------------------------------


@pytest.fixture
def res(server, wx):
    return wx.downloadFile(url=server.url("/headers")).wait(20)


def test_res_reads_both_ways(res):
    assert res.statusCode == res["statusCode"] == 200
    assert res.header["X-Repeated"] == "one,two"
    assert res.profile.port == res["profile"]["port"]


def test_res_is_a_mapping_equal_to_the_same_dict(res):
    assert isinstance(res, Mapping)
    assert res == dict(res)
    assert dict(res) == res
    assert res != {**res, "statusCode": 404}
    assert isinstance(res.header, Mapping)
    assert isinstance(res.profile, Mapping)


def test_res_has_the_specifications_order(server, wx, photo, res):
    order = [row for row in ("tempFilePath", "filePath", "statusCode", "profile") if row in res]
    assert [key for key in res if key in order] == order
    uploaded = wx.uploadFile(url=server.url("/upload"), filePath=photo, name="f").wait(20)
    assert list(uploaded)[:2] == ["data", "statusCode"]
    assert set(uploaded) == {"data", "statusCode", "header", "cookies", "profile", "errMsg"}
    assert set(res) == {"tempFilePath", "statusCode", "header", "cookies", "profile", "errMsg"}


def test_res_cannot_be_changed(res):
    before = dict(res)
    attempts = [
        lambda: res.__setitem__("statusCode", 1),
        lambda: setattr(res, "statusCode", 1),
        lambda: setattr(res, "other", 1),
        lambda: delattr(res, "statusCode"),
        lambda: res.__delitem__("statusCode"),
        lambda: res.update(a=1),
        lambda: res.pop("statusCode"),
        lambda: res.clear(),
        lambda: res.header.__setitem__("A", "b"),
        lambda: setattr(res.profile, "rtt", 1),
    ]
    for attempt in attempts:
        with pytest.raises((TypeError, AttributeError)):
            attempt()
    assert dict(res) == before


def test_an_absent_key_is_absent_and_the_error_names_what_there_is(res):
    assert "filePath" not in res
    assert not hasattr(res, "filePath")
    with pytest.raises(KeyError):
        res["filePath"]
    with pytest.raises(AttributeError) as caught:
        _ = res.filePath
    for key in res:
        assert key in str(caught.value)


def test_res_has_a_short_repr_and_turns_into_json(res):
    assert len(repr(res)) < 700
    assert "statusCode" in repr(res)
    assert json.loads(json.dumps(res)) == res


def test_the_types_of_res_are_the_specifications(server, wx, photo, res):
    uploaded = wx.uploadFile(url=server.url("/upload"), filePath=photo, name="f").wait(20)
    assert type(uploaded.data) is str
    assert type(uploaded.statusCode) is int
    assert type(res.statusCode) is int
    assert type(res.tempFilePath) is str
    assert all(type(each) is str for each in [*res.cookies, *res.header, *res.header.values()])
    assert uploaded.errMsg == "uploadFile:ok"
    assert res.errMsg == "downloadFile:ok"


def test_repeated_headers_are_joined_and_names_stay_as_sent(res):
    assert res.header["x-MiXeD-cAsE"] == "names come as the server wrote them"
    assert res.header["X-Repeated"] == "one,two"


def test_every_cookie_is_listed_for_itself(res):
    first, second = res.cookies
    assert first == "session=practice; Path=/; HttpOnly"
    assert second.startswith("theme=dark; Expires=Wed, 01 Jan 2098")


def test_no_cookie_comes_back_by_itself(server, wx):
    for _ in range(2):
        wx.downloadFile(url=server.url("/headers")).wait(20)
    assert [arrival.header("Cookie") for arrival in server.log] == [None, None]


# -- Wx ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "keywords",
    [
        {"overflow": "wait"},
        {"max_concurrency": 0},
        {"base_library": "new"},
        {"network_timeout": {"upload": 1}},
        {"domains": {"downloadFile": ["example.com"]}},
        {"domains": {"download": ["https://example.com"]}},
        {"appid": "wx1\r\nX-Injected: 1"},
        {"version": "1\n"},
    ],
)
def test_a_wrong_setting_is_refused_where_the_programmer_sees_it(keywords):
    with pytest.raises((TypeError, ValueError)):
        Wx(**keywords)


def test_settings_are_keywords_only():
    with pytest.raises(TypeError):
        Wx("3.16.2")


def test_the_door_has_the_names_it_promises():
    for name in ("wx", "Wx", "WxError", "WxWarning", "practice", "explain"):
        assert hasattr(wxlab, name)
    with pytest.raises(AttributeError):
        _ = wxlab.no_such_name
    assert isinstance(wxlab.wx, Wx)


def test_the_referer_names_the_mini_program(server):
    with Wx(appid="wx0123", version="7") as made:
        made.downloadFile(url=server.url("/file/1")).wait(20)
    assert server.log[0].header("Referer") == "https://servicewechat.com/wx0123/7/page-frame.html"


def test_two_mini_programs_share_nothing(server):
    with Wx(max_concurrency=1) as one, Wx(max_concurrency=1) as two:
        held = one.downloadFile(url=server.url("/stall"))
        theirs = two.downloadFile(url=server.url("/file/5")).wait(20).tempFilePath
        server.wait_for(1, "/stall", "held")
        server.release()
        ours = held.wait(20).tempFilePath
        assert Path(ours).parent != Path(theirs).parent
        one.close()
        assert two.downloadFile(url=server.url("/file/5")).wait(20).statusCode == 200
    ports = {(a.client_port, a.path) for a in server.log}
    assert {port for port, path in ports if path == "/stall"}.isdisjoint(
        port for port, path in ports if path == "/file/5"
    )
