"""Choosing: in a script with ``source``; in a notebook with a picker, which tests stand for."""

import asyncio
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from wxlab import Wx, WxError, WxWarning
from wxlab.api import front_end, stretch
from wxlab.net import pictures

SECONDS = 60
BOTH = ["chooseImage", "chooseMedia"]


@pytest.fixture
def photos(tmp_path):
    """Three pictures, one of them with a Chinese name, and a video."""
    for name in ("照片.jpg", "二.jpg", "三.png"):
        Image.effect_noise((60, 40), 90).convert("RGB").save(tmp_path / name)
    (tmp_path / "录像.mp4").write_bytes(b"film")
    return [tmp_path / name for name in ("照片.jpg", "二.jpg", "三.png")]


@pytest.fixture
def pickers(monkeypatch):
    """The pickers that a notebook would show: their choices, in order."""
    shown = []
    monkeypatch.setattr(front_end, "find", lambda: SimpleNamespace(pick=shown.append))
    return shown


def refused(call):
    with pytest.raises(WxError) as caught:
        call().wait(SECONDS)
    return str(caught.value)


def test_pictures_are_told_both_ways(wx, photos):
    res = wx.chooseImage(source=photos).wait(SECONDS)
    assert list(res) == ["tempFilePaths", "tempFiles", "errMsg"]
    assert [each.path for each in res.tempFiles] == res.tempFilePaths
    for original, path, each in zip(photos, res.tempFilePaths, res.tempFiles, strict=True):
        assert Path(path).read_bytes() == original.read_bytes()
        assert each == {"path": path, "size": original.stat().st_size}
        assert original.stem not in path
        assert path.endswith(original.suffix)
    assert res.errMsg == "chooseImage:ok"


def test_media_is_told_with_what_is_known_of_it(wx, photos):
    res = wx.chooseMedia({"source": [photos[0], photos[0].parent / "录像.mp4"]}).wait(SECONDS)
    picture, video = res.tempFiles
    assert list(picture) == ["tempFilePath", "size", "height", "width", "fileType"]
    assert (picture.width, picture.height, picture.fileType) == (60, 40, "image")
    assert list(video) == ["tempFilePath", "size", "fileType"]
    assert (video.size, video.fileType) == (4, "video")
    assert res.type == "mix"


@pytest.mark.parametrize(("name", "kind"), [("照片.jpg", "image"), ("录像.mp4", "video")])
def test_one_kind_has_its_name(wx, photos, name, kind):
    path = str(photos[0].parent / name)
    assert wx.chooseMedia(source=path).wait(SECONDS).type == kind


@pytest.mark.parametrize("platform", ["android", "ios", "devtools"])
def test_a_chosen_file_is_sent_saved_and_asked_about(server, photos, platform):
    with Wx(platform=platform) as wx:
        (path,) = wx.chooseImage(source=photos[0]).wait(SECONDS).tempFilePaths
        wx.uploadFile(url=server.url("/upload"), filePath=path, name="file").wait(SECONDS)
        assert server.log[0].parts[0].data == photos[0].read_bytes()
        size = photos[0].stat().st_size
        assert wx.getFileInfo(filePath=path).wait(SECONDS).size == size
        saved = wx.saveFile(tempFilePath=path).wait(SECONDS).savedFilePath
        assert wx.getFileInfo(filePath=saved).wait(SECONDS).size == size
        assert "no such file" in refused(lambda: wx.getFileInfo(filePath=path))


def test_yours_stay_where_they_are_and_the_copies_go_with_the_mini_program(photos):
    with Wx() as wx:
        (path,) = wx.chooseImage(source=photos[0]).wait(SECONDS).tempFilePaths
        assert Path(path).exists()
    assert not Path(path).exists()
    assert photos[0].exists()


@pytest.mark.parametrize("api", BOTH)
def test_an_empty_source_is_a_user_who_changes_their_mind(wx, api):
    with pytest.raises(WxError, match=f"{api}:fail cancel") as caught:
        getattr(wx, api)(source=[]).wait(SECONDS)
    assert caught.value.errno == 1


@pytest.mark.parametrize(
    ("count", "chosen"), [(1, 1), (2, 2), (2.9, 2), (9, 3), (float("inf"), 3), ("two", 3)]
)
@pytest.mark.filterwarnings("ignore:.*count should be Number")
def test_what_is_more_than_count_is_left_out(wx, photos, count, chosen):
    res = wx.chooseImage(source=photos, count=count).wait(SECONDS)
    assert len(res.tempFilePaths) == chosen
    assert len(list(wx._engine.root.path.glob("tmp_*"))) == chosen


