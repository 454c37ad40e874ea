"""The exercises and predictions of lesson 15, "Run the mini-program's own JavaScript"."""

from collections.abc import Callable
from typing import Any

from wxlab.api.errors import WxError
from wxlab.api.mini_program import Wx
from wxlab.api.record import Record
from wxlab.notebook.exercise import Case, Exercise, Prediction, call


def _twice(made: Callable[..., object]) -> list[object]:
    with Wx() as wx:
        path = f"{wx.env['USER_DATA_PATH']}/diary"
        return [made(wx.getFileSystemManager(), path), made(wx.getFileSystemManager(), path)]


def _below_nothing(made: Callable[..., object]) -> object:
    with Wx() as wx:
        try:
            return made(wx.getFileSystemManager(), f"{wx.env['USER_DATA_PATH']}/no/diary")
        except WxError as error:
            return f"a WxError with errno {error.errno}"


def _item(name: str) -> Callable[[Any], object]:
    return lambda answer: answer.get(name)


EXERCISES = (
    Exercise(
        "kept",
        cases=(
            call("kept", Record(data={"id": 7}, errMsg="getStorage:ok"), {"id": 7}),
            call("kept", Record(errMsg="getStorage:fail data not found"), ""),
            call("kept", Record(data=0, errMsg="getStorage:ok"), 0),
        ),
        hints=(
            "What is in res when getStorage has failed? Only errMsg.",
            '"data" in res tells the two endings apart; a stored 0 is a value like any other.',
        ),
        rows=("getStorage.success.data", "getStorage.success.errMsg"),
    ),
    Exercise(
        "in_codes",
        cases=(
            Case("the text in hex", _item("hex"), "6832"),
            Case("the text in Base64", _item("base64"), "aDI="),
        ),
        hints=(
            "Only the tuple of encodings has to change.",
            'The two names are "hex" and "base64".',
        ),
        rows=("FileSystemManager.readFile.object.encoding",),
    ),
    Exercise(
        "made",
        cases=(
            Case("made(files, path), called twice,", _twice, [True, False]),
            Case("made without a folder above", _below_nothing, "a WxError with errno 1300002"),
        ),
        hints=(
            "Call files.mkdirSync(path) inside try, and look at the error in except WxError.",
            'explain(error).address is "already-exists" where there is one; raise the rest.',
        ),
        rows=("FileSystemManager.mkdir.object.dirPath",),
    ),
)

PREDICTIONS = (
    Prediction(
        "aborted_at_once",
        why="A transfer begins when the program pauses, and abort() has come before that.",
        wrong={1: "Requests do not start in the middle of a program; nothing had been sent yet."},
    ),
    Prediction(
        "never_set",
        why="getStorageSync has no fail to call, so an empty text stands for nothing.",
        wrong={
            None: "JavaScript would say null or undefined; the platform says neither here.",
            "undefined": "So one would think; the platform returns a text in any case.",
        },
    ),
)
