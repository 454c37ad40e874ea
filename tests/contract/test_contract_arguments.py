"""Wrong arguments end in ``fail``, never in an exception."""

import os
from pathlib import Path

import pytest

from wxlab import Wx, WxError

URL = "should be String instead of"


def fail_of(task):
    with pytest.raises(WxError) as caught:
        task.wait(20)
    assert caught.value.res == task.result
    assert str(caught.value) == caught.value.errMsg
    return caught.value.errMsg, caught.value.errno


GOOD = {"url": "http://127.0.0.1:1/", "filePath": "missing.png", "name": "file"}

UPLOADS = [
    ({"url": ...}, f"parameter.url {URL} Undefined;"),
    ({"url": None}, f"parameter.url {URL} Null;"),
    ({"url": 5}, f"parameter.url {URL} Number;"),
    ({"url": 5.5}, f"parameter.url {URL} Number;"),
    ({"url": True}, f"parameter.url {URL} Boolean;"),
    ({"url": {}}, f"parameter.url {URL} Object;"),
    ({"url": []}, f"parameter.url {URL} Array;"),
    ({"url": ("a",)}, f"parameter.url {URL} Array;"),
    ({"url": print}, f"parameter.url {URL} Function;"),
    ({"url": b"http://x/"}, f"parameter.url {URL} Object;"),
    ({"url": Path("x")}, f"parameter.url {URL} Object;"),
    ({"url": ""}, "parameter.url should not be empty;"),
    ({"filePath": ...}, f"parameter.filePath {URL} Undefined;"),
    ({"filePath": 1}, f"parameter.filePath {URL} Number;"),
    ({"filePath": ""}, "parameter.filePath should not be empty;"),
    ({"name": ...}, f"parameter.name {URL} Undefined;"),
    ({"name": None}, f"parameter.name {URL} Null;"),
    ({"name": ""}, "parameter.name should not be empty;"),
    ({"name": Path("x")}, f"parameter.name {URL} Object;"),
    (
        {"name": 3, "url": ..., "filePath": ""},
        f"parameter.url {URL} Undefined; parameter.filePath should not be empty; "
        f"parameter.name {URL} Number;",
    ),
]


@pytest.mark.parametrize(("changes", "text"), UPLOADS, ids=lambda case: str(case)[:60])
def test_a_wrong_required_option_of_an_upload_is_named(wx, changes, text):
    options = {key: value for key, value in {**GOOD, **changes}.items() if value is not ...}
    expected = (f"uploadFile:fail parameter error: {text}", 600005)
    assert fail_of(wx.uploadFile(options)) == expected


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({}, f"parameter.url {URL} Undefined;"),
        ({"url": []}, f"parameter.url {URL} Array;"),
        ({"url": ""}, "parameter.url should not be empty;"),
    ],
)
def test_a_wrong_url_of_a_download_is_named(wx, options, text):
    assert fail_of(wx.downloadFile(options)) == (
        f"downloadFile:fail parameter error: {text}",
        600005,
    )


def test_no_options_at_all_are_all_missing(wx):
    text, _ = fail_of(wx.uploadFile())
    assert text.count("instead of Undefined;") == 3


@pytest.mark.parametrize("options", [5, "http://x/", ["url"], True, print])
def test_options_that_are_no_mapping_end_in_fail(wx, options):
    text, errno = fail_of(wx.uploadFile(options))
    assert text.startswith("uploadFile:fail parameter error: ")
    assert errno == 600005


def test_a_wrong_call_calls_fail_then_complete_with_one_object_after_it_has_returned(wx, heard):
    task = wx.downloadFile(heard.callbacks)
    assert heard.said == []
    fail_of(task)
    assert heard.names == ["fail", "complete"]
    assert heard.said[0][1] is heard.said[1][1] is task.result
    assert dict(task.result) == {
        "errMsg": f"downloadFile:fail parameter error: parameter.url {URL} Undefined;",
        "errno": 600005,
    }


def test_a_wrong_call_sends_nothing(server, wx, photo):
    fail_of(wx.uploadFile(url=server.url("/upload"), filePath=photo, name=""))
    fail_of(wx.downloadFile(url=server.url("/file/1"), header={"A": "b\r\nC: d"}))
    assert server.log == ()


@pytest.mark.parametrize(
    "header",
    [
        {"X-A": "a\rb"},
        {"X-A": "a\nb"},
        {"X-A": "a\0b"},
        {"X-A": "文件"},
        {"X-A": "\u0100"},
        {"X\r\nY": "a"},
        {"X\0": "a"},
        {"名字": "a"},
        {"X-A": ["a", "b\r\nc"]},
        {"X-A": "\ud800"},
    ],
    ids=ascii,
)
@pytest.mark.parametrize("api", ["uploadFile", "downloadFile"])
def test_a_header_that_cannot_be_sent_is_a_parameter_error(server, wx, photo, api, header):
    task = getattr(wx, api)(
        {"url": server.url("/upload"), "header": header}
        | ({"filePath": photo, "name": "f"} if api == "uploadFile" else {})
    )
    text, errno = fail_of(task)
    assert text.startswith(f"{api}:fail parameter error: parameter.header")
    assert errno == 600005
    assert server.log == ()


@pytest.mark.parametrize("character", ["\x01", "\x0b", "\x1f", "\x7f"], ids=ascii)
def test_other_control_characters_never_look_like_a_network_failure(wire, wx, ending, character):
    bare = wire()
    res = ending(wx.downloadFile(url=bare.url(), header={"X-A": f"a{character}b"}))
    if res.errMsg == "downloadFile:ok":
        assert bare.requests[0].values("X-A") == [f"a{character}b".encode()]
    else:
        assert res.errno == 600005


def endless():
    items = []
    items.append(items)
    return items


