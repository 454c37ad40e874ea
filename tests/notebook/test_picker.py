"""The picker without a browser: what pages say, and what the kernel makes of it."""

import asyncio
import os
import threading
from pathlib import Path

import pytest

from wxlab import Wx, WxError
from wxlab.api import front_end
from wxlab.core.failure import Failure
from wxlab.net.files import Target
from wxlab.notebook import picker as pickers
from wxlab.notebook.media_words import LABELS
from wxlab.notebook.picker import MOST_BYTES, PIECE_BYTES, Picker

SECONDS = 60
PHOTO = "照片.jpg"


class Page:
    """A page with a picker: it says what a browser would, and keeps what it hears."""

    def __init__(self, picker, view="1"):
        self.picker = picker
        self.view = view
        self.heard = []
        self.files = {}
        picker.send = self.hear

    def hear(self, content, buffers=None):
        self.heard.append(content)

    def say(self, kind, buffers=(), **more):
        self.picker._heard(self.picker, {"kind": kind, "view": self.view, **more}, list(buffers))

    def begin(self, **files):
        self.files = list(files.values())
        announced = [{"name": name, "size": len(data)} for name, data in files.items()]
        self.say("begin", files=announced)

    def send_all(self, **files):
        """Send files piece by piece, as the kernel asks for them."""
        self.begin(**files)
        while self.heard and (asked := self.heard.pop())["kind"] == "next":
            at = asked["at"]
            piece = self.files[asked["number"]][at : at + PIECE_BYTES]
            self.say("piece", [memoryview(piece)], at=at)


class Notebook:
    def __init__(self):
        self.pages = []

    def pick(self, choice):
        self.pages.append(Page(Picker(choice)))


@pytest.fixture
def shown(monkeypatch):
    """The pages that were shown."""
    notebook = Notebook()
    monkeypatch.setattr(front_end, "find", lambda: notebook)
    yield notebook.pages
    for page in notebook.pages:
        page.picker.close()


def temporary(wx):
    """What lies in the mini-program's folder."""
    names = (path.name for path in wx._engine.root.path.iterdir())
    return [name for name in names if name not in ("usr", ".lock")]


def ended(reply):
    return asyncio.run(asyncio.wait_for(reply.settled(), SECONDS))


def test_files_come_piece_by_piece(wx, shown):
    reply = wx.chooseMedia()
    (page,) = shown
    film = bytes(range(256)) * 10_000  # two and a half pieces
    page.send_all(**{PHOTO: b"photo", "empty.png": b"", "录像.mp4": film})
    res = reply.wait(SECONDS)
    assert [each.size for each in res.tempFiles] == [5, 0, len(film)]
    assert [each.fileType for each in res.tempFiles] == ["image", "image", "video"]
    assert Path(res.tempFiles[2].tempFilePath).read_bytes() == film
    assert page.picker.ended.startswith(f"Chosen: {PHOTO} (0.000 MB), empty.png")
    assert len(temporary(wx)) == 3


def test_no_piece_is_asked_for_before_the_last_one_is_here(wx, shown):
    wx.chooseImage(success=id)
    (page,) = shown
    page.begin(**{PHOTO: bytes(PIECE_BYTES + 5)})
    assert page.heard == [{"kind": "next", "view": "1", "number": 0, "at": 0}]
    page.say("piece", [bytes(PIECE_BYTES)], at=0)
    assert page.heard[1:] == [{"kind": "next", "view": "1", "number": 0, "at": PIECE_BYTES}]


def test_the_page_is_told_what_may_be_chosen(wx, shown):
    wx.chooseMedia(count=1, mediaType=["video"], camera="front", success=id)
    wx.chooseImage(count=3, sourceType=["camera"], lang="zh", success=id)
    first, second = (page.picker for page in shown)
    assert first.wanted["title"] == "Choose a video"
    assert first.wanted["accept"] == "video/*"
    assert (first.wanted["album"], first.wanted["camera"]) == (True, False)
    assert second.wanted["title"] == "选择图片，最多 3 张"
    assert (second.wanted["count"], second.lang) == (3, "zh")
    assert (second.wanted["album"], second.wanted["camera"]) == (False, True)
    assert (second.wanted["most"], second.wanted["facing"]) == (MOST_BYTES, "environment")


