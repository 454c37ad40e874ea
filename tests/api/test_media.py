"""Pictures made smaller, and sounds played."""

import threading
import wave
from pathlib import Path

import pytest
from PIL import Image

from wxlab import Wx, WxError
from wxlab.api import front_end, media
from wxlab.api.pending import WORKSHOP

SECONDS = 60


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "照片.jpg"
    Image.effect_noise((400, 300), 90).convert("RGB").save(path, quality=95)
    return path


@pytest.fixture
def sound(tmp_path):
    path = tmp_path / "声音.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(1600))
    return path


class Notebook:
    """Stands for a notebook: keeps what it is told."""

    def __init__(self):
        self.told = []

    def play(self, voice):
        self.told.append(voice)

    def pause(self):
        self.told.append("pause")

    def stop(self):
        self.told.append("stop")


@pytest.fixture
def notebook(monkeypatch):
    made = Notebook()
    monkeypatch.setattr(front_end, "find", lambda: made)
    return made


def pixels(path):
    with Image.open(path) as image:
        return image.size


def refused(reply):
    with pytest.raises(WxError) as caught:
        reply.wait(SECONDS)
    return caught.value


# -- compressImage -----------------------------------------------------------------------------


def test_a_picture_is_made_smaller_and_the_old_one_stays(wx, photo):
    before = photo.read_bytes()
    res = wx.compressImage(src=photo).wait(SECONDS)
    assert list(res) == ["tempFilePath", "errMsg"]
    assert Path(res.tempFilePath).stat().st_size < len(before)
    assert photo.read_bytes() == before
    assert pixels(res.tempFilePath) == (400, 300)


def test_every_call_makes_a_file_of_its_own(wx, photo):
    made = {wx.compressImage(src=photo).wait(SECONDS).tempFilePath for _ in range(3)}
    assert len(made) == 3


def test_the_default_quality_is_80(wx, photo):
    paths = [
        wx.compressImage(src=photo, **more).wait(SECONDS).tempFilePath
        for more in ({}, {"quality": 80}, {"quality": 40})
    ]
    default, same, less = (Path(path).stat().st_size for path in paths)
    assert default == same > less


def test_sizes_are_for_newer_libraries(photo):
    for library, size in [("2.25.9", (400, 300)), ("2.26.0", (100, 75))]:
        with Wx(base_library=library) as wx:
            path = wx.compressImage(src=photo, compressedWidth=100).wait(SECONDS).tempFilePath
            assert pixels(path) == size


@pytest.mark.parametrize("platform", ["android", "devtools"])
def test_a_mini_programs_own_path_will_do(photo, platform):
    with Wx(platform=platform) as wx:
        (chosen,) = wx.chooseImage(source=photo).wait(SECONDS).tempFilePaths
        made = wx.compressImage(src=chosen).wait(SECONDS).tempFilePath
        assert made.startswith(wx._platform.temporary)
        assert made.endswith(".jpg")
        assert wx.getFileInfo(filePath=made).wait(SECONDS).size > 0


@pytest.mark.parametrize("missing", ["none.jpg", ".", "wxfile://usr/../x", "a\0"])
def test_what_is_not_there_has_its_number(wx, tmp_path, missing):
    src = missing if ":" in missing else f"{tmp_path}/{missing}"
    error = refused(wx.compressImage(src=src))
    assert str(error) == "compressImage:fail file doesn't exist"
    assert error.errno == 1103002


def test_where_there_is_no_room_it_says_so(wx, photo, monkeypatch):
    monkeypatch.setattr(wx._engine.root, "_path", Path("/dev/null/nowhere"))
    error = refused(wx.compressImage(src=photo))
    assert error.errno == 1103004


def test_callbacks_and_other_calls_do_not_wait_for_a_picture(wx, photo):
    """The workshop is held up; everything else goes on."""
    held, go_on = threading.Event(), threading.Event()

    def hold():
        held.set()
        go_on.wait(SECONDS)

    WORKSHOP.post(hold)
    assert held.wait(SECONDS)
    try:
        reply = wx.compressImage(src=photo)
        wx.setStorage(key="k", data=1).wait(SECONDS)
        assert reply.result is None
    finally:
        go_on.set()
    assert reply.wait(SECONDS).errMsg == "compressImage:ok"


def test_closing_waits_for_what_is_being_made(photo):
    heard = []
    with Wx() as wx:
        wx.compressImage(src=photo, complete=heard.append)
    assert [res.errMsg for res in heard] == ["compressImage:ok"]


def test_bad_arguments_are_told(wx):
    error = refused(wx.compressImage(src=5))
    assert "parameter.src should be String instead of Number" in str(error)
    assert error.errno == 1001


# -- playVoice ---------------------------------------------------------------------------------


def test_a_sound_goes_to_the_notebook(wx, sound, notebook):
    res = wx.playVoice(filePath=sound, duration=5, lang="zh").wait(SECONDS)
    assert res == {"errMsg": "playVoice:ok"}
    (voice,) = notebook.told
    assert voice.data == sound.read_bytes()
    assert (voice.path, voice.seconds, voice.lang) == (str(sound), 5, "zh")


@pytest.mark.parametrize("duration", [None, 0, -1])
def test_a_minute_is_played_where_nothing_is_said(wx, sound, notebook, duration):
    wx.playVoice(filePath=sound, duration=duration).wait(SECONDS)
    assert notebook.told[0].seconds == 60


def test_an_old_library_plays_a_minute(sound, notebook):
    with Wx(base_library="1.5.9") as wx:
        wx.playVoice(filePath=sound, duration=5).wait(SECONDS)
    assert notebook.told[0].seconds == 60


def test_pausing_and_stopping(wx, notebook):
    wx.pauseVoice().wait(SECONDS)
    wx.stopVoice().wait(SECONDS)
    assert notebook.told == ["pause", "stop"]


def test_where_nothing_plays_there_is_nothing_to_stop(wx):
    assert wx.stopVoice().wait(SECONDS).errMsg == "stopVoice:ok"
    assert wx.pauseVoice().wait(SECONDS).errMsg == "pauseVoice:ok"


def test_what_cannot_be_played_is_told(wx, sound, tmp_path, notebook, monkeypatch):
    error = refused(wx.playVoice(filePath=tmp_path / "没有.wav"))
    assert "no such file or directory" in str(error)
    assert "没有.wav" in str(error)
    monkeypatch.setattr(media, "MAX_VOICE_BYTES", sound.stat().st_size - 1)
    assert "file is too large to play" in str(refused(wx.playVoice(filePath=sound)))
    assert notebook.told == []


def test_a_script_has_no_loudspeaker(wx, sound):
    error = refused(wx.playVoice(filePath=sound))
    assert str(error) == "playVoice:fail nothing can be heard here: there is no notebook"
    assert error.errno is None