@pytest.mark.parametrize(
    "options",
    [
        {"timeout": 10**400},
        {"timeout": float("inf")},
        {"timeout": float("nan")},
        {"formData": {"n": 10**5000}},
        {"formData": {"n": endless()}},
        {"formData": {"n": float("nan"), "i": float("-inf")}},
        {"formData": {None: None, 1: 2, "\ud800": "\ud800"}},
        {"header": {None: None, 5: 6}},
        {"success": object()},
    ],
    ids=lambda options: str(list(options)),
)
@pytest.mark.filterwarnings("ignore::wxlab.WxWarning")
def test_odd_values_never_raise(server, wx, photo, ending, options):
    task = wx.uploadFile(options, url=server.url("/upload"), filePath=photo, name="f")
    assert ending(task).errMsg.startswith("uploadFile:")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://127.0.0.1/a",
        "wss://127.0.0.1/a",
        "file:///etc/hosts",
        "127.0.0.1/a",
        "/relative",
        "http://",
        "https://",
        "http:///",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:port/",
        "http://a b/",
        "http://[::1/",
        "javascript:alert(1)",
        "data:,x",
        " ",
    ],
)
@pytest.mark.parametrize("api", ["uploadFile", "downloadFile"])
def test_an_address_nobody_can_use_is_an_invalid_url(wx, photo, api, url):
    more = {"filePath": photo, "name": "f"} if api == "uploadFile" else {}
    assert fail_of(getattr(wx, api)(more, url=url)) == (f"{api}:fail invalid url", 600009)


# -- the file of an upload -----------------------------------------------------------------------


def upload(wx, server, path):
    return wx.uploadFile(url=server.url("/upload"), filePath=path, name="file")


def test_a_missing_file_is_named_as_it_was_written(server, wx, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert fail_of(upload(wx, server, "no/such.png")) == (
        "uploadFile:fail file not found: no/such.png",
        600005,
    )
    assert fail_of(upload(wx, server, tmp_path / "none")) == (
        f"uploadFile:fail file not found: {tmp_path / 'none'}",
        600005,
    )
    assert server.log == ()


def test_what_is_no_regular_file_is_not_found(server, wx, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", Path("/dev/null"), "with\0nul"):
        text, errno = fail_of(upload(wx, server, path))
        assert text == f"uploadFile:fail file not found: {path}"
        assert errno == 600005
    assert server.log == ()


def test_an_unreadable_file_says_so(server, wx, photo, unprivileged):
    if os.getresuid()[2] != 0:  # else the folder above is the superuser's own
        photo.chmod(0)
    assert fail_of(upload(wx, server, photo)) == (
        f"uploadFile:fail permission denied: {photo}",
        600005,
    )


def test_a_file_that_shrinks_while_it_is_sent_says_so(server, wx, tmp_path):
    path = tmp_path / "big"
    path.write_bytes(bytes(32 * 1024 * 1024))

    def shrink(res):
        path.write_bytes(b"short")
        server.wait_for(1, "/stall/read", "held")
        server.release()
        task.offProgressUpdate()

    task = wx.uploadFile(url=server.url("/stall/read"), filePath=path, name="f")
    task.onProgressUpdate(shrink)
    assert fail_of(task) == (f"uploadFile:fail file changed while sending: {path}", 600005)


def test_user_files_upload_by_their_own_name(server, wx):
    made = wx.downloadFile(url=server.url("/file/9"), filePath=f"{wx.env.USER_DATA_PATH}/照片.png")
    assert made.wait(20).filePath == "wxfile://usr/照片.png"
    upload(wx, server, "wxfile://usr/照片.png").wait(20)
    (part,) = server.log[-1].parts
    assert part.size == 9


def test_an_upload_cannot_leave_the_user_folder(server, wx):
    text, errno = fail_of(upload(wx, server, "wxfile://usr/../x"))
    assert text.startswith("uploadFile:fail ")
    assert text.endswith(": wxfile://usr/../x")
    assert errno == 600005


def test_domains_are_checked_only_when_asked(server, photo):
    with Wx(domains={"downloadFile": []}) as unchecked:
        assert unchecked.downloadFile(url=server.url("/file/1")).wait(20).statusCode == 200
    with Wx(check_domains=True) as checked:
        assert fail_of(checked.downloadFile(url=server.url("/file/1"))) == (
            "downloadFile:fail url not in domain list",
            600002,
        )
        assert fail_of(upload(checked, server, photo)) == (
            "uploadFile:fail url not in domain list",
            600002,
        )
    assert server.hits("/upload") == 0


def test_a_listed_practice_server_is_allowed_for_its_api_only(server, photo):
    listed = {"downloadFile": [server.url().rstrip("/")]}
    with Wx(check_domains=True, domains=listed) as wx:
        assert wx.downloadFile(url=server.url("/file/1")).wait(20).statusCode == 200
        assert fail_of(upload(wx, server, photo))[1] == 600002


def test_a_redirect_to_a_domain_that_is_not_listed_fails(server, wire):
    bare = wire()
    with Wx(check_domains=True, domains={"downloadFile": [server.url().rstrip("/")]}) as wx:
        task = wx.downloadFile(url=server.url(f"/redirect/1?to={bare.url()}"))
        assert fail_of(task) == ("downloadFile:fail url not in domain list", 600002)
    assert bare.requests == []


def test_a_chinese_domain_is_compared_in_its_wire_form():
    listed = {"downloadFile": ["https://xn--0zwm56d.invalid"]}
    with Wx(check_domains=True, domains=listed) as wx:
        text, _ = fail_of(wx.downloadFile(url="https://测试.invalid/"))
        assert text == "downloadFile:fail -105:net::ERR_NAME_NOT_RESOLVED"
