"""What an older base library does not have yet."""

import threading

import pytest

from wxlab import Wx, WxError, explain

TASK_METHODS = ("abort", "onProgressUpdate", "onHeadersReceived")
LATER_METHODS = ("offProgressUpdate", "onHeadersReceived", "offHeadersReceived")


@pytest.mark.parametrize("library", ["1.0.0", "1.3.0", "1.3.9"])
@pytest.mark.parametrize("api", ["uploadFile", "downloadFile"])
def test_before_1_4_0_a_call_returns_none_and_still_works(server, photo, heard, api, library):
    more = {"filePath": photo, "name": "f"} if api == "uploadFile" else {}
    with Wx(base_library=library) as wx:
        assert getattr(wx, api)(heard.callbacks | more, url=server.url("/upload")) is None
        assert heard.completed.wait(20)
    assert heard.names == ["success", "complete"]


@pytest.mark.parametrize("library", ["1.4.0", "2.0.0", "2.0.9"])
@pytest.mark.parametrize("api", ["uploadFile", "downloadFile"])
def test_before_2_1_0_there_are_only_abort_and_progress(server, api, library, ending):
    with Wx(base_library=library) as wx:
        task = getattr(wx, api)()
        assert [name for name in LATER_METHODS if hasattr(task, name)] == []
        assert hasattr(task, "abort")
        assert hasattr(task, "onProgressUpdate")
        with pytest.raises(AttributeError, match=r"2\.1\.0"):
            _ = task.offProgressUpdate
        ending(task)


@pytest.mark.parametrize("library", ["2.1.0", "2.10.0", "3.16.2", "10.0.0"])
def test_from_2_1_0_a_task_has_everything(library, ending):
    with Wx(base_library=library) as wx:
        task = wx.downloadFile()
        for name in (*TASK_METHODS, *LATER_METHODS):
            assert callable(getattr(task, name))
        ending(task)


@pytest.mark.parametrize(
    ("library", "key"),
    [("1.7.9", "tempFilePath"), ("1.8.0", "filePath"), ("1.10.0", "filePath")],
)
def test_the_target_of_a_download_is_known_from_1_8_0(server, tmp_path, library, key):
    with Wx(base_library=library) as wx:
        task = wx.downloadFile(url=server.url("/file/3"), filePath=str(tmp_path / "a"))
        assert key in task.wait(20)
    assert (tmp_path / "a").exists() == (key == "filePath")


@pytest.mark.parametrize(("library", "heeded"), [("2.9.9", False), ("2.10.0", True)])
def test_the_timeout_of_a_call_is_known_from_2_10_0(server, library, heeded):
    with Wx(base_library=library, network_timeout={"downloadFile": 20_000}) as wx:
        task = wx.downloadFile(url=server.url("/stall"), timeout=100)
        if heeded:
            with pytest.raises(WxError, match="timeout"):
                task.wait(20)
        else:
            with pytest.raises(TimeoutError):
                task.wait(0.3)
            server.wait_for(1, "/stall", "held")
            server.release()
            assert task.wait(20).statusCode == 200


@pytest.mark.parametrize(
    ("api", "library", "there"),
    [
        ("downloadFile", "2.10.3", False),
        ("downloadFile", "2.10.4", True),
        ("uploadFile", "3.4.9", False),
        ("uploadFile", "3.5.0", True),
    ],
)
def test_the_profile_appears_with_its_version(server, photo, api, library, there):
    more = {"filePath": photo, "name": "f"} if api == "uploadFile" else {}
    with Wx(base_library=library) as wx:
        res = getattr(wx, api)(more, url=server.url("/upload")).wait(20)
        assert ("profile" in res) == there
        assert wx.canIUse(f"{api}.success.profile") == there


def test_the_profile_can_be_switched_off(server, wx):
    assert "profile" not in wx.downloadFile(url=server.url("/file/1"), enableProfile=False).wait(20)
    assert "profile" in wx.downloadFile(url=server.url("/file/1"), enableProfile=True).wait(20)


@pytest.mark.parametrize(("library", "there"), [("3.8.9", False), ("3.8.10", True)])
def test_the_queue_times_come_with_3_8_10(server, library, there):
    with Wx(base_library=library) as wx:
        profile = wx.downloadFile(url=server.url("/file/1")).wait(20).profile
    for name in ("invokeStart", "queueStart", "queueEnd"):
        assert (name in profile) == there
    assert "fetchStart" in profile