@pytest.mark.parametrize("count", [0, -1, float("nan")])
def test_of_no_file_at_all_none_is_chosen(wx, photos, count):
    assert refused(lambda: wx.chooseImage(source=photos, count=count)).endswith("fail cancel")


@pytest.mark.parametrize(
    ("api", "library", "most"),
    [
        ("chooseImage", "3.16.2", 9),
        ("chooseMedia", "2.24.9", 9),
        ("chooseMedia", "2.25.0", 20),
    ],
)
def test_an_album_gives_so_many_at_most(photos, api, library, most):
    with Wx(base_library=library) as wx:
        call = getattr(wx, api)
        res = call(source=photos * 10, count=100).wait(SECONDS)
        assert len(res.tempFiles) == most


def test_what_is_of_another_kind_is_left_out_and_named(wx, photos):
    film = photos[0].parent / "录像.mp4"
    with pytest.warns(WxWarning, match=r"only image can be chosen; left out: .*录像\.mp4"):
        res = wx.chooseImage(source=[film, photos[0]]).wait(SECONDS)
    assert len(res.tempFilePaths) == 1
    with pytest.warns(WxWarning, match="only video can be chosen"):
        res = wx.chooseMedia(source=[film, photos[0]], mediaType=["video"]).wait(SECONDS)
    assert res.type == "video"
    res = wx.chooseMedia(source=[film, photos[0]], mediaType=["mix"]).wait(SECONDS)
    assert res.type == "mix"


def test_one_bad_path_fails_the_choice_and_is_named(wx, photos, tmp_path):
    said = refused(lambda: wx.chooseImage(source=[photos[0], tmp_path / "没有.png"]))
    assert said.startswith("chooseImage:fail no such file or directory")
    assert "没有.png" in said


@pytest.mark.parametrize("source", [5, {"a": 1}, [photos], [5], b"a"])
def test_a_source_is_paths(wx, source):
    assert "parameter.source should be String or Array" in refused(
        lambda: wx.chooseImage(source=source)
    )


@pytest.mark.parametrize("source", ["", [""]])
def test_an_empty_path_is_no_folder(wx, source):
    said = refused(lambda: wx.chooseImage(source=source))
    assert said == "chooseImage:fail parameter error: parameter.source should not be empty;"


def test_another_language_is_refused(wx, pickers):
    assert "parameter.lang should be en or zh" in refused(lambda: wx.chooseImage(lang="fr"))
    assert pickers == []


def test_only_compressed_is_smaller(wx, photos):
    Image.effect_noise((300, 300), 90).convert("RGB").save(photos[0], quality=100)
    res = wx.chooseMedia(source=photos[:1], sizeType=["compressed"]).wait(SECONDS)
    assert res.tempFiles[0].size < photos[0].stat().st_size / 2
    assert res.tempFiles[0].width == 300
    assert len(list(wx._engine.root.path.glob("tmp_*"))) == 1
    res = wx.chooseMedia(source=photos[:1], sizeType=["original", "compressed"]).wait(SECONDS)
    assert res.tempFiles[0].size == photos[0].stat().st_size


def test_without_pillow_the_original_comes_with_a_warning(wx, photos, monkeypatch):
    monkeypatch.setattr(pictures, "find_spec", lambda name: None)
    with pytest.warns(WxWarning, match=r"this is the original; %pip install") as caught:
        reply = wx.chooseImage(source=photos[:1], sizeType=["compressed"])
    assert caught[0].filename == __file__
    assert reply.wait(SECONDS).tempFiles[0].size == photos[0].stat().st_size


def test_callbacks_or_something_to_await(wx, photos):
    heard = []
    over = threading.Event()

    def complete(res):
        heard.append(res)
        over.set()

    told = wx.chooseImage(source=photos[0], success=heard.append, complete=complete)
    assert told is None
    assert over.wait(SECONDS)
    assert heard[0] is heard[1]

    async def main():
        return await wx.chooseImage(source=photos[0])

    assert len(asyncio.run(main()).tempFiles) == 1


