"""``watch(task)``, with real transfers."""

import sys
import threading

import ipywidgets
import pytest

from wxlab import Wx, WxError, watch
from wxlab.notebook.views import Text

SECONDS = 60


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(bytes(200_000))
    return path


def progress_of(view):
    return view.children[0].children[0]


def ended(view):
    """An event that is set when the view has drawn the end."""
    reached = threading.Event()
    button = view.children[0].children[1]
    button.observe(lambda change: reached.set(), "disabled")
    if button.disabled:
        reached.set()
    return reached


def test_a_watched_upload_ends_at_a_hundred_percent(wx, server, photo):
    task = wx.uploadFile(url=server.url("/upload"), filePath=photo, name="file")
    view = watch(task)
    assert isinstance(view, ipywidgets.Widget)
    end = ended(view)
    assert task.wait(SECONDS).statusCode == 200
    assert end.wait(SECONDS)
    assert progress_of(view).value == 100
    assert str(view).startswith(
        "Done: HTTP 200 (100 %, 200,000 of 200,000 bytes)\n"
        "handed to the network: 200,000 bytes\nread by the server: 200,000 bytes\n"
        "Response headers"
    )


def test_the_button_ends_a_transfer_that_the_server_holds(wx, server, photo):
    task = wx.uploadFile(url=server.url("/stall"), filePath=photo, name="file")
    view = watch(task)
    end = ended(view)
    with pytest.raises(TimeoutError):
        task.wait(0)  # it starts now
    server.wait_for(1, "/stall", "held")
    view.children[0].children[1].click()
    with pytest.raises(WxError, match="abort"):
        task.wait(SECONDS)
    assert end.wait(SECONDS)
    assert str(view).startswith("Failed: uploadFile:fail abort")


def test_a_download_of_unknown_length_ends_with_its_total(wx, server):
    task = wx.downloadFile(url=server.url("/file/5000?chunked"))
    task.wait(SECONDS)
    assert str(watch(task)).startswith("Done: HTTP 200 (100 %, 5,000 of 5,000 bytes)")


def test_without_ipywidgets_there_is_text(monkeypatch, upload):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    view = watch(upload)
    assert isinstance(view, Text)
    upload.progress(42, 840, 2000)
    assert str(view) == "Queued (42 %, 840 of 2,000 bytes)"
    assert repr(view) == f"<watch UploadTask: {view}>"


def test_an_old_base_library_gives_no_task_and_watch_says_so(server, photo):
    with Wx(base_library="1.3.0") as old:
        nothing = old.uploadFile(url=server.url("/upload"), filePath=photo, name="file")
        with pytest.raises(TypeError, match=r"base library 1\.4\.0"):
            watch(nothing)


@pytest.mark.parametrize("wrong", [{"statusCode": 200}, "task", object(), 1])
def test_what_is_no_task_is_refused_with_a_remedy(wrong):
    with pytest.raises(TypeError, match=f"got {type(wrong).__name__}.*returned"):
        watch(wrong)


@pytest.mark.parametrize("lang", ["fr", "", None])
def test_another_language_is_refused_naming_the_choices(upload, lang):
    with pytest.raises(ValueError, match="'en', 'zh'"):
        watch(upload, lang)