def test_a_page_that_says_hello_is_welcome(wx, shown):
    wx.chooseImage(success=id)
    (page,) = shown
    page.say("hello")
    assert page.heard == [{"kind": "welcome", "view": "1"}]


def test_a_path_is_copied(wx, shown, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / PHOTO).write_bytes(b"photo")
    for text in (str(tmp_path / PHOTO), f' "{tmp_path / PHOTO}" ', f"~/{PHOTO}"):
        reply = wx.chooseImage()
        page = shown[-1]
        page.say("path", text=text)
        assert reply.wait(SECONDS).tempFiles[0].size == 5
        assert page.picker.ended == f"Chosen: {PHOTO} (0.000 MB)"
    assert (tmp_path / PHOTO).exists()


def test_a_path_that_leads_nowhere_is_told_and_another_may_follow(wx, shown, tmp_path):
    reply = wx.chooseImage()
    (page,) = shown
    page.say("path", text=str(tmp_path / "没有.jpg"))
    (problem,) = page.heard
    assert problem["kind"] == "problem"
    assert "no such file or directory" in problem["text"]
    assert "没有.jpg" in problem["text"]
    (tmp_path / PHOTO).write_bytes(b"photo")
    page.say("path", text=str(tmp_path / PHOTO))
    assert len(reply.wait(SECONDS).tempFiles) == 1


def test_cancel_leaves_nothing_of_what_has_come(wx, shown, monkeypatch):
    monkeypatch.delattr(os, "O_TMPFILE", raising=False)  # the half that has come can be seen
    reply = wx.chooseImage()
    (page,) = shown
    page.begin(**{"a.png": b"12", PHOTO: bytes(PIECE_BYTES + 1)})
    page.say("piece", [b"12"], at=0)
    page.say("piece", [bytes(PIECE_BYTES)], at=0)
    assert len(temporary(wx)) == 2
    page.say("cancel")
    assert page.picker.ended == "Cancelled"
    assert ended(reply) == {"errMsg": "chooseImage:fail cancel", "errno": 1}
    assert temporary(wx) == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_whatever_ends_the_choice_ends_the_picker(shown, lang):
    with Wx() as wx:
        wx.chooseImage(lang=lang, success=id)
        (page,) = shown
        page.begin(**{PHOTO: b"12345"})
        told = threading.Event()
        page.picker.observe(lambda _change: told.set(), "ended")
    assert told.wait(SECONDS)  # close() waits for the choice, and not for who looks at it
    assert page.picker.ended == LABELS[lang]["cancelled"]
    page.say("piece", [b"12345"], at=0)  # too late
    page.say("path", text=__file__)
    assert page.picker.ended == LABELS[lang]["cancelled"]


def test_a_page_that_begins_again_begins_anew(wx, shown):
    reply = wx.chooseImage()
    (page,) = shown
    page.begin(**{PHOTO: bytes(PIECE_BYTES + 1)})
    page.say("piece", [bytes(PIECE_BYTES)], at=0)
    page.view = "2"  # it was loaded again
    page.send_all(**{"b.png": b"12"})
    assert [each.size for each in reply.wait(SECONDS).tempFiles] == [2]
    assert len(temporary(wx)) == 1


def test_a_page_that_was_overtaken_is_not_listened_to(wx, shown):
    reply = wx.chooseImage()
    (page,) = shown
    page.begin(**{PHOTO: b"old"})
    page.view = "2"
    page.begin(**{PHOTO: b"new"})
    page.view = "1"
    page.say("piece", [b"old"], at=0)
    page.view = "2"
    page.say("piece", [b"new"], at=0)
    path = reply.wait(SECONDS).tempFilePaths[0]
    assert Path(path).read_bytes() == b"new"