def test_an_old_library_has_less(photos):
    with Wx(base_library="1.1.0") as wx:
        res = wx.chooseImage(source=photos[0]).wait(SECONDS)
        assert list(res) == ["tempFilePaths", "errMsg"]
        with pytest.raises(AttributeError, match=r"needs base library 2\.10\.0"):
            wx.chooseMedia(source=photos[0])
        with pytest.raises(AttributeError, match=r"needs base library 2\.4\.0"):
            wx.compressImage(src=photos[0])


def test_after_close_nothing_is_chosen(photos):
    wx = Wx()
    wx.close()
    assert refused(lambda: wx.chooseImage(source=photos[0])) == "chooseImage:fail interrupted"


# -- with somebody to choose -------------------------------------------------------------------


def test_a_script_has_nobody_to_ask(wx):
    said = refused(wx.chooseImage)
    assert said == 'chooseImage:fail nobody can choose here: pass source="a.png"'


def test_a_picker_is_told_what_is_wanted(wx, pickers):
    wx.chooseMedia(
        count=3, mediaType=["video"], sourceType=["camera"], camera="front", lang="zh", success=id
    )
    (choice,) = pickers
    wanted = choice.wanted
    assert (wanted.count, wanted.kinds, wanted.places) == (3, ("video",), ("camera",))
    assert (wanted.camera, wanted.compressed, wanted.lang) == ("front", False, "zh")


def test_nothing_is_told_before_somebody_has_chosen(wx, pickers, photos):
    reply = wx.chooseImage()
    with pytest.raises(TimeoutError):
        reply.wait(0.2)
    (choice,) = pickers
    choice.chosen([choice.take(str(photos[0]))])
    assert len(reply.wait(SECONDS).tempFiles) == 1


def test_nothing_is_told_before_the_call_has_returned(wx, monkeypatch):
    """Also by a picker that is quicker than anybody's hand."""
    monkeypatch.setattr(stretch, "GRACE", 3600)  # however slow the machine
    order = []
    monkeypatch.setattr(
        front_end, "find", lambda: SimpleNamespace(pick=lambda choice: choice.cancel())
    )

    async def main():
        heard = asyncio.Event()
        loop = asyncio.get_running_loop()

        def fail(_res):
            order.append("told")
            loop.call_soon_threadsafe(heard.set)

        wx.chooseImage(fail=fail)
        order.append("returned")
        await heard.wait()

    asyncio.run(asyncio.wait_for(main(), SECONDS))
    assert order == ["returned", "told"]


def test_the_first_decision_counts(wx, pickers, photos):
    reply = wx.chooseImage()
    (choice,) = pickers
    assert choice.cancel()
    assert not choice.cancel()
    choice.chosen([choice.take(str(photos[0]))])
    with pytest.raises(WxError, match="chooseImage:fail cancel"):
        reply.wait(SECONDS)
    assert list(wx._engine.root.path.glob("tmp_*")) == []


def test_closing_the_mini_program_closes_the_picker(pickers):
    with Wx() as wx:
        reply = wx.chooseImage()
    assert reply.result == {"errMsg": "chooseImage:fail cancel", "errno": 1}


def test_a_picker_stays_open_in_the_background(wx, pickers, photos):
    reply = wx.chooseImage()
    wx.enterBackground(after=0)
    wx.enterForeground()
    (choice,) = pickers
    assert not choice.over
    choice.chosen([choice.take(str(photos[0]))])
    assert reply.wait(SECONDS).errMsg == "chooseImage:ok"


def test_whoever_is_interrupted_has_cancelled(wx, pickers):
    async def main():
        waiting = asyncio.ensure_future(wx.chooseImage().settled())
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        return await pickers[0].settled()

    assert asyncio.run(main()).errMsg == "chooseImage:fail cancel"


def test_where_nobody_would_be_heard_waiting_raises_at_once(wx, pickers, photos):
    reply = wx.chooseImage()
    (choice,) = pickers
    choice.deaf = "not while a cell waits"
    with pytest.raises(RuntimeError, match="not while a cell waits"):
        reply.wait(SECONDS)
    with pytest.raises(RuntimeError, match="not while a cell waits"):
        asyncio.run(reply.settled())
    choice.cancel()
    assert asyncio.run(reply.settled()).errMsg == "chooseImage:fail cancel"


def test_a_picker_that_cannot_be_shown_is_an_end(wx, monkeypatch, caplog):
    def broken(_choice):
        raise ImportError("no widgets")

    monkeypatch.setattr(front_end, "find", lambda: SimpleNamespace(pick=broken))
    assert "nobody can choose here" in refused(wx.chooseImage)
    assert "no widgets" in caplog.text