def test_what_the_result_holds_is_what_can_i_use_says(server, photo):
    for library in ("1.4.0", "2.9.9", "2.10.0", "2.10.4", "3.5.0", "3.16.2"):
        with Wx(base_library=library) as wx:
            res = wx.uploadFile(url=server.url("/upload"), filePath=photo, name="f").wait(20)
            for key in ("data", "statusCode", "header", "cookies", "profile"):
                assert (key in res) == wx.canIUse(f"uploadFile.success.{key}"), (library, key)


@pytest.mark.parametrize(
    ("schema", "since"),
    [
        ("uploadFile", "1.0.0"),
        ("downloadFile", "1.0.0"),
        ("uploadFile.object.filePath", "1.0.0"),
        ("uploadFile.object.timeout", "2.10.0"),
        ("downloadFile.object.timeout", "2.10.0"),
        ("downloadFile.object.filePath", "1.8.0"),
        ("downloadFile.success.profile", "2.10.4"),
        ("uploadFile.success.profile", "3.5.0"),
        ("UploadTask", "1.4.0"),
        ("UploadTask.abort", "1.4.0"),
        ("UploadTask.onProgressUpdate", "1.4.0"),
        ("UploadTask.onProgressUpdate.callback.progress", "1.4.0"),
        ("UploadTask.offProgressUpdate", "2.1.0"),
        ("DownloadTask.onHeadersReceived", "2.1.0"),
        ("DownloadTask.offHeadersReceived", "2.1.0"),
    ],
)
def test_can_i_use_knows_every_row_from_its_version_on(schema, since):
    major, minor, patch = map(int, since.split("."))
    older = [f"{major}.{minor}.{patch - 1}"] if patch else []
    older += [f"{major}.{minor - 1}.99"] if minor else []
    for library in older:
        assert not Wx(base_library=library).canIUse(schema), library
    for library in (since, f"{major}.{minor + 1}.0", f"{major + 1}.0.0"):
        assert Wx(base_library=library).canIUse(schema), library


@pytest.mark.parametrize(
    "schema",
    [
        "",
        "nothing",
        "uploadFile.object.nothing",
        "uploadfile",
        "uploadFile.",
        None,
        5,
        [],
        {},
        b"x",
    ],
)
def test_can_i_use_says_false_to_the_unknown_and_never_raises(wx, schema):
    assert wx.canIUse(schema) is False


def test_the_version_is_told():
    wx = Wx(base_library="2.25.1")
    assert wx.getAppBaseInfo().SDKVersion == "2.25.1"
    assert wx.getSystemInfoSync()["SDKVersion"] == "2.25.1"


def test_calls_work_on_another_thread_too(server, wx):
    found = []
    thread = threading.Thread(
        target=lambda: found.append(wx.downloadFile(url=server.url("/file/3")).wait(20))
    )
    thread.start()
    thread.join()
    assert found[0].statusCode == 200


# -- explain -------------------------------------------------------------------------------------

EXPLAINED = [
    ("uploadFile:fail abort", "abort"),
    ("downloadFile:fail timeout", "timeout"),
    ("uploadFile:fail parameter error: parameter.url should be String instead of Null;", "param"),
    ("uploadFile:fail file not found: /tmp/a.png", "file"),
    ("downloadFile:fail invalid url", "invalid"),
    ("uploadFile:fail url not in domain list", "domain"),
    ("downloadFile:fail exceed max download connection count 10", "download"),
    ("downloadFile:fail reach the max redirect count", "redirect"),
    ("downloadFile:fail exceed max file size", "large"),
    ("downloadFile:fail -102:net::ERR_CONNECTION_REFUSED", "ERR_CONNECTION_REFUSED"),
    ("uploadFile:fail -354:net::ERR_CONTENT_LENGTH_MISMATCH", "ERR_CONTENT_LENGTH_MISMATCH"),
]


@pytest.mark.parametrize(("text", "address"), EXPLAINED)
def test_every_text_is_explained_in_two_languages(text, address):
    entry = explain(text)
    assert address in entry.address
    assert entry.zh
    assert entry.en
    assert entry.remedy_zh
    assert entry.remedy_en
    assert explain(f'{{"errMsg":"{text}"}}') is entry
    assert explain(f"  log 12:00 {text.upper()}\n") is entry


@pytest.mark.parametrize("text", ["", "uploadFile:ok", "nothing of the kind", None, 5, []])
def test_what_nobody_knows_is_not_explained(text):
    assert explain(text) is None


def test_an_error_is_explained_as_it_was_caught(wx):
    with pytest.raises(WxError) as caught:
        wx.downloadFile(url="ftp://x/").wait(20)
    assert explain(caught.value.errMsg) is explain(caught.value.res["errMsg"]) is not None