@pytest.mark.parametrize("piece", [b"123456", b""], ids=["too much", "nothing"])
def test_a_piece_that_was_not_announced_ends_the_sending(wx, shown, piece):
    wx.chooseImage(success=id)
    (page,) = shown
    page.begin(**{PHOTO: b"12345"})
    page.say("piece", [piece], at=0)
    assert temporary(wx) == []
    page.say("piece", [b"12345"], at=0)  # what was forgotten is not taken up again
    assert temporary(wx) == []


def test_a_piece_from_elsewhere_is_left_alone(wx, shown):
    reply = wx.chooseImage()
    (page,) = shown
    page.say("piece", [b"12"], at=0)  # before anything was announced
    page.begin(**{PHOTO: b"12345"})
    page.say("piece", [b"345"], at=2)
    page.say("piece", [], at=0)
    page.say("piece", [b"12"], at=0)
    page.say("piece", [b"12"], at=0)  # once more
    page.say("piece", [b"345"], at=2)
    assert Path(reply.wait(SECONDS).tempFilePaths[0]).read_bytes() == b"12345"


@pytest.mark.parametrize(
    "files",
    [
        [{"name": PHOTO, "size": MOST_BYTES + 1}],
        [{"name": PHOTO, "size": -1}],
        [{"name": PHOTO, "size": "5"}],
        [{"name": None, "size": 5}],
        [{}],
        ["a.png"],
        [None],
    ],
)
def test_what_a_page_should_not_say_is_a_problem(wx, shown, files):
    wx.chooseImage(success=id)
    (page,) = shown
    page.say("begin", files=files)
    assert [each["kind"] for each in page.heard] == ["problem"]
    assert temporary(wx) == []


@pytest.mark.parametrize(
    "said", [None, "cancel", {}, {"kind": "begin"}, {"kind": "begin", "files": 5}]
)
def test_what_makes_no_sense_changes_nothing(wx, shown, said):
    reply = wx.chooseImage()
    (page,) = shown
    page.picker._heard(page.picker, said, [])
    assert reply.result is None
    assert page.picker.ended == ""
    page.say("cancel")


def test_more_than_was_asked_for_is_left_out(wx, shown):
    reply = wx.chooseImage(count=1)
    (page,) = shown
    page.send_all(**{"a.png": b"1", "b.png": b"22"})
    assert [each.size for each in reply.wait(SECONDS).tempFiles] == [1]


def test_a_full_disk_is_told_in_the_picker(wx, shown, monkeypatch):
    wx.chooseImage(success=id)
    (page,) = shown

    def full(_target, _data):
        raise Failure("save-failed", path="")

    page.begin(**{PHOTO: b"12345"})
    monkeypatch.setattr(Target, "write", full)
    page.say("piece", [b"12345"], at=0)
    assert page.heard[-1]["kind"] == "problem"
    assert "save file error" in page.heard[-1]["text"]
    assert temporary(wx) == []


@pytest.mark.parametrize(("installed", "deaf"), [("6.31.0", True), ("7.4.0", False)])
def test_an_old_kernel_says_so_and_does_not_wait_for_ever(wx, shown, monkeypatch, installed, deaf):
    monkeypatch.setattr(pickers, "version", lambda _name: installed)
    reply = wx.chooseImage()
    (page,) = shown
    if deaf:
        with pytest.raises(RuntimeError, match=r"ipykernel 6\.31\.0.*only when the cell has ended"):
            reply.wait(SECONDS)
    page.say("cancel")
    with pytest.raises(WxError, match="cancel"):
        reply.wait(SECONDS)


def test_where_no_widget_shows_a_sentence_does(wx, shown):
    wx.chooseImage(lang="zh", success=id)
    (page,) = shown
    data, _ = page.picker._repr_mimebundle_()
    assert data["text/plain"] == "<picker>"
    assert data["text/html"] == "<p>Notebook 运行时在这里选择文件。</p>"


def test_both_languages_say_the_same_things():
    assert LABELS["en"].keys() == LABELS["zh"].keys()
    for key, words in LABELS["en"].items():
        blanks = [
            {part.split("}")[0] for part in text.split("{")[1:]}
            for text in (words, LABELS["zh"][key])
        ]
        assert blanks[0] == blanks[1], key
